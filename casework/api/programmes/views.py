"""/trainings/ and /awards/: what the integration track recorded. They begin and end by moves of their stages."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters

from casework.access.policy import Right, Section
from casework.access.scopes import Scope
from casework.api.programmes import serializers as s
from casework.api.resource import Resource, operation
from casework.programmes import actions
from casework.programmes.models import Award, Training

READ = {"scope": Scope.PROGRAMMES_READ, "rights": [Right.READ], "section": Section.PROGRAMMES}


class TrainingFilter(filters.FilterSet):
    case = filters.UUIDFilter(field_name="case_id", help_text=_("Id of a case."))
    provider = filters.UUIDFilter(field_name="provider_id", help_text=_("Id of the organisation that gives it."))
    going_on = filters.BooleanFilter(field_name="finished", lookup_expr="isnull", help_text=_("Not ended yet."))

    class Meta:
        model = Training
        fields: list[str] = []


class AwardFilter(filters.FilterSet):
    case = filters.UUIDFilter(field_name="case_id", help_text=_("Id of a case."))
    awarded = filters.BooleanFilter(
        field_name="awarded_on", lookup_expr="isnull", exclude=True, help_text=_("Decided and given, or not yet.")
    )

    class Meta:
        model = Award
        fields: list[str] = []


class TrainingResource(Resource):
    tag = "programmes"
    model = Training
    ordering = ("-starts_on", "-id")
    filterset_class = TrainingFilter

    def visible(self) -> QuerySet:
        return Training.objects.visible_to(self.by).select_related("case", "provider")


class Trainings(TrainingResource):
    @operation("trainings_list", _("Trainings, the latest first"), gives=s.TrainingOut, many=True, **READ)
    def get(self, request):
        return self.page(self.visible())


class TrainingDetail(TrainingResource):
    @operation("trainings_read", _("A training"), gives=s.TrainingOut, **READ)
    def get(self, request, training_id):
        return self.detail(self.visible().get(pk=training_id))


class AwardResource(Resource):
    tag = "programmes"
    model = Award
    filterset_class = AwardFilter

    def visible(self) -> QuerySet:
        return Award.objects.visible_to(self.by).select_related("case").prefetch_related("instalments")


class Awards(AwardResource):
    @operation("awards_list", _("Seed capital, the newest first"), gives=s.AwardOut, many=True, **READ)
    def get(self, request):
        return self.page(self.visible())


class AwardDetail(AwardResource):
    @operation("awards_read", _("Seed capital with its instalments"), gives=s.AwardOut, **READ)
    def get(self, request, award_id):
        return self.detail(self.visible().get(pk=award_id))


class InstalmentPay(AwardResource):
    @operation(
        "instalments_pay",
        _("Record that an instalment was paid"),
        scope=Scope.PROGRAMMES_WRITE,
        rights=[Right.AWARD_SEED_CAPITAL],
        section=Section.PROGRAMMES,
        takes=s.PayIn,
        gives=s.AwardOut,
        description=_("409 when it was paid already."),
    )
    def post(self, request, award_id, number):
        instalment = self.visible().get(pk=award_id).instalments.get(number=number)
        actions.pay_instalment(instalment=instalment, by=self.by, **self.body())
        return self.detail(self.visible().get(pk=award_id))
