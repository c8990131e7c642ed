"""/households/: who lives where, who heads it and applies for all; splitting and joining."""

from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework.response import Response

from casework.access.policy import Section
from casework.api.people import serializers as s
from casework.api.people.filters import HouseholdFilter
from casework.api.people.views import READ, WRITE
from casework.api.resource import Resource, operation
from casework.people import households
from casework.people.models import Household, HouseholdStay, Person

OF = {"section": Section.HOUSEHOLD, "gives": s.HouseholdOut}


class HouseholdResource(Resource):
    tag = "households"
    model = Household
    ordering = ("created_at", "id")

    def visible(self) -> QuerySet:
        members = Person.objects.members_seen_by(self.by)
        stays = HouseholdStay.objects.visible_to(self.by)
        return Household.objects.visible_to(self.by).prefetch_related(
            Prefetch("members", members, to_attr="visible_members"), Prefetch("stays", stays, to_attr="visible_stays")
        )

    def people_of(self, rows) -> set[UUID]:
        return {person.pk for household in rows for person in household.visible_members}

    def one(self) -> Household:
        return self.visible().get(pk=self.kwargs["household_id"])

    def member(self) -> Person:
        members = Person.objects.filter(household=self.kwargs["household_id"])
        return members.members_seen_by(self.by).get(pk=self.kwargs["person_id"])

    def after(self) -> HttpResponse:
        """The household as it is now; 204 where it is out of sight, since nobody of the caller's lives there."""
        household = self.visible().filter(pk=self.kwargs["household_id"]).first()
        return self.detail(household) if household else Response(status=204)


class Households(HouseholdResource):
    filterset_class = HouseholdFilter

    @operation("households_list", _("Households"), many=True, **OF, **READ)
    def get(self, request):
        return self.page(self.visible())

    @operation("households_create", _("Make a household with its head"), takes=s.HouseholdIn, status=201, **OF, **WRITE)
    def post(self, request):
        household = households.create_household(by=self.by, **self.body())
        return self.created(self.visible().get(pk=household.pk), reverse("api:household", args=[household.pk]))


class HouseholdDetail(HouseholdResource):
    @operation("households_read", _("A household"), **OF, **READ)
    def get(self, request, household_id):
        return self.detail(self.one())

    @operation("households_change", _("Change where a household lives"), takes=s.HouseholdPatch, **OF, **WRITE)
    def patch(self, request, household_id):
        return self.change(
            lambda found: found.get(pk=household_id),
            lambda household, fields: households.update_household(household=household, by=self.by, **fields),
        )


class HouseholdMembers(HouseholdResource):
    @operation(
        "households_join",
        _("Add a person to a household"),
        takes=s.MemberIn,
        description=_("She leaves the household she was in; where she was its head, another follows."),
        **OF,
        **WRITE,
    )
    def post(self, request, household_id):
        households.join_household(household=self.one(), by=self.by, **self.body())
        return self.detail(self.one())


class HouseholdMember(HouseholdResource):
    @operation("households_relate", _("Change who somebody is to the head"), takes=s.MemberPatch, **OF, **WRITE)
    def patch(self, request, household_id, person_id):
        def relate(_household, fields):
            person = self.member()
            if fields:
                households.change_relationship(person=person, by=self.by, **fields)

        return self.change(lambda found: found.get(pk=household_id), relate)


class MemberLeave(HouseholdResource):
    @operation(
        "households_leave",
        _("Somebody leaves the household"),
        takes=s.LeaveIn,
        description=_("Where she was its head, another follows. 204 when nobody is left whom you see."),
        **OF,
        **WRITE,
    )
    def post(self, request, household_id, person_id):
        households.leave_household(person=self.member(), by=self.by, **self.body())
        return self.after()


class MemberHead(HouseholdResource):
    @operation(
        "households_head",
        _("Make somebody the head"),
        description=_("What the others are to the head follows from what they were to the former one."),
        **OF,
        **WRITE,
    )
    def post(self, request, household_id, person_id):
        households.make_head(person=self.member(), by=self.by)
        return self.detail(self.one())


class MemberApplicant(HouseholdResource):
    @operation(
        "households_applicant",
        _("Somebody applies for the visa for all, or no more"),
        takes=s.ApplicantIn,
        **OF,
        **WRITE,
    )
    def post(self, request, household_id, person_id):
        household, person, applies = self.one(), self.member(), self.body()["applies"]
        if applies or person.principal_applicant:
            households.set_applicant(household=household, person=person if applies else None, by=self.by)
        return self.detail(self.one())


class HouseholdSplit(HouseholdResource):
    @operation(
        "households_split",
        _("Some leave into a household of their own"),
        takes=s.SplitIn,
        status=201,
        description=_("The answer is the new household. One of `members` is its head."),
        **OF,
        **WRITE,
    )
    def post(self, request, household_id):
        household, told = self.one(), self.body()
        told["members"] = [(member["person"], member["relationship"]) for member in told["members"]]
        own = households.split_household(household=household, by=self.by, **told)
        return self.created(self.visible().get(pk=own.pk), reverse("api:household", args=[own.pk]))


class HouseholdJoin(HouseholdResource):
    @operation(
        "households_unite",
        _("Those of another household come to live in this one"),
        takes=s.JoinIn,
        description=_("You have to see everybody of the other one."),
        **OF,
        **WRITE,
    )
    def post(self, request, household_id):
        household, told = self.one(), self.body()
        households.join_households(household=household, other=told.pop("household"), by=self.by, **told)
        return self.detail(self.one())
