"""`manage.py import_people SHEET`: a partner's sheet from the terminal, with a report of rows that need a look."""

import csv
import os
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.access.models import Door, Membership, Organisation
from casework.access.policy import Kind, Right, Role, may
from casework.access.scope import acting_as, system
from casework.journey.imports import Outcome, RowResult, Told, import_sheet
from casework.people.sheets import Sheet, SheetError, read_sheet
from casework.places.models import Division

# For whom, when nothing is said; else for IOM, which sees everybody.
DEFAULT_ORGANISATION = "IMPORT_DEFAULT_ORGANISATION"
# As whom: the first of these that there is.
ROLES = (Role.ADMINISTRATOR, Role.COORDINATOR, Role.MANAGER, Role.IOM_CASEWORKER, Role.CASEWORKER)
REPORT_HEADINGS = (_("line"), _("result"), _("column"), _("value"), _("what"))
# A spreadsheet program takes a cell that begins so for a formula and runs it.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
PROGRESS_SECONDS = 2
VALUE_WIDTH = 30


class Command(BaseCommand):
    help = (
        "Registers the people of a sheet (CSV, XLSX, ODS, XLS), each with a case. Rows that are wrong are reported and"
        " left out, rows that are in already are passed over, so it may be run again at any time. The exit status is 0"
        " also when rows are wrong: the report tells; it is 1 when the sheet could not be imported at all."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("sheet", help="the file")
        parser.add_argument(
            "--organisation",
            help=f"short name of whose cases they become (default: the variable {DEFAULT_ORGANISATION}, or IOM's)",
        )
        parser.add_argument("--as", dest="email", help="e-mail of the one who imports (default: a coordinator's)")
        parser.add_argument("--report", type=Path, help="also write the report to this CSV file")
        parser.add_argument("--dry-run", action="store_true", help="try everything and keep nothing")

    def handle(
        self, *, sheet: str, organisation: str | None, email: str | None, report: Path | None, **options
    ) -> None:
        with system("who imports is looked up before anybody acts"):
            by = importer(organisation, email)
        with acting_as(by, Door.IMPORT):
            self.import_for(by, sheet, report, **options)

    def import_for(self, by: Membership, sheet: str, report: Path | None, **options) -> None:
        read = self.read(Path(sheet))
        self.stdout.write(f"On behalf of {by.organisation}, as {by.user} <{by.user.email}> ({by.get_role_display()}).")
        if read.columns.not_used:
            self.stdout.write(f"Columns that were not understood: {', '.join(read.columns.not_used)}")
        for problem in read.warnings:
            self.stdout.write(problem.message)
        counts: Counter[Outcome] = Counter()
        told: list[tuple[Outcome, Told]] = []
        begun = time.monotonic()
        try:
            for result in self.with_progress(
                import_sheet(read, by=by, name=Path(sheet).name, dry_run=options["dry_run"]), len(read.rows)
            ):
                counts[result.outcome] += 1
                told += [(result.outcome, about) for about in (*result.problems, *result.warnings)]
        except PermissionDenied as error:
            raise CommandError(str(error)) from None
        finally:
            # Also after Ctrl-C: what was imported until then stays.
            self.print_table(told)
            if report:
                write_report(report, told)
            seconds = time.monotonic() - begun
            self.print_counts(read, counts, seconds, dry_run=options["dry_run"])

    def read(self, path: Path) -> Sheet:
        divisions = Division.objects.values_list("code", "level", "name", "parent_id")
        try:
            return read_sheet(path, divisions=divisions, today=timezone.localdate())
        except SheetError as error:
            what = f"There is no file {path}." if not path.exists() else f"{path}: {error.message}"
            raise CommandError(what) from None

    def with_progress(self, results: Iterable[RowResult], rows: int) -> Iterable[RowResult]:
        begun = told = time.monotonic()
        for done, result in enumerate(results, start=1):
            yield result
            now = time.monotonic()
            if now - told >= PROGRESS_SECONDS:
                told, rate = now, done / (now - begun)
                self.stderr.write(
                    f"{done:,} of {rows:,} rows, {rate:,.0f} per second, {(rows - done) / rate:.0f} s left"
                )

    def print_table(self, told: list[tuple[Outcome, Told]]) -> None:
        """Wrong rows, then doubts about good ones."""
        for title, chosen in (
            (_("Wrong rows, not imported"), [about for outcome, about in told if outcome == Outcome.WRONG]),
            (_("Worth a look"), [about for outcome, about in told if outcome != Outcome.WRONG]),
        ):
            if not chosen:
                continue
            width = max(len(about.column) for about in chosen)
            self.stdout.write(f"\n{title}:")
            for about in chosen:
                value = about.value if len(about.value) <= VALUE_WIDTH else about.value[: VALUE_WIDTH - 1] + "…"
                self.stdout.write(
                    f"  {about.line:>6}  {about.column:<{width}}  {value:<{VALUE_WIDTH}}  {about.message}"
                )

    def print_counts(self, sheet: Sheet, counts: Counter[Outcome], seconds: float, *, dry_run: bool) -> None:
        done = sum(counts.values())
        if seconds > 1:
            self.stdout.write(f"{done / seconds:,.0f} rows/s, {seconds:.1f} s")
        self.stdout.write(f"\nRows: {done:,} / {len(sheet.rows):,}{' (dry run: nothing was kept)' if dry_run else ''}")
        for outcome in Outcome:
            self.stdout.write(f"  {counts[outcome]:>6,}  {outcome.label}")


def importer(short_name: str | None, email: str | None) -> Membership:
    """The membership on whose behalf people are imported. Raises CommandError, with what to say, when there is none."""
    memberships = Membership.objects.active().select_related("user", "organisation")
    memberships = memberships.filter(user__email=email.lower()) if email else memberships.filter(user__is_service=False)
    short_name = short_name or (None if email else os.environ.get(DEFAULT_ORGANISATION))
    if not Organisation.objects.active().exists():
        raise CommandError("There is no organisation yet that people could be imported for. See manage.py demo.")
    if short_name:
        if not Organisation.objects.active().filter(short_name=short_name).exists():
            names = ", ".join(Organisation.objects.active().values_list("short_name", flat=True))
            raise CommandError(f"There is no organisation {short_name}. There are: {names}.")
        memberships = memberships.filter(organisation__short_name=short_name)
    elif not email:
        memberships = memberships.filter(organisation__kind=Kind.IOM)
    able = [membership for membership in memberships if may(membership, Right.IMPORT)]
    if not able:
        whom = email or short_name or "IOM"
        raise CommandError(f"{whom} has nobody who may import. Say who does it: --organisation, --as.")
    organisations = {membership.organisation.short_name for membership in able}
    if len(organisations) > 1:
        raise CommandError(f"Say for which organisation: --organisation {' or '.join(sorted(organisations))}")
    return min(able, key=lambda membership: (ROLES.index(membership.role), membership.user.email))


def write_report(path: Path, told: Iterable[tuple[Outcome, Told]]) -> None:
    """A line for each thing said about a row. Text that a spreadsheet program would run as a formula gets a '."""
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(REPORT_HEADINGS)
            for outcome, about in told:
                writer.writerow([about.line, outcome.label, *map(harmless, (about.column, about.value, about.message))])
    except OSError as error:
        raise CommandError(f"The report could not be written: {error.strerror}: {path}") from None


def harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text
