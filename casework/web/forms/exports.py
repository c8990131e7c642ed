"""What a list is taken out for, and as what."""

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.web.exports import Form, Purpose
from casework.web.forms.fields import blank_first


class TakeOutForm(forms.Form):
    purpose = forms.ChoiceField(
        label=_("What the list is for"),
        choices=blank_first(Purpose.choices, _("choose")),
        help_text=_("It is written down who takes a list out, how long it is and what for."),
    )
    form = forms.ChoiceField(label=_("As"), choices=Form.choices, widget=forms.RadioSelect, initial=Form.CSV)
