"""Settle what the columns of a sheet hold, where in the file they stand and how they are written: as it seems, as the
organisation said before, or says now."""

from dataclasses import asdict

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from casework.access.models import Membership, Organisation
from casework.journey.imports.uploads import lock_import, require_unchanged, set_to_work
from casework.journey.models import ColumnMapping, Import
from casework.people.sheets import (
    FIELDS,
    Columns,
    Place,
    Question,
    Rows,
    SheetError,
    first_rows,
    shape_of,
    without_reason,
)

State = Import.State
SAMPLES = 3  # rows whose values are shown beside the headings
SAMPLE_LENGTH = 60


def remembered_of(organisation: Organisation) -> dict[str, list[str]]:
    """Look up what the columns of sheets of this shape hold, as the organisation said before."""
    return dict(ColumnMapping.objects.filter(organisation=organisation).values_list("shape", "columns"))


def find_columns(sheet: Import, rows: Rows) -> Columns:
    """The columns of a sheet that is being read, written down with the first values of each.

    Raises SheetError when people cannot be read from them: then somebody has to say what they hold.
    """
    sheet.parts = [asdict(part) for part in rows.parts]
    if not sheet.headings:
        columns = rows.columns
        sheet.heading_line, sheet.headings, sheet.columns = columns.line, list(columns.headings), columns.fields
        sheet.answers = _remembered_answers(sheet) | sheet.answers
        below = [cells for line, cells in first_rows(rows) if line > columns.line and any(cells)]
        sheet.samples = [[cell[:SAMPLE_LENGTH] for cell in cells] for cells in below[:SAMPLES]]
    sheet.save()
    return Columns.of(sheet.heading_line, sheet.headings, sheet.columns)


def _remembered_answers(sheet: Import) -> dict[str, str]:
    found = ColumnMapping.objects.filter(organisation=sheet.organisation, shape=shape_of(sheet.headings)).first()
    return _answers_of_the_whole(sheet) | (found.answers if found else {})


def _answers_of_the_whole(sheet: Import) -> dict[str, str]:
    """Return how the columns of the sheet were written of which these are the wrong rows; {} for any other sheet.

    A few rows often do not tell it, and what they tell may not be what all of them told.
    """
    headings = without_reason(sheet.headings)
    if len(headings) == len(sheet.headings):
        return {}
    whole = Import.objects.filter(organisation=sheet.organisation, headings=headings).exclude(pk=sheet.pk)
    newest = whole.order_by("-created_at").first()
    questions = newest.questions if newest else []
    return {question["key"]: question["answer"] for question in questions if question["answer"]}


@transaction.atomic
def say_columns(*, sheet: Import, by: Membership, columns: list[str], answers: dict[str, str] | None = None) -> Import:
    """Set what each column holds ("" for one not used) and how it is written ({key of a question: choice}).

    It is remembered, and the sheet is read anew.

    Raises ValidationError when people cannot be read so, Conflict once somebody of the sheet was registered.
    """
    sheet = lock_import(sheet, by, State.COLUMNS, State.PREVIEWED)
    require_unchanged(sheet)
    if not sheet.headings or len(columns) != len(sheet.headings) or not set(columns) <= {"", *FIELDS}:
        raise ValidationError(_("Say of each column what it holds."), code="columns")
    answers = sheet.answers | _checked(answers or {}, sheet)
    try:
        Columns.of(sheet.heading_line, sheet.headings, columns)
    except SheetError as error:
        raise ValidationError(error.message, code=error.code) from None
    ColumnMapping.objects.update_or_create(
        organisation=sheet.organisation,
        shape=shape_of(sheet.headings),
        defaults={"headings": sheet.headings, "columns": columns, "answers": answers, "changed_by": by},
    )
    sheet.columns, sheet.answers = columns, answers
    _read_anew(sheet)
    return sheet


def _checked(answers: dict[str, str], sheet: Import) -> dict[str, str]:
    """The answers, when each is one of the choices of a question that was asked; "" leaves it to the rows."""
    choices = {question["key"]: question["choices"] for question in sheet.questions}
    for key, choice in answers.items():
        if choice not in ("", *choices.get(key, ())):
            message = _("This is no answer to a question about this sheet.")
            raise ValidationError({"answers": ValidationError(message, code="answers")})
    return {key: choice for key, choice in answers.items() if choice}


@transaction.atomic
def say_place(
    *, sheet: Import, by: Membership, part: str = "", heading_line: int | None = None, last_line: int | None = None
) -> Import:
    """In which sheet of the workbook the people stand ("" leaves it to the headings), in which line the headings, and
    in which line the last person. The sheet is read anew.

    Raises ValidationError for a sheet that there is not or that is hidden, Conflict once somebody was registered.
    """
    sheet = lock_import(sheet, by, State.COLUMNS, State.PREVIEWED)
    require_unchanged(sheet)
    if part and part not in [one["name"] for one in sheet.parts if not one["is_hidden"]]:
        message = _("The workbook has no sheet of this name that is not hidden.")
        raise ValidationError({"part": ValidationError(message, code="no_such_part")})
    if last_line and heading_line and last_line <= heading_line:
        message = _("The last line stands below the headings.")
        raise ValidationError({"last_line": ValidationError(message, code="before_headings")})
    sheet.place = asdict(Place(part, heading_line, last_line))
    sheet.heading_line, sheet.headings, sheet.columns, sheet.samples = None, [], [], []
    sheet.questions, sheet.answers = [], {}
    _read_anew(sheet)
    return sheet


def _read_anew(sheet: Import) -> None:
    sheet.rows.all().delete()
    sheet.state, sheet.counts, sheet.done, sheet.total = State.READING, {}, 0, 0
    sheet.problem, sheet.problem_params, sheet.notices = "", {}, []
    sheet.save()
    set_to_work(sheet)


def kept_questions(questions: list[Question]) -> list[dict]:
    """Questions as an import keeps them."""
    return [asdict(question) | {"key": question.key} for question in questions]
