"""Let jobs stand behind people: a pause after each piece of work, longer the more requests are under way.

    pace = Pace()
    while work_a_little():      # one transaction
        pace.give_way()

A heavy job waits for its turn besides, where the machine is small (`in_turn`). Processes of jobs have a lower priority
and no parallel workers in PostgreSQL (config/celery.py).
"""

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.db import connection

from casework.base.locks import alone

# What processes call themselves when they connect (PGAPPNAME), as pg_stat_activity shows it.
WEB, JOBS = "casework web", "casework jobs"
CORES = os.cpu_count() or 1
# How many heavy jobs are at work at once, and after how many seconds one that had no turn tries again.
TURNS, AGAIN_AFTER = max(1, CORES // 4), 15
# A pause is so many times as long as the work before it, at most: for jobs, and for those that somebody waits for.
MOST, MOST_AWAITED, LONGEST = 4.0, 1.0, 5.0
_HEAVY = 4_010
_UNDER_WAY = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND application_name = %s AND state <> 'idle'
"""


class Pace:
    """Keep the pace of a job: as fast as it can where nobody is at work, a fifth of that at least."""

    def __init__(self, most: float = MOST) -> None:
        self.most, self.begun = most, time.monotonic()

    def give_way(self) -> None:
        """Pause for as long as the requests under way ask for. To be called between two transactions."""
        worked = time.monotonic() - self.begun
        if pause := pause_after(worked, requests_under_way(), self.most):
            time.sleep(pause)
        self.begun = time.monotonic()


def pause_after(worked: float, under_way: int, most: float = MOST) -> float:
    """Return the seconds of a pause after so many seconds of work, while so many requests are under way."""
    return min(worked * min(under_way / CORES, most), LONGEST)


def requests_under_way() -> int:
    """Count the requests of pages and REST that hold a connection of the database at work or in a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_UNDER_WAY, [WEB])
        return cursor.fetchone()[0]


@contextmanager
def in_turn() -> Iterator[bool]:
    """Whether a heavy job may work now; it holds its turn meanwhile, however it ends."""
    with ExitStack() as held:
        yield any(held.enter_context(alone(_HEAVY, turn)) for turn in range(TURNS))
