"""Imports and their rows, as JSON."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from casework.api.fields import IdReference, Upload
from casework.api.journey.serializers import UserBriefOut
from casework.api.people.matching import LikelyOut
from casework.api.people.serializers import for_all_rows
from casework.api.reference.queries import caseworkers
from casework.api.serializers import In, Out, PlainOut
from casework.journey.imports.differences import differences_of
from casework.journey.imports.elsewhere import elsewhere_of
from casework.journey.imports.homes import ProposedHome, homes_of
from casework.journey.imports.telling import asked_of, columns_of, notices_of, said, told
from casework.journey.models import Import, ImportRow
from casework.people.models import Person
from casework.people.sheets import FIELDS, SECOND, guessed, place_of
from casework.people.sheets.finding import SEARCHED_ROWS
from casework.people.sheets.reading import COLUMN_LIMIT

FIELD_CHOICES = [(field, field) for field in sorted(FIELDS)]


class ImportIn(In):
    file = Upload(allow_empty_file=True)


class ColumnOut(PlainOut):
    heading = serializers.CharField()
    holds = serializers.CharField()


class PartOut(PlainOut):
    """A sheet of the workbook; a text file is one without a name."""

    name = serializers.CharField()
    rows = serializers.IntegerField()
    is_hidden = serializers.BooleanField()
    is_read = serializers.BooleanField()


class ChoiceOut(PlainOut):
    value = serializers.CharField()
    label = serializers.CharField()
    votes = serializers.IntegerField()


class QuestionOut(PlainOut):
    """`answer` is "" while it has to be said; `votes` are how many rows speak for a choice."""

    key = serializers.CharField()
    column = serializers.CharField()
    sentence = serializers.CharField()
    answer = serializers.CharField()
    choices = ChoiceOut(many=True)


class ImportOut(Out):
    """`counts` has the rows by what they are; `columns` each heading with the field it holds, "" when none, of which
    those in `guessed` are not certain. What is asked about them stands in `questions`, what is to be known of the sheet
    in `notices`."""

    sent_by = UserBriefOut(source="membership.user")
    counts = serializers.DictField(child=serializers.IntegerField())
    columns = serializers.SerializerMethodField()
    guessed = serializers.SerializerMethodField()
    sheets = serializers.SerializerMethodField()
    questions = serializers.SerializerMethodField()
    notices = serializers.SerializerMethodField()
    problem = serializers.SerializerMethodField()

    class Meta:
        model = Import
        fields = [
            *("id", "name", "state", "sent_by", "sha256", "size", "done", "total", "counts", "columns", "problem"),
            *("guessed", "sheets", "heading_line", "questions", "notices"),
            *("previewed_at", "committed_at", "undone_at", "cleared_at", "created_at", "updated_at"),
        ]

    @extend_schema_field(PartOut(many=True))
    def get_sheets(self, sheet: Import) -> list[dict]:
        return PartOut([part for part in sheet.parts if part.get("role") != SECOND], many=True).data

    @extend_schema_field(ColumnOut(many=True))
    def get_columns(self, sheet: Import) -> list[dict]:
        fields = sheet.columns or [""] * len(sheet.headings)
        return [{"heading": heading, "holds": field} for heading, field in zip(sheet.headings, fields, strict=True)]

    def get_guessed(self, sheet: Import) -> list[str]:
        guesses = guessed(sheet.headings, sheet.columns or [""] * len(sheet.headings))
        return [heading for heading, guess in zip(sheet.headings, guesses, strict=True) if guess]

    @extend_schema_field(QuestionOut(many=True))
    def get_questions(self, sheet: Import) -> list[dict]:
        return [
            {
                "key": one.key,
                "column": one.column,
                "sentence": one.sentence,
                "answer": one.answer,
                "choices": [
                    {"value": value, "label": label, "votes": votes}
                    for (value, label), votes in zip(one.choices, one.votes, strict=True)
                ],
            }
            for one in asked_of(sheet)
        ]

    def get_notices(self, sheet: Import) -> list[str]:
        return notices_of(sheet)

    def get_problem(self, sheet: Import) -> str:
        return said(sheet.problem, sheet.problem_params) if sheet.problem else ""


class PlaceIn(In):
    """The sheet of the workbook ("" as it seems by the headings), the lines of the headings and of the last person."""

    part = serializers.CharField(required=False, allow_blank=True, max_length=200)
    heading_line = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=SEARCHED_ROWS)
    last_line = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=1_048_576)


class ColumnsIn(In):
    """Hold the meaning of each column, in their order; "" for one that is not used. `answers` has for the `key` of a
    question one of its choices."""

    columns = serializers.ListField(
        child=serializers.ChoiceField(choices=FIELD_CHOICES, allow_blank=True), max_length=COLUMN_LIMIT
    )
    answers = serializers.DictField(child=serializers.CharField(allow_blank=True, max_length=20), required=False)


class SaidOut(PlainOut):
    """`field` is "" where the cell cannot be mended; `suggestion` what it seems to mean."""

    column = serializers.CharField()
    message = serializers.CharField()
    field = serializers.CharField()
    suggestion = serializers.CharField()


class MayBeOut(PlainOut):
    person = serializers.UUIDField()
    score = serializers.FloatField()
    why = serializers.ListField(child=serializers.CharField())


class DifferenceOut(PlainOut):
    """`now` is "" where the file says nothing."""

    key = serializers.CharField()
    what = serializers.CharField()
    now = serializers.CharField()
    new = serializers.CharField()


class MendIn(In):
    field = serializers.ChoiceField(choices=FIELD_CHOICES)
    value = serializers.CharField(allow_blank=True, max_length=500)
    alike = serializers.BooleanField(required=False)


class TickedIn(In):
    """`same` takes each row for the one person that it may be."""

    rows = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=500)
    decision = serializers.ChoiceField(choices=ImportRow.Decision.choices)


class CaseworkerIn(In):
    caseworker = IdReference(find=caseworkers, allow_null=True, help_text=_("Null chooses nobody."))


class HomesIn(In):
    """`homes` are the `line`s of proposed households."""

    homes = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2_147_483_647), min_length=1, max_length=500
    )
    decision = serializers.ChoiceField(choices=ImportRow.HomeDecision.choices)


class MemberOfHomeOut(PlainOut):
    """`relation` is what the person is to the head of the household."""

    row = serializers.UUIDField(source="row.pk")
    line = serializers.IntegerField(source="row.line")
    where = serializers.CharField()
    name = serializers.CharField()
    relation = serializers.ChoiceField(source="row.relation", choices=Person.Relationship.choices, allow_blank=True)


class ProposedHomeOut(PlainOut):
    """Rows that seem to be one household by the sheet alone; `line` is that of the first, which names it. `decision` is
    "" until somebody decides; `is_done` says that they were registered as one."""

    line = serializers.IntegerField()
    reasons = serializers.SerializerMethodField()
    decision = serializers.SerializerMethodField()
    is_done = serializers.SerializerMethodField()
    members = serializers.SerializerMethodField()

    def _home(self, row: ImportRow) -> ProposedHome:
        found = for_all_rows(self, "homes", lambda rows: homes_of(row.sheet, [one.line for one in rows]))
        return found[row.line]

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(choices=ImportRow.HomeWhy.choices)))
    def get_reasons(self, row: ImportRow) -> list[str]:
        return sorted({member.row.home_why for member in self._home(row).members})

    @extend_schema_field(serializers.ChoiceField(choices=ImportRow.HomeDecision.choices, allow_blank=True))
    def get_decision(self, row: ImportRow) -> str:
        return self._home(row).decision

    def get_is_done(self, row: ImportRow) -> bool:
        return self._home(row).is_done

    @extend_schema_field(MemberOfHomeOut(many=True))
    def get_members(self, row: ImportRow) -> list[dict]:
        return MemberOfHomeOut(self._home(row).members, many=True).data


class TakeIn(In):
    keys = serializers.ListField(child=serializers.CharField(max_length=40), min_length=1, max_length=100)


class ImportRowOut(Out):
    """`line` counts on over the sheets of a workbook; `sheet` and `line_in_sheet` say where it stands. `values` are as
    written, in the order of the columns; null once they were deleted. Whom it may be whom you see
    stands in `may_be`; of people whom other organisations keep `elsewhere` tells what /people/match/ tells, and that is
    logged. Of a row that is somebody's, `differences` are what it tells and the file does not say."""

    sheet = serializers.SerializerMethodField()
    line_in_sheet = serializers.SerializerMethodField()
    values = serializers.ListField(source="cells", child=serializers.CharField(), allow_null=True)
    problems = serializers.SerializerMethodField()
    warnings = serializers.SerializerMethodField()
    may_be = MayBeOut(source="likely", many=True)
    elsewhere = serializers.SerializerMethodField()
    person = serializers.UUIDField(source="person_id", allow_null=True)
    differences = serializers.SerializerMethodField()

    class Meta:
        model = ImportRow
        fields = [
            *("id", "line", "outcome", "decision", "values", "problems", "warnings", "may_be", "elsewhere", "person"),
            *("done_at", "sheet", "line_in_sheet", "differences", "home", "home_decision", "relation"),
        ]

    def get_sheet(self, row: ImportRow) -> str:
        return place_of(row.sheet.parts, row.line)[0]

    def get_line_in_sheet(self, row: ImportRow) -> int:
        return place_of(row.sheet.parts, row.line)[1]

    @extend_schema_field(LikelyOut(many=True))
    def get_elsewhere(self, row: ImportRow) -> list[dict]:
        told = for_all_rows(self, "elsewhere", lambda rows: elsewhere_of(rows, self.context["membership"]))
        return LikelyOut(told.get(row.pk, []), many=True, context=self.context).data

    @extend_schema_field(DifferenceOut(many=True))
    def get_differences(self, row: ImportRow) -> list[dict]:
        found = for_all_rows(self, "differences", lambda rows: differences_of(rows, self.context["membership"]))
        return DifferenceOut(found.get(row.pk, []), many=True).data

    def _said(self, row: ImportRow, what: list[dict]) -> list[dict]:
        sentences = told(row, columns_of(row.sheet), what)
        return SaidOut(sentences, many=True).data

    @extend_schema_field(SaidOut(many=True))
    def get_problems(self, row: ImportRow) -> list[dict]:
        return self._said(row, row.problems)

    @extend_schema_field(SaidOut(many=True))
    def get_warnings(self, row: ImportRow) -> list[dict]:
        return self._said(row, row.warnings)


class DecisionIn(In):
    """`person` says who it is, where a row may be several."""

    decision = serializers.ChoiceField(choices=ImportRow.Decision.choices)
    person = serializers.UUIDField(required=False, allow_null=True)


class DecideAllIn(In):
    """Of rows that are new or possible duplicates: register them, or leave them out."""

    outcome = serializers.ChoiceField(choices=ImportRow.Outcome.choices)
    decision = serializers.ChoiceField(choices=ImportRow.Decision.choices)
