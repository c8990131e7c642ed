"""Every page and GET of REST for a reader of each role: how long, how many statements, how many rows are read."""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench import subjects, tasks
from bench.readers import READERS, addresses_of, reader_of, typed_before
from bench.rows import rows_read
from bench.subjects import browser_of
from casework.access.scope import system

# Milliseconds: what holds for a page that has no budget of its own, what nothing may take, and the others (design).
BUDGET, NEVER = 150, 1000
BUDGETS = {"today": 50, "tasks": 50, "cases": 50, "search": 50, "case": 60, "task": 60, "expiries": 1000, "team": 1000}
ENDED = 503
ANSWERED = (200, 301, 302, ENDED)


@dataclass(frozen=True)
class Visit:
    """One address as one reader: the first call, then so many more."""

    reader: str
    name: str
    first: float
    milliseconds: list[float]
    statements: int
    rows: int
    # A statement went over its bounds: the page said so.
    ended: bool

    @property
    def p95(self) -> float:
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]

    @property
    def over(self) -> bool:
        budget = BUDGETS.get(self.name.partition("?")[0], BUDGET)
        return self.ended or self.p95 > budget or max(self.first, *self.milliseconds) > NEVER

    def line(self) -> str:
        ordered = sorted(self.milliseconds)
        middle = ordered[len(ordered) // 2]
        cells = (f"{self.first:.0f}", f"{middle:.0f}", f"{self.p95:.0f}", f"{ordered[-1]:.0f}")
        verdict = "MISSED" if self.over else "ok"
        return f"| {self.name}, {self.reader} | {' | '.join(cells)} | {self.statements} | {self.rows:,} | {verdict} |"


HEADINGS = "| page, reader | first ms | p50 ms | p95 ms | max ms | statements | rows read | |\n" + "|---" * 8 + "|"


def all_pages(times: int, open_tasks: int, rng: Random, only: str = "") -> Iterator[str]:
    """Yield a line for each page of each reader among so many open tasks, and how many are over their budget.

    The first visit is the first since this database was started, if nothing else has read it.
    """
    tasks.fill(subjects.membership_of(tasks.CASEWORKER), open_tasks)
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    visits: list[Visit] = []
    refused = 0
    yield HEADINGS
    for email in READERS:
        with system("a benchmark picks the rows that pages are asked for"):
            reader = reader_of(email, rng)
            browser = browser_of(email)
        for name, where in addresses_of(reader).items():
            if only and only not in f"{name},{email}":
                continue
            visit = _visit(browser, email, name, where, times)
            if visit is None:
                refused += 1
                continue
            visits.append(visit)
            yield visit.line()
    missed = [visit for visit in visits if visit.over]
    yield f"\n{len(visits):,} addresses read, {refused:,} refused to their readers, {len(missed)} over their budget."


def _visit(browser, email: str, name: str, where: str, times: int) -> Visit | None:
    where = typed_before(browser, name, where)
    begun = time.perf_counter()
    response = browser.get(where)
    first = (time.perf_counter() - begun) * 1000
    if response.status_code not in ANSWERED:
        return None
    milliseconds, ended = [], response.status_code == ENDED
    for _ in range(times):
        begun = time.perf_counter()
        ended = browser.get(where).status_code == ENDED or ended
        milliseconds.append((time.perf_counter() - begun) * 1000)
        if sum(milliseconds) > 20 * NEVER:
            break
    if ended:
        return Visit(email, name, first, milliseconds, 0, 0, ended)
    with CaptureQueriesContext(connection) as captured:
        rows, _ = rows_read(lambda: browser.get(where))
    return Visit(email, name, first, milliseconds, len(captured), rows, ended)
