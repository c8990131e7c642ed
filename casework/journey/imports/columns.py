"""What the columns of a sheet hold: as it seems by their headings, as the organisation said before, or says now."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from casework.access.models import Membership
from casework.journey.imports.uploads import lock_import, require_unchanged, set_to_work
from casework.journey.models import ColumnMapping, Import
from casework.people.sheets import HEADINGS, Columns, SheetError, guess_columns, shape_of

State = Import.State
SAMPLES = 3  # rows whose values are shown beside the headings
SAMPLE_LENGTH = 60


def find_columns(sheet: Import, first: list[tuple[int, list[str]]]) -> Columns:
    """The columns of a sheet that is being read, written down with the first values of each.

    Raises SheetError when people cannot be read from them: then somebody has to say what they hold.
    """
    if not sheet.headings:
        remembered = ColumnMapping.objects.filter(organisation=sheet.organisation).values_list("shape", "columns")
        columns = guess_columns(first, dict(remembered))
        sheet.heading_line, sheet.headings, sheet.columns = columns.line, list(columns.headings), columns.fields
        below = [cells for line, cells in first if line > columns.line and any(cells)]
        sheet.samples = [[cell[:SAMPLE_LENGTH] for cell in cells] for cells in below[:SAMPLES]]
        sheet.save()
    return Columns.of(sheet.heading_line, sheet.headings, sheet.columns)


@transaction.atomic
def say_columns(*, sheet: Import, by: Membership, columns: list[str]) -> Import:
    """What each column holds ("" for one that is not used). It is remembered, and the sheet is read anew.

    Raises ValidationError when people cannot be read so, Conflict once somebody of the sheet was registered.
    """
    sheet = lock_import(sheet, by, State.COLUMNS, State.PREVIEWED)
    require_unchanged(sheet)
    if len(columns) != len(sheet.headings) or not set(columns) <= {"", *HEADINGS}:
        raise ValidationError(_("Say of each column what it holds."), code="columns")
    try:
        Columns.of(sheet.heading_line, sheet.headings, columns)
    except SheetError as error:
        raise ValidationError(error.message, code=error.code) from None
    ColumnMapping.objects.update_or_create(
        organisation=sheet.organisation,
        shape=shape_of(sheet.headings),
        defaults={"headings": sheet.headings, "columns": columns, "changed_by": by},
    )
    sheet.rows.all().delete()
    sheet.state, sheet.columns, sheet.counts, sheet.done, sheet.total = State.READING, columns, {}, 0, 0
    sheet.problem, sheet.problem_params = "", {}
    sheet.save()
    set_to_work(sheet)
    return sheet
