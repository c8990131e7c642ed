"""/duplicates/: pairs of people who may be one, or live together, and what was decided about them."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from casework.access.policy import Right
from casework.access.scopes import Scope
from casework.api import examples
from casework.api.journey.serializers import OrganisationBriefOut, PersonBriefOut, UserBriefOut
from casework.api.people.matching import Probability, ReasonOut
from casework.api.people.serializers import for_all_rows
from casework.api.resource import Resource, operation
from casework.api.serializers import In, Out, PlainOut
from casework.journey.likely import reasons_of
from casework.journey.pairs import Pair, side_by_side
from casework.people import duplicates
from casework.people.models import Duplicate, Person

DECIDES = {"rights": [Right.MERGE_PEOPLE]}
AT_ONCE = 100


class DuplicateOut(Out):
    people = serializers.SerializerMethodField(help_text=_("The two."))
    probability = Probability(help_text=_("That they are what `kind` says, from 0 to 1."))
    why = serializers.SerializerMethodField(help_text=_("Empty where one of them is compared no more."))
    decided_by = UserBriefOut(allow_null=True)
    decided_for = OrganisationBriefOut(allow_null=True)

    class Meta:
        model = Duplicate
        fields = [
            "id", "kind", "people", "probability", "identical", "why", "found_at", "state", "reason", "remark",
            "decided_at", "decided_by", "decided_for",
        ]  # fmt: skip

    @extend_schema_field(PersonBriefOut(many=True))
    def get_people(self, row: Duplicate) -> list[dict]:
        people = [side.person for side in self._pair(row).sides]
        return PersonBriefOut(people, many=True, context=self.context).data

    @extend_schema_field(ReasonOut(many=True))
    def get_why(self, row: Duplicate) -> list[dict]:
        return ReasonOut(reasons_of(self._pair(row).why), many=True, context=self.context).data

    def _pair(self, row: Duplicate) -> Pair:
        return for_all_rows(self, "pairs", self._side_by_side)[row.pk]

    def _side_by_side(self, rows) -> dict[UUID, Pair]:
        return {pair.duplicate.pk: pair for pair in side_by_side(rows, self.context["membership"])}


class DecideIn(In):
    state = serializers.ChoiceField(choices=Duplicate.State.choices, help_text=_("open takes a decision back."))
    reason = serializers.ChoiceField(
        choices=Duplicate.Reason.choices, required=False, help_text=_("Needed where they are different.")
    )
    remark = serializers.CharField(
        max_length=300, required=False, allow_blank=True, help_text=_("Needed for another reason.")
    )


class LiveTogetherIn(In):
    relationship = serializers.ChoiceField(
        choices=Person.Relationship.choices, help_text=_("What who joins is to the head of the household.")
    )


class DecideIdenticalIn(In):
    pairs = serializers.ListField(
        child=serializers.UUIDField(), allow_empty=False, max_length=AT_ONCE, help_text=_("Ids of pairs.")
    )


class DecidedOut(PlainOut):
    decided = serializers.IntegerField(help_text=_("How many of them are decided now."))


class DuplicateFilter(filters.FilterSet):
    kind = filters.ChoiceFilter(choices=Duplicate.Kind.choices)
    state = filters.ChoiceFilter(choices=Duplicate.State.choices)

    class Meta:
        model = Duplicate
        fields: list[str] = []


class DuplicateResource(Resource):
    tag = "people"
    model = Duplicate
    filterset_class = DuplicateFilter
    ordering = ("-probability", "id")

    def visible(self) -> QuerySet:
        return Duplicate.objects.visible_to(self.by).select_related("decided_by", "decided_for")

    def one(self) -> Duplicate:
        return self.visible().get(pk=self.kwargs["pair_id"])

    def people_of(self, rows) -> set[UUID]:
        return {person for row in rows for person in (row.one_id, row.other_id)}


class Duplicates(DuplicateResource):
    @operation(
        "duplicates_list",
        _("Pairs of people who may be one or live together, the likeliest first"),
        scope=Scope.DUPLICATES_READ,
        gives=DuplicateOut,
        many=True,
        description=_("Only pairs of whom you see both."),
        **DECIDES,
    )
    def get(self, request):
        return self.page(self.visible())


class DuplicateDetail(DuplicateResource):
    @operation(
        "duplicates_read",
        _("A pair of people, why they may be one, and what was decided"),
        scope=Scope.DUPLICATES_READ,
        gives=DuplicateOut,
        **DECIDES,
    )
    def get(self, request, pair_id):
        return self.detail(self.one())


class DuplicateDecide(DuplicateResource):
    @operation(
        "duplicates_decide",
        _("Say whether two people are the same"),
        scope=Scope.DUPLICATES_WRITE,
        takes=DecideIn,
        gives=DuplicateOut,
        description=_("Nobody is merged by it: that is done at /people/{id}/merge/."),
        examples=[examples.DIFFERENT],
        **DECIDES,
    )
    def post(self, request, pair_id):
        duplicates.decide(pair=self.one(), by=self.by, **self.body())
        return self.detail(self.one())


class DuplicatesDecideIdentical(DuplicateResource):
    @operation(
        "duplicates_decide_identical",
        _("Say of many pairs that they are the same people"),
        scope=Scope.DUPLICATES_WRITE,
        takes=DecideIdenticalIn,
        gives=DecidedOut,
        description=_(
            "Only open pairs of which document, birth date and names are the same (`identical`) are decided; others of "
            "those named stay as they are. Nobody is merged by it."
        ),
        **DECIDES,
    )
    def post(self, request):
        return Response(self.represent({"decided": duplicates.decide_identical(by=self.by, **self.body())}))


class DuplicateLiveTogether(DuplicateResource):
    @operation(
        "duplicates_live_together",
        _("Say that two people are of one household"),
        scope=Scope.DUPLICATES_WRITE,
        takes=LiveTogetherIn,
        gives=DuplicateOut,
        description=_(
            "Who is in no household joins the other's; of two who are in none the elder heads it. 409 where the two "
            "may be one person."
        ),
        examples=[examples.LIVE_TOGETHER],
        **DECIDES,
    )
    def post(self, request, pair_id):
        duplicates.live_together(pair=self.one(), by=self.by, **self.body())
        return self.detail(self.one())
