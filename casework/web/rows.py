"""A case as one row of a list: who, where in the journey, what is due and since when."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.access.models import Membership
from casework.access.policy import Section
from casework.journey.lines import line_of
from casework.journey.models import Case
from casework.journey.rules import Line, Meaning, Shown, Stop
from casework.people.models import Person
from casework.people.queries import open_sections
from casework.people.unaccompanied import unaccompanied_among
from casework.places.zones import zone_of


@dataclass(frozen=True)
class Row:
    """`when` is the day the matter began or falls due; None when there is nothing to count from.

    `alone` is a child without an adult, to who reads with whom she lives.
    """

    case: Case
    line: Line
    meaning: Meaning
    what: str
    when: date | None
    alone: bool = False


def rows_of(cases: Iterable[Case], membership: Membership) -> list[Row]:
    """The rows of cases loaded with `CaseQuerySet.with_line`, as this membership may see them."""
    today, cases = timezone.localdate(), list(cases)
    alone = alone_among((case.person for case in cases if case.state == Case.State.OPEN), membership, today)
    rows = [_row(case, line_of(case, membership, today)) for case in cases]
    return [replace(row, alone=True) if row.case.person_id in alone else row for row in rows]


def alone_among(people: Iterable[Person], membership: Membership, today: date) -> set[UUID]:
    """Who of these is a child without an adult, where the reader may know with whom she lives."""
    known = [person for person in people if Section.HOUSEHOLD in open_sections(person, membership)]
    return unaccompanied_among(known, today)


def _row(case: Case, line: Line) -> Row:
    if case.state == Case.State.CLOSED:
        return Row(
            case, line, Meaning.AHEAD, _("Closed: %(why)s") % {"why": case.get_close_reason_display()}, case.closed_on
        )
    if case.person.died_on:
        return Row(case, line, Meaning.AHEAD, _("The person died"), case.person.died_on)
    urgent = _most_urgent(line)
    if urgent is None:
        return Row(case, line, Meaning.DONE, _("The journey is complete"), None)
    return Row(case, line, _meaning(urgent), *_matter(urgent, line, zone_of(case.person.canton_id)))


def _most_urgent(line: Line) -> Stop | None:
    """Out of force, then blocked or refused, then about to expire; else the stop where the person is."""
    for wanted in ((Shown.EXPIRED,), (Shown.BLOCKED, Shown.REFUSED), (Shown.EXPIRING,)):
        for stop in line.stops:
            if stop.shown in wanted:
                return stop
    return line.next_stop


def _meaning(stop: Stop) -> Meaning:
    return Meaning.INFORMATION if stop.meaning == Meaning.AHEAD else stop.meaning


PHRASES = {
    Shown.EXPIRED: gettext_lazy("%(stage)s expired"),
    Shown.EXPIRING: gettext_lazy("%(stage)s expires"),
    Shown.BLOCKED: gettext_lazy("Blocked at %(stage)s: %(cause)s"),
    Shown.REFUSED: gettext_lazy("%(stage)s: %(word)s"),
    Shown.SUBMITTED: gettext_lazy("%(stage)s: waiting for the decision"),
    Shown.IN_PROGRESS: gettext_lazy("%(stage)s: in progress"),
    Shown.NOT_STARTED: gettext_lazy("Next: %(step)s"),
    Shown.DONE: gettext_lazy("Next: %(step)s"),
}


def _matter(stop: Stop, line: Line, zone: ZoneInfo) -> tuple[str, date | None]:
    """What is due at a stop, and the day it began or falls due."""
    if stop.shown == Shown.IN_PROGRESS and stop.record.appointment_at:
        appointment = _("%(stage)s: appointment") % {"stage": stop.stage.label}
        return appointment, timezone.localdate(stop.record.appointment_at, zone)
    blocker = stop.blockers[0] if stop.blockers else None
    words = {
        "stage": stop.stage.label,
        "word": stop.word,
        "cause": blocker and blocker.get_cause_display(),
        "step": stop.stage.labels.get(line.next_verb, ""),
    }
    days = {Shown.EXPIRED: stop.expires_on, Shown.EXPIRING: stop.expires_on, Shown.BLOCKED: blocker and blocker.since}
    return PHRASES[stop.shown] % words, days.get(stop.shown, stop.since)
