"""What is said about a row: kept as codes, and told in the language of whoever reads it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from casework.journey.models import Import, ImportRow
from casework.people.matching.words import in_words
from casework.people.models import ContactPoint
from casework.people.sheets import MESSAGES, Columns, Problem, place_of, sentence, with_more

# What only an import has to say.
SENTENCES = {
    "import_repeated": _("Line %(other)s is the same."),
    "import_known": _("This row was imported before."),
    "import_home_elsewhere": _("This person lives in another household already and stays there."),
    "import_home_refused": _("This person was not put into the household. Do it on the page of the household."),
    "import_met_since": _("Somebody who may be her was registered after this sheet was sent."),
    "import_file_changed": _("The file is not the one that was looked through. Send it again."),
    "import_built_on": _("Something was done since with the people of these lines: %(lines)s. Nothing was undone."),
    "import_file_gone": _("The file is not there any more. Send it again."),
}
# Where in a sheet the parts of a person stand that the actions name otherwise.
SHEET_FIELDS = {"documents": "document_number", "needs": "disability_percent", "on": "registered_on"}


@dataclass(frozen=True)
class Told:
    """What is to be said about a row: the column's heading and the value as written, and a sentence."""

    line: int
    where: str  # the line in its sheet, which is named where several are read
    column: str
    value: str
    message: str
    field: str = ""  # of a cell that can be mended where it is told
    suggestion: str = ""  # what it seems to mean


def columns_of(sheet: Import) -> Columns:
    """Say where each field stands, as far as that is known: of a sheet that is read anew nothing is."""
    columns = Columns.at(sheet.heading_line, sheet.headings, dict(enumerate(sheet.columns)))
    return with_more(columns, [one for part in sheet.parts for one in part.get("more", ())])


def name_in(texts: dict) -> str:
    """The name of a row as it is written."""
    parts = filter(None, (texts.get("given_names", ""), texts.get("family_names", "")))
    return texts.get("full_name") or " ".join(parts)


# What is asked about a column, and what can be answered.
QUESTIONS = {
    "date_order": _("Which comes first in these dates, the day or the month?"),
    "name_order": _("Which come first in these names, given names or surnames?"),
    "sex_letter": _("What do these letters or numbers mean?"),
}
CHOICES = {
    "day_first": _("the day (day/month/year)"),
    "month_first": _("the month (month/day/year)"),
    "given_first": _("given names first"),
    "surnames_first": _("surnames first"),
    "m_male": _("M is male (masculino)"),
    "m_female": _("M is female (mujer)"),
    "one_male": _("1 is male, 2 is female"),
    "one_female": _("1 is female, 2 is male"),
}


@dataclass(frozen=True)
class Asked:
    """A question about a column as it is put to somebody, with what its rows say (`votes` for each choice)."""

    key: str
    field: str
    column: str
    sentence: str
    answer: str
    choices: list[tuple[str, str]]
    votes: list[int]

    @property
    def answered(self) -> str:
        return dict(self.choices).get(self.answer, "")

    @property
    def may_be_turned(self) -> bool:
        """Whether it was answered, and not by dates that can be read in one way only."""
        return bool(self.answer) and not (self.key.startswith("date_order") and any(self.votes))

    @property
    def other(self) -> tuple[str, str]:
        """The choice that was not taken, where there are two."""
        return next(choice for choice in self.choices if choice[0] != self.answer)


def asked_of(sheet: Import) -> list[Asked]:
    """The questions about the columns of a sheet, open ones and those that its rows answered."""
    if not sheet.questions:
        return []
    columns = columns_of(sheet)
    return [
        Asked(
            question["key"],
            question["field"],
            columns.heading(question["field"]),
            str(QUESTIONS[question["kind"]]),
            question["answer"],
            [(choice, str(CHOICES[choice])) for choice in question["choices"]],
            question["votes"],
        )
        for question in sheet.questions
    ]


def notices_of(sheet: Import) -> list[str]:
    """Say in sentences what is to be known of a sheet as a whole."""
    return [said(code, params) for code, params in sheet.notices]


def where(sheet: Import, line: int) -> str:
    """The line of a row in its sheet, with the sheet's name where several are read: "12", "12 (Azogues)"."""
    part, line = place_of(sheet.parts, line)
    return f"{line} ({part})" if part else str(line)


def said(code: str, params: dict) -> str:
    return sentence(code, params) if code in MESSAGES else str(SENTENCES[code]) % params


def kept(problem: Problem) -> dict:
    """A problem of reading as a row keeps it. The value stands in the row."""
    return {"field": problem.field, "code": problem.code, "params": problem.params}


def refused(error: ValidationError, columns: Columns, person: dict) -> list[dict]:
    """What an action refused, as a row keeps it, beside the columns of the sheet that it is about."""
    by_field = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    found = []
    for name, messages in by_field.items():
        field = _sheet_field(name, getattr(error, "within", ()), person)
        if field not in columns.places:
            field = "full_name" if field in ("given_names", "family_names") else ""
        found += [{"field": field, "message": str(message)} for message in messages]
    return found


def _sheet_field(name: str, within: tuple[str | int, ...], person: dict) -> str:
    """The sheet's field for one of ours; `within` says in which part of a person the error is (`base.errors`)."""
    for part, index in pairwise((*within, None)):
        if part == "contacts":
            is_email = person["contacts"][index]["kind"] == ContactPoint.Kind.EMAIL
            return "email" if is_email else "phone"
        if part in SHEET_FIELDS:
            return SHEET_FIELDS[part]
    return SHEET_FIELDS.get(name, name)


def told(row: ImportRow, columns: Columns, what: list[dict]) -> Iterator[Told]:
    """Of a row's problems or warnings."""
    texts = columns.pick(row.cells or [])
    for one in what:
        field = one.get("field", "")
        message = one["message"] if "message" in one else said(one["code"], _with_places(row.sheet, one["params"]))
        yield Told(
            row.line,
            where(row.sheet, row.line),
            columns.heading(field) if field else "",
            texts.get(field, ""),
            message,
            field if len(columns.places.get(field, ())) == 1 else "",
            one.get("params", {}).get("suggestion", "") if one.get("code", "").endswith("_suggestion") else "",
        )


def _with_places(sheet: Import, params: dict) -> dict:
    """The parameters of a sentence, another line that it names told with its sheet."""
    return params | {"other": where(sheet, params["other"])} if "other" in params else params


def reasons(why: list[str]) -> str:
    """Why somebody may be the same person, in words."""
    return ", ".join(str(in_words(code)) for code in why)
