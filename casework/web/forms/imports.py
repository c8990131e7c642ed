"""The forms of an import: the sheet that is sent, and what its columns hold."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework.journey.imports.telling import Asked, asked_of
from casework.journey.models import Import
from casework.people.sheets import guessed
from casework.people.sheets.finding import SEARCHED_ROWS

# What our fields are called where somebody says what a column holds.
FIELD_NAMES = {
    "full_name": _("Full name"),
    "given_names": _("Given names"),
    "family_names": _("Family names"),
    "sex": _("Sex"),
    "birth_date": _("Birth date"),
    "birth_estimated": _("Birth date is estimated"),
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
    "relation": _("Relation to the head of household"),
    "household": _("Number of the household"),
    "children_count": _("Number of children"),
    "household_head": _("Head of household"),
    "disability_percent": _("Degree of disability (%)"),
    "remarks": _("Remarks"),
    "phone_owner": _("Owner of the phone"),
    "other_phone": _("Phone of somebody else"),
    "other_person": _("About somebody else"),
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
    """One choice for each column that has a heading, and under it what is asked about the column."""

    def __init__(self, *args, sheet: Import, **options):
        super().__init__(*args, **options)
        self.sheet, self.asked = sheet, {}
        columns = sheet.columns or [""] * len(sheet.headings)
        guesses = guessed(sheet.headings, columns)
        questions = {question.field: question for question in asked_of(sheet)}
        for place, heading in enumerate(sheet.headings):
            if heading:
                self.fields[f"c{place}"] = forms.ChoiceField(
                    label=heading,
                    choices=CHOICES,
                    required=False,
                    initial=columns[place],
                    help_text=self._help(place, guesses[place]),
                )
            if question := questions.pop(columns[place], None):
                self._ask(question)

    def _ask(self, question: Asked) -> None:
        name = f"q{len(self.asked)}"
        self.asked[name] = question.key
        self.fields[name] = forms.ChoiceField(
            label=f"{question.column}: {question.sentence}",
            choices=[("", _("(say which)")), *question.choices],
            required=False,
            initial=question.answer,
            help_text=self._votes(question),
        )

    @staticmethod
    def _votes(question: Asked) -> str:
        if not any(question.votes):
            return ""
        said = zip(question.choices, question.votes, strict=True)
        return " · ".join(f"{label}: {count}" for (_value, label), count in said)

    def _help(self, place: int, is_guess: bool) -> str:
        values = [row[place] for row in self.sheet.samples if place < len(row) and row[place]]
        return " · ".join([*([gettext("Guessed: look whether it is so.")] if is_guess else []), *values])

    def clean(self) -> dict:
        """As the action takes it."""
        data = super().clean()
        return {
            "columns": [data.get(f"c{place}", "") for place in range(len(self.sheet.headings))],
            "answers": {key: data.get(name, "") for name, key in self.asked.items()},
        }


class PlaceForm(forms.Form):
    """Ask where in the file the people stand."""

    part = forms.ChoiceField(label=_("Sheet of the workbook"), required=False)
    heading_line = forms.IntegerField(
        label=_("Line of the headings"), required=False, min_value=1, max_value=SEARCHED_ROWS
    )
    last_line = forms.IntegerField(label=_("Line of the last person"), required=False, min_value=1)

    def __init__(self, *args, sheet: Import, **options):
        super().__init__(*args, initial=sheet.place | {"heading_line": sheet.heading_line}, **options)
        names = [part for part in sheet.parts if not part["is_hidden"] and part["rows"]]
        if len(names) > 1:
            rows = [(part["name"], f"{part['name']} ({part['rows']})") for part in names]
            self.fields["part"].choices = [("", _("as it seems by the headings")), *rows]
        else:
            del self.fields["part"]
