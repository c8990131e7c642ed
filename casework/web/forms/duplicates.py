"""The forms about pairs of people who may be one: what was decided, and why."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from casework.people.duplicates import head_and_joining
from casework.people.models import Duplicate
from casework.web.forms.fields import text_field
from casework.web.forms.households import RELATIONSHIPS

State = Duplicate.State


class DecisionForm(forms.Form):
    """Whether two people are the same. Which button was pressed is the decision."""

    state = forms.ChoiceField(choices=State.choices, widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        label=_("If they are different: why"),
        required=False,
        choices=lambda: [("", _("choose")), *((value, capfirst(label)) for value, label in Duplicate.Reason.choices)],
    )
    remark = text_field(_("Remark"), most=300)


class TogetherForm(forms.Form):
    """Two who are of one household: who is what to whom."""

    relationship = forms.ChoiceField(choices=RELATIONSHIPS)

    def __init__(self, *args, pair: Duplicate, **options):
        super().__init__(*args, **options)
        head, joining = head_and_joining(pair)
        self.fields["relationship"].label = _("In the household of %(head)s, %(name)s is") % {
            "head": head.full_name,
            "name": joining.full_name,
        }
