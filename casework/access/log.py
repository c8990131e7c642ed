"""Writing the log: who looked at whom, or took something out, in the scope of what is being done now.

An entry stands in the transaction of what it tells of: a read that cannot be written down is not given. A refusal is
written down after its transaction was undone (`access.middleware.Refusals`), and is lost rather than break the answer.
"""

import logging
from collections.abc import Iterable
from uuid import UUID

from django.core.cache import cache

from casework.access.models import Door, LogEntry
from casework.access.scope import current

logger = logging.getLogger(__name__)

# One who is refused at one place again and again is written down once in so many seconds: nobody floods the log.
REFUSED_AGAIN_AFTER = 60
PLACE_LENGTH = LogEntry._meta.get_field("place").max_length


def record(
    kind: LogEntry.Kind, *, place: str, persons: Iterable[UUID] = (), owners: Iterable[UUID] = (), **facts
) -> LogEntry:
    """Writes down what is done now, by whom and through which door. `facts` are codes and ids; no names, no texts."""
    scope = current()
    membership = scope.membership if scope else None
    return LogEntry.objects.create(
        kind=kind,
        door=scope.door if scope else Door.JOB,
        place=place[:PLACE_LENGTH],
        user_id=scope.user_id if scope else None,
        membership_id=membership and membership.pk,
        organisation_id=membership and membership.organisation_id,
        persons=sorted(set(persons)),
        owners=sorted(set(owners)),
        facts=facts,
    )


def read_of(keepers: dict[UUID, UUID | None], *, place: str) -> None:
    """Writes down that people were read, of those whose case another organisation keeps: person → who keeps it."""
    scope = current()
    mine = scope.membership.organisation_id if scope and scope.membership else None
    outside = {person: keeper for person, keeper in keepers.items() if keeper != mine or mine is None}
    if outside:
        record(LogEntry.Kind.READ, place=place, persons=outside, owners=filter(None, outside.values()))


def refused(*, place: str, status: int) -> None:
    """Writes down that somebody who is known was refused, once in a while for each place. It never fails."""
    scope = current()
    if scope is None or scope.user_id is None:
        return
    try:
        if cache.add(f"refused:{scope.user_id}:{place}:{status}", 1, REFUSED_AGAIN_AFTER):
            record(LogEntry.Kind.REFUSED, place=place, status=status)
    except Exception:
        logger.exception("A refusal at %s could not be written to the log", place)
