"""How Casework writes dates, stages and meanings on its pages."""

import functools
from datetime import date, datetime, timedelta

from babel.dates import format_skeleton, format_timedelta
from django import template
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from lucide.templatetags.lucide import lucide

from casework.access.policy import Right, Section, may, reads
from casework.base.days import written
from casework.journey.rules import MEANINGS, Line, Shown, Stop
from casework.journey.stages import STAGES
from casework.places.zones import GALAPAGOS
from casework.web import once

register = template.Library()

ICONS = {
    Shown.NOT_STARTED: "circle-dashed",
    Shown.IN_PROGRESS: "circle-dot",
    Shown.SUBMITTED: "hourglass",
    Shown.BLOCKED: "octagon-x",
    Shown.DONE: "check",
    Shown.EXPIRING: "alarm-clock",
    Shown.EXPIRED: "calendar-x",
    Shown.REFUSED: "x",
    Shown.NOT_NEEDED: "minus",
}
NEAR_DAYS = 400
COUNTED_DAYS = 60


@register.simple_tag(takes_context=True)
def form_token(context) -> str:
    """The hidden field by which a form that is sent twice is done once."""
    return format_html('<input type="hidden" name="{}" value="{}">', once.FIELD, once.token_of(context["request"]))


@register.filter
def day(value: date | datetime | None) -> str:
    """ "12 mar 2025", an instant by the day it was in Ecuador."""
    if value is None:
        return "—"
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return written(value)


@register.filter
def month_of(value: date) -> str:
    """ "marzo de 2025"."""
    return format_skeleton("yMMMM", value, locale=translation.get_language())


@register.filter
def share_of(value: int, most: int) -> int:
    """How long a bar is, in per cent of the longest."""
    return round(100 * value / most) if most else 0


@register.filter
def day_from_now(value: date | datetime | None) -> str:
    """ "12 mar 2025 (en 9 días)"; more than about a year away the distance is left out."""
    if value is None:
        return "—"
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    days = (value - timezone.localdate()).days
    return f"{day(value)} ({from_now(days)})" if abs(days) < NEAR_DAYS else day(value)


def from_now(days: int) -> str:
    """ "en 9 días", "hace 3 meses", "hoy". Days are counted up to two months."""
    if days == 0:
        return gettext("today")
    if abs(days) > COUNTED_DAYS:
        return format_timedelta(timedelta(days), threshold=1.6, add_direction=True, locale=translation.get_language())
    if days > 0:
        return ngettext("in %(days)s day", "in %(days)s days", days) % {"days": days}
    return ngettext("%(days)s day ago", "%(days)s days ago", -days) % {"days": -days}


@register.filter
def clock(value: datetime) -> str:
    """ "14:05" by the clock of the page; where it is that of Galápagos, it says so."""
    time = timezone.localtime(value).strftime("%H:%M")
    return gettext("%(time)s (Galápagos time)") % {"time": time} if is_in_galapagos() else time


def is_in_galapagos() -> bool:
    return timezone.get_current_timezone() == GALAPAGOS


@register.filter
def icon_of(stop: Stop) -> str:
    return ICONS[stop.shown]


@register.filter
def may_do(membership, right: str) -> bool:
    return may(membership, Right(right))


@register.filter
def reads_part(membership, section: str) -> bool:
    return reads(membership, Section(section))


@register.simple_tag
@functools.cache
def icon(name: str, size: int) -> str:
    """A drawing of the lucide set, in the text's colour; the words beside it say what it means."""
    return lucide(name, size=size, aria_hidden="true")


@register.inclusion_tag("web/_line.html")
def journey_line(line: Line):
    """The signature drawing of the case page: six stops on two tracks with all that is known of each."""
    return {"line": line, "reached": reached(line)}


@register.simple_tag
def small_line(line: Line) -> str:
    """The same drawing for lists. There are few different ones, so each is drawn once per language and kept."""
    shown = tuple((stop.code, stop.shown) for stop in line.stops)
    return _small_line(shown, reached(line), translation.get_language())


@functools.lru_cache(maxsize=4096)
def _small_line(shown: tuple, reached: str, language: str) -> str:
    stops = [
        {"code": code, "stage": STAGES[code], "word": STAGES[code].word(s), "meaning": MEANINGS[s], "icon": ICONS[s]}
        for code, s in shown
    ]
    return render_to_string("web/_small_line.html", {"stops": stops, "reached": reached})


def reached(line: Line) -> str:
    """The code of the stop where the person is: the next one to be worked on, or none when all is done."""
    return line.next_stop.code if line.next_stop else ""
