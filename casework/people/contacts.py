"""Whose a contact really is, and how one that was lost comes back."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.access.models import Membership
from casework.access.policy import Section
from casework.base.errors import Conflict, about
from casework.base.text import tidy
from casework.people.actions import add_contact, lock_contact, record_event, require_living
from casework.people.models import ContactPoint
from casework.people.rules import check_day_of_act

Recovery = ContactPoint.Recovery


@transaction.atomic
def correct_owner(*, contact: ContactPoint, by: Membership, owner: str, owner_words: str = "") -> ContactPoint:
    """Says whose the contact really is, and in words who that is; what it was taken for stays in its history."""
    contact, person = lock_contact(contact, by)
    contact.owner, contact.owner_words = owner, tidy(owner_words)
    contact.full_clean(exclude=["value_key"])
    contact.save()
    facts = {"contact": contact.kind, "owner": str(contact.owner)}
    record_event(person=person, by=by, kind="contact_owner_corrected", section=Section.CONTACT, **facts)
    return contact


@transaction.atomic
def record_recovery(
    *, contact: ContactPoint, by: Membership, recovery: str, on: date | None = None, value: str = ""
) -> ContactPoint:
    """What was done to get a lost contact back; of a new one that was made, it is written down too (`value`).

    Conflict of one that is not lost, and of a person who died.
    """
    contact, person = lock_contact(contact, by)
    require_living(person)
    if contact.state != ContactPoint.State.LOST:
        raise Conflict("not_lost", str(_("This contact is not lost.")))
    with about("on"):
        check_day_of_act(on or timezone.localdate(), today=timezone.localdate(), born=person.born_from)
    contact.recovery, contact.recovery_on = recovery, on or timezone.localdate()
    contact.full_clean(exclude=["value_key"])
    if bool(value) != (recovery == Recovery.NEW_MADE):
        sentence = _("Write the new one, where a new one was made and only there.")
        raise ValidationError({"value": ValidationError(sentence, code="new_one")})
    contact.save()
    facts = {"contact": contact.kind, "recovery": str(recovery)}
    record_event(person=person, by=by, kind="contact_recovery", section=Section.CONTACT, **facts)
    if value:
        add_contact(person=person, by=by, kind=contact.kind, value=value)
    return contact
