"""`manage.py demo`: invented people to try Casework with, and the logins to do it."""

import time
from argparse import ArgumentParser

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone, translation

from casework.base.progress import Progress
from casework.demo.organisations import PASSWORD, TOTP_SECRET, code_of_now, logins
from casework.demo.population import PeopleExist, make_population
from casework.people.models import Person


class Command(BaseCommand):
    help = (
        "Fills an empty database with invented people, organisations and logins; the same seed on the same day gives"
        " the same people. Does nothing when people exist. All of it is one transaction: stopped, it leaves nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--people", type=int, help="how many people; 0 makes only organisations and logins")
        parser.add_argument("--seed", type=int, default=1, help="another number gives other people (default 1)")
        parser.add_argument("--logins", action="store_true", help="print who can sign in")
        parser.add_argument("--force", action="store_true", help="also where DEBUG is off, with its known password")

    def handle(self, *, people: int | None, seed: int, logins: bool, force: bool, **options) -> None:
        if people is None and not logins:
            raise CommandError("Say what to do: --people 2000, --logins, or both.")
        if people is not None:
            self.make_tables()
            self.make(people, seed, force=force)
        if logins:
            self.print_logins()

    def make_tables(self) -> None:
        """Migrate a database that has no tables yet."""
        if Person._meta.db_table not in connection.introspection.table_names():
            self.stderr.write("The database is empty: making its tables.")
            call_command("migrate", interactive=False, verbosity=0)

    def make(self, people: int, seed: int, *, force: bool) -> None:
        if people < 0:
            raise CommandError("--people is zero or more.")
        if Person.objects.exists():
            self.stdout.write("There are people already, so no demo was made.")
            return
        if not settings.DEBUG and not force:
            raise CommandError(
                "DEBUG is off, and a demo makes users whose password everybody knows. If that is wanted: --force"
            )
        begun, progress = time.monotonic(), Progress(self.stderr.write)
        try:
            written = make_population(people, seed=seed, today=timezone.localdate(), progress=progress)
        except PeopleExist:  # another demo was quicker
            self.stdout.write("There are people already, so no demo was made.")
            return
        seconds = time.monotonic() - begun
        rows = sum(written.values())
        self.stdout.write(f"{people:,} people, {rows:,} rows, in {seconds:.1f} s ({people / seconds:,.0f} people/s).")

    def print_logins(self) -> None:
        with translation.override(settings.LANGUAGE_CODE):
            found = logins()
        if not found:
            self.stdout.write("There are no demo logins: make them with manage.py demo --people 2000")
            return
        width = max(len(email) for email, _ in found)
        self.stdout.write(f"Demo logins; the password of each is: {PASSWORD}")
        for email, who in found:
            self.stdout.write(f"  {email:<{width}}  {who}")
        if settings.DEBUG:
            self.stdout.write("Administrators and protection officers are asked for the code of an authenticator app.")
            self.stdout.write(f"  Its secret: {TOTP_SECRET}; its code now, for half a minute at most: {code_of_now()}")
