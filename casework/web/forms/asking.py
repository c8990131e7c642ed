"""The forms of asking another organisation for access, and of saying no."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AskForm(forms.Form):
    """`token` names the person; her id stands on no page of one who does not see her."""

    token = forms.CharField(widget=forms.HiddenInput)
    why = forms.CharField(
        label=_("Why do you need to see her file?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Who keeps her reads this, with your name; so may she. Such as: she is with us and asks for help."),
    )


class RefuseForm(forms.Form):
    answer = forms.CharField(
        label=_("Why not"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Who asked reads this and does not see her: tell nothing about her."),
    )
