"""Which expiries are counted: a month, a canton, an organisation."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.access.models import Membership, Organisation
from casework.access.policy import Kind
from casework.web.forms.fields import CantonField


class ExpiriesForm(forms.Form):
    """Where they live and who keeps the case. Only IOM has more than one organisation to choose from."""

    canton = CantonField(label=_("Canton"), required=False)
    organisation = forms.ModelChoiceField(
        Organisation.objects.active().exclude(kind=Kind.MINISTRY),
        label=_("Organisation"),
        required=False,
        empty_label=_("all"),
    )

    def __init__(self, *args, by: Membership, **options):
        super().__init__(*args, **options)
        self.fields["canton"].empty_label = _("anywhere")
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select"
        if by.organisation.kind != Kind.IOM:
            del self.fields["organisation"]


class MonthForm(ExpiriesForm):
    """The cases behind one of the figures."""

    month = forms.DateField(input_formats=["%Y-%m"])

    @property
    def first(self) -> date:
        return self.cleaned_data["month"]

    def whose(self) -> dict:
        return {name: self.cleaned_data.get(name) for name in ("canton", "organisation")}
