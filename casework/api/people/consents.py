"""/people/{id}/consents/: what a person agreed to, given and withdrawn."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from casework.access.policy import Right, Section
from casework.access.scopes import Scope
from casework.api import examples
from casework.api.fields import Day
from casework.api.journey.serializers import OrganisationBriefOut, UserBriefOut
from casework.api.people.views import OnPerson
from casework.api.resource import operation
from casework.api.serializers import In, ModelIn, Out
from casework.people import consents
from casework.people.models import Consent

READ = {"scope": Scope.PEOPLE_READ, "rights": [Right.READ], "section": Section.CONSENTS}
WRITE = {"scope": Scope.PEOPLE_WRITE, "section": Section.CONSENTS, "writes": True}


class ConsentOut(Out):
    version = serializers.CharField(source="text.version", help_text=_("Of the text that was read to the person."))
    recorded_by = UserBriefOut()
    organisation = OrganisationBriefOut(help_text=_("Which recorded it."))
    withdrawn_recorded_by = UserBriefOut(allow_null=True)

    class Meta:
        model = Consent
        fields = [
            "id",
            "purpose",
            "recipient_kind",
            "version",
            "given_on",
            "given_by",
            "how",
            "recorded_by",
            "organisation",
            "withdrawn_on",
            "withdrawn_how",
            "withdrawn_recorded_by",
            "created_at",
            "updated_at",
        ]


class WithdrawnConsentOut(ConsentOut):
    lost_access = OrganisationBriefOut(many=True, help_text=_("Who saw the case because of this consent."))

    class Meta:
        model = Consent
        fields = [*ConsentOut.Meta.fields, "lost_access"]


class ConsentIn(ModelIn):
    given_on = Day(required=False, help_text=_("When left out: today."))
    given_by = serializers.ChoiceField(
        choices=Consent.GivenBy.choices,
        required=False,
        help_text=_("When left out: the person herself or, below 15 years, her guardian."),
    )

    class Meta:
        model = Consent
        fields = ["purpose", "recipient_kind", "given_on", "given_by", "how"]


class WithdrawalIn(In):
    how = serializers.ChoiceField(choices=Consent.How.choices)
    on = Day(required=False, help_text=_("When left out: today."))


class ConsentsResource(OnPerson):
    model = Consent

    def visible(self) -> QuerySet:
        related = ("text", "recorded_by", "organisation", "withdrawn_recorded_by")
        return super().visible().select_related(*related)


class Consents(ConsentsResource):
    @operation("consents_list", _("A person's consents, also those withdrawn"), gives=ConsentOut, many=True, **READ)
    def get(self, request, person_id):
        return self.page(self.visible())

    @operation(
        "consents_give",
        _("Record a consent"),
        takes=ConsentIn,
        gives=ConsentOut,
        status=201,
        description=_("In the words in force on that day. 409 when the same consent holds already."),
        examples=[examples.CONSENT],
        **WRITE,
    )
    def post(self, request, person_id):
        return self.add(consents.give_consent, "consent")


class ConsentDetail(ConsentsResource):
    @operation("consents_read", _("A consent"), gives=ConsentOut, **READ)
    def get(self, request, person_id, consent_id):
        return self.detail(self.visible().get(pk=consent_id))


class ConsentWithdraw(ConsentsResource):
    @operation(
        "consents_withdraw",
        _("Withdraw a consent"),
        takes=WithdrawalIn,
        gives=WithdrawnConsentOut,
        description=_("Who saw the case on its ground sees it no more, at once; the answer says who that was."),
        **WRITE,
    )
    def post(self, request, person_id, consent_id):
        consent = self.visible().get(pk=consent_id)
        consent, lost_access = consents.withdraw_consent(consent=consent, by=self.by, **self.body())
        consent.lost_access = lost_access
        return self.detail(consent)
