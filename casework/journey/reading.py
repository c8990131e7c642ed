"""That somebody read people's files, written down where another organisation keeps their cases."""

from collections.abc import Iterable
from uuid import UUID

from django.db import models

from casework.access import log
from casework.journey.models import Case
from casework.people.models import PersonAccess


def keepers_of(person_ids: Iterable[UUID]) -> dict[UUID, UUID | None]:
    """The organisation that keeps each one's open case, else her latest; without a case, who registered her."""
    found = dict.fromkeys(person_ids)
    cases = Case.objects.filter(person__in=found).order_by("person_id", "-state", "-opened_on", "-created_at")
    found |= dict(cases.distinct("person_id").values_list("person_id", "organisation_id"))
    without_case = [person for person, keeper in found.items() if keeper is None]
    if without_case:
        registered = PersonAccess.objects.filter(person__in=without_case, reason=PersonAccess.Reason.OWNER, until=None)
        found |= dict(registered.values_list("person_id", "organisation_id"))
    return found


def log_read(person_ids: Iterable[UUID], *, place: str) -> None:
    """Call it in the transaction of the read: where it fails, nothing is shown."""
    person_ids = set(person_ids)
    if person_ids:
        log.read_of(keepers_of(person_ids), place=place)


def log_read_of_case(case: Case, *, place: str) -> None:
    """The same for one case that is loaded: while it is open nobody else keeps the person."""
    if case.state == Case.State.OPEN:
        log.read_of({case.person_id: case.organisation_id}, place=place)
    else:
        log_read([case.person_id], place=place)


def log_taken(kind: str, person_ids: Iterable[UUID], *, place: str, **facts) -> None:
    """What is taken out is written down whoever takes it: a download, an export, a disclosure."""
    keepers = keepers_of(set(person_ids))
    log.record(kind, place=place, persons=keepers, owners=filter(None, keepers.values()), **facts)


def person_of(row: object) -> UUID | None:
    """Whose file this row is a part of; None for what is nobody's. Load what lies between with the row."""
    rows = type(row)._default_manager.all() if isinstance(row, models.Model) else None
    path = getattr(rows, "person_path", None)
    if path is None:
        return None
    *between, last = path.split("__")
    for step in between:
        row = getattr(row, step)
    return getattr(row, f"{last}_id") if last else row.pk
