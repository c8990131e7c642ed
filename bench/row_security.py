"""What row-level security costs: the same reads with the lock on the tables and without it, in turns."""

import random
import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from django.db import connection

from bench import subjects
from bench.measure import measure
from casework.journey.models import Case
from casework.journey.worklists import Scope, Worklist
from casework.people.models import Person
from config import stack

ROUNDS = 3
MOST = 15


@dataclass(frozen=True)
class Cost:
    """Medians in milliseconds, with the lock and without."""

    name: str
    locked: float
    free: float
    times: int

    def line(self) -> str:
        percent = (self.locked / self.free - 1) * 100
        verdict = f"≤ {MOST} % {'ok' if percent <= MOST else 'MISSED'}"
        cells = (
            self.name,
            f"{self.locked:.2f}",
            f"{self.free:.2f} without",
            f"{percent:+.1f} %",
            "",
            self.times,
            verdict,
        )
        return f"| {' | '.join(map(str, cells))} |"


def costs(count: int, rng: random.Random) -> Iterator[Cost]:
    people = list(subjects.some(Person.objects, count, rng))
    for whose in (subjects.IOM, subjects.PARTNER):
        by = subjects.membership_of(whose)
        search = subjects.searcher(by)
        for name, texts in (
            ("full name", [p.name_key for p in people]),
            ("beginnings of both names", [" ".join(w[:4] for w in p.name_key.split()[:2]) for p in people]),
        ):
            yield _cost(f"lock: search by {name}, {by.organisation}", search, texts)
        scope = Scope.VISIBLE if whose == subjects.IOM else Scope.ORGANISATION
        for worklist in (Worklist.ALL, Worklist.BLOCKED, Worklist.EXPIRING):
            first_page = subjects.first_page(worklist, subjects.ORDERS["recent"], by, scope)
            yield _cost(f"lock: list {worklist.value}, {by.organisation}", first_page, range(max(10, count // 4)))
        cases = Case.objects if whose == subjects.IOM else Case.objects.of_organisation(by.organisation)
        addresses = [f"/cases/{case.pk}/" for case in subjects.some(cases, count, rng)]
        yield _cost(f"lock: open a case, {by.organisation}", subjects.page(subjects.browser_of(whose)), addresses)


def _cost(name: str, act: Callable, asked) -> Cost:
    locked, free = [], []
    for _ in range(ROUNDS):
        locked += measure(name, act, asked).milliseconds
        with _without_the_lock():
            free += measure(name, act, asked).milliseconds
    return Cost(name, statistics.median(locked), statistics.median(free), len(locked))


@contextmanager
def _without_the_lock() -> Iterator[None]:
    settings = connection.settings_dict
    connection.close()
    with psycopg.connect(
        host=settings["HOST"], port=settings["PORT"], dbname=settings["NAME"], user=stack.OWNER, autocommit=True
    ) as owner:
        tables = [row[0] for row in owner.execute("SELECT oid::regclass FROM pg_class WHERE relrowsecurity").fetchall()]
        for table in tables:
            owner.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
        try:
            yield
        finally:
            connection.close()
            for table in tables:
                owner.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
