"""One row of a sheet understood as one person, or the reasons why it is not."""

import datetime as dt
from dataclasses import dataclass
from functools import partial

from .problems import Problem, ValueProblem
from .values import answers, contacts, countries, dates, documents, names
from .values.documents import IntakeDocument
from .values.words import fold, is_not_known, says_none

CHILDREN_LIMIT = 30
SHORT_TEXT, LONG_TEXT = 200, 5000  # characters
# Columns whose heading itself names the kind of document.
KIND_OF_COLUMN = {
    "cedula_number": documents.Kind(documents.CEDULA, False),
    "passport_number": documents.Kind(documents.PASSPORT, False),
}
UNAUTHORISED_CROSSINGS = ("trocha", "no autorizado", "irregular", "informal", "clandestin", "unauthori")
# An estimate of a birth may be off by this many years before it contradicts another fact.
ESTIMATE_SLACK = 3


@dataclass(frozen=True)
class IntakePerson:
    """A person as the partner's sheet tells, in our terms. None or "" is: not known. Nothing of it is checked against
    the register; that is the caller's part."""

    given_names: str
    family_names: str = ""
    sex: str = ""  # "female", "male", "other"
    birth_date: dt.date | None = None
    birth_precision: str = ""  # "day"; "year": 1 January stands for the year; "estimated"
    nationality: str = ""  # ISO 3166 alpha-2
    documents: tuple[IntakeDocument, ...] = ()
    phones: tuple[str, ...] = ()  # E.164
    email: str = ""
    province_code: str = ""  # INEC
    canton_code: str = ""
    address: str = ""
    registered_on: dt.date | None = None
    entry_date: dt.date | None = None
    entry_point: str = ""
    entry_regular: bool | None = None
    travels_with: str = ""  # as written
    children_count: int | None = None
    household_head: bool | None = None
    disability_percent: int | None = None  # 0 when the sheet says that there is none
    remarks: str = ""


