"""Dates as people write them and as spreadsheets spoil them."""

import datetime as dt
import re
from functools import lru_cache
from typing import NamedTuple

from ..problems import ValueProblem
from .words import fold

DAY, YEAR, ESTIMATED = "day", "year", "estimated"
# How a sheet as a whole writes its dates; day/month/year is the custom here, unless none fits it.
DAY_FIRST, MONTH_FIRST = "day_first", "month_first"
OLDEST = 120  # years; nobody served is older, and an earlier date of entry or registration is a slip
SERIAL_ZERO = dt.date(1899, 12, 30)  # day 0 of the spreadsheets' count, for every date after February 1900
# A cell is read to find out how its column is written, and again with its row; days of registration are the same few.
REMEMBERED = 1 << 14
MONTHS = [
    ("enero", "january"),
    ("febrero", "february"),
    ("marzo", "march"),
    ("abril", "april"),
    ("mayo", "may"),
    ("junio", "june"),
    ("julio", "july"),
    ("agosto", "august"),
    ("septiembre", "setiembre", "september"),
    ("octubre", "october"),
    ("noviembre", "november"),
    ("diciembre", "december"),
]
# D, M and Y below: day/month/year in any punctuation, which fold() has made spaces.
_TIME = re.compile(r"[T\s]+\d{1,2}:\d\d(:\d\d)?([.,]\d+)?\s*([ap]\.?\s?m\.?)?\s*(Z|[+-]\d\d:?\d\d)?$", re.IGNORECASE)
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
_YEAR = re.compile(r"(1[89]\d\d|20\d\d)(?: 0)?")
_Y_M_D = re.compile(r"(\d{4}) (\d{1,2}) (\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2}) (\d{1,2}) (\d{4}|\d{2})")
_Y_M_D_CLOSED = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])")
_D_M_Y_CLOSED = re.compile(r"([0-3]\d)([0-3]\d)((?:19|20)\d\d)")
_M_Y = re.compile(r"(0?[1-9]|1[0-2]) ((?:19|20)\d\d)")
_WORD_Y = re.compile(r"([a-z]{3,10}) (?:de |del )?((?:19|20)\d\d)")
_WEEKDAY = re.compile(
    r"^(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo|monday|tuesday|wednesday|thursday|friday|saturday|sunday|"
    r"lun|mie|jue|vie|sab|dom|mon|tue|wed|thu|fri|sat|sun) "
)
_D_WORD_Y = re.compile(r"(\d{1,2}) (?:de )?([a-z]{3,10}) (?:de |del )?(\d{4}|\d{2})")
_WORD_D_Y = re.compile(r"([a-z]{3,10}) (\d{1,2})(?:st|nd|rd|th)? (\d{4})")
_ABOUT = re.compile(
    r"\b(aprox\w*|approx\w*|circa|ca|c|alrededor de|mas o menos|cerca de|estimad[oa]|estimated|about|around|hacia|en)\b"
)


class Dated(NamedTuple):
    """A date and how sure it is: "day"; "year" (1 January stands for the year); "estimated"."""

    date: dt.date
    precision: str


@lru_cache(REMEMBERED)
def orders_of(text):
    """The orders in which a date can be read, when they differ: (DAY_FIRST, MONTH_FIRST) for 05/12/1990, one of them
    for 25/12/1990, none for 05/05/1990, 1990-12-05 and what is no such date."""
    folded = fold(_TIME.sub("", text))
    match = _NUMBERS.fullmatch(folded) or _D_M_Y_CLOSED.fullmatch(folded)
    if not match:
        return ()
    first, second = int(match[1]), int(match[2])
    if first == second or not (first and second) or (first > 12 and second > 12):
        return ()
    return tuple(order for order, month in ((DAY_FIRST, second), (MONTH_FIRST, first)) if month <= 12)


