"""What was begun with a sheet is taken to its end by a job, and by one only."""

import time
from uuid import UUID
from zlib import crc32

from casework.access.models import Door
from casework.access.scope import acting_as, system
from casework.base.locks import alone
from casework.journey.imports import commit, preview, undo
from casework.journey.models import Import

State = Import.State
_LOCKS = 7_302


def work_on(import_id: UUID, seconds: float = float("inf")) -> bool:
    """Reads, commits or undoes, on behalf of who asked for it; whether something is left to do after so many seconds.

    When another process is at it, or nothing is to be done, this does nothing. One that was killed is begun again.
    """
    until = time.monotonic() + seconds
    with alone(_LOCKS, crc32(import_id.bytes) - 2**31) as mine:
        if not mine:
            return False
        with system("which import it is, and on whose behalf, is looked up before anybody acts"):
            found = Import.objects.at_work().select_related("organisation", "membership__user")
            sheet = found.select_related("membership__organisation").filter(pk=import_id).first()
        if sheet is None:
            return False
        by = sheet.membership
        with acting_as(by, Door.IMPORT):
            if sheet.state == State.READING:
                preview.read(sheet, by)
            elif sheet.state == State.COMMITTING:
                commit.go_on(sheet, by, until)
            else:
                undo.undo(sheet, by)
        return sheet.is_at_work
