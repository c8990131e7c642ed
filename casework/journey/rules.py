"""How a case stands today, computed from its records: the journey line and the one next step. Pure: `today` given."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.journey.stages import (
    FINISHED,
    KEPT_IN_FORCE,
    OPEN,
    REGULARISATION,
    STAGES,
    Stage,
    StageCode,
    Status,
    Track,
    Verb,
)


class Shown(models.TextChoices):
    """What a stop of the line shows: the stored statuses and the three that are computed."""

    NOT_STARTED = Status.NOT_STARTED.value, Status.NOT_STARTED.label
    IN_PROGRESS = Status.IN_PROGRESS.value, Status.IN_PROGRESS.label
    SUBMITTED = Status.SUBMITTED.value, Status.SUBMITTED.label
    BLOCKED = "blocked", _("blocked")
    DONE = Status.DONE.value, Status.DONE.label
    EXPIRING = "expiring", _("expiring")
    EXPIRED = "expired", _("expired")
    REFUSED = Status.REFUSED.value, Status.REFUSED.label
    NOT_NEEDED = Status.NOT_NEEDED.value, Status.NOT_NEEDED.label


class Meaning(StrEnum):
    """The four meanings a page draws, each with a colour, an icon and a word, and one for what is still to come."""

    DONE = "done"
    ACT = "act"
    BLOCKED = "blocked"
    INFORMATION = "information"
    AHEAD = "ahead"


MEANINGS = {
    Shown.NOT_STARTED: Meaning.AHEAD,
    Shown.IN_PROGRESS: Meaning.INFORMATION,
    Shown.SUBMITTED: Meaning.INFORMATION,
    Shown.BLOCKED: Meaning.BLOCKED,
    Shown.DONE: Meaning.DONE,
    Shown.EXPIRING: Meaning.ACT,
    Shown.EXPIRED: Meaning.BLOCKED,
    Shown.REFUSED: Meaning.BLOCKED,
    Shown.NOT_NEEDED: Meaning.DONE,
}


@dataclass(frozen=True)
class Stop:
    """One stage of one case, as it stands today. `days_left` counts to the expiry and is negative after it."""

    stage: Stage
    status: Status
    shown: Shown
    since: date | None = None
    expires_on: date | None = None
    days_left: int | None = None
    record: object = None
    blockers: tuple = ()

    @property
    def meaning(self) -> Meaning:
        return MEANINGS[self.shown]

    @property
    def code(self) -> str:
        return self.stage.code.value

    @property
    def word(self) -> str:
        """What is shown, in the words of this stage."""
        return self.stage.word(self.shown)


@dataclass(frozen=True)
class Line:
    """The stops of a case in their order, and the step that comes next (None when all is done).

    There are six, or fewer for a reader who does not see all stages.
    """

    stops: tuple[Stop, ...]
    next_stop: Stop | None
    next_verb: Verb | None

    @property
    def tracks(self) -> list[tuple[Track, list[Stop]]]:
        """The stops of each track that has some, in their order."""
        tracks = [(track, [s for s in self.stops if s.stage.track == track]) for track in Track]
        return [(track, stops) for track, stops in tracks if stops]


def journey_line(
    records: Iterable, blockers: Iterable, stage_rules: Iterable, *, today: date, seen: Iterable[str] = tuple(STAGES)
) -> Line:
    """The line from a case's stage records (documents loaded), its open blockers and its pathway's stages.

    Of the stages only those `seen` are on it.
    """
    records, stage_rules = {r.stage: r for r in records}, list(stage_rules)
    warn_days = {rule.stage: rule.warn_days for rule in stage_rules}
    blockers_at = {}
    for blocker in blockers:
        blockers_at.setdefault(blocker.stage, []).append(blocker)
    stops = tuple(
        _stop(stage, records, tuple(blockers_at.get(code, ())), warn_days.get(code, 0), today)
        for code, stage in STAGES.items()
        if code in seen
    )
    stop, verb = next_step(stops, stage_rules, today=today)
    return Line(stops, stop, verb)


def _stop(stage: Stage, records: dict, blockers: tuple, warn_days: int, today: date) -> Stop:
    record = records.get(stage.code.value)
    status = Status(record.status) if record else Status.NOT_STARTED
    expires_on = record.document.expires_on if record and record.document else None
    days_left = (expires_on - today).days if expires_on else None
    matters = not superseded(stage.code, records)
    return Stop(
        stage=stage,
        status=status,
        shown=shown_status(status, days_left if matters else None, warn_days, blocked=bool(blockers)),
        since=record.since if record else None,
        expires_on=expires_on,
        days_left=days_left,
        record=record,
        blockers=blockers,
    )


def superseded(stage: StageCode, records: dict) -> bool:
    """A CPM's expiry stops mattering once the visa it leads to is asked for; visa and cédula must stay in force."""
    visa = records.get(StageCode.VISA)
    return stage == StageCode.CPM and visa is not None and visa.status in FINISHED | OPEN


