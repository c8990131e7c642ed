"""What bodies and filters refer to, and who the caller is, as JSON."""

from rest_framework import serializers

from casework.access.models import Membership, Organisation, User
from casework.access.policy import Right, Section
from casework.access.scopes import Scope
from casework.api.fields import Currency
from casework.api.serializers import Out, PlainOut
from casework.journey.models import Pathway, PathwayStage
from casework.places.models import Division


class DivisionOut(Out):
    parent = serializers.CharField(source="parent_id", allow_null=True)

    class Meta:
        model = Division
        fields = ["code", "level", "name", "parent", "region"]


class OrganisationOut(Out):
    class Meta:
        model = Organisation
        fields = ["id", "short_name", "name", "kind", "duty", "is_active"]


class CaseworkerOut(Out):
    """Somebody who may keep cases, by the id that `caseworker` takes."""

    organisations = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = ["id", "full_name", "organisations"]

    def get_organisations(self, user: User) -> list[str]:
        return sorted({m.organisation.short_name for m in user.memberships_keeping_cases})


class PathwayStageOut(Out):
    currency = Currency()

    class Meta:
        model = PathwayStage
        fields = [
            "stage",
            "needs",
            "needs_in_force",
            "strength",
            "validity_days",
            "warn_days",
            "renewal_days",
            "fee",
            "currency",
        ]


class PathwayOut(Out):
    stages = PathwayStageOut(many=True)

    class Meta:
        model = Pathway
        fields = ["code", "name", "legal_basis", "opens_on", "closes_on", "stages"]


class UserOut(Out):
    class Meta:
        model = User
        fields = ["id", "full_name", "email", "language", "is_service"]


class MembershipOut(Out):
    organisation = OrganisationOut()

    class Meta:
        model = Membership
        fields = ["id", "organisation", "role", "since", "until"]


class MeOut(PlainOut):
    """The caller. `scopes` are those of the token; null in a session, which has none."""

    user = UserOut()
    membership = MembershipOut()
    rights = serializers.ListField(child=serializers.ChoiceField(choices=Right.choices))
    sections_read = serializers.ListField(child=serializers.ChoiceField(choices=Section.choices))
    sections_written = serializers.ListField(child=serializers.ChoiceField(choices=Section.choices))
    scopes = serializers.ListField(
        child=serializers.ChoiceField(choices=[scope.value for scope in Scope]), allow_null=True
    )