class RowReader:
    """Reads one row. `problems` and `warnings` fill up as its values are read; a row with a problem gives no person."""

    def __init__(self, line, texts, *, columns, habits, places, today):
        self.line, self.texts, self.columns = line, texts, columns
        self.habits, self.places, self.today = habits, places, today
        self.problems, self.warnings = [], []

    def person(self):
        """The IntakePerson, or None when `problems` has something."""
        name = self._name()
        registered_on = self._whole_date("registered_on")
        birth = self._birth(registered_on)
        entry_date = self._whole_date("entry_date")
        self._check_order(birth, registered_on, entry_date)
        nationality = self._take("nationality", countries.read_nationality, "", warn=self._warner("nationality"))
        province, canton, address = self._place()
        entry_point = self._take("entry_point", self._short, "")
        fields = {
            "sex": self._take(
                "sex", answers.read_sex, "", m_is=self.habits.m_is, one_is=self.habits.one_is, warn=self._warner("sex")
            ),
            "birth_date": birth and birth.date,
            "birth_precision": birth.precision if birth else "",
            "nationality": nationality,
            "documents": self._documents(nationality),
            "phones": self._take("phone", contacts.read_phones, ()),
            "email": self._take("email", contacts.read_email, ""),
            "province_code": province,
            "canton_code": canton,
            "address": address,
            "registered_on": registered_on,
            "entry_date": entry_date,
            "entry_point": names.recase(entry_point) if entry_point.isupper() else entry_point,
            "entry_regular": self._take("entry_regular", answers.read_yes_no),
            "travels_with": self._take("travels_with", self._short, ""),
            "children_count": self._take("children_count", answers.read_whole_number, least=0, most=CHILDREN_LIMIT),
            "household_head": self._take("household_head", answers.read_yes_no),
            "disability_percent": self._take("disability_percent", answers.read_percentage),
            "remarks": self._take("remarks", partial(answers.read_text, limit=LONG_TEXT), ""),
        }
        if fields["entry_regular"] and any(word in fold(entry_point) for word in UNAUTHORISED_CROSSINGS):
            self._warn("entry_regular", "entry_regular_doubtful")
        return None if self.problems else IntakePerson(name.given_names, name.family_names, **fields)

    _short = staticmethod(partial(answers.read_text, limit=SHORT_TEXT))

    # What is said about a value ---------------------------------------------------------------------------------
    def _told(self, field, code, params):
        heading = self.columns.heading(field) if field else ""
        return Problem(self.line, heading, field, self.texts.get(field, ""), code, params)

    def refuse(self, field, code, **params):
        self.problems.append(self._told(field, code, params))

    def _warn(self, field, code, **params):
        self.warnings.append(self._told(field, code, params))

    def _warner(self, field):
        return partial(self._warn, field)

    def _take(self, field, read, missing=None, **options):
        """What `read` makes of the field's text; `missing` when it is not known, or wrong (then a problem is kept)."""
        text = self.texts.get(field, "")
        if is_not_known(text):
            return missing
        try:
            return read(text, **options)
        except ValueProblem as problem:
            self.refuse(field, problem.code, **problem.params)
            return missing

    # Fields that need more than their own text ------------------------------------------------------------------
    def _name(self):
        parts = [self.texts.get("given_names", ""), self.texts.get("family_names", "")]
        if any(not is_not_known(part) for part in parts):
            given = self._take("given_names", names.read_name_part, "")
            family = self._take("family_names", names.read_name_part, "")
            if not (given and family):
                self._warn("family_names" if given else "given_names", "name_one_word")
            return names.Name(given or family, family if given else "")
        field = "full_name" if "full_name" in self.columns.places else "given_names"
        if is_not_known(self.texts.get(field, "")):
            self.refuse(field, "name_missing")
            return None
        first = self.habits.surnames_first
        return self._take(field, names.read_full_name, surnames_first=first, warn=self._warner(field))

    def _whole_date(self, field):
        return self._take(field, dates.read_whole_date, today=self.today, month_first=field in self.habits.month_first)

    def _birth(self, registered_on):
        age = self._take("age", answers.read_age)
        if is_not_known(self.texts.get("birth_date", "")):
            return None if age is None else dates.birth_from_age(age, on=registered_on or self.today)
        birth = self._take(
            "birth_date", dates.read_date, today=self.today, month_first="birth_date" in self.habits.month_first
        )
        if birth and age is not None and registered_on:
            slack = ESTIMATE_SLACK if birth.precision == dates.ESTIMATED else 1
            if abs(dates.age_on(birth.date, registered_on) - age) > slack:
                self._warn("age", "age_disagrees")
        return birth

    def _check_order(self, birth, registered_on, entry_date):
        """Birth, entry, registration happen in this order. Coming back after the registration is possible."""
        if birth:
            slack = dt.timedelta(days=365 * ESTIMATE_SLACK if birth.precision == dates.ESTIMATED else 0)
            if registered_on and birth.date - slack > registered_on:
                self.refuse("birth_date", "birth_after_registration")
            if entry_date and birth.date - slack > entry_date:
                self.refuse("entry_date", "entry_before_birth")
        if registered_on and entry_date and entry_date > registered_on:
            self._warn("entry_date", "entry_after_registration")

    def _documents(self, nationality):
        kind = self._take("document_kind", documents.read_kind)
        found = []
        if not any(problem.field == "document_kind" for problem in self.problems):
            found.append(self._document("document_number", kind, nationality))
        for field, kind in KIND_OF_COLUMN.items():
            if not (is_not_known(self.texts.get(field, "")) or says_none(self.texts[field])):
                found.append(self._document(field, kind, nationality))
        return tuple(document for document in found if document)

    def _document(self, field, kind, nationality):
        text = self.texts.get(field, "")
        try:
            number = "" if is_not_known(text) else documents.read_number(text)
            return documents.build_document(kind, number, nationality=nationality, warn=self._warner(field))
        except ValueProblem as problem:
            self.refuse(field, problem.code, **problem.params)
            return None

    def _place(self):
        province = self._take("province", self.places.read_province)
        canton = self._take("canton", self.places.read_canton, province=province, warn=self._warner("canton"))
        address = self._take("address", partial(answers.read_text, limit=SHORT_TEXT), "")
        if not canton:
            return province or "", "", address
        if canton.place and fold(canton.place) not in fold(address):
            address = f"{canton.place}, {address}" if address else canton.place
        return canton.province_code, canton.code, address
