"""One row of a sheet understood as one person, or the reasons why it is not."""

import datetime as dt
from dataclasses import dataclass
from functools import partial

from casework.base.text import tidy
from casework.people.placeholders import is_no_name

from .columns import JOINED_BY
from .headings import OTHER_PERSON, OTHER_PHONE
from .problems import Problem, ValueProblem
from .values import answers, contacts, countries, dates, documents, names
from .values.documents import IntakeDocument
from .values.words import fold, is_not_known, says_none

# What a row can do without: a cell that is not understood is left empty with a warning, and kept as a remark.
OPTIONAL = frozenset(
    """registered_on entry_date entry_point entry_regular travels_with children_count household_head disability_percent
    remarks email phone other_phone age birth_estimated document_kind address""".split()
)
CHILDREN_LIMIT = 30
SHORT_TEXT, LONG_TEXT = 200, 5000  # characters
# Columns whose heading itself names the kind of document.
KIND_OF_COLUMN = {
    "cedula_number": documents.Kind(documents.CEDULA, False),
    "passport_number": documents.Kind(documents.PASSPORT, False),
}
LETTERS_OF_NATIONALITY = {"e": "EC", "v": "VE", "c": "CO"}
UNAUTHORISED_CROSSINGS = ("trocha", "no autorizado", "irregular", "informal", "clandestin", "unauthori")
# An estimate of a birth may be off by this many years before it contradicts another fact.
ESTIMATE_SLACK = 3
# Beyond so many years an age and a birth date are not of one person, or one of them is a slip.
AGE_MISTAKE = 20
OLD_SHEET = 15  # years; ages of a sheet without a day of registration were written before


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
    other_phones: tuple[contacts.Phone, ...] = ()  # of somebody else, with who that is
    others: str = ""  # what the sheet says about other people, as written
    not_understood: tuple[tuple[str, str], ...] = ()  # heading and text of optional cells that were left empty


