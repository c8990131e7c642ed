"""Say when a reminder is due, when it may go and what its words may be. Pure: no clock read."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays
from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from casework.base.text import fold
from casework.places.zones import MAINLAND

# Days by which a task is brought forward: for each point at stake, and for who is vulnerable.
DAYS_AT_STAKE, DAYS_VULNERABLE = 3, 7
# A fact whose day passed so long ago without a run is no longer told to the person; to staff it always is.
TOLD_LATE_DAYS = 10

# What messages may say of who they are for; each is filled in when it is sent.
PLACEHOLDERS = frozenset({"day", "time", "organisation"})
# Whoever holds the telephone must not learn from a message why she is served (issue: as little as possible).
_NEVER_SAID = (
    "visa virte cpm cedula cedulacion permanencia pasaporte passport asilo asylum refugi refugee migra deport irregular"
    " violen abus victima victim trata traffick proteccion protection hospital health vih hiv discapaci disab embaraz"
    " pregnan delito criminal capital semilla seed subsidio dinero money cash usd"
).split()
_PLACEHOLDER = re.compile(r"\{(\w*)\}")


def offset_due(anchor: date, offsets: Iterable[int], unit: str, today: date) -> date | None:
    """Of the days that lie so far from the anchor the last one that has come, or None: what planning inserts, in SQL.

    Months end where the month does: a month after 31 January is 28 February, or 29.
    """
    return max((day for day in _days(anchor, offsets, unit) if day <= today), default=None)


def _days(anchor: date, offsets: Iterable[int], unit: str) -> Iterable[date]:
    return (anchor + (relativedelta(months=n) if unit == "months" else timedelta(days=n)) for n in offsets)


def is_due(due_on: date, anchor: date, offsets: Iterable[int], unit: str) -> bool:
    """Whether this day is as far from the anchor as one of the offsets; else the fact has moved since."""
    return due_on in set(_days(anchor, offsets, unit))


def worth_telling(due_on: date, *, anchor: date, at: datetime | None, now: datetime) -> bool:
    """Whether it still helps her to be told now: not long after the day it was due, and never after what lay ahead."""
    today = now.astimezone(MAINLAND).date()
    ahead = due_on >= anchor or anchor >= today
    return today - due_on <= timedelta(days=TOLD_LATE_DAYS) and ahead and (at is None or at > now)


def sort_day(due_on: date, *, stake: int, vulnerable: bool) -> date:
    """The day by which tasks are sorted: a task of who is vulnerable, or with much at stake, comes before its day."""
    return due_on - timedelta(days=DAYS_AT_STAKE * stake + (DAYS_VULNERABLE if vulnerable else 0))


def is_working_day(day: date) -> bool:
    """Neither a Sunday nor a holiday of Ecuador."""
    return day.weekday() != 6 and day not in _HOLIDAYS


_HOLIDAYS = holidays.country_holidays("EC")


def next_allowed(at: datetime, zone: ZoneInfo, quiet_from: time, quiet_until: time) -> datetime:
    """The first instant not before `at` that is outside the quiet hours, on a day that is no Sunday and no holiday."""
    local = at.astimezone(zone)
    if local.time() >= quiet_from:
        local = datetime.combine(local.date() + timedelta(days=1), quiet_until, zone)
    elif local.time() < quiet_until:
        local = datetime.combine(local.date(), quiet_until, zone)
    while not is_working_day(local.date()):
        local = datetime.combine(local.date() + timedelta(days=1), quiet_until, zone)
    return local


def check_text(text: str) -> None:
    """ValidationError unless a message says nothing it must not, and asks only for what can be filled in."""
    said = sorted({word for word in _NEVER_SAID if any(part.startswith(word) for part in _words(text))})
    if said:
        raise ValidationError(
            _("A message never says why somebody is served; leave out: %(words)s."),
            code="tells_too_much",
            params={"words": ", ".join(said)},
        )
    unknown = sorted(set(_PLACEHOLDER.findall(text)) - PLACEHOLDERS)
    if unknown or text.count("{") != len(_PLACEHOLDER.findall(text)) or text.count("}") != text.count("{"):
        raise ValidationError(_("Only {day}, {time} and {organisation} can be filled in."), code="unknown_placeholder")


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]+", fold(_PLACEHOLDER.sub(" ", text)))


def fill(text: str, facts: dict[str, str]) -> str:
    """The message with its facts in it; one that is not known leaves nothing behind."""
    return " ".join(_PLACEHOLDER.sub(lambda found: facts.get(found[1], ""), text).split())


def placeholders(text: str) -> list[str]:
    """What a text asks for, in its order: the parameters of a WhatsApp template."""
    return _PLACEHOLDER.findall(text)


@dataclass(frozen=True)
class Breaker:
    """A provider that failed so often in a row is left alone for so long, longer each time."""

    failures: int = 5
    rest: timedelta = timedelta(seconds=30)
    longest: timedelta = timedelta(minutes=15)

    def rest_after(self, failures: int) -> timedelta | None:
        """How long to leave it alone after so many failures in a row; None: not yet."""
        if failures < self.failures:
            return None
        return min(self.longest, self.rest * 2 ** min(failures - self.failures, 10))


def wait_before(tries: int, chance: Callable[[], float], *, first: int, longest: int = 3600) -> timedelta:
    """How long to wait after so many tries that failed: twice as long each time, and by chance up to half less,

    so that what failed together does not come back together. `chance` gives numbers from 0 to 1; `first` and `longest`
    are seconds.
    """
    seconds = min(longest, first * 2 ** min(tries - 1, 12))
    return timedelta(seconds=seconds * (1 - chance() / 2))
