"""Field makers shared by the forms: dates, cantons, and what a stage may ask for."""

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.access.models import Organisation
from casework.access.policy import Kind
from casework.journey.models import StageRecord
from casework.places.models import Division
from casework.programmes.models import Award
from casework.programmes.rules import MOST_INSTALMENTS

NOT_KNOWN = _("not known")


class DayInput(forms.DateInput):
    """The browser's own calendar. `past` ones end today there; the action checks it again."""

    input_type = "date"

    def __init__(self, *, past: bool):
        super().__init__(format="%Y-%m-%d")
        self.past = past

    def build_attrs(self, base_attrs, extra_attrs=None):
        limits = {"min": "1900-01-01"} | ({"max": timezone.localdate().isoformat()} if self.past else {})
        return super().build_attrs(base_attrs, extra_attrs) | limits


def date_field(label, *, required=False, help_text="", past=False, **options) -> forms.DateField:
    """A day; `past` for what has happened."""
    return forms.DateField(label=label, required=required, help_text=help_text, widget=DayInput(past=past), **options)


class CantonsByProvince(ModelChoiceIterator):
    """The choices of `CantonField`, asked of the database when they are drawn."""

    def __iter__(self):
        yield "", self.field.empty_label
        provinces = {}
        for canton in self.queryset.select_related("parent").order_by("parent__name", "name"):
            provinces.setdefault(canton.parent.name, []).append((canton.code, canton.name))
        yield from provinces.items()


class CantonField(forms.ModelChoiceField):
    """A canton, listed under its province."""

    iterator = CantonsByProvince

    def __init__(self, **options):
        super().__init__(Division.objects.cantons(), empty_label=NOT_KNOWN, **options)


def blank_first(choices, label=NOT_KNOWN) -> list:
    """The choices of a list with "not known" before them."""
    return [("", label), *choices]


def text_field(label, *, required=False, most=120, help_text="", **attrs) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", **attrs})
    return forms.CharField(label=label, required=required, max_length=most, help_text=help_text, widget=widget)


def providers():
    """Who gives trainings: partners, IOM, and the ministry of economic inclusion."""
    return Organisation.objects.active().exclude(kind=Kind.MINISTRY, duty__in=["cpm", "visa", "cedula"])


# What a move may ask for (`stages.Stage.asks`), as form fields. Required unless `stages.OPTIONAL` has it.
MOVE_FIELDS = {
    "number": lambda **o: text_field(_("Number"), most=40, **o),
    "issued_on": lambda **o: date_field(_("Issued on"), past=True, **o),
    "expires_on": lambda **o: date_field(_("Expires on"), **o),
    "appointment_at": lambda **o: forms.DateTimeField(
        label=_("Appointment"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        **o,
    ),
    "appointment_place": lambda **o: text_field(_("Place of the appointment"), **o),
    "application_number": lambda **o: text_field(_("Application or order number"), most=40, **o),
    "fee_amount": lambda **o: forms.DecimalField(
        label=_("Fee (USD)"), min_value=0, max_digits=8, decimal_places=2, **o
    ),
    "fee_paid_by": lambda **o: forms.ChoiceField(
        label=_("Fee paid by"), choices=blank_first(StageRecord.Payer.choices), **o
    ),
    "course": lambda **o: text_field(_("Course"), **o),
    "provider": lambda **o: forms.ModelChoiceField(label=_("Given by"), queryset=providers(), **o),
    "starts_on": lambda **o: date_field(_("Starts on"), **o),
    "ends_on": lambda **o: date_field(_("Ends on"), **o),
    "hours_attended": lambda **o: forms.IntegerField(label=_("Hours attended"), min_value=0, max_value=5000, **o),
    "certificate_number": lambda **o: text_field(_("Certificate number"), most=40, **o),
    "business_name": lambda **o: text_field(_("Business"), **o),
    "form": lambda **o: forms.ChoiceField(label=_("Given as"), choices=Award.Form.choices, **o),
    "amount": lambda **o: forms.DecimalField(
        label=_("Amount (USD)"), min_value=0, max_digits=10, decimal_places=2, **o
    ),
    "equipment": lambda **o: text_field(_("Equipment"), most=200, **o),
    "instalments": lambda **o: forms.IntegerField(
        label=_("Number of monthly instalments"), min_value=1, max_value=MOST_INSTALMENTS, **o
    ),
    "first_instalment_on": lambda **o: date_field(_("First instalment on"), **o),
}
