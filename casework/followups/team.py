"""What a coordinator looks at: who has how much to do, what was escalated, who is lost, what did not go out."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models
from django.db.models import Count, F, Min, Q
from django.db.models.expressions import Case as Either
from django.db.models.expressions import When
from django.utils import timezone

from casework.access.choosing import chosen
from casework.access.counting import only_numbers
from casework.access.models import Membership, Organisation, User
from casework.followups.models import Reminder, Task
from casework.journey.handover import open_cases_by_caseworker
from casework.journey.models import Blocker, Case
from casework.people.queries import sees_many

FAILED_DAYS = 30


@dataclass(frozen=True)
class Load:
    """What one caseworker has: her open cases, her tasks, how many are overdue, and since when the oldest."""

    user: User
    cases: int
    tasks: int = 0
    overdue: int = 0
    oldest: date | None = None


def loads(by: Membership, organisation: Organisation, today: date) -> list[Load]:
    """Of everybody with an open case or task there, who has the most overdue first; of what `by` may see."""
    with only_numbers(of_many=sees_many(by)):
        found = _to_do(by, organisation, today)
    kept = open_cases_by_caseworker(by, organisation)
    users = User.objects.in_bulk([*found.keys() | kept.keys()])
    rows = [Load(user, kept.get(pk, 0), **found.get(pk, {})) for pk, user in users.items()]
    return sorted(rows, key=lambda load: (-load.overdue, -load.tasks, load.user.full_name))


def _to_do(by: Membership, organisation: Organisation, today: date) -> dict:
    tasks = Task.objects.visible_to(by).open().of_organisation(organisation)
    # As `Task.worker` has it.
    by_case = When(Q(assignee=None, for_whom="caseworker"), then=F("case__caseworker"))
    worker = Either(by_case, default=F("assignee"), output_field=models.UUIDField())
    counted = tasks.order_by().values(worker=worker).exclude(worker=None)
    late = Q(due_on__lt=today)
    counted = counted.annotate(tasks=Count("pk"), overdue=Count("pk", filter=late), oldest=Min("due_on", filter=late))
    return {row.pop("worker"): row for row in counted}


def escalated(by: Membership, organisation: Organisation, most: int):
    """Open tasks that the coordinator was told of, the longest ago first."""
    tasks = Task.objects.each_visible_to(by).open().of_organisation(organisation).exclude(escalated_on=None)
    tasks = tasks.order_by("escalated_on", "sort_on", "id")
    return tasks.filter(pk__in=chosen(tasks, most)).with_names()


def unreachable(by: Membership, organisation: Organisation):
    """The open blockers of who cannot be reached, the longest first."""
    blockers = Blocker.objects.visible_to(by).open().filter(cause=Blocker.Cause.UNREACHABLE)
    open_cases = blockers.filter(case__state=Case.State.OPEN, case__organisation=organisation)
    return open_cases.select_related("case__person", "case__caseworker").order_by("since", "created_at")


def not_sent(by: Membership, organisation: Organisation):
    """What could not be sent in these thirty days, the last first."""
    since = timezone.now() - timedelta(days=FAILED_DAYS)
    failed = Reminder.objects.visible_to(by).filter(state=Reminder.State.FAILED, send_at__gte=since)
    ours = failed.filter(case__organisation=organisation)
    return ours.select_related("case__person", "rule", "campaign").order_by("-send_at")
