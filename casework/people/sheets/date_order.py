"""Whether day or month comes first in a column of dates, by its own cells that allow one order only."""

import datetime as dt
import re
from collections import Counter

from .habits import Question
from .problems import ValueProblem
from .values.dates import DAY_FIRST, MONTH_FIRST, age_on, orders_of, read_date

DATE_ORDER = "date_order"
# Among so many dates of a column with the day first one at least has a day after the twelfth, nineteen times of twenty.
MANY = 3
_FORMAT = re.compile(
    r"\b(dd?)\W{0,3}(mm?)\W{0,3}(aa|aaaa|yy|yyyy)\b|\b(mm?)\W{0,3}(dd?)\W{0,3}(aa|aaaa|yy|yyyy)\b", re.IGNORECASE
)
_IN_WORDS = re.compile(r"d[ií]a\W+mes\W+a[nñ]o", re.IGNORECASE)


class DateOrder:
    """Looks at the cells of one column. What a cell proves is counted: an order that gives a day that is in the future,
    before the birth, or does not fit the age, is not meant."""

    def __init__(self, field: str, heading: str, today: dt.date):
        self.field, self.today = field, today
        self.counts, self.open = Counter(), set()  # texts that could be read in two ways
        self.by_heading = _order_in(heading)
        self.ages_speak_against = False  # of a sheet that does not tell its day: an age that only the month first gives

    def see(self, text: str, age: int | None = None, registered: dt.date | None = None) -> None:
        possible = orders_of(text)
        if not possible:
            return
        if len(possible) == 2:
            possible = [order for order in possible if self._fits(text, order, age, registered)] or possible
        if len(possible) == 1:
            self.counts[possible[0]] += 1
        else:
            self.ages_speak_against |= age is not None and registered is None and self._of_age(text, age)
            if len(self.open) < MANY:
                self.open.add(text)

    def _of_age(self, text, age) -> bool:
        """Whether somebody of this age today was born on this date when the month comes first, and only then."""
        fitting = [order for order in (DAY_FIRST, MONTH_FIRST) if self._fits(text, order, age, self.today)]
        return self.field == "birth_date" and fitting == [MONTH_FIRST]

    def _fits(self, text, order, age, registered) -> bool:
        try:
            date = read_date(text, today=self.today, month_first=order == MONTH_FIRST).date
        except ValueProblem:
            return False
        if self.field != "birth_date":
            return True
        if registered and date > registered:
            return False
        return age is None or registered is None or age_on(date, registered) == age

    @property
    def proves_month_first(self) -> bool:
        return self.counts[MONTH_FIRST] > self.counts[DAY_FIRST] == 0

    def question(self, answer: str, *, in_doubt: bool) -> Question | None:
        """The order of the column with what speaks for it. Without an answer when its cells prove both orders, or none
        while it matters: many could be read in two ways, ages speak against the custom here, or the sheet is `in_doubt`
        since another column of it has the month first. A few dates that prove nothing are read as is the custom here.
        `answer` is what somebody said."""
        day, month = self.counts[DAY_FIRST], self.counts[MONTH_FIRST]
        if not (day or month or self.open):
            return None
        if not answer and bool(day) != bool(month):
            answer = DAY_FIRST if day else MONTH_FIRST
        if not answer and not day and not month:
            answer = self.by_heading or (
                "" if in_doubt or self.ages_speak_against or len(self.open) >= MANY else DAY_FIRST
            )
        return Question(DATE_ORDER, self.field, answer, (DAY_FIRST, MONTH_FIRST), (day, month))


def _order_in(heading: str) -> str:
    """The order that a heading names: "(DD/MM/AA)"."""
    if _IN_WORDS.search(heading):
        return DAY_FIRST
    match = _FORMAT.search(heading)
    return (DAY_FIRST if match[1] else MONTH_FIRST) if match else ""