@lru_cache(REMEMBERED)
def read_date(text, *, today, month_first=False, around=None):
    """Understands day/month/year, ISO, "5-ene-90", "sábado, 5 de enero de 1990", 19900105, a spreadsheet's serial
    number, "enero 1990" and 01/1990 (about its first day), a year alone, and any of them with "aprox". A two-digit year
    is the last one that is not in the future, or the one nearest to the year `around`.

    Returns Dated. Raises ValueProblem: date_unclear, date_impossible, date_month_first, date_future, date_too_old.
    """
    about = bool(_ABOUT.search(fold(text))) or any(mark in text for mark in "~±?≈")
    precision = ESTIMATED if about else DAY
    plain = _TIME.sub("", text.strip())
    folded = _WEEKDAY.sub("", fold(_ABOUT.sub(" ", fold(plain)))).strip()
    if match := _SERIAL.fullmatch(plain):
        date = SERIAL_ZERO + dt.timedelta(days=int(match[1]))
    elif match := _YEAR.fullmatch(folded):
        date, precision = dt.date(int(match[1]), 1, 1), ESTIMATED if about else YEAR
    elif match := _M_Y.fullmatch(folded) or _WORD_Y.fullmatch(folded):
        month = int(match[1]) if match[1].isdigit() else _month(match[1])
        date, precision = _exists(int(match[2]), month, 1), ESTIMATED
    else:
        date = _calendar_date(folded, today, month_first, around)
    if date > today:
        raise ValueProblem("date_future")
    if date.year < today.year - OLDEST:
        raise ValueProblem("date_too_old", years=OLDEST)
    return Dated(date, precision)


def read_whole_date(text, *, today, month_first=False):
    """A date where a year alone or an estimate is of no use. Raises ValueProblem date_not_whole besides read_date's."""
    dated = read_date(text, today=today, month_first=month_first)
    if dated.precision != DAY:
        raise ValueProblem("date_not_whole")
    return dated.date


def birth_from_age(age, *, on):
    """Someone of `age` whole years on the day `on` was born about 1 January of that many years before."""
    return Dated(dt.date(on.year - age, 1, 1), ESTIMATED)


def birth_from_young_age(number, unit, *, on):
    """Someone of so many months ("m"), weeks ("s") or days ("d") on the day `on` was born so long before: an estimate,
    of months the first day of one."""
    if unit == "m":
        year, month = divmod(on.year * 12 + on.month - 1 - number, 12)
        return Dated(dt.date(year, month + 1, 1), ESTIMATED)
    return Dated(on - dt.timedelta(days=number * (7 if unit == "s" else 1)), ESTIMATED)


def age_on(birth, day):
    """Whole years between a birth and a day."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def _calendar_date(folded, today, month_first, around):
    if match := _Y_M_D.fullmatch(folded) or _Y_M_D_CLOSED.fullmatch(folded):
        return _exists(*map(int, match.groups()))
    if match := _D_WORD_Y.fullmatch(folded):
        return _exists(_full_year(match[3], _month(match[2]), match[1], today, around), _month(match[2]), int(match[1]))
    if match := _WORD_D_Y.fullmatch(folded):
        return _exists(int(match[3]), _month(match[1]), int(match[2]))
    if match := _NUMBERS.fullmatch(folded) or _D_M_Y_CLOSED.fullmatch(folded):
        day, month = (match[2], match[1]) if month_first else (match[1], match[2])
        year = _full_year(match[3], int(month), day, today, around)
        if int(month) > 12 >= int(day) > 0 and not month_first:
            raise ValueProblem("date_month_first", suggestion=f"{_exists(year, int(day), int(month)):%d/%m/%Y}")
        return _exists(year, int(month), int(day))
    raise ValueProblem("date_unclear")


def _full_year(year, month, day, today, around):
    if len(year) == 4:
        return int(year)
    if around:
        return min((int(year) + century for century in (1800, 1900, 2000)), key=lambda full: abs(full - around))
    full = today.year // 100 * 100 + int(year)
    is_future = (full, month, int(day)) > (today.year, today.month, today.day)
    return full - 100 if is_future else full


def _month(word):
    """1–12 for a month's name or its first letters (three or more). Raises ValueProblem date_unclear."""
    for number, names in enumerate(MONTHS, start=1):
        if any(name.startswith(word) for name in names):
            return number
    raise ValueProblem("date_unclear")


def _exists(year, month, day):
    try:
        return dt.date(year, month, day)
    except ValueError as error:
        raise ValueProblem("date_impossible") from error
