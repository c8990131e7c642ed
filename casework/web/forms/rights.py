"""The forms of a person's data rights."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.people.models import DataRequest
from casework.people.queries import DECIDED
from casework.rights.export import Reason
from casework.web.forms.fields import date_field

Wish, Status = DataRequest.Kind, DataRequest.Status


class RequestForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What the person asks for"), choices=[c for c in Wish.choices if c[0] != Wish.RETENTION]
    )
    details = forms.CharField(
        label=_("Details"),
        required=False,
        max_length=500,
        help_text=_("What should be corrected, how the person wants the answer."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    received_on = date_field(_("Asked on"), required=True, past=True, initial=timezone.localdate)


class AnswerForm(forms.Form):
    """What has to be confirmed is only refused here."""

    status = forms.ChoiceField(label=_("Answer"), choices=Status.choices[1:], widget=forms.RadioSelect)
    answer = forms.CharField(
        label=_("What the person is told"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args, kind: str, **options):
        super().__init__(*args, **options)
        if kind in DECIDED:
            self.fields["status"].choices = [(Status.REFUSED.value, Status.REFUSED.label)]
            self.fields["status"].initial = Status.REFUSED


class KeepForm(forms.Form):
    until = date_field(_("Keep it until"), required=True)
    answer = forms.CharField(label=_("Why it is kept longer"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class EraseForm(forms.Form):
    read = forms.BooleanField(label=_("I have read what goes and what stays. There is no way back."))


class LiftForm(forms.Form):
    why = forms.CharField(
        label=_("Why may the data be used again?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class ExportForm(forms.Form):
    reason = forms.ChoiceField(label=_("What the export is for"), choices=Reason.choices)
    form = forms.ChoiceField(
        label=_("As"),
        choices=[("html", _("a page to read and print")), ("json", _("JSON, for programs"))],
        widget=forms.RadioSelect,
        initial="html",
    )
