"""What was begun with a sheet is taken to its end by jobs: two at a time, so that no sheet has all processes."""

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from uuid import UUID
from zlib import crc32

from casework.access.models import Door
from casework.access.scope import acting_as, system
from casework.base.locks import alone
from casework.journey.imports import checking, commit, reading, undo
from casework.journey.models import Import

State = Import.State
# So many processes are at a sheet at most; one of them leads: reading and undoing are for one alone.
_HANDS, _LEAD = (7_302, 7_303), 7_301


def work_on(import_id: UUID, seconds: float = float("inf")) -> bool:
    """Reads, checks, commits or undoes, on behalf of who asked for it; whether something may be left to do for this
    process after so many seconds.

    When enough processes are at it, or nothing is to be done, this does nothing. What one that was killed had in hand
    is taken up by the next.
    """
    until, number = time.monotonic() + seconds, _number_of(import_id)
    with _one_of(_HANDS, number) as mine, alone(_LEAD, number) as leads:
        sheet = _at_work(import_id) if mine else None
        if sheet is None:
            return False
        with acting_as(sheet.membership, Door.IMPORT):
            return _work(sheet, leads, until)


def _number_of(import_id: UUID) -> int:
    return crc32(import_id.bytes) - 2**31


@contextmanager
def _one_of(rooms: Sequence[int], number: int) -> Iterator[bool]:
    """Whether one of these locks was free, which is held then."""
    with ExitStack() as held:
        yield any(held.enter_context(alone(room, number)) for room in rooms)


def _at_work(import_id: UUID) -> Import | None:
    with system("which import it is, and on whose behalf, is looked up before anybody acts"):
        found = Import.objects.at_work().select_related("organisation", "membership__user")
        return found.select_related("membership__organisation").filter(pk=import_id).first()


def _work(sheet: Import, leads: bool, until: float) -> bool:
    by = sheet.membership
    if sheet.state == State.COMMITTING:
        return commit.go_on(sheet, by, until)
    if sheet.state == State.UNDOING:
        if leads:
            undo.undo(sheet, by)
        return False
    if sheet.state == State.READING and leads:
        reading.read(sheet)
    # While it is being read by another it may have rows once its columns are known.
    return sheet.is_at_work and bool(sheet.headings) and checking.go_on(sheet, by, until)
