"""Lists taken out as files: what the reader sees of them, made some hundred rows at a time, however many there are.

What is streamed is made after its request has ended, and with it the request's transaction, scope and language: so
each part has a transaction and the reader's scope of its own. Who lost sight of a person meanwhile gets no row of her.
"""

import codecs
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from uuid import UUID

from django.db import models, transaction
from django.db.models import Prefetch
from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.access.models import Membership
from casework.access.policy import Section, reads
from casework.access.scope import acting_as, current
from casework.base.tables import XLSX, csv_part, write_xlsx
from casework.followups.models import Task
from casework.followups.tasklists import tasks_of
from casework.journey.models import Case
from casework.journey.stages import STAGES
from casework.people.models import ContactPoint
from casework.people.queries import open_sections
from casework.web.rows import Row, rows_of

AT_ONCE = 500


class Form(models.TextChoices):
    CSV = "csv", gettext_lazy("CSV, for any program")
    XLSX = "xlsx", gettext_lazy("XLSX, for Excel")


# So many rows go out. A file that is sent only once it is whole has to be whole before a proxy gives up waiting.
MOST = {Form.CSV: 100_000, Form.XLSX: 20_000}


class Purpose(models.TextChoices):
    """What a list is taken out for."""

    PLANNING = "planning", gettext_lazy("to plan and divide the work")
    OFFLINE = "offline", gettext_lazy("to work without a connection, as in a brigade")
    REPORT = "report", gettext_lazy("a report to a donor or an authority")
    QUALITY = "quality", gettext_lazy("to check the data and put it right")


@dataclass(frozen=True)
class Column:
    """One column; who does not read its section of a file gets an empty cell, and no column where she reads none."""

    heading: str
    section: Section
    of: Callable[..., str]


@dataclass(frozen=True)
class Taken:
    """A list that is taken out: its rows by their keys, in their order, and what makes some of them."""

    name: str
    keys: Sequence[UUID]
    columns: Sequence[Column]
    make: Callable[[Sequence[UUID], Membership, Sequence[Column]], list[list[str]]]


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""


def _stage(code: str) -> Callable[[Row], str]:
    return lambda row: next((str(stop.word) for stop in row.line.stops if stop.code == code), "")


def _numbers(row: Row) -> str:
    return ", ".join(contact.value for contact in row.case.person.numbers)


CASES = (
    Column(gettext_lazy("case"), Section.JOURNEY, lambda row: row.case.code),
    Column(gettext_lazy("given names"), Section.IDENTITY, lambda row: row.case.person.given_names),
    Column(gettext_lazy("family names"), Section.IDENTITY, lambda row: row.case.person.family_names),
    Column(gettext_lazy("sex"), Section.IDENTITY, lambda row: row.case.person.get_sex_display()),
    Column(gettext_lazy("birth date"), Section.IDENTITY, lambda row: _day(row.case.person.birth_date)),
    Column(gettext_lazy("nationality"), Section.IDENTITY, lambda row: getattr(row.case.person.nationality, "name", "")),
    Column(gettext_lazy("canton"), Section.IDENTITY, lambda row: str(row.case.person.canton or "")),
    Column(gettext_lazy("phone"), Section.CONTACT, _numbers),
    Column(gettext_lazy("organisation"), Section.JOURNEY, lambda row: row.case.organisation.short_name),
    Column(gettext_lazy("caseworker"), Section.JOURNEY, lambda row: getattr(row.case.caseworker, "full_name", "")),
    Column(gettext_lazy("opened on"), Section.JOURNEY, lambda row: _day(row.case.opened_on)),
    *(Column(stage.label, Section.JOURNEY, _stage(code)) for code, stage in STAGES.items()),
    Column(gettext_lazy("what is due"), Section.JOURNEY, lambda row: row.what),
    Column(gettext_lazy("since or until"), Section.JOURNEY, lambda row: _day(row.when)),
    Column(gettext_lazy("unaccompanied child"), Section.HOUSEHOLD, lambda row: _("yes") if row.alone else ""),
)
TASKS = (
    Column(gettext_lazy("what is to be done"), Section.NOTES, lambda task: task.title),
    Column(gettext_lazy("due on"), Section.NOTES, lambda task: _day(task.due_on)),
    Column(gettext_lazy("case"), Section.JOURNEY, lambda task: task.case.code),
    Column(gettext_lazy("person"), Section.IDENTITY, lambda task: task.case.person.full_name),
    Column(gettext_lazy("who does it"), Section.NOTES, lambda task: getattr(task.worker, "full_name", "")),
    Column(gettext_lazy("organisation"), Section.NOTES, lambda task: task.organisation.short_name),
    Column(gettext_lazy("put off until"), Section.NOTES, lambda task: _day(task.snoozed_until)),
    Column(gettext_lazy("state"), Section.NOTES, lambda task: task.get_state_display()),
    Column(gettext_lazy("outcome"), Section.NOTES, lambda task: task.get_outcome_display()),
)


