"""Wrong cells of a sheet are mended on the page: that of one row, or of all rows that say the same there.

The rows are understood anew and held against the register, as when the sheet was read.
"""

from collections.abc import Sequence
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access.models import Membership
from casework.base.errors import Conflict
from casework.base.many import update_rows
from casework.base.shown import require_as_shown
from casework.base.text import tidy
from casework.journey.imports.checking import hold_again
from casework.journey.imports.decisions import caseworker_of, shown_of_row
from casework.journey.imports.telling import columns_of
from casework.journey.imports.understanding import parser_of, set_understood
from casework.journey.imports.uploads import lock_import
from casework.journey.models import Import, ImportRow
from casework.people.sheets import Question, RowParser, SheetRow, habits_of

Outcome = ImportRow.Outcome
MOST = 1_000  # rows at once, within the time of a request
VALUE_LENGTH = 500
MENDED = ("cells", "fingerprint", "outcome", "decision", "problems", "warnings", "told")


class Mended(NamedTuple):
    """Counts the rows that were read anew: right now, and still wrong."""

    right: int
    wrong: int


@transaction.atomic
def mend(
    *, row: ImportRow, by: Membership, field: str, value: str, alike: bool = False, shown: str | None = None
) -> Mended:
    """Write another value into the cell of a wrong row, with `alike` into those of all wrong rows that say the same
    there, and read them anew.

    Raises ValidationError for a field of which the row has no cell of its own or a value that is too long, Conflict
    for a row that is not wrong (any more) or is not as it was `shown`.
    """
    sheet = lock_import(row.sheet, by, Import.State.PREVIEWED, Import.State.DONE)
    row = sheet.rows.select_for_update().get(pk=row.pk)
    require_as_shown(shown, shown_of_row(row))
    if row.outcome != Outcome.ERROR or row.cells is None:
        raise Conflict("import_row_settled", _("Nothing is to be mended in this row."))
    place, value = _place_of(sheet, field), tidy(value)
    if len(value) > VALUE_LENGTH:
        raise ValidationError({"value": ValidationError(_("This text is too long."), code="max_length")})
    rows = _alike(sheet, row, place) if alike else [row]
    for one in rows:
        one.cells = [*one.cells, *[""] * (place + 1 - len(one.cells))]
        one.cells[place] = value
    _read_anew(sheet, rows, by)
    Import.objects.filter(pk=sheet.pk).update(counts=sheet.rows.by_outcome(), updated_at=timezone.now())
    wrong = sum(one.outcome == Outcome.ERROR for one in rows)
    return Mended(right=len(rows) - wrong, wrong=wrong)


def _place_of(sheet: Import, field: str) -> int:
    """The position of the one column that holds this field."""
    places = columns_of(sheet).places.get(field, ())
    if len(places) != 1:
        sentence = _("This cannot be mended here. Mend it in the sheet of wrong rows.")
        raise ValidationError({"field": ValidationError(sentence, code="no_cell")})
    return places[0]


def _alike(sheet: Import, row: ImportRow, place: int) -> list[ImportRow]:
    """Wrong rows that say the same in this cell; those whose cell is empty are mended one by one."""
    said = row.cells[place] if place < len(row.cells) else ""
    if not said:
        return [row]
    wrong = sheet.rows.filter(outcome=Outcome.ERROR, **{f"cells__{place}": said}).order_by("line")
    return list(wrong.select_for_update()[:MOST])


def _read_anew(sheet: Import, rows: Sequence[ImportRow], by: Membership) -> None:
    parser = _parser_of(sheet)
    before = caseworker_of(sheet)
    found = {row: parser.parse(row.line, row.cells) for row in rows}
    first_line = _first_lines(sheet, rows, found)
    for row, row_found in found.items():
        first = first_line.setdefault(row_found.fingerprint, row.line) if row_found.person else row.line
        set_understood(row, row_found, sheet, first)
        if row.told and before:
            row.told |= {"caseworker": str(before.pk)}
    update_rows(rows, MENDED)
    hold_again(sheet, [row for row in rows if row.outcome == Outcome.READ], by)


def _parser_of(sheet: Import) -> RowParser:
    columns = columns_of(sheet)
    asked = [
        Question(one["kind"], one["field"], one["answer"], tuple(one["choices"]), tuple(one["votes"]))
        for one in sheet.questions
    ]
    return parser_of(columns, habits_of(asked, columns))


def _first_lines(sheet: Import, rows: Sequence[ImportRow], found: dict[ImportRow, SheetRow]) -> dict[str, int]:
    """{fingerprint: line} of rows of the sheet that say already what these say now."""
    prints = {one.fingerprint for one in found.values() if one.person}
    others = sheet.rows.exclude(pk__in=[row.pk for row in rows]).exclude(outcome=Outcome.REPEATED)
    return dict(others.filter(fingerprint__in=prints).order_by("-line").values_list("fingerprint", "line"))
