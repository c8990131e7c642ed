"""Understand rows of a sheet, when it is read and when a wrong row is mended."""

from django.utils import timezone

from casework.journey.imports.entries import told_of
from casework.journey.imports.telling import kept
from casework.journey.models import Import, ImportRow
from casework.people.sheets import Columns, Habits, RowParser, SheetRow
from casework.places.models import Division

Outcome = ImportRow.Outcome


def parser_of(columns: Columns, habits: Habits) -> RowParser:
    """Make the parser of a sheet, with the places as they are today."""
    divisions = list(Division.objects.values_list("code", "level", "name", "parent_id"))
    return RowParser(columns, habits, divisions=divisions, today=timezone.localdate())


def set_understood(row: ImportRow, found: SheetRow, sheet: Import, first_line: int) -> None:
    """Write into a row what was understood of it; `first_line` is the first that says the same, maybe its own."""
    row.fingerprint, row.outcome, row.decision, row.told = found.fingerprint, Outcome.READ, "", None
    row.problems, row.warnings = list(map(kept, found.problems)), list(map(kept, found.warnings))
    if found.person is None:
        row.outcome = Outcome.ERROR
    elif first_line != row.line:
        row.outcome = Outcome.REPEATED
        row.warnings = [{"field": "", "code": "import_repeated", "params": {"other": first_line}}]
    else:
        row.told = told_of(found, sheet)
