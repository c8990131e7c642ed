"""The lists of tasks: which ones there are, whose, and what each holds, in words and as a query."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.access.models import Membership, User
from casework.followups.models import Task
from casework.followups.queries import TaskQuerySet

LATELY_DAYS = 14


class Show(models.TextChoices):
    DUE = "due", _("To be done")
    OVERDUE = "overdue", _("Overdue")
    PUT_OFF = "put_off", _("Put off")
    DONE = "done", _("Done in these two weeks")


class Scope(models.TextChoices):
    """Whose tasks a list is about."""

    MINE = "mine", _("Mine")
    ANYBODY = "anybody", _("Whoever takes them")
    ORGANISATION = "organisation", _("My organisation's")


FILTERS: dict[str, Callable[[TaskQuerySet, date], TaskQuerySet]] = {
    Show.DUE: lambda tasks, today: tasks.now(today),
    Show.OVERDUE: lambda tasks, today: tasks.overdue(today),
    Show.PUT_OFF: lambda tasks, today: tasks.put_off(today),
}


def tasks_in(
    show: str, scope: str, by: Membership, today: date, worker: User | None = None, *, part: slice
) -> list[Task]:
    """A part of a list of tasks in the order that matters, within what the membership may see; `worker`: hers alone."""
    # In two steps: beside the names of all concerned PostgreSQL sorts the whole list before it leaves out most of it.
    return tasks_of(keys_in(show, scope, by, today, worker, part=part), by)


def keys_in(
    show: str, scope: str, by: Membership, today: date, worker: User | None = None, *, part: slice
) -> list[UUID]:
    """Which tasks they are."""
    return list(_list(show, scope, by, today, worker).values_list("pk", flat=True)[part])


def tasks_of(keys: list[UUID], by: Membership) -> list[Task]:
    """These tasks in this order, those that the membership sees."""
    tasks = Task.objects.visible_to(by).with_names().in_bulk(keys)
    return [tasks[pk] for pk in keys if pk in tasks]


def _list(show: str, scope: str, by: Membership, today: date, worker: User | None) -> TaskQuerySet:
    tasks = Task.objects.visible_to(by).of_organisation(by.organisation)
    if show == Show.DONE:
        done = tasks.done_since(timezone.now() - timedelta(days=LATELY_DAYS))
        doer = worker or (by.user if scope == Scope.MINE else None)
        return done.filter(ended_by=doer) if doer else done
    tasks = FILTERS[show](tasks.open(), today)
    if worker:
        return tasks.of_worker(worker, by.organisation)
    if scope == Scope.MINE:
        return tasks.of(by)
    return tasks.for_anybody(by.organisation) if scope == Scope.ANYBODY else tasks