def shown_status(status: Status, days_left: int | None, warn_days: int, *, blocked: bool) -> Shown:
    """What is shown for a stored status: an open blocker and a document's last day change it.

    `days_left` is None when there is no document or its expiry no longer matters. The last day of validity counts.
    """
    if status == Status.DONE:
        if days_left is not None and days_left < 0:
            return Shown.EXPIRED
        if days_left is not None and days_left <= warn_days:
            return Shown.EXPIRING
        return Shown.DONE
    if blocked and status not in FINISHED:
        return Shown.BLOCKED
    return Shown(status)


def next_step(stops: Iterable[Stop], stage_rules: Iterable, *, today: date) -> tuple[Stop | None, Verb | None]:
    """The one thing to do next: renew what runs out, else finish regularisation, else training and seed capital.

    A CPM is renewed only when the visa asks for one in force; a refused stage is looked at again (`reopen`) before the
    track goes on, since what follows needs it.
    """
    stops = {stop.code: stop for stop in stops}
    windows = {r.stage: r.warn_days if r.renewal_days is None else r.renewal_days for r in stage_rules}
    for stop in (stops[stage] for stage in KEPT_IN_FORCE if stage in stops):
        stage = stop.code
        if stop.status == Status.DONE and stop.days_left is not None and stop.days_left <= windows.get(stage, 0):
            return stop, Verb.RENEW
    records = [stop.record for stop in stops.values() if stop.record]
    for stop in stops.values():
        if stop.status == Status.NOT_STARTED:
            missing = missing_prerequisite(stop.code, records, stage_rules, today=today)
            if missing and missing.hard and missing.expired and missing.needs.code in stops:
                return stops[missing.needs.code], Verb.RENEW
        if stop.status not in FINISHED:
            return stop, _verb_onward(stop)
    return None, None


def _verb_onward(stop: Stop) -> Verb:
    onward = {
        Status.NOT_STARTED: (Verb.START,),
        Status.IN_PROGRESS: (Verb.SUBMIT, Verb.APPROVE),
        Status.SUBMITTED: (Verb.APPROVE,),
        Status.REFUSED: (Verb.REOPEN,),
    }
    return next(verb for verb in onward[stop.status] if (stop.status, verb) in stop.stage.moves)


@dataclass(frozen=True)
class Prerequisite:
    """What a stage lacks to be started. `hard` ones forbid it, others ask for a reason."""

    needs: Stage
    hard: bool
    expired: bool


def missing_prerequisite(stage: str, records: Iterable, stage_rules: Iterable, *, today: date) -> Prerequisite | None:
    """What the pathway asks for before this stage and the case does not have, or None."""
    rule = next((r for r in stage_rules if r.stage == stage), None)
    if rule is None or not rule.needs:
        return None
    record = next((r for r in records if r.stage == rule.needs), None)
    hard = rule.strength == "blocks"
    if record is not None and record.status in FINISHED:
        expires_on = record.document.expires_on if record.document else None
        if rule.needs_in_force and record.status == Status.DONE and expires_on and expires_on < today:
            return Prerequisite(STAGES[rule.needs], hard, expired=True)
        return None
    # While a document is being renewed the one held still counts as long as it is in force.
    document = record.document if record is not None and record.status in OPEN else None
    if document is not None and (document.expires_on is None or document.expires_on >= today):
        return None
    return Prerequisite(STAGES[rule.needs], hard, expired=False)


def kept_until(closed_on: date, close_reason: str, years: dict[str, int]) -> date:
    """The last day on which a case that was closed then and for this reason is kept, by `settings.RETENTION_YEARS`."""
    last = closed_on.year + years.get(close_reason, years["default"])
    # Of a 29 February in a year without one, the day before.
    return closed_on.replace(year=last, day=min(closed_on.day, monthrange(last, closed_on.month)[1]))


def issue_order_problem(documents: Iterable) -> tuple[StageCode, StageCode] | None:
    """The first two stages whose documents were issued in the wrong order, as (later, earlier), or None.

    `documents` are all the person's; of each kind the first one counts, so a CPM renewed after the visa is no problem.
    """
    first_issued = {}
    for document in documents:
        if document.issued_on:
            first_issued[document.kind] = min(document.issued_on, first_issued.get(document.kind, document.issued_on))
    yielding = [stage for stage in REGULARISATION if stage.yields in first_issued]
    for earlier, later in pairwise(yielding):
        if first_issued[later.yields] < first_issued[earlier.yields]:
            return later.code, earlier.code
    return None
