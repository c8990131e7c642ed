"""Long numbers that a spreadsheet has turned into decimals."""

import re

from ..problems import ValueProblem

_WITH_ZERO = re.compile(r"(\d+)[.,]0+")
_SCIENTIFIC = re.compile(r"(\d)(?:[.,](\d+))?[eE]\+?(\d{1,2})")


def without_float(text):
    """The digits that were typed, of "992133505.0" and "9.92133505E8"; any other text as it is.

    Raises ValueProblem number_rounded when the spreadsheet kept fewer digits than the number had ("9.92E+08").
    """
    text = text.strip()
    if match := _WITH_ZERO.fullmatch(text):
        return match[1]
    if match := _SCIENTIFIC.fullmatch(text):
        decimals = match[2] or ""
        # A telephone or document number that ends in several zeros is rarer than one that was rounded.
        if len(decimals) < int(match[3]) - 1:
            raise ValueProblem("number_rounded")
        return (match[1] + decimals).ljust(int(match[3]) + 1, "0")
    return text
