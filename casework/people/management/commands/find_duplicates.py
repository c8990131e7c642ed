"""`manage.py find_duplicates`: what beat's job does every hour, from the terminal and to its end."""

import time
from argparse import ArgumentParser
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, wait
from multiprocessing import get_context

from django.core.management.base import BaseCommand
from django.db import connection

from casework.access.models import Door
from casework.access.scope import acting_as, system
from casework.base.progress import SECONDS, Progress
from casework.base.statistics import gather_statistics
from casework.people.finding import PARTS, find, looked_at, to_look_at
from casework.people.models import Duplicate


def search(part: int, again: bool) -> None:
    """One part, in a process of its own."""
    with acting_as(None, Door.JOB):
        for _looked_at in find(part=part, again=again):
            pass


class Command(BaseCommand):
    help = "Looks for people who may be one, or of one household. Stopped at any time, it goes on where it was."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", action="store_true", help="look at everybody once more, not only who changed")
        parser.add_argument("--processes", type=int, default=PARTS, help=f"how many at once ({PARTS})")

    def handle(self, *, again: bool, processes: int, **options) -> None:
        begun = time.monotonic()
        with acting_as(None, Door.JOB):
            people, before = to_look_at(again=again), 0 if again else looked_at()
            progress = Progress(self.stderr.write)
            progress("People", 0, people)
            for _ in self.searched(again, processes):
                progress("People", max(looked_at() - before, 0), people)
            found = looked_at()
            with system("how many pairs there are, whosever they are"):
                waiting = Duplicate.objects.filter(state=Duplicate.State.OPEN).count()
            gather_statistics([Duplicate._meta.db_table], progress)
        seconds = time.monotonic() - begun
        self.stdout.write(f"{found:,} people looked at, {waiting:,} pairs wait for review, in {seconds:.1f} s")

    def searched(self, again: bool, processes: int) -> Iterator[None]:
        """Look for all parts, and come back every now and then."""
        if processes == 1:
            for part in range(PARTS):
                for _ in find(part=part, again=again):
                    yield
            return
        connection.close()  # each process opens its own
        with ProcessPoolExecutor(processes, mp_context=get_context("fork")) as pool:
            parts = [pool.submit(search, part, again) for part in range(PARTS)]
            while wait(parts, SECONDS).not_done:
                yield
            for part in parts:
                part.result()
