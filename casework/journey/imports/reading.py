"""Reading a sheet: its rows are taken from the file, each wrong, repeated, or waiting to be held against the register.

Nothing is registered. A batch of rows and how far it is are written in one transaction: one that was killed reads the
file again from its beginning, and writes from where it was.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import islice

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from casework.base.many import insert_rows, new_row, update_rows
from casework.journey.imports.columns import find_columns, kept_questions, remembered_of
from casework.journey.imports.telling import kept
from casework.journey.imports.understanding import parser_of, set_understood
from casework.journey.imports.uploads import Changed, set_to_work, unchanged_copy
from casework.journey.models import Import, ImportRow
from casework.people.sheets import Home, Homes, Place, Sheet, SheetError, Twins, open_rows, shape_of

State, Outcome = Import.State, ImportRow.Outcome
BATCH = 500
FOR_SOMEBODY = ("sheet_no_name_column", "sheet_column_twice", "sheet_no_such_line", "sheet_no_such_part")


def read(sheet: Import) -> None:
    """Reads the whole sheet; its rows wait then to be checked, or the sheet for its columns, or it failed."""
    try:
        place, shape = Place(**sheet.place), shape_of(sheet.headings) if sheet.headings else ""
        with unchanged_copy(sheet) as path, open_rows(path, place, remembered_of(sheet.organisation), shape) as rows:
            columns = find_columns(sheet, rows)
            opened = Sheet(rows, columns, sheet.answers, timezone.localdate())
            sheet.parts = [asdict(part) for part in rows.parts]  # with what second persons need
            sheet.questions, sheet.notices = kept_questions(opened.questions), opened.said
            if opened.open_questions:
                _stop(sheet, State.COLUMNS, "sheet_question", {})
            else:
                _read_rows(sheet, opened)
    except Changed as changed:
        _stop(sheet, State.FAILED, changed.code, {})
    except SheetError as error:
        _stop(sheet, State.COLUMNS if error.code in FOR_SOMEBODY else State.FAILED, error.code, error.params)


def _stop(sheet: Import, state: str, code: str, params: dict) -> None:
    sheet.state, sheet.problem, sheet.problem_params = state, code, params
    _save(sheet)


def _save(sheet: Import) -> None:
    # How far it is others write meanwhile, who check what was read.
    sheet.save(
        update_fields=["state", "problem", "problem_params", "parts", "questions", "notices", "total", "updated_at"]
    )


def _read_rows(sheet: Import, opened: Sheet) -> None:
    sheet.total = opened.total
    _save(sheet)
    read_before = sheet.rows.aggregate(last=Max("line"))["last"] or 0
    homes = Homes(opened.columns)
    for batch in _batches(_parsed(sheet, opened, homes)):
        new = [row for row in batch if row.line > read_before]
        if new:
            _write(sheet, new)
            if not read_before:
                read_before = new[-1].line
                set_to_work(sheet)  # another checks what was read while the rest is being read
    _write_homes(sheet, homes.found())
    sheet.state = State.CHECKING
    with transaction.atomic():
        _save(sheet)
        set_to_work(sheet)


def _batches(rows: Iterable[ImportRow]) -> Iterator[list[ImportRow]]:
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        yield batch


def _parsed(sheet: Import, opened: Sheet, homes: Homes) -> Iterator[ImportRow]:
    parser = parser_of(opened.columns, opened.habits)
    twins, first_line = Twins(), {}
    for line, cells in opened.kept():
        found = parser.parse(line, cells)
        row = new_row(ImportRow, sheet=sheet, line=line, cells=found.cells)
        first = first_line.setdefault(bytes.fromhex(found.fingerprint)[:12], line) if found.person else line
        set_understood(row, found, sheet, first)
        if row.outcome == Outcome.READ:
            row.warnings += map(kept, twins.warnings(line, found.person))
        if row.outcome != Outcome.REPEATED:
            homes.see(line, cells, found.raw, found.person)
        yield row
    for member in opened.members():
        found = parser.parse(member.line, member.cells)
        row = new_row(ImportRow, sheet=sheet, line=member.line, cells=found.cells)
        # Somebody with a row of their own, or named beside several, is one person.
        first = homes.see_member(member, found) or member.line
        set_understood(row, found, sheet, first)
        yield row


def _write_homes(sheet: Import, homes: dict[int, Home]) -> None:
    lines = sorted(homes)
    for start in range(0, len(lines), BATCH):
        rows = list(sheet.rows.filter(line__in=lines[start : start + BATCH]).only("id", "line"))
        for row in rows:
            home = homes[row.line]
            row.home, row.home_why, row.relation = home.line, home.why, home.relation
        update_rows(rows, ("home", "home_why", "relation"))


@transaction.atomic
def _write(sheet: Import, rows: list[ImportRow]) -> None:
    insert_rows(rows)
    Import.objects.filter(pk=sheet.pk).count_done(sum(row.outcome != Outcome.READ for row in rows))
