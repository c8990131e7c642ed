"""Imports and their rows, as JSON."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from casework.api.journey.serializers import UserBriefOut
from casework.api.people.matching import LikelyOut
from casework.api.people.serializers import for_all_rows
from casework.api.serializers import In, Out, PlainOut
from casework.journey.imports.elsewhere import elsewhere_of
from casework.journey.imports.telling import columns_of, said, told
from casework.journey.models import Import, ImportRow
from casework.people.sheets import HEADINGS
from casework.people.sheets.reading import COLUMN_LIMIT

FIELDS = [(field, field) for field in sorted(HEADINGS)]


class ImportIn(In):
    file = serializers.FileField(allow_empty_file=True)


class ColumnOut(PlainOut):
    heading = serializers.CharField()
    holds = serializers.CharField()


class ImportOut(Out):
    """`counts` has the rows by what they are; `columns` each heading with the field it holds, "" when none."""

    sent_by = UserBriefOut(source="membership.user")
    counts = serializers.DictField(child=serializers.IntegerField())
    columns = serializers.SerializerMethodField()
    problem = serializers.SerializerMethodField()

    class Meta:
        model = Import
        fields = [
            *("id", "name", "state", "sent_by", "sha256", "size", "done", "total", "counts", "columns", "problem"),
            *("previewed_at", "committed_at", "undone_at", "cleared_at", "created_at", "updated_at"),
        ]

    def get_columns(self, sheet: Import) -> list[dict]:
        fields = sheet.columns or [""] * len(sheet.headings)
        return [{"heading": heading, "holds": field} for heading, field in zip(sheet.headings, fields, strict=True)]

    def get_problem(self, sheet: Import) -> str:
        return said(sheet.problem, sheet.problem_params) if sheet.problem else ""


class ColumnsIn(In):
    """Of each column what it holds, in their order; "" for one that is not used."""

    columns = serializers.ListField(
        child=serializers.ChoiceField(choices=FIELDS, allow_blank=True), max_length=COLUMN_LIMIT
    )


class SaidOut(PlainOut):
    column = serializers.CharField()
    message = serializers.CharField()


class MayBeOut(PlainOut):
    person = serializers.UUIDField()
    score = serializers.FloatField()
    why = serializers.ListField(child=serializers.CharField())


class ImportRowOut(Out):
    """`values` are as written, in the order of the columns; null once they were deleted. Whom it may be whom you see
    stands in `may_be`; of people whom other organisations keep `elsewhere` tells what /people/match/ tells, and that is
    logged."""

    values = serializers.ListField(source="cells", child=serializers.CharField(), allow_null=True)
    problems = serializers.SerializerMethodField()
    warnings = serializers.SerializerMethodField()
    may_be = MayBeOut(source="likely", many=True)
    elsewhere = serializers.SerializerMethodField()
    person = serializers.UUIDField(source="person_id", allow_null=True)

    class Meta:
        model = ImportRow
        fields = [
            *("id", "line", "outcome", "decision", "values", "problems", "warnings", "may_be", "elsewhere", "person"),
            "done_at",
        ]

    @extend_schema_field(LikelyOut(many=True))
    def get_elsewhere(self, row: ImportRow) -> list[dict]:
        told = for_all_rows(self, "elsewhere", lambda rows: elsewhere_of(rows, self.context["membership"]))
        return LikelyOut(told.get(row.pk, []), many=True, context=self.context).data

    def _said(self, row: ImportRow, what: list[dict]) -> list[dict]:
        sentences = told(row, columns_of(row.sheet), what)
        return [{"column": one.column, "message": one.message} for one in sentences]

    def get_problems(self, row: ImportRow) -> list[dict]:
        return self._said(row, row.problems)

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
