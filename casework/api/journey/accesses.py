"""/cases/{id}/accesses/: who sees a case, which parts, on which ground and since when; sharing it, and ending that."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from casework.access.policy import SHAREABLE, Right, Section
from casework.access.scopes import Scope
from casework.api import examples
from casework.api.fields import IdReference
from casework.api.journey.serializers import OrganisationBriefOut, UserBriefOut
from casework.api.journey.views import OnCase
from casework.api.reference.queries import organisations
from casework.api.resource import operation
from casework.api.serializers import In, Out
from casework.people import consents
from casework.people.models import PersonAccess

READ = {"scope": Scope.CASES_READ, "rights": [Right.READ]}
WRITE = {"scope": Scope.CASES_WRITE, "section": Section.JOURNEY}
PARTS = [(section.value, section.label) for section in Section if section in SHAREABLE]


class AccessOut(Out):
    organisation = OrganisationBriefOut()
    user = UserBriefOut(source="membership.user", allow_null=True, help_text=_("Of an emergency read: whose it is."))
    sections = serializers.ListField(
        child=serializers.ChoiceField(choices=Section.choices), allow_null=True, help_text=_("null: the whole file.")
    )
    opened_by = UserBriefOut(allow_null=True)

    class Meta:
        model = PersonAccess
        fields = [
            "id",
            "organisation",
            "user",
            "reason",
            "sections",
            "consent",
            "legal_reason",
            "explanation",
            "opened_by",
            "since",
            "until",
        ]


class PartsIn(In):
    """Which parts of a case go to an organisation, and on which ground where it is no consent."""

    sections = serializers.ListField(
        child=serializers.ChoiceField(choices=PARTS),
        required=False,
        max_length=len(PARTS),
        help_text=_("Identity, contact and journey always go with a case; protection never does."),
    )
    legal_reason = serializers.ChoiceField(
        choices=PersonAccess.LegalReason.choices,
        required=False,
        allow_blank=True,
        help_text=_("Needed, with the explanation, where no consent to share with this kind of organisation holds."),
    )
    explanation = serializers.CharField(max_length=300, required=False, allow_blank=True)


class ShareIn(PartsIn):
    organisation = IdReference(find=organisations)


class AccessesResource(OnCase):
    model = PersonAccess
    ordering = ("-since", "id")

    def visible(self) -> QuerySet:
        return consents.accesses_seen(self.case().person, self.by)


class Accesses(AccessesResource):
    @operation(
        "accesses_list", _("Who sees or saw a case, and why"), section=Section.CONSENTS, gives=AccessOut, many=True,
        description=_("`until` is null while it is open. IOM sees the cases of its territory besides."), **READ,
    )  # fmt: skip
    def get(self, request, case_id):
        return self.page(self.visible())

    @operation(
        "accesses_share",
        _("Share a case with another organisation"),
        rights=[Right.SHARE],
        takes=ShareIn,
        gives=AccessOut,
        status=201,
        description=_("409 when these parts are shared with it already; other parts take the place of those it had."),
        examples=[examples.SHARING],
        **WRITE,
    )
    def post(self, request, case_id):
        access = consents.share(person=self.case().person, by=self.by, **self.body())
        return self.created(access, reverse("api:access", args=[case_id, access.pk]))


class AccessDetail(AccessesResource):
    @operation("accesses_read", _("Why an organisation sees a case"), section=Section.CONSENTS, gives=AccessOut, **READ)
    def get(self, request, case_id, access_id):
        return self.detail(self.visible().get(pk=access_id))


class AccessEnd(AccessesResource):
    @operation(
        "accesses_end",
        _("End the sharing of a case, or hand it back"),
        rights=[Right.READ],
        gives=AccessOut,
        description=_("By who shares it, or by the organisation that it was shared with."),
        **WRITE,
    )
    def post(self, request, case_id, access_id):
        access = self.visible().get(pk=access_id)
        return self.detail(consents.end_sharing(access=access, by=self.by))
