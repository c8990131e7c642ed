"""`manage.py reminders plan` and `… dispatch`: what beat's jobs do, from the terminal."""

import time
from argparse import ArgumentParser
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from casework.access.models import Door
from casework.access.scope import acting_as, system
from casework.base.progress import Progress
from casework.followups import dispatch as sending
from casework.followups import planning
from casework.followups.planning import Counts
from casework.places.zones import MAINLAND

COLUMNS = {
    "reminders": "messages",
    "tasks": "tasks",
    "forward": "brought forward",
    "cancelled": "cancelled",
    "escalated": "to coordinators",
}


class Command(BaseCommand):
    help = "Plans the reminders and tasks that are due, and sends. At any time, also beside the jobs that do the same."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        plan = acts.add_parser("plan", help="finds what is due and plans it, as every hour")
        plan.add_argument("--date", type=date.fromisoformat, help="as if it were this day, such as 2027-03-01")
        plan.add_argument("--dry-run", action="store_true", help="count and keep nothing")

        dispatch = acts.add_parser("dispatch", help="sends what is due, as every ten seconds")
        dispatch.add_argument("--seconds", type=float, default=60, help="begin no batch after so long (60)")

    def handle(self, *, act: str, **options) -> None:
        with acting_as(None, Door.JOB), system("reminders are for the people of every organisation"):
            getattr(self, act)(**options)

    def plan(self, *, dry_run: bool, **options) -> None:
        today = options["date"] or timezone.localdate(timezone=MAINLAND)
        begun = time.monotonic()
        planned = planning.plan(today=today, dry_run=dry_run, progress=Progress(self.stderr.write))
        if planned is None:
            raise CommandError("Another planner is at it; it does the same.")
        self.print_counts(planned.rules)
        kept = " (dry run: nothing was kept)" if dry_run else ""
        self.stdout.write(f"\nPlanned for {today} in {time.monotonic() - begun:.1f} s{kept}")

    def dispatch(self, *, seconds: float, **options) -> None:
        begun = time.monotonic()
        done = sending.dispatch(seconds=seconds)
        if done is None:
            raise CommandError("As many dispatchers as are wanted are at it (MESSAGES_DISPATCHERS).")
        facts = (
            f"{done.sent:,} sent, {done.later:,} later, {done.cancelled:,} no longer needed, {done.failed:,} given up"
        )
        self.stdout.write(f"{facts}, in {time.monotonic() - begun:.1f} s")

    def print_counts(self, rules: dict[str, Counts]) -> None:
        width = max(map(len, [*rules, "all"]))
        self.stdout.write(f"{'rule':<{width}}  " + "  ".join(f"{title:>15}" for title in COLUMNS.values()))
        for code, counts in [*sorted(rules.items()), ("all", sum(rules.values(), Counts()))]:
            cells = "  ".join(f"{getattr(counts, name):>15,}" for name in COLUMNS)
            self.stdout.write(f"{code:<{width}}  {cells}")
