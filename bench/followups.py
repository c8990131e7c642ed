"""What planning costs: all people of the database, with nothing planned and then again, while somebody works."""

import resource
import threading
import time
from collections.abc import Iterator
from contextvars import copy_context
from dataclasses import dataclass

import psycopg
from django.db import connection, transaction
from django.utils import timezone

from casework.followups import planning
from casework.journey.models import Case
from casework.places.zones import MAINLAND
from config import stack

PLAN_SECONDS, WAIT_MILLISECONDS = 60, 250
# Of the cases that somebody works on meanwhile; she writes one after another, a hundred a second.
WORKED_ON = 500


@dataclass(frozen=True)
class Planning:
    """One run: how long, how many rows, what it took of this process's memory, and how long others waited for it."""

    name: str
    seconds: float
    counts: planning.Counts
    megabytes: float
    waited: list[float]

    def line(self) -> str:
        counts = self.counts
        rows = f"{counts.reminders:,} messages, {counts.tasks:,} tasks, {counts.cancelled + counts.forward:,} changed"
        verdict = f"≤ {PLAN_SECONDS} s {'ok' if self.seconds <= PLAN_SECONDS else 'MISSED'}"
        longest = max(self.waited)
        waiting = f"≤ {WAIT_MILLISECONDS} {'ok' if longest <= WAIT_MILLISECONDS else 'MISSED'}"
        cells = (f"{self.name}: {rows}", f"{self.seconds:.1f} s", "", f"+{self.megabytes:.0f} MB", "", 1, verdict)
        ordered = sorted(self.waited)
        at = (ordered[len(ordered) // 2], ordered[int(0.95 * len(ordered))], longest)
        others = (f"{self.name}: a case written meanwhile", *(f"{ms:.1f}" for ms in at), "", len(ordered), waiting)
        return "\n".join(f"| {' | '.join(map(str, row))} |" for row in (cells, others))


def plans() -> Iterator[Planning]:
    """Of a database in which nothing is planned, and of the same an hour later."""
    _forget_what_is_planned()
    for name in ("plan, the first time", "plan, an hour later"):
        yield _plan(name)


def _plan(name: str) -> Planning:
    cases = list(Case.objects.open()[:WORKED_ON].values_list("pk", flat=True))
    waited, over = [], threading.Event()
    worker = threading.Thread(target=copy_context().run, args=(_work, cases, waited, over))
    worker.start()
    before, begun = _peak(), time.perf_counter()
    planned = planning.plan(today=timezone.localdate(timezone=MAINLAND))
    seconds = time.perf_counter() - begun
    over.set()
    worker.join()
    return Planning(name, seconds, planned.total, _peak() - before, waited)


def _work(cases: list, waited: list[float], over: threading.Event) -> None:
    """What a page does that moves a case: locks it and writes it."""
    try:
        while not over.is_set():
            for case in cases:
                begun = time.perf_counter()
                with transaction.atomic():
                    Case.objects.select_for_update(of=("self",), no_key=True).get(pk=case).save()
                waited.append((time.perf_counter() - begun) * 1000)
                if over.wait(0.01):
                    break
    finally:
        connection.close()


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _forget_what_is_planned() -> None:
    settings = connection.settings_dict
    with psycopg.connect(
        host=settings["HOST"], port=settings["PORT"], dbname=settings["NAME"], user=stack.OWNER, autocommit=True
    ) as owner:
        owner.execute("TRUNCATE followups_task, followups_taskhistory, followups_reminder CASCADE")
