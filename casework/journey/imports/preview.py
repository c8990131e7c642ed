"""Reading a sheet: each row is found to be new, in the register already, a possible duplicate, repeated or wrong.

Nothing is registered. A batch of rows and how far it is are written in one transaction: one that was killed reads the
file again from its beginning, and writes from where it was.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone

from casework.access.models import Membership
from casework.base.many import insert_rows
from casework.journey.imports.columns import find_columns
from casework.journey.imports.entries import Desk, told_of
from casework.journey.imports.telling import kept, refused
from casework.journey.imports.uploads import Changed, unchanged_copy
from casework.journey.models import Import, ImportRow, IntakeRow
from casework.journey.registering import Entry, check_entries
from casework.people.known import Likely, likely_same
from casework.people.sheets import Columns, RowParser, Sheet, SheetError, SheetRow, Twins, first_rows, open_rows
from casework.places.models import Division

State, Outcome, Decision = Import.State, ImportRow.Outcome, ImportRow.Decision
BATCH = 500
FOR_SOMEBODY = ("sheet_no_name_column", "sheet_column_twice")


@dataclass
class Look:
    """A row that was parsed, and what was found out about it so far."""

    row: SheetRow
    outcome: str = Outcome.NEW
    problems: list[dict] | None = None
    warnings: list[dict] | None = None
    told: dict | None = None
    entry: Entry | None = None
    likely: tuple[Likely, ...] = ()


def read(sheet: Import, by: Membership) -> None:
    """Reads the whole sheet; it waits then to be looked at, or for its columns, or failed."""
    try:
        with unchanged_copy(sheet) as path, open_rows(path) as rows:
            columns = find_columns(sheet, first_rows(rows))
            _read_rows(sheet, by, Sheet(rows, columns))
    except Changed as changed:
        _stop(sheet, State.FAILED, changed.code, {})
    except SheetError as error:
        _stop(sheet, State.COLUMNS if error.code in FOR_SOMEBODY else State.FAILED, error.code, error.params)


def _stop(sheet: Import, state: str, code: str, params: dict) -> None:
    sheet.state, sheet.problem, sheet.problem_params = state, code, params
    sheet.save()


def _read_rows(sheet: Import, by: Membership, opened: Sheet) -> None:
    sheet.total = opened.total
    sheet.save()
    desk, columns = Desk(sheet, by), opened.columns
    read_before = sheet.rows.aggregate(last=Max("line"))["last"] or 0
    for batch in _batches(_parsed(sheet, opened)):
        new = [look for look in batch if look.row.line > read_before]
        if new:
            _write(sheet, _looked_up(new, desk, columns))
    with transaction.atomic():
        counts = dict(sheet.rows.order_by().values_list("outcome").annotate(Count("pk")))
        for problem in opened.warnings:
            sheet.problem, sheet.problem_params = problem.code, problem.params
        sheet.state, sheet.counts, sheet.previewed_at = State.PREVIEWED, counts, timezone.now()
        sheet.save()


def _batches(looks: Iterable[Look]) -> Iterator[list[Look]]:
    looks = iter(looks)
    while batch := list(islice(looks, BATCH)):
        yield batch


def _parsed(sheet: Import, opened: Sheet) -> Iterator[Look]:
    divisions = list(Division.objects.values_list("code", "level", "name", "parent_id"))
    parser = RowParser(opened.columns, opened.habits, divisions=divisions, today=timezone.localdate())
    twins, first_line = Twins(), {}
    for line, cells in opened.kept():
        row = parser.parse(line, cells)
        look = Look(row, problems=list(map(kept, row.problems)), warnings=list(map(kept, row.warnings)))
        if row.person is None:
            look.outcome = Outcome.ERROR
        elif (first := first_line.setdefault(bytes.fromhex(row.fingerprint)[:12], line)) != line:
            look.outcome = Outcome.REPEATED
            look.warnings = [{"field": "", "code": "import_repeated", "params": {"other": first}}]
        else:
            look.warnings += map(kept, twins.warnings(line, row.person))
            look.told = told_of(row, sheet.name)
        yield look


def _looked_up(looks: list[Look], desk: Desk, columns: Columns) -> list[Look]:
    """Those that are new so far are held against the register and against what the actions would refuse."""
    new = [look for look in looks if look.outcome == Outcome.NEW]
    known = known_among([look.row.fingerprint for look in new], desk.by)
    for look in new:
        if look.row.fingerprint in known:
            look.outcome = Outcome.KNOWN
            look.warnings = [{"field": "", "code": "import_known", "params": {}}]
        else:
            _draft(look, desk, columns)
    drafted = [look for look in new if look.entry]
    check_entries([look.entry for look in drafted])
    for look in drafted:
        if look.entry.error:
            _refuse(look, look.entry.error, columns)
    right = [look for look in drafted if look.outcome == Outcome.NEW]
    found = likely_same([look.entry.draft for look in right], desk.by)
    for look, likely in zip(right, found, strict=True):
        look.likely = likely
        if likely:
            look.outcome = Outcome.SAME if likely[0].identical else Outcome.DUPLICATE
    return looks


def known_among(fingerprints: list[str], by: Membership) -> set[str]:
    """Those of rows that became people of the organisation before."""
    rows = IntakeRow.objects.filter(organisation=by.organisation, fingerprint__in=fingerprints)
    return set(rows.values_list("fingerprint", flat=True))


def _draft(look: Look, desk: Desk, columns: Columns) -> None:
    try:
        look.entry = desk.draft(look.told)
    except ValidationError as error:
        _refuse(look, error, columns)


def _refuse(look: Look, error: ValidationError, columns: Columns) -> None:
    look.outcome, look.problems = Outcome.ERROR, refused(error, columns, look.told)


@transaction.atomic
def _write(sheet: Import, looks: list[Look]) -> None:
    insert_rows(_row(sheet, look) for look in looks)
    sheet.done += len(looks)
    Import.objects.filter(pk=sheet.pk).update(done=sheet.done)


def _row(sheet: Import, look: Look) -> ImportRow:
    is_same = look.outcome == Outcome.SAME
    decisions = {Outcome.NEW: Decision.ADD, Outcome.SAME: Decision.SAME}
    return ImportRow(
        sheet=sheet,
        line=look.row.line,
        fingerprint=look.row.fingerprint,
        outcome=look.outcome,
        cells=look.row.cells,
        told=look.told,
        problems=look.problems,
        warnings=look.warnings,
        likely=[{"person": str(one.person_id), "score": one.score, "why": list(one.why)} for one in look.likely],
        decision=decisions.get(look.outcome, ""),
        person_id=look.likely[0].person_id if is_same else None,
    )
