"""The rows of a sheet become people with a case, batch by batch; each batch wholly or not at all, each row once."""

import time
from dataclasses import dataclass
from uuid import UUID
from zlib import crc32

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access.models import Membership
from casework.access.scope import system
from casework.base.errors import Conflict
from casework.base.many import insert_rows
from casework.journey.imports.entries import Desk
from casework.journey.imports.preview import known_among
from casework.journey.imports.telling import columns_of, refused
from casework.journey.imports.uploads import lock_import, require_unchanged, set_to_work
from casework.journey.models import Case, Import, ImportRow, IntakeRow
from casework.journey.registering import Entry, check_entries, write_entries

State, Outcome, Decision = Import.State, ImportRow.Outcome, ImportRow.Decision
BATCH = 500
# Under this number everybody knows the same lock: of an organisation one batch at a time is written.
_LOCKS = 7_301
_SETTLE = """
    UPDATE journey_importrow SET person_id = told.person, done_at = %s, updated_at = %s
    FROM unnest(%s::uuid[], %s::uuid[]) AS told (id, person) WHERE journey_importrow.id = told.id"""


@dataclass
class Adding:
    """A row that is to become a person."""

    row: ImportRow
    entry: Entry | None = None
    error: ValidationError | None = None


@transaction.atomic
def start_commit(*, sheet: Import, by: Membership) -> Import:
    """Lets the rows that were decided become people; those that were not wait, for another time.

    Raises Conflict when the file is not the one that was looked through, and when nothing is to be done.
    """
    sheet = lock_import(sheet, by, State.PREVIEWED, State.DONE)
    if sheet.cleared_at:
        sentence = _("The values of this sheet were deleted meanwhile. Send it again.")
        raise Conflict("import_cleared", sentence)
    require_unchanged(sheet)
    waiting = sheet.rows.to_do().count()
    if not waiting:
        raise Conflict("import_nothing_to_do", _("No row waits to be registered."))
    sheet.state, sheet.membership, sheet.done, sheet.total = State.COMMITTING, by, 0, waiting
    sheet.save()
    set_to_work(sheet)
    return sheet


def go_on(sheet: Import, by: Membership, until: float) -> None:
    """Writes batches until none is left, or it is that late (`time.monotonic`)."""
    desk = Desk(sheet, by)
    while sheet.state == State.COMMITTING and time.monotonic() < until:
        with transaction.atomic():
            _batch(sheet, desk)


def _batch(sheet: Import, desk: Desk) -> None:
    rows = list(sheet.rows.to_do().order_by("line")[:BATCH])
    if not rows:
        sheet.state, sheet.committed_at = State.DONE, timezone.now()
        sheet.save()
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCKS, _number_of(desk.by.organisation_id)])
    known = known_among([row.fingerprint for row in rows], desk.by)
    for row in rows:
        if row.fingerprint in known:
            # Since it was looked through somebody has imported the same row.
            row.outcome, row.decision, row.person_id = Outcome.KNOWN, Decision.SKIP, None
            row.save()
    rest = [row for row in rows if row.fingerprint not in known]
    _add([row for row in rest if row.decision == Decision.ADD], desk)
    _link([row for row in rest if row.decision == Decision.SAME], desk)
    sheet.done = min(sheet.done + len(rows), sheet.total)
    Import.objects.filter(pk=sheet.pk).update(done=sheet.done)


def _number_of(organisation_id: UUID) -> int:
    return crc32(organisation_id.bytes) - 2**31


def _add(rows: list[ImportRow], desk: Desk) -> None:
    adding = [_drafted(row, desk) for row in rows]
    drafted = [one for one in adding if one.entry]
    check_entries([one.entry for one in drafted])
    for one in drafted:
        one.error = one.entry.error
    right = [one for one in drafted if not one.error]
    write_entries([one.entry for one in right], by=desk.by)
    _settle([(one.row, one.entry.case) for one in right], desk)
    for one in adding:
        if one.error:
            one.row.outcome, one.row.decision = Outcome.ERROR, ""
            one.row.problems = refused(one.error, columns_of(desk.sheet), one.row.told)
            one.row.save()


def _drafted(row: ImportRow, desk: Desk) -> Adding:
    one = Adding(row)
    try:
        one.entry = desk.draft(row.told)
    except ValidationError as error:
        one.error = error
    return one


def _link(rows: list[ImportRow], desk: Desk) -> None:
    """The row is of somebody who is there: it is remembered with her newest case, and nothing of her is changed."""
    people = {row.person_id for row in rows}
    cases = Case.objects.visible_to(desk.by).newest_of(people)
    _settle([(row, cases[row.person_id]) for row in rows if row.person_id in cases], desk)
    for row in rows:
        if row.person_id not in cases:
            # She went out of sight, or has no case: somebody has to look again.
            row.decision, row.person_id = "", None
            row.save()


def _settle(done: list[tuple[ImportRow, Case]], desk: Desk) -> None:
    """Each row is known by its fingerprint from now on, with what it became."""
    if not done:
        return
    name = desk.sheet.name
    with system("the case a row became is written in the same moment as what shows it"):
        insert_rows(
            IntakeRow(
                organisation_id=desk.by.organisation_id,
                fingerprint=row.fingerprint,
                case_id=case.pk,
                sheet=name,
                line=row.line,
            )
            for row, case in done
        )
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, [now, now, [row.pk for row, _c in done], [case.person_id for _r, case in done]])
