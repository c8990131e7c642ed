"""A caseworker's day and the coordinator's pages among millions of open tasks, which stay in the database."""

from collections.abc import Iterator

from django.db import connection, transaction
from django.utils import timezone

from bench import subjects
from bench.measure import Figure, measure
from casework.base.statistics import gather_statistics
from casework.followups.models import Task
from casework.journey.models import Case

CASEWORKER, COLLEAGUE, COORDINATOR = "colega001@hias.example", "colega002@hias.example", "hilda@hias.example"
# So many open tasks and cases she has: invented caseworkers have a thousand cases, which nobody could follow.
HERS, HER_CASES = 200, 150
TODAY, TASK, EXPIRIES = 50, 60, 300
# So many of a thousand wait for whoever takes them, and so many are put off.
FOR_ANYBODY, PUT_OFF = 2, 50

FILL = f"""
INSERT INTO followups_task (id, created_at, updated_at, case_id, organisation_id, origin, what, for_whom, assignee_id,
    due_on, sort_on, vulnerable, snoozed_until, snooze_reason, state, outcome, remark)
SELECT gen_random_uuid(), now(), now(), id, organisation_id, 'staff', 'Llamar',
    CASE WHEN dice < {FOR_ANYBODY} THEN 'organisation' ELSE 'caseworker' END,
    CASE WHEN dice >= 700 THEN caseworker_id END,
    %(today)s::date + dice %% 90 - 20, %(today)s::date + dice %% 90 - 23, dice %% 9 = 0,
    CASE WHEN dice BETWEEN 300 AND 299 + {PUT_OFF} THEN %(today)s::date + 9 END,
    CASE WHEN dice BETWEEN 300 AND 299 + {PUT_OFF} THEN 'De viaje' ELSE '' END, 'open', '', ''
FROM (SELECT *, (random() * 999)::int AS dice FROM journey_case, generate_series(1, %(each)s)
      WHERE state = 'open' AND caseworker_id IS NOT NULL AND caseworker_id <> %(but)s) AS cases
LIMIT %(count)s
"""


def days(times: int, count: int) -> Iterator[Figure]:
    """Today of somebody with 200 open tasks, her lists, a task's page, the team and the expiries."""
    by = subjects.membership_of(CASEWORKER)
    fill(by, count)
    get = subjects.page(subjects.browser_of(CASEWORKER))
    yield measure(f"page Today, {HERS} of {count:,} tasks", get, ["/"] * times, TODAY)
    yield measure("page Tasks, hers", get, ["/tasks/"] * times, TODAY)
    yield measure("page Tasks, her organisation's", get, ["/tasks/?scope=organisation"] * times, TODAY)
    tasks = Task.objects.open().of_worker(by.user, by.organisation)[: max(5, times)]
    yield measure("open a task", get, [f"/tasks/{task.pk}/" for task in tasks], TASK)
    for whose in (subjects.PARTNER, subjects.IOM):
        get = subjects.page(subjects.browser_of(whose))
        yield measure(f"page Expiries, {whose}", get, ["/expiries/"] * max(5, times // 10), EXPIRIES)
    get = subjects.page(subjects.browser_of(COORDINATOR))
    yield measure("page Team", get, ["/team/"] * max(5, times // 20))


def fill(by, count: int) -> None:
    """Make so many open tasks, 200 of them this member's."""
    with transaction.atomic():
        missing = count - Task.objects.open().count()
        if missing > 0:
            cases = Case.objects.open().exclude(caseworker=None).exclude(caseworker=by.user).count()
            facts = {"today": timezone.localdate(), "but": by.user_id, "count": missing, "each": missing // cases + 1}
            with connection.cursor() as cursor:
                cursor.execute(FILL, facts)
            gather_statistics([Task._meta.db_table])
        _give_hers(by)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE followups_task")


def _give_hers(by) -> None:
    """As many cases and tasks as she is to have, half of these by her name and half by her cases; the rest moves on."""
    colleague = subjects.membership_of(COLLEAGUE).user
    cases = Case.objects.open().of_caseworker(by.user)
    kept = list(cases.order_by("pk")[:HER_CASES])
    cases.exclude(pk__in=[case.pk for case in kept]).update(caseworker=colleague)
    tasks = Task.objects.open()
    tasks.filter(assignee=by.user).exclude(case__in=kept).update(assignee=colleague)
    hers = list(tasks.of_worker(by.user, by.organisation).values_list("pk", flat=True))
    tasks.filter(pk__in=hers[HERS:]).delete()
    today = timezone.localdate()
    facts = {"organisation": by.organisation, "origin": "staff", "what": "Llamar", "due_on": today, "sort_on": today}
    Task.objects.bulk_create(
        Task(case=kept[number % len(kept)], assignee=by.user if number % 2 else None, **facts)
        for number in range(HERS - len(hers))
    )
