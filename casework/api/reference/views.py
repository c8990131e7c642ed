"""/me/ and the lists that bodies and filters refer to: divisions, organisations, caseworkers, pathways."""

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters

from casework.access.models import Organisation, User
from casework.access.policy import RIGHTS, Kind, Right, Section, reads, writes
from casework.access.scopes import Scope
from casework.api.permissions import scopes_of
from casework.api.reference import serializers as s
from casework.api.reference.queries import caseworkers, memberships_keeping_cases
from casework.api.resource import Resource, operation
from casework.journey.models import Pathway
from casework.places.models import Division

READ = {"scope": Scope.REFERENCE_READ, "rights": [Right.READ]}


class Me(Resource):
    tag = "reference"

    @operation("me", _("Who am I here, and what may I do"), gives=s.MeOut)
    def get(self, request):
        role = self.by.role
        me = {
            "user": request.user,
            "membership": self.by,
            "rights": [right for right in Right if right in RIGHTS[role]],
            "sections_read": [section for section in Section if reads(self.by, section)],
            "sections_written": [section for section in Section if writes(self.by, section)],
            "scopes": scopes_of(request),
        }
        return self.detail(me)


class DivisionFilter(filters.FilterSet):
    level = filters.ChoiceFilter(choices=Division.Level.choices, help_text=_("1: province, 2: canton."))
    parent = filters.CharFilter(field_name="parent_id", max_length=4, help_text=_("INEC code of a province."))

    class Meta:
        model = Division
        fields: list[str] = []


class DivisionResource(Resource):
    tag = "reference"
    model = Division
    ordering = ("code",)
    filterset_class = DivisionFilter

    def visible(self) -> QuerySet:
        return Division.objects.all()


class Divisions(DivisionResource):
    @operation("divisions_list", _("Provinces and cantons, by INEC code"), gives=s.DivisionOut, many=True, **READ)
    def get(self, request):
        return self.page(self.visible())


class DivisionDetail(DivisionResource):
    @operation("divisions_read", _("A province or canton"), gives=s.DivisionOut, **READ)
    def get(self, request, code):
        return self.detail(self.visible().get(pk=code))


class OrganisationFilter(filters.FilterSet):
    kind = filters.ChoiceFilter(choices=Kind.choices)

    class Meta:
        model = Organisation
        fields: list[str] = []


class OrganisationResource(Resource):
    tag = "reference"
    model = Organisation
    ordering = ("short_name", "id")
    filterset_class = OrganisationFilter

    def visible(self) -> QuerySet:
        return Organisation.objects.all()


class Organisations(OrganisationResource):
    @operation("organisations_list", _("Organisations"), gives=s.OrganisationOut, many=True, **READ)
    def get(self, request):
        return self.page(self.visible())


class OrganisationDetail(OrganisationResource):
    @operation("organisations_read", _("An organisation"), gives=s.OrganisationOut, **READ)
    def get(self, request, organisation_id):
        return self.detail(self.visible().get(pk=organisation_id))


class Caseworkers(Resource):
    tag = "reference"
    model = User
    ordering = ("full_name", "id")

    def visible(self) -> QuerySet:
        memberships = memberships_keeping_cases(self.by).select_related("organisation")
        return caseworkers(self.by).prefetch_related(
            Prefetch("memberships", memberships, to_attr="memberships_keeping_cases")
        )

    @operation(
        "caseworkers_list",
        _("Who may keep cases"),
        gives=s.CaseworkerOut,
        many=True,
        description=_("In your organisation; for IOM in all."),
        **READ,
    )
    def get(self, request):
        return self.page(self.visible())


class PathwayResource(Resource):
    tag = "reference"
    model = Pathway
    ordering = ("code",)

    def visible(self) -> QuerySet:
        return Pathway.objects.prefetch_related("stages")


class Pathways(PathwayResource):
    @operation("pathways_list", _("Regularisation programmes"), gives=s.PathwayOut, many=True, **READ)
    def get(self, request):
        return self.page(self.visible())


class PathwayDetail(PathwayResource):
    @operation("pathways_read", _("A regularisation programme"), gives=s.PathwayOut, **READ)
    def get(self, request, code):
        return self.detail(self.visible().get(code=code))
