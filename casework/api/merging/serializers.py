"""Merges of two records, as JSON."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from casework.api.journey.serializers import OrganisationBriefOut
from casework.api.serializers import In, Out, PlainOut
from casework.merging.rules import Part, Side
from casework.merging.undoing import later_edits
from casework.people.models import Merge


class LaterEditOut(PlainOut):
    """What somebody changed since the merge, column by column: as it was before, as it was merged, as it is now."""

    step = serializers.IntegerField(source="step.pk")
    table = serializers.CharField(source="step.table")
    row = serializers.CharField(source="step.row")
    before = serializers.DictField(source="step.before")
    merged = serializers.DictField(source="step.after")
    now = serializers.DictField()


class MergeOut(Out):
    """`person` is the record that is kept, `merged` the other one, whose addresses lead there until it is undone."""

    person = serializers.UUIDField(source="kept_id")
    merged = serializers.UUIDField(source="gone_id")
    organisation = OrganisationBriefOut()
    later_edits = serializers.SerializerMethodField(help_text=_("What stays as it is when this is undone."))

    class Meta:
        model = Merge
        fields = ["id", "person", "merged", "reason", "organisation", "created_at", "undone_at", "later_edits"]

    @extend_schema_field(LaterEditOut(many=True))
    def get_later_edits(self, merge: Merge) -> list[dict]:
        edits = later_edits(merge, self.context["membership"])
        return LaterEditOut(edits, many=True, context=self.context).data


class ChoicesIn(In):
    """Whose value is taken, by part; what is left out is as the service finds best."""

    def get_fields(self):
        return {
            part.value: serializers.ChoiceField(choices=Side.choices, required=False, help_text=part.label)
            for part in Part
        }


class MergeIn(In):
    other = serializers.UUIDField(help_text=_("The record that is merged into this one."))
    reason = serializers.CharField(max_length=300)
    choices = ChoicesIn(required=False)


class MergeUndoIn(In):
    put_back = serializers.ListField(
        child=serializers.IntegerField(min_value=1),
        required=False,
        max_length=1000,
        help_text=_("Steps of `later_edits` that are put back as they were before the merge."),
    )
