"""Learn from the rows of a sheet how its columns are written, and what has to be asked."""

import datetime as dt

from .columns import DATE_FIELDS, Columns
from .date_order import DATE_ORDER, DateOrder
from .habits import Habits, Question
from .name_order import NAME_ORDER, NameOrder
from .problems import ValueProblem
from .sex_letters import M_FEMALE, M_MALE, ONE_FEMALE, ONE_MALE, SEX_LETTER, SexLetters
from .values.answers import FEMALE, MALE
from .values.dates import MONTH_FIRST, orders_of, read_date
from .values.names import GIVEN_FIRST, SURNAMES_FIRST


class Evidence:
    """Hold what the rows of a sheet say about how its columns are written."""

    def __init__(self, columns: Columns, today: dt.date):
        self.today, places = today, columns.places
        self.dates = {
            field: DateOrder(field, columns.heading(field), today)
            for field in DATE_FIELDS
            if len(places.get(field, ())) == 1
        }
        self.names, self.sexes = None, None
        if "full_name" in places or "family_names" not in places:
            field = "full_name" if "full_name" in places else "given_names"
            apart = field == "full_name" and {"given_names", "family_names"} <= places.keys()
            by_heading = SURNAMES_FIRST if columns.surnames_first else GIVEN_FIRST if columns.given_first else ""
            self.names = None if apart else NameOrder(field, by_heading)
        if "sex" in places:
            self.sexes = SexLetters(columns.heading("sex"))

    def see(self, texts: dict) -> None:
        age = registered = None
        if self.dates and "age" in texts and texts["age"].isdigit():
            age = int(texts["age"])
        if "registered_on" in texts and not orders_of(texts["registered_on"]):
            registered = _date_or_none(texts["registered_on"], self.today)
        for field, dates in self.dates.items():
            dates.see(texts.get(field, ""), age, registered)
        if self.names:
            self.names.see(texts.get(self.names.field, ""))
        if self.sexes:
            self.sexes.see(texts.get("sex", ""))

    def questions(self, answers: dict) -> list[Question]:
        in_doubt = any(dates.proves_month_first for dates in self.dates.values())
        asked = [
            dates.question(answers.get(f"{DATE_ORDER}:{field}", ""), in_doubt=in_doubt)
            for field, dates in self.dates.items()
        ]
        if self.names:
            asked.append(self.names.question(answers.get(f"{NAME_ORDER}:{self.names.field}", "")))
        if self.sexes:
            asked.append(self.sexes.question(answers.get(f"{SEX_LETTER}:sex", "")))
        return [question for question in asked if question]


def _date_or_none(text, today):
    try:
        return read_date(text, today=today).date
    except ValueProblem:
        return None


def habits_of(questions: list[Question], columns: Columns) -> Habits:
    answers = {question.key: question.answer for question in questions}
    months = {q.field for q in questions if q.kind == DATE_ORDER and q.answer == MONTH_FIRST}
    sex = answers.get(f"{SEX_LETTER}:sex", "")
    names = next((q.answer for q in questions if q.kind == NAME_ORDER and q.answer), "")
    return Habits(
        m_is={M_MALE: MALE, M_FEMALE: FEMALE}.get(sex),
        one_is={ONE_MALE: MALE, ONE_FEMALE: FEMALE}.get(sex),
        month_first=frozenset(months),
        both_orders=frozenset(q.field for q in questions if q.kind == DATE_ORDER and all(q.votes)),
        surnames_first=names == SURNAMES_FIRST if names else columns.surnames_first,
    )
