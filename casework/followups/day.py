"""A colleague's day: her tasks in the order that matters, under four headings."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.access.models import Membership
from casework.followups.models import Task
from casework.followups.outcomes import Outcome, offered
from casework.followups.queries import TaskQuerySet

WEEK_DAYS = 7


class Heading(models.TextChoices):
    """When it is to be done. What is at stake, and who is vulnerable, brings a task under an earlier one."""

    OVERDUE = "overdue", _("Overdue")
    TODAY = "today", _("For today")
    WEEK = "week", _("This week")
    LATER = "later", _("Later")


@dataclass(frozen=True)
class TaskRow:
    """A task in a list, with what may be said of it with one tap."""

    task: Task
    heading: Heading
    taps: tuple[Outcome, ...] = ()

    @property
    def overdue(self) -> bool:
        return self.heading == Heading.OVERDUE


def heading_of(task: Task, today: date) -> Heading:
    if task.due_on < today:
        return Heading.OVERDUE
    if task.sort_on <= today:
        return Heading.TODAY
    return Heading.WEEK if task.sort_on < today + timedelta(days=WEEK_DAYS) else Heading.LATER


def row_of(task: Task, today: date, *, taps: bool = True) -> TaskRow:
    return TaskRow(task, heading_of(task, today), offered(task) if taps else ())


def by_heading(tasks: Iterable[Task], today: date) -> dict[Heading, list[TaskRow]]:
    """The tasks in their order under their headings, of which none is empty."""
    groups = {heading: [] for heading in Heading}
    for task in tasks:
        row = row_of(task, today)
        groups[row.heading].append(row)
    return {heading: rows for heading, rows in groups.items() if rows}


def due_of(membership: Membership, today: date, most: int) -> TaskQuerySet:
    """The first of what she has to do, without what is put off; nobody's name but the person's: the worker is she."""
    tasks = Task.objects.visible_to(membership).open().now(today).of(membership, most)
    return tasks.select_related("rule", "case__person")


def waiting_in(membership: Membership, today: date, most: int) -> TaskQuerySet:
    """The first of what waits in her organisation for whoever takes it."""
    tasks = Task.objects.visible_to(membership).open().now(today)
    return tasks.for_anybody(membership.organisation, most).with_names()
