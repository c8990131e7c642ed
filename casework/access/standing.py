"""Standing questions (`base.standing`) that depend on who asks: one SQL for all members who read alike."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone

from casework.access.models import Membership, Organisation


class Reader(NamedTuple):
    """All of a membership that decides how its rows are found (`access.policy`); the shape of a question."""

    role: str
    kind: str
    duty: str
    provinces: tuple[str, ...]


def reader_of(by: Membership) -> Reader:
    """Return the shape in which this membership asks."""
    return Reader(by.role, by.organisation.kind, by.organisation.duty, tuple(sorted(by.provinces)))


def ids_of(by: Membership) -> dict[str, UUID | datetime]:
    """Return the values of a question of this membership, asked now."""
    return {"membership": by.pk, "organisation": by.organisation_id, "user": by.user_id, "moment": timezone.now()}


def stand_in(reader: Reader, *, membership: UUID, organisation: UUID, user: UUID, moment: datetime) -> Membership:
    """Return a membership that is none, to put a question together by: it reads like `reader`, and has these ids."""
    of = Organisation(pk=organisation, kind=reader.kind, duty=reader.duty)
    made = Membership(pk=membership, organisation=of, user_id=user, role=reader.role)
    made.provinces, made.moment = list(reader.provinces), moment
    return made
