"""`manage.py import_people SHEET`: a partner's sheet from the terminal, with a report of rows that need a look."""

import csv
import os
import time
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from casework.access.models import Door, Membership, Organisation
from casework.access.policy import Kind, Right, Role, may
from casework.access.scope import acting_as, system
from casework.base.errors import Conflict, TooLarge
from casework.base.progress import SECONDS, Progress
from casework.base.tables import harmless
from casework.journey.imports.commit import start_commit
from casework.journey.imports.decisions import decide_all
from casework.journey.imports.elsewhere import elsewhere_of
from casework.journey.imports.telling import Asked, Told, asked_of, columns_of, notices_of, said, told, where
from casework.journey.imports.uploads import discard_import, start_import
from casework.journey.imports.work import work_on
from casework.journey.likely import Registered
from casework.journey.models import Case, Import, ImportRow
from casework.people.sheets import Columns, Place

Outcome, Decision = ImportRow.Outcome, ImportRow.Decision

# For whom, when nothing is said; else for IOM, which sees everybody.
DEFAULT_ORGANISATION = "IMPORT_DEFAULT_ORGANISATION"
# As whom: the first of these that there is.
ROLES = (Role.ADMINISTRATOR, Role.COORDINATOR, Role.MANAGER, Role.IOM_CASEWORKER, Role.CASEWORKER)
REPORT_HEADINGS = (_("line"), _("result"), _("column"), _("value"), _("what"))
MOMENT = 0.2
# What is counted while a sheet is at work.
PHASES = {
    Import.State.READING: "Rows read",
    Import.State.CHECKING: "Rows checked",
    Import.State.COMMITTING: "Rows registered",
    Import.State.UNDOING: "Rows undone",
}
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
        parser.add_argument(
            "--sheet", dest="part", default="", help="the sheet of the workbook (default: by the headings)"
        )
        parser.add_argument("--heading-line", type=int, help="the line of the headings")
        parser.add_argument("--last-line", type=int, help="the line of the last person")
        parser.add_argument(
            "--answer",
            dest="answers",
            action="append",
            default=[],
            metavar="QUESTION=CHOICE",
            help="how a column is written, as it is asked: --answer date_order:birth_date=day_first",
        )
        parser.add_argument("--dry-run", action="store_true", help="try everything and keep nothing")

    def handle(
        self, *, sheet: str, organisation: str | None, email: str | None, report: Path | None, **options
    ) -> None:
        with system("who imports is looked up before anybody acts"):
            by = importer(organisation, email)
        self.place = Place(options["part"], options["heading_line"], options["last_line"])
        self.answers = dict(answer.partition("=")[::2] for answer in options["answers"])
        with acting_as(by, Door.IMPORT):
            self.import_for(by, Path(sheet), report, dry_run=options["dry_run"])

    def import_for(self, by: Membership, path: Path, report: Path | None, *, dry_run: bool) -> None:
        begun = time.monotonic()
        try:
            sheet = self.read(by, path)
            columns = columns_of(sheet)
            self.stdout.write(
                f"On behalf of {by.organisation}, as {by.user} <{by.user.email}> ({by.get_role_display()})."
            )
            if columns.not_used:
                self.stdout.write(f"Columns that were not understood: {', '.join(columns.not_used)}")
            for notice in notices_of(sheet):
                self.stdout.write(notice)
            for asked in asked_of(sheet):
                self.stdout.write(f"{asked.column}: {asked.answered} (--answer {asked.key}={asked.answer})")
            # Who may be somebody in the register is registered, and pointed out.
            decide_all(sheet=sheet, by=by, outcome=Outcome.DUPLICATE, decision=Decision.ADD)
            while not dry_run and sheet.rows.to_do().exists():
                sheet = self.work(start_commit(sheet=sheet, by=by))
                decide_all(sheet=sheet, by=by, outcome=Outcome.DUPLICATE, decision=Decision.ADD)
        except PermissionDenied as error:
            raise CommandError(str(error)) from None
        except (Conflict, TooLarge) as error:
            raise CommandError(f"{path}: {error.message}") from None
        except ValidationError as error:
            raise CommandError(f"{path}: {' '.join(error.messages)}") from None
        rows = list(sheet.rows.order_by("line"))
        elsewhere = elsewhere_of(rows, by)
        rows = [(row, list(_all_told(row, columns, elsewhere.get(row.pk, ())))) for row in rows]
        self.print_table(rows)
        if report:
            write_report(report, rows)
        self.print_counts(sheet, time.monotonic() - begun, dry_run=dry_run)
        if dry_run:
            discard_import(sheet=sheet, by=by)

    def read(self, by: Membership, path: Path) -> Import:
        try:
            with path.open("rb") as file:
                upload = File(file, path.name)
                sheet = self.work(start_import(by=by, upload=upload, place=self.place, answers=self.answers))
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}.") from None
        if sheet.state != Import.State.PREVIEWED:
            what = "\n".join([said(sheet.problem, sheet.problem_params), *map(question_text, open_questions(sheet))])
            discard_import(sheet=sheet, by=by)
            raise CommandError(f"{path}: {what}")
        return sheet

    def work(self, sheet: Import) -> Import:
        """Takes what was begun to its end here, and says now and then how far it is."""
        progress = Progress(self.stderr.write)
        while sheet.is_at_work:
            more = work_on(sheet.pk, SECONDS)
            sheet.refresh_from_db()
            if more and sheet.is_at_work:
                progress(PHASES[sheet.state], sheet.done, sheet.total)
            elif sheet.is_at_work:
                time.sleep(MOMENT)  # a worker has the last rows in hand
        return Import.objects.visible_to(sheet.membership).get(pk=sheet.pk)

    def print_table(self, rows: list[tuple[ImportRow, list[Told]]]) -> None:
        """Wrong rows, then doubts about good ones."""
        for title, chosen in (
            (
                _("Wrong rows, not imported"),
                [one for row, about in rows if row.outcome == Outcome.ERROR for one in about],
            ),
            (_("Worth a look"), [one for row, about in rows if row.outcome != Outcome.ERROR for one in about]),
        ):
            if not chosen:
                continue
            width = max(len(about.column) for about in chosen)
            self.stdout.write(f"\n{title}:")
            for about in chosen:
                value = about.value if len(about.value) <= VALUE_WIDTH else about.value[: VALUE_WIDTH - 1] + "…"
                self.stdout.write(
                    f"  {about.where:>6}  {about.column:<{width}}  {value:<{VALUE_WIDTH}}  {about.message}"
                )

    def print_counts(self, sheet: Import, seconds: float, *, dry_run: bool) -> None:
        counts = dict(sheet.rows.order_by().values_list("outcome").annotate(Count("pk")))
        rows = sum(counts.values())
        if seconds > 1:
            self.stdout.write(f"{rows / seconds:,.0f} rows/s, {seconds:.1f} s")
        self.stdout.write(f"\nRows: {rows:,}{' (dry run: nothing was kept)' if dry_run else ''}")
        for outcome in Outcome:
            self.stdout.write(f"  {counts.get(outcome, 0):>6,}  {outcome.label}")
        added = sheet.rows.filter(decision=Decision.ADD, done_at__isnull=False).count()
        self.stdout.write(f"Registered: {added:,}")