class RowReader:
    """Reads one row. `problems` and `warnings` fill up as its values are read; a row with a problem gives no person."""

    def __init__(self, line, texts, *, columns, habits, places, today):
        self.line, self.texts, self.columns = line, texts, columns
        self.habits, self.places, self.today = habits, places, today
        self.problems, self.warnings, self.not_understood = [], [], []

    def person(self):
        """The IntakePerson, or None when `problems` has something."""
        self._part_contacts()
        name = self._name()
        registered_on = self._whole_date("registered_on")
        birth = self._birth(registered_on)
        entry_date = self._whole_date("entry_date")
        self._check_order(birth, registered_on, entry_date)
        nationality = self._take("nationality", self._nationality, "", warn=self._warner("nationality"))
        province, canton, address = self._place()
        entry_point = self._take("entry_point", self._short, "")
        phones, other_phones = self._phones(nationality)
        sex_options = {"m_is": self.habits.m_is, "one_is": self.habits.one_is, "warn": self._warner("sex")}
        fields = {
            "sex": self._take("sex", answers.read_sex, "", **sex_options),
            "birth_date": birth and birth.date,
            "birth_precision": birth.precision if birth else "",
            "nationality": nationality,
            "documents": self._documents(nationality),
            "phones": phones,
            "email": self._take("email", contacts.read_email, "", warn=self._warner("email")),
            "province_code": province,
            "canton_code": canton,
            "address": address,
            "registered_on": registered_on,
            "entry_date": entry_date,
            "entry_point": names.recase(entry_point) if entry_point.isupper() else entry_point,
            "entry_regular": self._take("entry_regular", answers.read_regular),
            "travels_with": self._take("travels_with", self._short, ""),
            "children_count": self._take("children_count", answers.read_whole_number, least=0, most=CHILDREN_LIMIT),
            "household_head": self._take("household_head", answers.read_yes_no),
            "disability_percent": self._take("disability_percent", answers.read_percentage),
            "remarks": self._take("remarks", partial(answers.read_text, limit=LONG_TEXT), ""),
            "other_phones": other_phones,
            "others": self.texts.get(OTHER_PERSON, ""),
        }
        if fields["entry_regular"] and any(word in fold(entry_point) for word in UNAUTHORISED_CROSSINGS):
            self._warn("entry_regular", "entry_regular_doubtful")
        if self.problems:
            return None
        return IntakePerson(name.given_names, name.family_names, **fields, not_understood=tuple(self.not_understood))

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
        """Return what `read` makes of the field's text; `missing` when it is not known, or wrong.

        Then a problem is kept, of an OPTIONAL field a warning.
        """
        text = self.texts.get(field, "")
        if is_not_known(text):
            return missing
        try:
            return read(text, **options)
        except ValueProblem as problem:
            self._leave_out(field, problem)
            return missing

    def _leave_out(self, field, problem):
        if field not in OPTIONAL:
            self.refuse(field, problem.code, **problem.params)
            return
        self._warn(field, problem.code, **problem.params)
        self.not_understood.append((self.columns.heading(field), self.texts[field]))

    def _nationality(self, text, *, warn):
        """By the letter, where the heading explains it ("Nacionalidad E/V/C")."""
        explained = LETTERS_OF_NATIONALITY.keys() <= set(fold(self.columns.heading("nationality")).split())
        code = LETTERS_OF_NATIONALITY.get(fold(text)) if explained else None
        return code or countries.read_nationality(text, warn=warn)

    # Fields that need more than their own text ------------------------------------------------------------------
    def _name(self):
        parts = [self.texts.get("given_names", ""), self.texts.get("family_names", "")]
        if any(not is_no_name(part) for part in parts) and "family_names" in self.columns.places:
            given, family = self._name_part("given_names"), self._name_part("family_names")
            if not (given and family):
                self._warn("family_names" if given else "given_names", "name_one_word")
            return names.Name(given or family, family if given else "")
        field = "full_name" if "full_name" in self.columns.places else "given_names"
        if is_no_name(self.texts.get(field, "")):
            self.refuse(field, "name_missing")
            return None
        first = self.habits.surnames_first
        return self._take(field, names.read_full_name, surnames_first=first, warn=self._warner(field))

    def _name_part(self, field):
        text = self.texts.get(field, "")
        if is_no_name(text):
            if not is_not_known(text):
                self._warn(field, "name_placeholder")
            return ""
        return self._take(field, names.read_name_part, "")

    def _part_contacts(self):
        """Takes telephone numbers out of the e-mail's column: "0984412040 yoli@correo.example"."""
        email, numbers = contacts.apart_from_numbers(self.texts.get("email", ""))
        if numbers:
            phones = JOINED_BY["phone"].join(filter(None, (self.texts.get("phone", ""), numbers)))
            self.texts = self.texts | {"email": email, "phone": phones}

    def _phones(self, nationality):
        """Her own numbers, and those of others with who they are."""
        options = {"nationality": nationality, "warn": self._warner("phone")}
        found = self._take("phone", contacts.read_labelled_phones, (), **options)
        others = [phone for phone in found if phone.whose]
        for entry in filter(None, self.texts.get(OTHER_PHONE, "").split(JOINED_BY[OTHER_PHONE])):
            whose, _colon, text = entry.partition(": ")
            try:
                several = contacts.read_labelled_phones(text, nationality=nationality, warn=self._warner(OTHER_PHONE))
            except ValueProblem as problem:
                self._leave_out(OTHER_PHONE, problem)
                continue
            others += [contacts.Phone(phone.number, phone.whose or whose) for phone in several]
        own = tuple(dict.fromkeys(phone.number for phone in found if not phone.whose))
        apart = {phone.number: phone for phone in reversed(others) if phone.number not in own}
        return own, tuple(reversed(apart.values()))

    def _whole_date(self, field):
        return self._take(field, dates.read_whole_date, today=self.today, month_first=field in self.habits.month_first)

    def _birth(self, registered_on):
        age = self._take("age", answers.read_age)
        on = registered_on or self.today
        if is_not_known(self.texts.get("birth_date", "")):
            if age is not None and (young := answers.young_age(self.texts["age"])):
                return dates.birth_from_young_age(*young, on=on)
            return None if age is None else dates.birth_from_age(age, on=on)
        month_first = "birth_date" in self.habits.month_first
        around = None if age is None else on.year - age
        birth = self._take("birth_date", dates.read_date, today=self.today, month_first=month_first, around=around)
        if birth and self._take("birth_estimated", answers.read_yes_no):
            birth = dates.Dated(birth.date, dates.ESTIMATED)
        if birth and age is not None:
            self._hold_against_age(birth, age, registered_on)
        return birth

    def _fits_turned(self, birth, age, on):
        """Whether only the other order of day and month gives the age, where the column has dates of both orders."""
        text, fits = self.texts["birth_date"], dates.age_on(birth.date, on) == age
        if fits or "birth_date" not in self.habits.both_orders or len(dates.orders_of(text)) != 2:
            return False
        end, month_first = dt.date(self.today.year, 12, 31), "birth_date" not in self.habits.month_first
        turned = dates.read_date(text, today=end, month_first=month_first, around=birth.date.year)
        return dates.age_on(turned.date, on) == age

    def _hold_against_age(self, birth, age, registered_on):
        """An age that was written on the day of registration, or, where that is not known, some years ago at most."""
        slack = ESTIMATE_SLACK if birth.precision == dates.ESTIMATED else 1
        older = dates.age_on(birth.date, registered_on or self.today) - age
        if self._fits_turned(birth, age, registered_on or self.today):
            self._warn("birth_date", "birth_order_doubtful")
        if abs(older) > AGE_MISTAKE:
            self.refuse("birth_date", "birth_against_age")
        elif not -slack <= older <= (slack if registered_on else OLD_SHEET):
            self._warn("age", "age_disagrees")

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
        kind = self._kind()
        found = [self._document("document_number", kind, nationality)]
        for field, kind in KIND_OF_COLUMN.items():
            if not (is_not_known(self.texts.get(field, "")) or says_none(self.texts[field])):
                found.append(self._document(field, kind, nationality))
        return tuple(document for document in found if document)

    def _kind(self):
        """The kind that the sheet names; "other" for words that are not known, which are kept."""
        before = len(self.not_understood)
        kind, text = self._take("document_kind", documents.read_kind), self.texts.get("document_kind", "")
        if documents.is_kept(kind, text):
            self._keep_kind("document_kind", text)
        return documents.Kind(documents.OTHER, False) if len(self.not_understood) > before else kind

    def _keep_kind(self, field, words):
        if fold(words) not in (fold(text) for _heading, text in self.not_understood):
            self._warn(field, "document_kind_kept")
            self.not_understood.append((self.columns.heading(field), words))

    def _document(self, field, kind, nationality):
        text, column = self.texts.get(field, ""), self.columns.heading(field)
        try:
            worded = documents.Worded(None, "", "") if is_not_known(text) else documents.read_worded(text)
            kind = documents.agreed_kind(kind, worded.kind, by_heading=field in KIND_OF_COLUMN)
            if worded.words:
                self._keep_kind(field, worded.words)
            options = {"nationality": nationality, "column": column, "warn": self._warner(field)}
            return documents.build_document(kind, worded.number, **options)
        except ValueProblem as problem:
            self.refuse(field, problem.code, **problem.params)
            return None

    def _place(self):
        """Codes of province and canton, and the address with what else is said of where the person lives."""
        province = self._known_place("province", self.places.read_province)
        options = {"province": province, "warn": self._warner("canton")}
        canton = self._known_place("canton", self.places.read_canton, **options)
        address = self._take("address", partial(answers.read_text, limit=SHORT_TEXT), "")
        more = [
            canton.place if canton else self._as_text("canton"),
            "" if province or canton else self._as_text("province"),
        ]
        for place in more:
            if place and fold(place) not in fold(address):
                address = f"{place}, {address}" if address else place
        if not canton:
            return province or "", "", address[:SHORT_TEXT]
        return canton.province_code, canton.code, address[:SHORT_TEXT]

    def _known_place(self, field, read, **options):
        """Return what `read` finds. A parish or a place abroad, which nothing here comes near, is kept as text."""
        try:
            text = self.texts.get(field, "")
            return None if is_not_known(text) else read(text, **options)
        except ValueProblem as problem:
            if problem.code in ("province_unknown", "canton_unknown"):
                self._warn(field, f"{field}_kept_as_text")
            else:
                self.refuse(field, problem.code, **problem.params)
            return None

    def _as_text(self, field):
        text = tidy(self.texts.get(field, ""))
        return "" if is_not_known(text) or len(text) > SHORT_TEXT or text.isdigit() else text
