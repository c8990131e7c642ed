"""The forms of the protection compartment and of emergency reads."""

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.base.codes import parse_code
from casework.base.text import squash
from casework.journey.emergency import Wanted
from casework.people.emergency import LEAST_WORDS
from casework.people.models import ProtectionNote, SpecificNeed
from casework.people.protection import REPORTED
from casework.people.rules import OLDEST_YEARS
from casework.web.forms.fields import blank_first, text_field


class ProtectionForm(forms.Form):
    """A protection note or a PSEA report."""

    kind = forms.ChoiceField(
        label=_("What it is"), choices=[(kind.value, kind.label.capitalize()) for kind in REPORTED]
    )
    text = forms.CharField(label=_("Text"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6}))


class AsylumForm(forms.Form):
    text = forms.CharField(
        label=_("What is known of the asylum claim"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5})
    )

    def clean(self):
        return super().clean() | {"kind": ProtectionNote.Kind.ASYLUM}


class NeedForm(forms.Form):
    kind = forms.ChoiceField(label=_("Specific need"), choices=blank_first(SpecificNeed.Kind.choices, _("choose")))
    percent = forms.IntegerField(
        label=_("Degree of disability (%)"),
        required=False,
        min_value=0,
        max_value=100,
        help_text=_("Only of a disability, where a card or certificate says it."),
    )
    detail = text_field(_("Detail"), most=200)


class EmergencyForm(forms.Form):
    """Exactly whom, and why. What finds somebody is not told before she confirms."""

    code = text_field(_("Case code"), most=12, help_text=_("Such as K7M4-PXC9."), autocapitalize="characters")
    number = text_field(_("Or exact number of a document"), most=40, autocapitalize="characters")
    birth_year = forms.IntegerField(
        label=_("And year of birth"), required=False, min_value=1900, max_value=1900 + 2 * OLDEST_YEARS
    )
    explanation = forms.CharField(
        label=_("Why you must read this file now"),
        min_length=LEAST_WORDS,
        max_length=300,
        help_text=_("The organisation that keeps the case and IOM's protection officers will read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self):
        data = super().clean()
        code, number = data.get("code", ""), data.get("number", "")
        if bool(code) == bool(number) and not self.errors:
            raise forms.ValidationError(_("Give a case code, or a document number with the year of birth."))
        if code and not parse_code(code):
            self.add_error("code", _("This is no case code: look at each letter and number again."))
        if number and not squash(number):
            self.add_error("number", _("A document number has letters or digits."))
        if number and not data.get("birth_year"):
            self.add_error("birth_year", _("A number alone is not enough: give the year of birth too."))
        return data

    def wanted(self) -> Wanted:
        """Of a form that is valid."""
        data = self.cleaned_data
        return Wanted(data["code"], data["number"], data["birth_year"])
