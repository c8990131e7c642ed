"""The forms about consents and about sharing a case."""

from collections.abc import Iterable

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.access.models import Organisation
from casework.access.policy import ALWAYS_SHARED, Kind, Section
from casework.people.models import Consent, ConsentText, Person, PersonAccess
from casework.people.sharing_rules import RECIPIENTS, shareable_with, who_consents
from casework.web.forms.fields import blank_first, date_field

# What the parts of a file hold, for who decides whether to share them.
MEANINGS = {
    Section.HOUSEHOLD: _("with whom the person lives"),
    Section.DOCUMENTS: _("numbers, dates and evidence of her papers"),
    Section.BLOCKERS: _("what keeps the case from moving on"),
    Section.NOTES: _("all that caseworkers wrote of their conversations"),
    Section.ATTACHMENTS: _("scans and photographs"),
    Section.PROGRAMMES: _("courses, certificates, awards and what was paid"),
    Section.CONSENTS: _("what the person agreed to, and who else sees her case"),
    Section.NEEDS: _("disability, illness, pregnancy: sensitive"),
    Section.ASYLUM: _("facts of an asylum claim: sensitive"),
}
RECIPIENT_CHOICES = [(kind.value, kind.label) for kind in RECIPIENTS]
HOW = _("How")


class ConsentForm(forms.Form):
    """A consent to the purpose whose text the page shows."""

    purpose = forms.ChoiceField(choices=ConsentText.Purpose.choices, widget=forms.HiddenInput)
    recipient_kind = forms.ChoiceField(
        label=_("With which kind of organisation?"), choices=RECIPIENT_CHOICES, widget=forms.RadioSelect
    )
    given_by = forms.ChoiceField(label=_("Who consents?"), choices=Consent.GivenBy.choices)
    how = forms.ChoiceField(label=HOW, choices=Consent.How.choices, widget=forms.RadioSelect)
    given_on = date_field(_("Day"), required=True, past=True, initial=timezone.localdate)

    def __init__(self, data=None, *, purpose: str, person: Person, **options):
        initial = {"purpose": purpose, "given_by": who_consents(person.born_until, timezone.localdate())}
        super().__init__(data, initial=initial, **options)
        if purpose != ConsentText.Purpose.SHARE:
            del self.fields["recipient_kind"]


class WithdrawForm(forms.Form):
    how = forms.ChoiceField(label=HOW, choices=Consent.How.choices, widget=forms.RadioSelect)
    on = date_field(_("Day"), required=True, past=True, initial=timezone.localdate)


class ShareForm(forms.Form):
    """Which parts go to an organisation; without a consent that holds, also the legal reason and why."""

    sections = forms.MultipleChoiceField(
        label=_("What it sees besides"), required=False, widget=forms.CheckboxSelectMultiple
    )
    legal_reason = forms.ChoiceField(
        label=_("Legal reason to share without consent"),
        choices=blank_first(PersonAccess.LegalReason.choices, _("choose")),
    )
    explanation = forms.CharField(
        label=_("Why"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Stays on record, and is shown to who asks why this organisation sees the case."),
    )

    def __init__(
        self,
        data=None,
        *,
        organisation: Organisation,
        readable: Iterable[Section],
        consent: Consent | None,
        had: PersonAccess | None,
        **options,
    ):
        super().__init__(data, initial={"sections": had.sections if had else []}, **options)
        offered = shareable_with(organisation.kind) & set(readable) - ALWAYS_SHARED
        self.fields["sections"].choices = [
            (s.value, _("%(part)s: %(meaning)s") % {"part": str(s.label).capitalize(), "meaning": MEANINGS[s]})
            for s in Section
            if s in offered
        ]
        if consent:
            del self.fields["legal_reason"], self.fields["explanation"]


class RegisteredConsents(forms.Form):
    """The consents a person gives while she is registered, as ticks."""

    CONSENTS = {
        "consent_keep": (ConsentText.Purpose.KEEP, ""),
        "consent_contact": (ConsentText.Purpose.CONTACT, ""),
        "consent_share_partner": (ConsentText.Purpose.SHARE, Kind.PARTNER.value),
        "consent_share_ministry": (ConsentText.Purpose.SHARE, Kind.MINISTRY.value),
    }
    consent_keep = forms.BooleanField(label=_("Keep her data and follow her case"), required=False)
    consent_contact = forms.BooleanField(label=_("Send her messages"), required=False)
    consent_share_partner = forms.BooleanField(label=_("Share her case with implementing partners"), required=False)
    consent_share_ministry = forms.BooleanField(label=_("Share her case with ministries"), required=False)
    consents_how = forms.ChoiceField(
        label=_("How she gave them"), required=False, choices=blank_first(Consent.How.choices, _("choose"))
    )

    def clean(self):
        """`consents`: the fields of `give_consent` for each tick."""
        data = super().clean()
        how = data.pop("consents_how", "")
        given = [self.CONSENTS[name] for name in self.CONSENTS if data.pop(name, False)]
        if given and not how:
            self.add_error("consents_how", _("Say how the person consented."))
        data["consents"] = [{"purpose": p.value, "recipient_kind": kind, "how": how} for p, kind in given]
        return data
