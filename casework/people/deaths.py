"""Record that a person has died, how it is known and who said it; take it back when it was wrong.

As long as it stands nothing is opened for the person, nobody lives with them, and nobody is reminded or written to.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.access.models import Membership
from casework.access.policy import Section
from casework.base.errors import Conflict, about
from casework.base.text import tidy
from casework.people.actions import lock_person, note_death, record_event
from casework.people.households import leave_household, lock_home
from casework.people.models import HouseholdStay, Person
from casework.people.rules import check_day_of_act


@transaction.atomic
def record_death(*, person: Person, by: Membership, known_by: str, told_by: str = "", on: date | None = None) -> Person:
    """Records the day of a death (default: today), how it is known (`known_by`) and in words who said it (`told_by`).

    The person leaves the household, whose others are asked about by a task. Conflict when the death is recorded.
    """
    lock_home(person, by)
    person = lock_person(person, by, Section.IDENTITY)
    if person.died_on:
        raise Conflict("died_already", str(_("It is recorded already that this person died.")))
    on, told_by = on or timezone.localdate(), tidy(told_by)
    with about("on"):
        check_day_of_act(on, today=timezone.localdate(), born=person.born_from)
    if known_by not in Person.DeathKnownBy.values:
        raise ValidationError({"known_by": ValidationError(_("Say how it is known."), code="invalid_choice")})
    if not told_by and known_by != Person.DeathKnownBy.NOT_SAID:
        raise ValidationError({"told_by": ValidationError(_("Say who said it."), code="required")})
    facts = {"on": on, "known_by": known_by, "told_by": told_by}
    if not person.household_id:
        return note_death(person=person, by=by, **facts)
    left_on = max(on, person.household_since or on)
    leave_household(person=person, by=by, why=HouseholdStay.Why.DIED, on=left_on, death=facts)
    return Person.objects.get(pk=person.pk)


@transaction.atomic
def take_back_death(*, person: Person, by: Membership, reason: str) -> Person:
    """Says that the person lives, and why it was recorded otherwise. Into a household they are put back by hand."""
    person = lock_person(person, by, Section.IDENTITY)
    if not person.died_on:
        raise Conflict("not_died", str(_("No death of this person is recorded.")))
    reason = tidy(reason)
    if not reason:
        raise ValidationError({"reason": ValidationError(_("Say why."), code="required")})
    person.died_on, person.death_known_by, person.death_told_by = None, "", ""
    person.full_clean(exclude=["name_key"])
    person.save()
    record_event(person=person, by=by, kind="death_taken_back", section=Section.IDENTITY, because=reason)
    return person