def open_questions(sheet: Import) -> list[Asked]:
    return [asked for asked in asked_of(sheet) if not asked.answer]


def question_text(asked: Asked) -> str:
    """A question with what can be answered, as options."""
    answers = "\n".join(f"    --answer {asked.key}={value}   {label}" for value, label in asked.choices)
    return f"  {asked.column}: {asked.sentence}\n{answers}"


def _all_told(row: ImportRow, columns: Columns, elsewhere: Iterable[Registered]) -> Iterable[Told]:
    yield from told(row, columns, row.problems)
    yield from told(row, columns, row.warnings)
    place = where(row.sheet, row.line)
    codes = Case.objects.filter(person__in=[one["person"] for one in row.likely]).order_by("code")
    for code in codes.values_list("code", flat=True) if row.likely else ():
        yield Told(row.line, place, "", "", _("May be who is registered already: case %(code)s.") % {"code": code})
    for one in elsewhere:
        words = {"organisation": one.organisation or "—", "parts": ", ".join(one.why)}
        yield Told(
            row.line,
            place,
            "",
            "",
            _("May be somebody whom %(organisation)s keeps: %(parts)s agree.") % words,
        )


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


def write_report(path: Path, rows: Iterable[tuple[ImportRow, list[Told]]]) -> None:
    """A line for each thing said about a row. Text that a spreadsheet program would run as a formula gets a '."""
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(REPORT_HEADINGS)
            for row, about in rows:
                for one in about:
                    said_of_it = map(harmless, (one.column, one.value, one.message))
                    writer.writerow([one.where, row.get_outcome_display(), *said_of_it])
    except OSError as error:
        raise CommandError(f"The report could not be written: {error.strerror}: {path}") from None
