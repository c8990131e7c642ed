"""Who consents, when a consent counts, and which parts of a file may go to whom. Pure: `today` is passed in."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from casework.access.policy import (
    ALWAYS_SHARED,
    COMPARTMENT,
    KIND_OF_ROLE,
    SECTIONS,
    SHAREABLE,
    Kind,
    Level,
    Section,
)
from casework.people.rules import CHILD_BELOW, age_on, check_day_of_act, check_not_in_future

# From this age on an adolescent consents to the use of her data herself (LOPDP, 2021, article 21).
CONSENTS_FROM = 15
HERSELF, GUARDIAN = "herself", "guardian"
# IOM keeps the register and sees it by territory, so nothing is shared with it.
RECIPIENTS = (Kind.PARTNER, Kind.MINISTRY)


def who_consents(born_until: date | None, on: date) -> str:
    """The person from 15 years on, and where no age is known; below it father, mother or guardian.

    It is judged by the latest possible day of birth: who may be below 15 counts so.
    """
    age = age_on(born_until, on)
    return GUARDIAN if age is not None and age < CONSENTS_FROM else HERSELF


def check_given_by(given_by: str, born_until: date | None, on: date) -> None:
    """From 15 on nobody consents for the person, below it they not alone; who has no known age consents either way."""
    if born_until is None or given_by == who_consents(born_until, on):
        return
    if given_by == GUARDIAN:
        raise ValidationError(_("From 15 years on the person consents herself."), code="consents_herself")
    sentence = _("Below 15 years the father, the mother or a guardian consents.")
    raise ValidationError(sentence, code="guardian_consents")


def check_given_on(on: date, born: date | None, *, withdrawn_on: date | None = None, today: date) -> None:
    """A consent is given between the birth and today, and not before the person last withdrew the same one."""
    check_day_of_act(on, today=today, born=born)
    if withdrawn_on and on < withdrawn_on:
        raise ValidationError(_("The person withdrew this consent after that day."), code="withdrawn_since")


def check_withdrawn_on(on: date, given_on: date, *, today: date) -> None:
    """A consent is withdrawn between the day it was given and today."""
    check_not_in_future(on, today=today)
    if on < given_on:
        raise ValidationError(_("The consent was withdrawn before it was given."), code="withdrawn_before_given")


def shareable_with(kind: str) -> frozenset[Section]:
    """The parts of a file that may be shared with this kind of organisation: none that nobody there would read."""
    read = {
        s for role, levels in SECTIONS.items() if KIND_OF_ROLE[role] == kind for s in levels if levels[s] != Level.NONE
    }
    return (SHAREABLE - COMPARTMENT if kind == Kind.MINISTRY else SHAREABLE) & read


def parts_to_share(chosen: Iterable[str], kind: str, readable: Iterable[Section]) -> list[str]:
    """What goes to this kind of organisation: the parts chosen and those that always go with a case.

    Nobody passes on what she does not read herself.
    """
    allowed = shareable_with(kind)
    parts = {Section(section) for section in chosen} | ALWAYS_SHARED
    refused = parts - (allowed & set(readable))
    if refused:
        names = ", ".join(sorted(str(section.label) for section in refused))
        sentence = _("These parts cannot be shared with this organisation by you: %(parts)s.") % {"parts": names}
        raise ValidationError(sentence, code="not_shareable")
    return sorted(str(section) for section in parts)


# For no other reason the case of a person who died is shared anew.
REASONS_AFTER_DEATH = frozenset({"legal_duty"})


def check_legal_reason(reason: str, born_until: date | None, *, today: date) -> None:
    """The best interest of a child is a reason for children only, and for who may be one."""
    age = age_on(born_until, today)
    if reason == "child" and age is not None and age >= CHILD_BELOW:
        raise ValidationError(_("The person is not a child: she is 18 or older."), code="not_a_child")
