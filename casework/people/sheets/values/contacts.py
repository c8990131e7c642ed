"""Telephone numbers and e-mail addresses."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from casework.people.rules import phone_number

from ..problems import ValueProblem
from .numbers import without_float
from .words import is_not_known, says_none

# People keep the number of the country they left and write it as one does there, with no country code.
ALSO_WITHOUT_CODE = ("VE",)
_BETWEEN = re.compile(r"[/;|,\n]|\s+(?:y|o|e|and|or|-|–)\s+")
_LABEL = re.compile(r"\b(cel(ular)?|tel(ef(ono)?|f)?|tlf|movil|whats\s?app|wsp|wa|phone|mobile)\b[.:]?", re.IGNORECASE)
_ASIDE = re.compile(r"\([^()\d]*\)")  # "(mamá)", never an area code
_NOT_A_NUMBER = re.compile(r"[^\d\s()+./-]")


def read_phones(text):
    """The telephone numbers of a cell in E.164, each once; () for "no tiene". Numbers without a country code are
    Ecuadorian, with or without the leading zero that spreadsheets lose, or Venezuelan where only that fits.

    Raises ValueProblem: phone_impossible, number_rounded.
    """
    if says_none(text):
        return ()
    parts = [part for part in (part.strip() for part in _BETWEEN.split(without_float(text))) if part]
    return tuple(dict.fromkeys(_e164(part) for part in parts if not (is_not_known(part) or says_none(part))))


def _e164(text):
    digits = _ASIDE.sub(" ", _LABEL.sub(" ", _without_accents(without_float(text)))).strip()
    if _NOT_A_NUMBER.search(digits):
        raise ValueProblem("phone_impossible")
    found = next((number for number in _readings(digits) if number is not None), None)
    if found is None:
        raise ValueProblem("phone_impossible")
    return found


def _readings(digits):
    """The readings of a number from the likeliest on; None where one does not fit."""
    yield phone_number(digits)
    for region in ALSO_WITHOUT_CODE:
        yield phone_number(digits, region)
    # "593 99 …" or "58 414 …": the + was lost.
    if not digits.startswith(("+", "0")):
        yield phone_number(f"+{digits}", None)


def _without_accents(text):
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def read_email(text):
    """An e-mail address in small letters; "" for "no tiene". Raises ValueProblem email_impossible."""
    if says_none(text):
        return ""
    address = text.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise ValueProblem("email_impossible") from error
    return address
