"""The forms of an import: the sheet that is sent, and what its columns hold."""

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.journey.models import Import

# What our fields are called where somebody says what a column holds.
FIELD_NAMES = {
    "full_name": _("Full name"),
    "given_names": _("Given names"),
    "family_names": _("Family names"),
    "sex": _("Sex"),
    "birth_date": _("Birth date"),
    "age": _("Age"),
    "nationality": _("Nationality"),
    "document_kind": _("Kind of document"),
    "document_number": _("Document number"),
    "cedula_number": _("Number of the cédula"),
    "passport_number": _("Number of the passport"),
    "phone": _("Phone"),
    "email": _("E-mail"),
    "province": _("Province"),
    "canton": _("Canton"),
    "address": _("Address"),
    "registered_on": _("Day of registration"),
    "entry_date": _("Entered Ecuador on"),
    "entry_point": _("Entered at"),
    "entry_regular": _("Entered by a regular crossing"),
    "travels_with": _("Travels with"),
    "children_count": _("Number of children"),
    "household_head": _("Head of household"),
    "disability_percent": _("Degree of disability (%)"),
    "remarks": _("Remarks"),
}
CHOICES = [("", _("(not used)")), *FIELD_NAMES.items()]


class SheetForm(forms.Form):
    file = forms.FileField(
        label=_("Sheet"),
        required=False,  # one that is too large is not there either; the page says which it was
        allow_empty_file=True,
        help_text=_("CSV, XLSX, ODS or XLS, at most 50 MB and 100,000 rows."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.ods,.xls"}),
        max_length=255,
    )


class ColumnsForm(forms.Form):
    """One choice for each column that has a heading."""

    def __init__(self, *args, sheet: Import, **options):
        super().__init__(*args, **options)
        self.sheet = sheet
        for place, heading in enumerate(sheet.headings):
            if heading:
                initial = sheet.columns[place] if place < len(sheet.columns) else ""
                self.fields[f"c{place}"] = forms.ChoiceField(
                    label=heading,
                    choices=CHOICES,
                    required=False,
                    initial=initial,
                    help_text=self._sample(place),
                )

    def _sample(self, place: int) -> str:
        values = [row[place] for row in self.sheet.samples if place < len(row) and row[place]]
        return " · ".join(values)

    def clean(self) -> dict:
        """As the action takes it."""
        data = super().clean()
        return {"columns": [data.get(f"c{place}", "") for place in range(len(self.sheet.headings))]}
