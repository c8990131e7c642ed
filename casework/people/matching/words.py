"""A score in words: what of two people agrees and what differs, for whoever decides whether they are one."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from .agreement import Agreement, agreement
from .comparing import COMPARISONS, MISSING, Address, BirthDate, Canton, Document, Name, Phone, Sex, Swapped
from .model import Pair, Reason, Score


class Line(NamedTuple):
    """Holds the finding of one comparison: in words, its weight (above 0 for the same person), and its agreement."""

    comparison: str
    text: str
    weight: float
    agreement: Agreement


WORDS = {
    "given": {
        Name.SAME_RARE: _("same given name, a rare one"),
        Name.SAME_UNCOMMON: _("same given name, not a common one"),
        Name.SAME_COMMON: _("same given name, a common one"),
        Name.SAME_VERY_COMMON: _("same given name, a very common one"),
        Name.SOUNDS_SAME: _("same sound of the given name, or one is short for the other"),
        Name.CLOSE: _("given name differs by a slip"),
        Name.ALIKE: _("given names somewhat alike"),
        Name.DIFFERENT: _("different given names"),
    },
    "given_more": {
        Name.SAME_RARE: _("same second given name, a rare one"),
        Name.SAME_UNCOMMON: _("same second given name, not a common one"),
        Name.SAME_COMMON: _("same second given name, a common one"),
        Name.SAME_VERY_COMMON: _("same second given name, a very common one"),
        Name.SOUNDS_SAME: _("same sound of the second given name, or one is short for the other"),
        Name.CLOSE: _("second given name differs by a slip"),
        Name.ALIKE: _("second given names somewhat alike"),
        Name.DIFFERENT: _("different second given names"),
    },
    "family": {
        Name.SAME_RARE: _("same surname, a rare one"),
        Name.SAME_UNCOMMON: _("same surname, not a common one"),
        Name.SAME_COMMON: _("same surname, a common one"),
        Name.SAME_VERY_COMMON: _("same surname, a very common one"),
        Name.SOUNDS_SAME: _("same sound of the surname"),
        Name.CLOSE: _("surname differs by a slip"),
        Name.ALIKE: _("surnames somewhat alike"),
        Name.DIFFERENT: _("different surnames"),
    },
    "family_more": {
        Name.SAME_RARE: _("same second surname, a rare one"),
        Name.SAME_UNCOMMON: _("same second surname, not a common one"),
        Name.SAME_COMMON: _("same second surname, a common one"),
        Name.SAME_VERY_COMMON: _("same second surname, a very common one"),
        Name.SOUNDS_SAME: _("same sound of the second surname"),
        Name.CLOSE: _("second surname differs by a slip"),
        Name.ALIKE: _("second surnames somewhat alike"),
        Name.DIFFERENT: _("different second surnames"),
    },
    "swapped": {
        Swapped.NO: _("given names and surnames in the same fields"),
        Swapped.YES: _("given names and surnames in each other's field"),
    },
    "birth": {
        BirthDate.SAME: _("same birth date"),
        BirthDate.DAY_AND_MONTH_SWAPPED: _("day and month of birth swapped"),
        BirthDate.ONE_SLIP: _("birth date differs by one digit"),
        BirthDate.TWO_OF_THREE: _("day, month or year of birth differs, the others are the same"),
        BirthDate.TWO_SLIPS: _("birth date differs by two digits"),
        BirthDate.YEAR_SAME: _("same year of birth, the day is not known"),
        BirthDate.YEAR_NEAR_UNSURE: _("year of birth one or two apart, and not sure"),
        BirthDate.YEAR_NEAR: _("born within two years, on another day"),
        BirthDate.DIFFERENT: _("different birth dates"),
        BirthDate.GENERATION: _("a generation apart"),
    },
    "document": {
        Document.SAME: _("same document number"),
        Document.ONE_AFTER_THE_OTHER: _("document numbers one after the other, as a family's are"),
        Document.ONE_SLIP: _("document number differs by one sign"),
        Document.DIFFERENT: _("different numbers of the same document"),
    },
    "phone": {
        Phone.SAME: _("same telephone"),
        Phone.ONE_DIGIT_OFF: _("telephone differs by one digit"),
        Phone.DIFFERENT: _("different telephones"),
    },
    "canton": {
        Canton.SAME: _("same canton"),
        Canton.SAME_PROVINCE: _("another canton of the same province"),
        Canton.DIFFERENT: _("different provinces"),
    },
    "address": {
        Address.SAME: _("same address"),
        Address.MOSTLY: _("address mostly the same"),
        Address.PARTLY: _("address partly the same"),
        Address.DIFFERENT: _("different addresses"),
    },
    "sex": {Sex.SAME: _("same sex"), Sex.DIFFERENT: _("different sex")},
}
# Said in one where first and second name agree alike.
BOTH = {
    ("given", Name.SOUNDS_SAME): _("same sound of both given names, or one is short for the other"),
    ("given", Name.CLOSE): _("both given names differ by a slip"),
    ("family", Name.SOUNDS_SAME): _("same sound of both surnames"),
    ("family", Name.CLOSE): _("both surnames differ by a slip"),
}
BOTH_SAME = {"given": _("both given names the same"), "family": _("both surnames the same")}
# Where the two seem to be relatives, what a household shares is said so.
OF_ONE_HOUSEHOLD = {
    ("phone", Phone.SAME): _("telephone of the same household"),
    ("address", Address.SAME): _("address of the same household"),
}
RIVALS = {
    Pair.STRANGER: _("chance"),
    Pair.RELATIVE: _("a relative"),
    Pair.NAMESAKE: _("somebody of the same name"),
}
# What goes without saying.
UNSAID = {("swapped", Swapped.NO)}


def explain(score: Score) -> list[Line]:
    """A line for each comparison of what is known of both, in the order of a form."""
    reasons = {reason.comparison: reason for reason in score.reasons if reason.level != MISSING}
    lines = []
    for first in ("given", "family"):
        both = _both(first, reasons.get(first), reasons.get(f"{first}_more"))
        if both:
            level, weight = reasons[first].level, reasons.pop(first).weight + reasons.pop(f"{first}_more").weight
            lines.append(Line(first, both, weight, agreement(first, level)))
        else:
            lines += [_line(reasons.pop(name), score) for name in (first, f"{first}_more") if name in reasons]
    lines += [_line(reason, score) for name, reason in reasons.items() if (name, reason.level) not in UNSAID]
    return lines


def in_words(code: str) -> str:
    """What a comparison found, of a code such as "birth:day_and_month_swapped"."""
    comparison, level = level_of_code(code)
    return WORDS[comparison][level]


def level_of_code(code: str) -> tuple[str, int]:
    """Take a code such as "birth:day_and_month_swapped" apart into the comparison and its level."""
    comparison, _sign, level = code.partition(":")
    return comparison, COMPARISONS[comparison][level.upper()]


def _both(first: str, reason: Reason | None, more: Reason | None) -> str | None:
    if not reason or not more:
        return None
    if reason.level <= Name.SAME_VERY_COMMON and more.level <= Name.SAME_VERY_COMMON:
        return BOTH_SAME[first]
    return BOTH.get((first, reason.level)) if reason.level == more.level else None


def _line(reason: Reason, score: Score) -> Line:
    text = WORDS[reason.comparison][reason.level]
    if score.classes[Pair.RELATIVE] > score.classes[Pair.MATCH]:
        text = OF_ONE_HOUSEHOLD.get((reason.comparison, reason.level), text)
    return Line(reason.comparison, text, reason.weight, agreement(reason.comparison, reason.level))
