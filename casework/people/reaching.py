"""Reaching a person: the tries and what came of them, and numbers that want no messages."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access.models import Membership
from casework.access.policy import Section
from casework.access.scope import system
from casework.base.errors import Conflict, about
from casework.base.text import tidy
from casework.people import actions as people
from casework.people.models import ContactAttempt, ContactPoint, Person
from casework.people.rules import check_day_of_act

Result = ContactAttempt.Result
# What a try tells of the number or address that was tried.
TELLS = {Result.REACHED: ContactPoint.State.REACHABLE, Result.WRONG_NUMBER: ContactPoint.State.LOST}


@transaction.atomic
def record_attempt(
    *,
    person: Person,
    by: Membership,
    way: str,
    result: str,
    contact: ContactPoint | None = None,
    remark: str = "",
    at: datetime | None = None,
) -> ContactAttempt:
    """One try to reach the person. A number by which they were reached is verified by it, a wrong one is lost.

    Conflict for a try after the day on which they died.
    """
    person = people.lock_person(person, by, Section.NOTES)
    now = timezone.now()
    attempt = ContactAttempt(
        person=person,
        way=way,
        result=result,
        contact=contact,
        remark=tidy(remark),
        at=at or now,
        by_user=by.user,
        organisation=by.organisation,
    )
    if attempt.at > now:
        raise ValidationError({"at": ValidationError(_("This day is in the future."), code="future")})
    with about("at"):
        check_day_of_act(timezone.localdate(attempt.at), today=timezone.localdate(now), born=person.born_from)
    if person.died_on and timezone.localdate(attempt.at) > person.died_on:
        people.require_living(person)
    if contact and contact.person_id != person.pk:
        raise ValidationError({"contact": ValidationError(_("This contact is another person's."), code="not_hers")})
    attempt.full_clean()
    attempt.save()
    people.record_event(
        person=person, by=by, kind="contact_attempted", section=Section.NOTES, way=str(way), result=str(result)
    )
    if contact and result in TELLS and contact.state != TELLS[result]:
        people.mark_contact(contact=contact, by=by, state=TELLS[result])
    return attempt


def failed_in_a_row(person: Person) -> int:
    """How many tries failed since she was reached the last time."""
    attempts = ContactAttempt.objects.filter(person=person)
    reached = attempts.filter(result=Result.REACHED).order_by("-at").values_list("at", flat=True).first()
    failed = attempts.exclude(result=Result.REACHED)
    return (failed.filter(at__gt=reached) if reached else failed).count()


@transaction.atomic
def opt_out(*, value: str) -> int:
    """No more messages to this number or address, in whosever file it stands. Of how many contacts that is new."""
    return _set_opted_out(value, "contact_opted_out", timezone.now())


@transaction.atomic
def opt_in(*, value: str) -> int:
    """Messages to this number or address again, in whosever file it stands. Of how many contacts that is new."""
    return _set_opted_out(value, "contact_opted_in", None)


@transaction.atomic
def set_wanted(*, contact: ContactPoint, by: Membership, wanted: bool, reason: str) -> ContactPoint:
    """Records whether messages to this number or address are wanted, as the person said to staff, and the reason.

    It counts wherever the number stands; the reason is told on this person's timeline alone. Conflict when it is so
    already, and when messages are wanted again of a person who died.
    """
    contact, person = people.lock_contact(contact, by)
    reason = tidy(reason)
    if not reason:
        raise ValidationError({"reason": ValidationError(_("Say why."), code="required")})
    if wanted == (contact.opted_out_at is None):
        raise Conflict("wanted_already", _("It is recorded so already."))
    if wanted:
        people.require_living(person)
    contact.opted_out_at = None if wanted else timezone.now()
    contact.save(update_fields=["opted_out_at", "updated_at"])
    kind = "contact_wanted_by_staff" if wanted else "contact_unwanted_by_staff"
    facts = {"contact": contact.kind, "because": reason}
    people.record_event(person=person, by=by, kind=kind, section=Section.CONTACT, **facts)
    (opt_in if wanted else opt_out)(value=contact.value)
    return contact


def _set_opted_out(value: str, kind: str, at: datetime | None) -> int:
    with system("a number that wants no messages gets none, whichever organisations have it in their files"):
        found = people.same_contacts(value).filter(opted_out_at__isnull=at is not None)
        changed = list(found.order_by("pk").select_for_update(of=("self",), no_key=True).select_related("person"))
        for contact in changed:
            contact.opted_out_at = at
            contact.save(update_fields=["opted_out_at", "updated_at"])
            people.record_event(
                person=contact.person, by=None, kind=kind, section=Section.CONTACT, contact=contact.kind
            )
    return len(changed)
