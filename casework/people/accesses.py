"""Opening and ending what an organisation sees of a person: the only writers of `PersonAccess` but for sharing itself.

Whoever checks the right to do so calls these; a case that is opened, a step that is reached, an emergency.
"""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from casework.access.models import Membership, Organisation
from casework.access.policy import STEP_SECTIONS, Section
from casework.access.scope import system
from casework.base.many import insert_rows, new_row
from casework.people.models import Person, PersonAccess


def open_access(
    *,
    person: Person,
    organisation: Organisation,
    reason: str,
    sections: Iterable[Section] | None = None,
    membership: Membership | None = None,
    until: datetime | None = None,
    **ground,
) -> PersonAccess:
    """From now this organisation, or this one membership, sees the person for this reason.

    Opening what is open changes nothing.

    `sections` are the parts it sees, None the whole file; a ministry sees those its step needs. `ground` is the consent
    or legal reason of a referral.
    """
    if sections is None and organisation.duty:
        sections = STEP_SECTIONS[organisation.duty]
    kept = None if sections is None else sorted(str(section) for section in sections)
    with system("who opens an access for another organisation may not see those it has"):
        access, _new = PersonAccess.objects.get_or_create(
            person=person,
            organisation=organisation,
            reason=reason,
            until=until,
            membership=membership,
            defaults={"organisation_kind": organisation.kind, "sections": kept, **ground},
        )
    return access


def open_accesses(*, people: Iterable[Person], organisation: Organisation, reason: str) -> list[PersonAccess]:
    """From now this organisation sees these people, who are new, with their whole files; one access for each."""
    accesses = [
        new_row(
            PersonAccess,
            person=person,
            organisation=organisation,
            organisation_kind=organisation.kind,
            reason=reason,
        )
        for person in people
    ]
    with system("who opens an access for another organisation may not see those it has"):
        insert_rows(accesses)
    return accesses


def end_access(*, person: Person, reason: str, organisations: Iterable[Organisation] | None = None) -> None:
    """From now nobody (or none of these organisations) sees the person for this reason."""
    accesses = PersonAccess.objects.filter(person=person, reason=reason, until=None)
    if organisations is not None:
        accesses = accesses.filter(organisation__in=organisations)
    with system("who ends an access of another organisation may not see it"):
        accesses.update(until=timezone.now(), updated_at=timezone.now())
