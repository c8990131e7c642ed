"""`manage.py find_duplicates`: what beat's job does every hour, from the terminal and to its end."""

import time
from argparse import ArgumentParser
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

from django.core.management.base import BaseCommand
from django.db import connection

from casework.access.models import Door
from casework.access.scope import acting_as, system
from casework.people.finding import PARTS, find
from casework.people.models import Duplicate


def search(part: int, again: bool) -> int:
    """One part, in a process of its own or not; how many people were looked at since it was begun."""
    with acting_as(None, Door.JOB):
        return max(find(part=part, again=again), default=0)


class Command(BaseCommand):
    help = "Looks for people who may be one, or of one household. Stopped at any time, it goes on where it was."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", action="store_true", help="look at everybody once more, not only who changed")
        parser.add_argument("--processes", type=int, default=PARTS, help=f"how many at once ({PARTS})")

    def handle(self, *, again: bool, processes: int, **options) -> None:
        begun, one = time.monotonic(), partial(search, again=again)
        if processes == 1:
            looked_at = sum(map(one, range(PARTS)))
        else:
            connection.close()  # each process opens its own
            with ProcessPoolExecutor(processes, mp_context=get_context("fork")) as pool:
                looked_at = sum(pool.map(one, range(PARTS)))
        with acting_as(None, Door.JOB), system("how many pairs there are, whosever they are"):
            waiting = Duplicate.objects.filter(state=Duplicate.State.OPEN).count()
        seconds = time.monotonic() - begun
        self.stdout.write(f"{looked_at:,} people looked at, {waiting:,} pairs wait for review, in {seconds:.1f} s")
