"""Who is what in a household, who becomes its head, and who may apply for all. Pure: `today` is passed in.

A relationship says who somebody is to the head. When the head changes, or two households become one, what each is to
the new head follows from what it was.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from casework.people.rules import CHILD_BELOW, age_on

HEAD, PARTNER, CHILD, PARENT, SIBLING, OTHER = "head", "partner", "child", "parent", "sibling", "other"

# What the head is to somebody who is this to the head.
BACK = {PARTNER: PARTNER, CHILD: PARENT, PARENT: CHILD, SIBLING: SIBLING, OTHER: OTHER}
# (what A is to me, what B is to A): what B is to me. All other pairs are another relative or member.
THROUGH = {
    (PARTNER, CHILD): CHILD,
    (CHILD, SIBLING): CHILD,
    (CHILD, PARENT): PARTNER,
    (PARENT, PARTNER): PARENT,
    (PARENT, CHILD): SIBLING,
    (SIBLING, PARENT): PARENT,
    (SIBLING, SIBLING): SIBLING,
}


def through(first: str, then: str) -> str:
    """What somebody is to me who is `then` to the one who is `first` to me."""
    return first if then == HEAD else THROUGH.get((first, then), OTHER)


def to_new_head(was: str, relationship: str) -> str:
    """What somebody with this relationship is to the new head, who `was` this to the former one."""
    return through(BACK[was], relationship)


def may_be_adult(born_until: date | None, today: date) -> bool:
    """Judges by the latest possible day of birth: who may be a child counts as one.

    Whose age is not known at all counts as an adult: nobody is taken for a child by a blank.
    """
    age = age_on(born_until, today)
    return age is None or age >= CHILD_BELOW


def heir(members: Iterable, today: date):
    """Who becomes the head where nobody was chosen: an adult partner, else the eldest adult, else the eldest child."""

    def rank(member):
        known = member.born_until is not None
        adult = may_be_adult(member.born_until, today)
        return not adult, member.relationship != PARTNER, not known, member.born_until or today, str(member.pk)

    return min(members, key=rank)


def check_applicant(born_until: date | None, *, today: date) -> None:
    """Who applies for a visa for the whole household is of age."""
    if not may_be_adult(born_until, today):
        raise ValidationError(_("Only an adult applies for the household."), code="applicant_is_child")


def check_why(why: str, reasons: Sequence[str]) -> None:
    """What is done to a household has a reason, of those that fit."""
    if why not in reasons:
        raise ValidationError({"why": ValidationError(_("Say why."), code="invalid_choice")})


def check_head(relationship: str, members: Sequence) -> None:
    """Where somebody lives there is a head, and one; also one whom the actor does not see."""
    if relationship == HEAD and members:
        sentence = _("This household has a head already.")
        raise ValidationError({"relationship": ValidationError(sentence, code="has_head")})
    if relationship != HEAD and not members:
        sentence = _("Nobody lives there: who comes first is its head.")
        raise ValidationError({"relationship": ValidationError(sentence, code="no_head")})


def check_split(members: Sequence[tuple]) -> None:
    """Who leaves into a household of their own: each once, and one of them is its head."""
    people = {person.pk for person, _relationship in members}
    if len(people) < len(members) or [relationship for _person, relationship in members].count(HEAD) != 1:
        sentence = _("Say who leaves, and which one of them heads the new household.")
        raise ValidationError({"members": ValidationError(sentence, code="one_head")})
