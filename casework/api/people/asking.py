"""/access-requests/: asking who keeps a person for access to her file, and the answer."""

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from rest_framework import serializers

from casework.access.policy import Right, Section
from casework.access.scopes import Scope
from casework.api import examples
from casework.api.journey.accesses import PartsIn
from casework.api.journey.serializers import OrganisationBriefOut, UserBriefOut
from casework.api.resource import Resource, operation
from casework.api.serializers import In, Out
from casework.journey import asking
from casework.journey.models import Case
from casework.people.models import AccessRequest, Person

READ = {"scope": Scope.PEOPLE_READ, "rights": [Right.READ], "section": Section.CONSENTS}
ANSWER = {"scope": Scope.PEOPLE_WRITE, "rights": [Right.SHARE], "section": Section.CONSENTS}


class AccessRequestOut(Out):
    organisation = OrganisationBriefOut(help_text=_("Which asks."))
    asked_of = OrganisationBriefOut(allow_null=True, help_text=_("Which keeps the person."))
    person = serializers.UUIDField(source="seen_person", allow_null=True, help_text=_("null: you do not see her."))
    case = serializers.UUIDField(source="seen_case", allow_null=True)
    asked_by = UserBriefOut()
    answered_by = UserBriefOut(allow_null=True)

    class Meta:
        model = AccessRequest
        fields = [
            "id", "organisation", "asked_of", "person", "case", "why", "asked_by", "asked_at", "state", "answer",
            "answered_by", "answered_at",
        ]  # fmt: skip


class AskIn(In):
    token = serializers.CharField(
        max_length=500, help_text=_("Names the person, as /people/match/ gave it; it counts for an hour.")
    )
    why = serializers.CharField(max_length=300)


class RefuseIn(In):
    answer = serializers.CharField(max_length=300, help_text=_("Why: who asked reads it."))


class AccessRequestFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=AccessRequest.State.choices)

    class Meta:
        model = AccessRequest
        fields: list[str] = []


class AccessRequestResource(Resource):
    tag = "people"
    model = AccessRequest
    filterset_class = AccessRequestFilter
    ordering = ("-asked_at", "-id")

    def visible(self) -> QuerySet:
        # The person is left out: who asked does not see her, and would then not see the request either.
        person = Person.objects.visible_to(self.by).filter(pk=OuterRef("person_id")).values("pk")
        cases = Case.objects.visible_to(self.by).filter(person=OuterRef("person_id"))
        newest = cases.open_first().values("pk")
        found = AccessRequest.objects.visible_to(self.by).annotate(
            seen_person=Subquery(person[:1]), seen_case=Subquery(newest[:1])
        )
        return found.select_related("organisation", "asked_of", "asked_by", "answered_by")

    def one(self) -> AccessRequest:
        return self.visible().get(pk=self.kwargs["access_request_id"])

    def people_of(self, rows) -> set:
        """Of what was asked by the caller nothing of the person is told."""
        return {row.person_id for row in rows if row.organisation_id != self.by.organisation_id}


class AccessRequests(AccessRequestResource):
    @operation(
        "access_requests_list",
        _("What your organisation asked, and what is asked of it"),
        gives=AccessRequestOut,
        many=True,
        **READ,
    )
    def get(self, request):
        return self.page(self.visible())

    @operation(
        "access_requests_ask",
        _("Ask who keeps a person for access to her file"),
        scope=Scope.PEOPLE_WRITE,
        rights=[Right.REGISTER],
        section=Section.CONSENTS,
        takes=AskIn,
        gives=AccessRequestOut,
        status=201,
        description=_("409 when you see the person already, or have asked and wait for the answer."),
        examples=[examples.ACCESS_REQUEST],
    )
    def post(self, request):
        asked = asking.ask_for_access(by=self.by, **self.body())
        return self.created(self.visible().get(pk=asked.pk), reverse("api:access-request", args=[asked.pk]))


class AccessRequestDetail(AccessRequestResource):
    @operation("access_requests_read", _("An access request and its answer"), gives=AccessRequestOut, **READ)
    def get(self, request, access_request_id):
        return self.detail(self.one())


class AccessRequestGrant(AccessRequestResource):
    @operation(
        "access_requests_grant",
        _("Grant access: share the case with who asked"),
        takes=PartsIn,
        gives=AccessRequestOut,
        description=_("With the person's consent to share with that kind of organisation, or for a legal reason."),
        **ANSWER,
    )
    def post(self, request, access_request_id):
        asking.grant_access(request=self.one(), by=self.by, **self.body())
        return self.detail(self.one())


class AccessRequestRefuse(AccessRequestResource):
    @operation(
        "access_requests_refuse",
        _("Refuse access, with the reason"),
        takes=RefuseIn,
        gives=AccessRequestOut,
        **ANSWER,
    )
    def post(self, request, access_request_id):
        asking.refuse_access(request=self.one(), by=self.by, **self.body())
        return self.detail(self.one())
