"""People and what hangs on them, as JSON."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from casework.access.models import Membership
from casework.access.policy import Section
from casework.api.fields import DivisionReference, IdReference
from casework.api.serializers import In, ModelIn, Out
from casework.journey.models import Case
from casework.people.actions import PERSON_FIELDS
from casework.people.models import ContactPoint, Household, IdentityDocument, Person, SpecificNeed
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


class DocumentOut(Out):
    class Meta:
        model = IdentityDocument
        fields = ["id", "kind", "number", "country", "issued_on", "expires_on", "evidence", "created_at", "updated_at"]


class DocumentIn(ModelIn):
    class Meta:
        model = IdentityDocument
        fields = ["kind", "number", "country", "issued_on", "expires_on", "evidence"]


class DocumentPatch(ModelIn):
    class Meta:
        model = IdentityDocument
        fields = ["number", "country", "issued_on", "expires_on", "evidence"]


class ContactOut(Out):
    class Meta:
        model = ContactPoint
        fields = ["id", "kind", "value", "owner", "state", "verified_at", "created_at", "updated_at"]


class ContactIn(ModelIn):
    class Meta:
        model = ContactPoint
        fields = ["kind", "value", "owner"]


class ContactPatch(In):
    state = serializers.ChoiceField(
        choices=ContactPoint.State.choices, help_text=_("Reachable also sets when it was verified.")
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
        "documents": Section.DOCUMENTS,
        "contacts": Section.CONTACT,
        "needs": Section.NEEDS,
        "cases": Section.JOURNEY,
    }
    age = serializers.SerializerMethodField(help_text=_("Completed years today, in Ecuador."))
    canton = DivisionReference(find=_divisions, allow_null=True)
    household = IdReference(find=_households, allow_null=True)
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
            "nationality",
            "language",
            "canton",
            "address",
            "entry_date",
            "entry_point",
            "entry_regular",
            "household",
            "relationship",
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


class PersonPatch(ModelIn):
    canton = DivisionReference(find=_divisions, allow_null=True, required=False)

    class Meta:
        model = Person
        fields = _PERSON_IN_ORDER


class PersonIn(PersonPatch):
    household = IdReference(find=_households, allow_null=True, required=False)
    documents = DocumentIn(many=True, required=False, max_length=MOST_PARTS)
    contacts = ContactIn(many=True, required=False, max_length=MOST_PARTS)
    needs = NeedIn(many=True, required=False, max_length=MOST_PARTS)

    class Meta:
        model = Person
        fields = [*_PERSON_IN_ORDER, "household", "relationship", "documents", "contacts", "needs"]


class MemberOut(Out):
    class Meta:
        model = Person
        fields = ["id", "given_names", "family_names", "relationship"]


class HouseholdOut(Out):
    canton = DivisionReference(find=_divisions, allow_null=True)
    members = MemberOut(many=True, source="visible_members", help_text=_("Those whom you may see."))

    class Meta:
        model = Household
        fields = ["id", "canton", "address", "members", "created_at", "updated_at"]


class HouseholdPatch(ModelIn):
    canton = DivisionReference(find=_divisions, allow_null=True, required=False)

    class Meta:
        model = Household
        fields = ["canton", "address"]


class HouseholdIn(HouseholdPatch):
    head = IdReference(find=people_seen_by, help_text=_("The person who becomes its head. She must be in none."))

    class Meta:
        model = Household
        fields = ["head", "canton", "address"]


class MemberIn(In):
    person = IdReference(find=people_seen_by)
    relationship = serializers.ChoiceField(choices=Person.Relationship.choices)
