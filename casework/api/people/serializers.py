"""People and what hangs on them, as JSON."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from casework.access.models import Membership
from casework.access.policy import Section
from casework.api.fields import Day, DivisionReference, IdReference, PersonReference
from casework.api.serializers import In, ModelIn, Out
from casework.journey.models import Case
from casework.people import households
from casework.people.actions import PERSON_FIELDS
from casework.people.models import (
    ContactPoint,
    Duplicate,
    Household,
    HouseholdStay,
    IdentityDocument,
    Person,
    SpecificNeed,
)
from casework.people.unaccompanied import unaccompanied_among
from casework.places.models import Division

MOST_PARTS = 50
_PERSON_IN_ORDER = [f.name for f in Person._meta.fields if f.name in PERSON_FIELDS]


def _divisions(membership: Membership):
    return Division.objects.all()


def _households(membership: Membership):
    return Household.objects.visible_to(membership)


def people_seen_by(membership: Membership):
    return Person.objects.visible_to(membership)


def contacts_seen_by(membership: Membership):
    return ContactPoint.objects.visible_to(membership)


def _words(reasons: tuple) -> list[tuple]:
    return [(why.value, why.label) for why in reasons]


# Why somebody leaves, a household is split, or two become one.
LEAVING, SPLITTING, JOINING = (_words(r) for r in (households.LEAVING, households.SPLITTING, households.JOINING))


def for_all_rows(row: serializers.BaseSerializer, name: str, reckon: Callable[[Sequence], Any]) -> Any:
    """What is reckoned once for all rows of an answer, and kept while it is made."""
    if name not in row.context:
        many = isinstance(row.parent, serializers.ListSerializer)
        row.context[name] = reckon(row.parent.instance if many else [row.instance])
    return row.context[name]


class DocumentOut(Out):
    class Meta:
        model = IdentityDocument
        fields = [
            "id",
            "kind",
            "number",
            "country",
            "issued_on",
            "expires_on",
            "evidence",
            "verified_at",
            "verified_organisation",
            "created_at",
            "updated_at",
        ]


class DocumentIn(ModelIn):
    class Meta:
        model = IdentityDocument
        fields = ["kind", "number", "country", "issued_on", "expires_on", "evidence"]


class DocumentPatch(ModelIn):
    seen = serializers.BooleanField(required=False, help_text=_("It was shown again: seen now, by you."))

    class Meta:
        model = IdentityDocument
        fields = ["number", "country", "issued_on", "expires_on", "evidence", "seen"]


class ContactOut(Out):
    class Meta:
        model = ContactPoint
        fields = [
            "id",
            "kind",
            "value",
            "owner",
            "owner_words",
            "state",
            "verified_at",
            "verified_organisation",
            "lost_at",
            "opted_out_at",
            "recovery",
            "recovery_on",
            "created_at",
            "updated_at",
        ]


class ContactIn(ModelIn):
    class Meta:
        model = ContactPoint
        fields = ["kind", "value", "owner", "owner_words"]


class ContactPatch(In):
    state = serializers.ChoiceField(
        choices=ContactPoint.State.choices, required=False, help_text=_("Reachable also sets when it was verified.")
    )
    owner = serializers.ChoiceField(
        choices=ContactPoint.Owner.choices, required=False, help_text=_("Whose it really is.")
    )
    owner_words = serializers.CharField(
        max_length=120, required=False, allow_blank=True, help_text=_("Who that is; with `owner`.")
    )


class RecoveryIn(In):
    recovery = serializers.ChoiceField(choices=ContactPoint.Recovery.choices)
    on = Day(required=False, help_text=_("Today, if left out."))
    value = serializers.CharField(
        max_length=254, required=False, help_text=_("The new one, where a new one was made: it is added as her own.")
    )


class NeedOut(Out):
    class Meta:
        model = SpecificNeed
        fields = ["id", "kind", "percent", "detail", "created_at", "updated_at"]


class NeedIn(ModelIn):
    class Meta:
        model = SpecificNeed
        fields = ["kind", "percent", "detail"]


class CaseOfPersonOut(Out):
    class Meta:
        model = Case
        fields = ["id", "code", "state"]


class PersonOut(Out):
    sections = {
        "household": Section.HOUSEHOLD,
        "relationship": Section.HOUSEHOLD,
        "household_since": Section.HOUSEHOLD,
        "principal_applicant": Section.HOUSEHOLD,
        "unaccompanied": Section.HOUSEHOLD,
        "documents": Section.DOCUMENTS,
        "contacts": Section.CONTACT,
        "needs": Section.NEEDS,
        "cases": Section.JOURNEY,
        # Of the whole row: it would tell those who may not know with whom the person lives that this changed.
        "updated_at": Section.HOUSEHOLD,
    }
    age = serializers.SerializerMethodField(help_text=_("Completed years today, in Ecuador."))
    death_known_by = serializers.ChoiceField(choices=Person.DeathKnownBy.choices, allow_blank=True)
    canton = DivisionReference(find=_divisions, allow_null=True)
    household = IdReference(find=_households, allow_null=True)
    unaccompanied = serializers.SerializerMethodField(
        help_text=_("A child in no household, or in one where nobody is of age.")
    )
    documents = DocumentOut(many=True)
    contacts = ContactOut(many=True)
    needs = NeedOut(many=True)
    cases = CaseOfPersonOut(many=True)

    class Meta:
        model = Person
        fields = [
            "id",
            "given_names",
            "family_names",
            "sex",
            "birth_date",
            "birth_precision",
            "age",
            "died_on",
            "death_known_by",
            "death_told_by",
            "nationality",
            "language",
            "canton",
            "address",
            "entry_date",
            "entry_point",
            "entry_regular",
            "household",
            "relationship",
            "household_since",
            "principal_applicant",
            "unaccompanied",
            "documents",
            "contacts",
            "needs",
            "cases",
            "created_at",
            "updated_at",
        ]

    def person_of(self, instance: Person) -> Person:
        return instance

    @extend_schema_field({"type": "integer", "nullable": True})
    def get_age(self, person: Person) -> int | None:
        return person.age()

    def get_unaccompanied(self, person: Person) -> bool:
        found = for_all_rows(self, "unaccompanied", lambda rows: unaccompanied_among(rows, timezone.localdate()))
        return person.pk in found


class PersonPatch(ModelIn):
    canton = DivisionReference(find=_divisions, allow_null=True, required=False)

    class Meta:
        model = Person
        fields = _PERSON_IN_ORDER


class AnywayIn(In):
    """Why somebody is registered who is probably registered already: none of those who were told of."""

    reason = serializers.ChoiceField(choices=Duplicate.Reason.choices)
    words = serializers.CharField(max_length=300, required=False, help_text=_("Needed for another reason."))


class PersonIn(PersonPatch):
    household = IdReference(find=_households, allow_null=True, required=False)
    documents = DocumentIn(many=True, required=False, max_length=MOST_PARTS)
    contacts = ContactIn(many=True, required=False, max_length=MOST_PARTS)
    needs = NeedIn(many=True, required=False, max_length=MOST_PARTS)
    register_anyway = AnywayIn(required=False)

    class Meta:
        model = Person
        fields = [*_PERSON_IN_ORDER, "household", "relationship", "documents", "contacts", "needs", "register_anyway"]


class WantedIn(In):
    wanted = serializers.BooleanField(help_text=_("Whether the person wants messages there."))
    reason = serializers.CharField(max_length=300)


class DeathIn(In):
    on = Day(required=False, help_text=_("The day of the death. When left out: today."))
    known_by = serializers.ChoiceField(choices=Person.DeathKnownBy.choices)
    told_by = serializers.CharField(
        max_length=120, required=False, allow_blank=True, help_text=_("Who said it. Needed unless `not_said`.")
    )


class TakenBackIn(In):
    reason = serializers.CharField(max_length=300)


class MemberOut(Out):
    class Meta:
        model = Person
        fields = ["id", "given_names", "family_names", "relationship", "household_since", "principal_applicant"]


class StayOut(Out):
    person = PersonReference(find=people_seen_by)

    class Meta:
        model = HouseholdStay
        fields = ["person", "relationship", "joined_on", "left_on", "why"]


class HouseholdOut(Out):
    canton = DivisionReference(find=_divisions, allow_null=True)
    members = MemberOut(many=True, source="visible_members", help_text=_("Those whom you may see."))
    hidden_members = serializers.SerializerMethodField(help_text=_("How many live there whom you may not see."))
    unaccompanied = serializers.SerializerMethodField(
        help_text=_("The members who are children, where nobody of age lives with them.")
    )
    former_members = StayOut(many=True, source="visible_stays", help_text=_("Who lived there before."))

    class Meta:
        model = Household
        fields = [
            "id",
            "canton",
            "address",
            "members",
            "hidden_members",
            "unaccompanied",
            "former_members",
            "created_at",
            "updated_at",
        ]

    def get_hidden_members(self, household: Household) -> int:
        return for_all_rows(self, "sizes", households.sizes_of)[household.pk] - len(household.visible_members)

    @extend_schema_field({"type": "array", "items": {"type": "string", "format": "uuid"}})
    def get_unaccompanied(self, household: Household) -> list[str]:
        found = for_all_rows(self, "unaccompanied", _unaccompanied_in)
        return [str(person.pk) for person in household.visible_members if person.pk in found]


def _unaccompanied_in(homes: Sequence[Household]) -> set:
    return unaccompanied_among((p for home in homes for p in home.visible_members), timezone.localdate())


class HouseholdPatch(ModelIn):
    canton = DivisionReference(find=_divisions, allow_null=True, required=False)

    class Meta:
        model = Household
        fields = ["canton", "address"]


class HouseholdIn(HouseholdPatch):
    head = PersonReference(find=people_seen_by, help_text=_("The person who becomes its head. She must be in none."))
    since = Day(required=False)

    class Meta:
        model = Household
        fields = ["head", "canton", "address", "since"]


class MemberPatch(In):
    relationship = serializers.ChoiceField(
        choices=Person.Relationship.choices, help_text=_("The head is made by /head/.")
    )


class LeavingHead(In):
    new_head = PersonReference(
        find=people_seen_by, required=False, help_text=_("Who follows, if a head leaves; else the heir by rule.")
    )


class MemberIn(LeavingHead):
    person = PersonReference(find=people_seen_by)
    relationship = serializers.ChoiceField(choices=Person.Relationship.choices)
    since = Day(required=False, help_text=_("Left out where it is not known."))


class LeaveIn(LeavingHead):
    why = serializers.ChoiceField(choices=LEAVING)
    on = Day(required=False, help_text=_("Today, if left out."))


class ApplicantIn(In):
    applies = serializers.BooleanField(default=True)


class NewMemberIn(In):
    person = PersonReference(find=people_seen_by)
    relationship = serializers.ChoiceField(choices=Person.Relationship.choices)


class SplitIn(LeavingHead):
    members = NewMemberIn(many=True, max_length=MOST_PARTS)
    why = serializers.ChoiceField(choices=SPLITTING)
    on = Day(required=False, help_text=_("Today, if left out."))
    canton = DivisionReference(find=_divisions, allow_null=True, required=False)
    address = serializers.CharField(max_length=200, required=False, allow_blank=True)


class JoinIn(In):
    household = IdReference(find=_households, help_text=_("Whose members come to live in this one."))
    relationship = serializers.ChoiceField(
        choices=Person.Relationship.choices, help_text=_("What their head is to the head here.")
    )
    why = serializers.ChoiceField(choices=JOINING)
    on = Day(required=False, help_text=_("Today, if left out."))
