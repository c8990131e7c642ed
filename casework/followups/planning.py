"""What is due, derived from the facts, a whole rule at a time: reminders for people, tasks for staff.

Ranges, never "== today": of the days of a fact that have come the last one counts, so a day on which nothing ran loses
nothing, and a row is unique by (rule, subject, day), so that twice the same plans nothing new. What became pointless is
cancelled, and what came back is planned again.

    plan(today=…)       everything; every hour
    refresh(now=…)      the cases in which something changed; every half minute
    preview(rule, …)    whom a rule would reach, without writing
    holding(rule, …)    which facts still hold, asked again at the moment of sending
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import astuple, dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from casework.access.models import Organisation
from casework.access.scope import system
from casework.base.behind_people import Pace
from casework.base.locks import alone
from casework.base.progress import Progress
from casework.base.reading import whole_tables
from casework.base.statistics import gather_where_grown
from casework.followups import facts, statements
from casework.followups.models import Reminder, Rule, Run, Task
from casework.followups.rules import DAYS_AT_STAKE, DAYS_VULNERABLE, TOLD_LATE_DAYS
from casework.journey.models import Case
from casework.people.models import Event
from casework.places.zones import MAINLAND

# Advisory locks: one planner at a time, one refresh at a time, and of both one rule at a time.
_LOCKS, _PLANNER, _REFRESH, _WRITING = 4_001, 1, 2, 3
# So many rows are changed in a transaction: a third of a second's work, as history keeps what they were.
CHANGED_AT_ONCE, _ALL = 10_000, 10**9
RUNS_KEPT = timedelta(days=30)
# A refresh looks back behind the last one's beginning, for what was being written then, and no further than this;
# what is older, or more, is left to the next hour's plan.
OVERLAP, LONGEST = timedelta(minutes=2), timedelta(hours=1)
MOST_EVENTS, MOST_CASES, AT_ONCE = 5_000, 10_000, 1_000
SHOWN_CASES = 20
# After so many rows were written the planner of PostgreSQL is told.
MANY_ROWS = 10_000
FILLED = (Reminder._meta.db_table, Task._meta.db_table)


@dataclass
class Counts:
    """What became of one rule: rows made (or planned again), brought forward, ended, told to the coordinator."""

    reminders: int = 0
    tasks: int = 0
    forward: int = 0
    cancelled: int = 0
    escalated: int = 0

    @property
    def rows(self) -> int:
        """Count the rows that were written."""
        return sum(astuple(self))

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(one + two for one, two in zip(astuple(self), astuple(other), strict=True)))


@dataclass
class Planned:
    """What became of each rule, by its code."""

    rules: dict[str, Counts] = field(default_factory=dict)

    @property
    def total(self) -> Counts:
        return sum(self.rules.values(), Counts())


@dataclass(frozen=True)
class Reach:
    """So many new ones of an organisation would be told, or have a task (`told`: an audience)."""

    organisation: Organisation
    told: str
    count: int


@dataclass(frozen=True)
class Preview:
    """Whom a rule would newly reach: how many, where, and the codes of some of the cases."""

    reached: list[Reach]
    codes: list[str]

    @property
    def total(self) -> int:
        return sum(reach.count for reach in self.reached)


def plan(
    *, today: date, cases: Iterable[UUID] | None = None, dry_run: bool = False, progress: Progress | None = None
) -> Planned | None:
    """Plans what is due on this day, of all cases or of these; None when another planner is at it.

    Killed anywhere and run again it comes to the same. A dry run does the same and takes it back.
    """
    with alone(_LOCKS, _PLANNER) as mine:
        if not mine:
            return None
        run = None if dry_run or cases is not None else Run.objects.create(kind=Run.Kind.PLAN)
        chosen = None if cases is None else list(cases)
        planned, progress = Planned(), progress or Progress()
        rules = list(Rule.objects.all()) if chosen is None or chosen else []
        progress("Rules", 0, len(rules))
        pace = Pace()
        with _vulnerable_known(today) if chosen is None else nullcontext():
            for done, rule in enumerate(rules):
                progress("Rules", done, len(rules))
                planned.rules[rule.code] = _plan_rule(rule, today, chosen, dry_run=dry_run)
                pace.give_way()
        if not dry_run and planned.total.rows >= MANY_ROWS:
            gather_where_grown(FILLED, planned.total.rows, progress)
        if run:
            _finish(run, planned)
            Run.objects.filter(started_at__lt=timezone.now() - RUNS_KEPT).delete()
    return planned


def refresh(*, now: datetime) -> Planned | None:
    """Plans the cases in which something changed since the last run; None when another refresh is at it.

    Before the first plan there is nothing to refresh.
    """
    with alone(_LOCKS, _REFRESH) as mine:
        last = Run.objects.exclude(kind=Run.Kind.DISPATCH).filter(finished_at__isnull=False).first()
        if not mine or last is None:
            return None
        run = Run.objects.create(kind=Run.Kind.REFRESH, started_at=now)
        today, planned = now.astimezone(MAINLAND).date(), Planned()
        changed = _changed(max(last.started_at - OVERLAP, now - LONGEST))
        for begin in range(0, len(changed), AT_ONCE):
            for rule in Rule.objects.all():
                counts = _plan_rule(rule, today, changed[begin : begin + AT_ONCE])
                planned.rules[rule.code] = planned.rules.get(rule.code, Counts()) + counts
        _finish(run, planned)
    return planned


def preview(rule: Rule, today: date) -> Preview:
    """Whom this rule, also one not saved yet, would newly reach on this day; it reads only."""
    with system("a rule is for the people of every organisation"), connection.cursor() as cursor:
        sql = f"WITH followups_found AS MATERIALIZED ({statements.source(rule, today)}) {statements.COUNT_NEW}"
        cursor.execute(sql, _values(rule, today) | {"shown": SHOWN_CASES})
        found = cursor.fetchall()
        organisations = Organisation.objects.in_bulk({row[0] for row in found})
        cases = sorted({case for row in found for case in row[3]})[:SHOWN_CASES]
        codes = sorted(Case.objects.filter(pk__in=cases).values_list("code", flat=True))
    return Preview([Reach(organisations[row[0]], row[1], row[2]) for row in found], codes)


def holding(rule: Rule, subjects: Iterable[UUID], today: date) -> dict[UUID, tuple[date, datetime | None]]:
    """Of these subjects those whose fact still holds and of whom people may be told: its day, and its instant.

    Whether a reminder's day still follows from it is for `rules.offset_due` and `rules.worth_telling` to say.
    """
    rows = facts.to_tell(facts.found(rule.trigger, subjects=list(subjects)))
    return {row["about"]: (row["anchor"], row["at"]) for row in rows}


def _plan_rule(rule: Rule, today: date, cases: list[UUID] | None = None, *, dry_run: bool = False) -> Counts:
    source = statements.source(rule, today, cases) if rule.active else statements.NO_FACTS
    values = _values(rule, today, cases)
    with connection.cursor() as cursor, _writing(cursor), transaction.atomic() if dry_run else nullcontext():
        if cases is None:
            counts = _write(rule, _Tables(cursor, source, values))
        else:
            with transaction.atomic():
                counts = _write(rule, _AtOnce(cursor, source, values))
        if dry_run:
            transaction.set_rollback(True)
    return counts


def _write(rule: Rule, work: "_AtOnce") -> Counts:
    with work:
        if rule.trigger == Rule.Trigger.TASK_OVERDUE:
            return Counts(escalated=work.change(statements.ESCALATE) if rule.active else 0)
        tasks = statements.PLAN_TASKS.format(vulnerable=work.vulnerable())
        return Counts(
            reminders=work.add(statements.PLAN_REMINDERS) + work.change(statements.REVIVE_REMINDERS),
            tasks=work.add(tasks) + work.change(statements.REVIVE_TASKS),
            forward=work.change(statements.BRING_FORWARD),
            cancelled=work.change(statements.CANCEL_REMINDERS) + work.change(statements.CANCEL_TASKS),
        )


class _AtOnce:
    """The statements about one rule, each with its facts as a part of it: of few cases, within one transaction."""

    def __init__(self, cursor, source: str, values: dict):
        self.cursor, self.source, self.values = cursor, source, values

    def __enter__(self):
        self.found = f"WITH followups_found AS MATERIALIZED ({self.source})"

    def __exit__(self, *error):
        pass

    def vulnerable(self) -> str:
        """A query of the vulnerable among the people of the facts."""
        people = statements.vulnerable_people(self.values["today"])
        return statements.VULNERABLE_OF_THESE.format(people=people)

    def add(self, statement: str) -> int:
        self.cursor.execute(f"{self.found} {statement}", self.values)
        return self.cursor.rowcount

    def change(self, change: statements.Change) -> int:
        rows = statements.NUMBERED.format(rows=change.rows)
        statement = f"{self.found}, followups_changing AS MATERIALIZED ({rows}) {change.write}"
        self.cursor.execute(statement, self.values | {"after": 0, "upto": _ALL})
        return self.cursor.rowcount


class _Tables(_AtOnce):
    """The same about all cases, with tables between: what is added is one transaction, what is changed many short ones.

    Whoever closes a task waits for one of those at most.
    """

    def __enter__(self):
        with whole_tables():
            _make(self.cursor, "followups_found", self.source, self.values)

    def __exit__(self, *error):
        _drop(self.cursor, "followups_found", "followups_changing")

    def vulnerable(self) -> str:
        return statements.ALL_VULNERABLE

    def add(self, statement: str) -> int:
        with whole_tables():
            self.cursor.execute(statement, self.values)
            return self.cursor.rowcount

    def change(self, change: statements.Change) -> int:
        with whole_tables():
            rows = _make(self.cursor, "followups_changing", statements.NUMBERED.format(rows=change.rows), self.values)
        changed = 0
        for after in range(0, rows, CHANGED_AT_ONCE):
            with transaction.atomic():
                self.cursor.execute(change.write, self.values | {"after": after, "upto": after + CHANGED_AT_ONCE})
                changed += self.cursor.rowcount
        return changed


@contextmanager
def _vulnerable_known(today: date) -> Iterator[None]:
    """Who is vulnerable is found once for all rules."""
    with connection.cursor() as cursor:
        with whole_tables():
            _make(cursor, "followups_vulnerable", statements.vulnerable_people(today))
        try:
            yield
        finally:
            _drop(cursor, "followups_vulnerable")


def _make(cursor, name: str, rows: str, values: dict | None = None) -> int:
    """A table of these rows; how many there are."""
    cursor.execute(statements.DROP_TABLE.format(name=name))
    cursor.execute(statements.MAKE_TABLE.format(name=name, rows=rows), values or {})
    made = cursor.rowcount
    cursor.execute(f"ANALYZE {name}")
    return made


def _drop(cursor, *names: str) -> None:
    with suppress(DatabaseError):
        for name in names:
            cursor.execute(statements.DROP_TABLE.format(name=name))


@contextmanager
def _writing(cursor) -> Iterator[None]:
    """Whoever plans a rule waits for another who does."""
    cursor.execute("SELECT pg_advisory_lock(%s, %s)", [_LOCKS, _WRITING])
    try:
        yield
    finally:
        with suppress(DatabaseError):
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCKS, _WRITING])


def _values(rule: Rule, today: date, cases: list[UUID] | None = None) -> dict:
    """What the statements are told. Of another day than today it is the beginning of it."""
    clock = timezone.now()
    now = clock if today == clock.astimezone(MAINLAND).date() else datetime.combine(today, time.min, MAINLAND)
    staff = [kind for kind in rule.audience if kind != Rule.Audience.PERSON]
    return {
        "rule": rule.pk,
        "today": today,
        "now": now,
        "clock": clock,
        "cases": cases,
        "offsets": rule.offsets,
        "unit": rule.unit,
        "for_person": Rule.Audience.PERSON in rule.audience,
        "for_staff": bool(staff),
        "for_whom": staff[0] if staff else Rule.Audience.CASEWORKER,
        "told_from": today - timedelta(days=TOLD_LATE_DAYS),
        "opens": rule.quiet_until,
        "zone": MAINLAND.key,
        "task_days": rule.task_days,
        "forward": DAYS_AT_STAKE * rule.stake,
        "forward_vulnerable": DAYS_VULNERABLE,
    }


def _changed(since: datetime) -> list[UUID]:
    """The cases that were written since then, and those of whom something was: of her papers, contacts or consents."""
    # The timeline has no index by time; what is new stands at its end.
    newest = Event.objects.order_by("-pk").values_list("person", "at")[:MOST_EVENTS]
    people = {person for person, at in newest if at >= since}
    cases = set(Case.objects.filter(person__in=people).values_list("pk", flat=True))
    moved = Case.objects.filter(updated_at__gte=since).order_by("-updated_at", "-pk").values_list("pk", flat=True)
    return sorted(cases | set(moved[:MOST_CASES]))


def _finish(run: Run, planned: Planned) -> None:
    total = planned.total
    run.planned, run.tasks, run.cancelled = total.reminders, total.tasks, total.cancelled
    run.finished_at = timezone.now()
    run.save()