def columns_for(by: Membership, columns: Iterable[Column]) -> list[Column]:
    """Those that her role reads."""
    return [column for column in columns if reads(by, column.section)]


def case_rows(keys: Sequence[UUID], by: Membership, columns: Sequence[Column]) -> list[list[str]]:
    """These cases in this order, of each the parts that are open to the reader."""
    telephones = (ContactPoint.Kind.PHONE, ContactPoint.Kind.WHATSAPP)
    numbers = ContactPoint.objects.visible_to(by).in_use().filter(kind__in=telephones, owner=ContactPoint.Owner.OWN)
    cases = Case.objects.visible_to(by).filter(pk__in=keys).with_line(by).select_related("person__canton__parent")
    cases = cases.prefetch_related(Prefetch("person__contacts", numbers.order_by("created_at"), to_attr="numbers"))
    rows = {row.case.pk: row for row in rows_of(cases, by)}
    return [_cells(rows[key], rows[key].case.person, by, columns) for key in keys if key in rows]


def task_rows(keys: Sequence[UUID], by: Membership, columns: Sequence[Column]) -> list[list[str]]:
    """These tasks in this order."""
    return [_cells(task, task.case.person, by, columns) for task in tasks_of(list(keys), by)]


def _cells(row: Row | Task, person, by: Membership, columns: Sequence[Column]) -> list[str]:
    opened = open_sections(person, by)
    return [str(column.of(row)) if column.section in opened else "" for column in columns]


def batches(taken: Taken, by: Membership) -> Iterator[list[list[str]]]:
    """The heading, and then the rows, some hundred at a time."""
    language, door = translation.get_language(), current().door
    heading = [capfirst(str(column.heading)) for column in taken.columns]
    parts = (taken.keys[begin : begin + AT_ONCE] for begin in range(0, len(taken.keys), AT_ONCE))

    def make(keys: Sequence[UUID]) -> list[list[str]]:
        with acting_as(by, door, by.user), transaction.atomic(), translation.override(language):
            return taken.make(keys, by, taken.columns)

    return chain([[heading]], map(make, parts))


def as_response(taken: Taken, by: Membership, form: str) -> HttpResponseBase:
    """CSV is sent as it is made; XLSX can be sent only once it is whole, from a file of its own."""
    made = batches(taken, by)
    name = f"casework-{taken.name}-{timezone.localdate():%Y-%m-%d}.{form}"
    if form == Form.CSV:
        parts = chain([codecs.BOM_UTF8], map(csv_part, made))
        response = StreamingHttpResponse(parts, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    else:
        file = tempfile.TemporaryFile()  # noqa: SIM115  (the response closes it)
        write_xlsx(chain.from_iterable(made), file)
        file.seek(0)
        response = FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
    response["X-Content-Type-Options"] = "nosniff"
    return response
