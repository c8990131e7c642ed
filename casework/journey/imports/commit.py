"""The rows of a sheet become people with a case, batch by batch; each batch wholly or not at all, each row once.

As many as there are processes can be at it: each takes a batch that nobody has. That a row becomes somebody once, in
whichever sheet of the organisation it stands, is by its fingerprint, which is written first.
"""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access.models import Membership
from casework.access.scope import system
from casework.base.errors import Conflict
from casework.base.many import insert_new, new_row, update_rows
from casework.base.statistics import gather_where_grown
from casework.journey.imports.batches import batch_by_batch
from casework.journey.imports.entries import Desk
from casework.journey.imports.meanwhile import ask_again, left_for_the_next
from casework.journey.imports.placing import place_homes
from casework.journey.imports.uploads import lock_import, require_unchanged, set_to_work
from casework.journey.models import Case, Import, ImportRow, IntakeRow, Note, StageRecord
from casework.journey.registering import write_entries
from casework.people.likenesses import TABLES as LIKENESS_TABLES
from casework.people.models import (
    Consent,
    ContactPoint,
    Event,
    Household,
    IdentityDocument,
    Person,
    PersonAccess,
    SpecificNeed,
)
from casework.people.once import wait_for_numbers
from casework.people.sheets import place_of

State, Outcome, Decision = Import.State, ImportRow.Outcome, ImportRow.Decision
# So many rows are enough for statistics of what an import fills, where the register is small beside them.
MANY_ROWS = 500
FILLED = (
    *(model._meta.db_table for model in (Person, Household, IdentityDocument, ContactPoint, SpecificNeed, Consent)),
    *(model._meta.db_table for model in (PersonAccess, Event, Case, StageRecord, Note, IntakeRow, ImportRow)),
    *LIKENESS_TABLES,
)
SETTLED = ("outcome", "decision", "problems", "person", "done_at")


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
    if not waiting and not sheet.rows.to_place().exists():
        raise Conflict("import_nothing_to_do", _("No row waits to be registered."))
    sheet.state, sheet.membership, sheet.done, sheet.total = State.COMMITTING, by, 0, waiting
    sheet.save()
    set_to_work(sheet)
    return sheet


def go_on(sheet: Import, by: Membership, until: float) -> bool:
    """Writes batches until nobody's is left, or it is that late (`time.monotonic`): then there may be more."""
    desk = Desk(sheet, by)
    more = batch_by_batch(sheet.rows.to_do(), lambda rows: _batch(rows, desk), until) or place_homes(sheet, by, until)
    if not more and _end(sheet) and sheet.total >= MANY_ROWS:
        gather_where_grown(FILLED, sheet.total)
    return more


@transaction.atomic
def _end(sheet: Import) -> bool:
    """The import is done, unless others have rows of it in hand; whether it was ended here."""
    sheet = Import.objects.select_for_update(no_key=True).get(pk=sheet.pk)
    left = sheet.rows.to_do().exists() or sheet.rows.to_place().exists()
    if left or sheet.state != State.COMMITTING:
        return False
    sheet.counts = sheet.rows.by_outcome()  # some are known by now, or wrong
    sheet.state, sheet.committed_at = State.DONE, timezone.now()
    sheet.save()
    return True


def _batch(rows: list[ImportRow], desk: Desk) -> None:
    drafted = desk.draft_rows([row for row in rows if row.decision == Decision.ADD])
    right = [one for one in drafted if not one.error]
    left = left_for_the_next(right)
    rows = [row for row in rows if row not in left]
    right = [one for one in right if one.row not in left]
    wait_for_numbers(document.number_key for one in right for document in one.entry.draft.documents)
    ask_again(right, desk)
    entries = {one.row: one.entry for one in right if one.row.decision == Decision.ADD}
    became = [(row, entry.case) for row, entry in entries.items()]
    became += _linked([row for row in rows if row.decision == Decision.SAME], desk)
    new = _first_imported(became, desk)
    write_entries([entries[row] for row in new if row in entries], by=desk.by)
    now = timezone.now()  # after all that was written: what is built on it comes later
    for row in new:
        row.done_at = now
    update_rows(rows, SETTLED)
    Import.objects.filter(pk=desk.sheet.pk).count_done(len(rows))


def _linked(rows: list[ImportRow], desk: Desk) -> list[tuple[ImportRow, Case]]:
    """Each row is of somebody who is there: it is remembered with her newest case, and nothing of her is changed."""
    cases = Case.objects.visible_to(desk.by).newest_of({row.person_id for row in rows})
    for row in rows:
        if row.person_id not in cases:
            # She went out of sight, or has no case: somebody has to look again.
            row.decision, row.person_id = "", None
    return [(row, cases[row.person_id]) for row in rows if row.person_id]


def _first_imported(rows: Sequence[tuple[ImportRow, Case]], desk: Desk) -> list[ImportRow]:
    """Rows by which their cases are known from now on; without those that somebody has imported since they were
    looked through, which are left out."""
    with system("the case a row became is written in the same moment as what shows it"):
        written = insert_new(
            new_row(
                IntakeRow,
                organisation_id=desk.by.organisation_id,
                fingerprint=row.fingerprint,
                case_id=case.pk,
                sheet=desk.sheet.name,
                line=place_of(desk.sheet.parts, row.line)[1],
            )
            # All of a batch in one order, so that no two processes wait for each other.
            for row, case in sorted(rows, key=lambda pair: pair[0].fingerprint)
        )
    fingerprints = {intake.fingerprint for intake in written}
    for row, case in rows:
        if row.fingerprint in fingerprints:
            row.person_id = case.person_id
        else:
            row.outcome, row.decision, row.person_id = Outcome.KNOWN, Decision.SKIP, None
    return [row for row, _case in rows if row.fingerprint in fingerprints]
