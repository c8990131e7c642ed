"""The forms on a case: notes, blockers, files, closing and giving it to a caseworker."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.access.models import User
from casework.journey.files import ACCEPTED
from casework.journey.models import Blocker, Case, Import
from casework.journey.stages import StageCode
from casework.people.models import Person
from casework.web.forms.fields import blank_first, date_field, text_field


class NoteForm(forms.Form):
    text = forms.CharField(label=_("Note"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))


class BlockerForm(forms.Form):
    stage = forms.ChoiceField(label=_("Stage"), choices=StageCode.choices)
    cause = forms.ChoiceField(label=_("What blocks"), choices=blank_first(Blocker.Cause.choices, _("choose")))
    detail = text_field(_("Detail"), most=300)
    since = date_field(_("Since"), required=True, past=True)
    review_on = date_field(_("Look again on"))


class ResolveForm(forms.Form):
    resolution = forms.CharField(
        label=_("How was it resolved?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, JPEG, PNG, WebP or HEIC, at most 10 MB. Place and camera are taken out of photographs."),
        widget=forms.FileInput(attrs={"accept": ",".join(ACCEPTED)}),
        max_length=255,
        allow_empty_file=True,
    )
    description = text_field(_("What it is"))


class CloseForm(forms.Form):
    close_reason = forms.ChoiceField(label=_("Why is the case closed?"), choices=blank_first(Case.CLOSING, _("choose")))
    died_on = date_field(_("Died on"), past=True, help_text=_("Only when the person died."))
    death_known_by = forms.ChoiceField(
        label=_("How is it known?"), required=False, choices=blank_first(Person.DeathKnownBy.choices)
    )
    death_told_by = text_field(_("Who said it?"))


class DeathForm(forms.Form):
    on = date_field(_("Died on"), required=True, past=True)
    known_by = forms.ChoiceField(
        label=_("How is it known?"), choices=blank_first(Person.DeathKnownBy.choices, _("choose"))
    )
    told_by = text_field(_("Who said it?"), help_text=_("Such as: her sister María, by telephone."))


class TakeBackForm(forms.Form):
    reason = text_field(_("Why is it taken back?"), required=True, most=300)


class AssignForm(forms.Form):
    caseworker = forms.ModelChoiceField(label=_("Caseworker"), queryset=User.objects.none(), required=False)

    def __init__(self, *args, case: Case | Import, **options):
        super().__init__(*args, **options)
        active = User.objects.filter(is_active=True, is_service=False, memberships__organisation=case.organisation)
        self.fields["caseworker"].queryset = active.distinct()
        self.fields["caseworker"].empty_label = _("nobody")


class PayForm(forms.Form):
    on = date_field(_("Paid on"), required=True, past=True, initial=timezone.localdate)
