"""Reminders that no channel took: each becomes a call that somebody has to make."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from casework.followups.models import Reminder, Task
from casework.followups.rules import sort_day
from casework.journey.models import Case
from casework.places.zones import MAINLAND

CALL_DAYS = 2
CALL_STAKE = 1


def give_up(reminder: Reminder, why: str, now: datetime) -> None:
    """This reminder is not sent any more; somebody calls her instead."""
    give_up_all([(reminder, why)], now)


def give_up_all(failed: Iterable[tuple[Reminder, str]], now: datetime) -> None:
    """The same for many, in few statements.

    There is one open call for a case, however many messages did not reach her, and none where a task of the same rule
    is open or the rule wants none.
    """
    failed = list(failed)
    for why in {why for _reminder, why in failed}:
        lost = [reminder.pk for reminder, because in failed if because == why]
        Reminder.objects.filter(pk__in=lost).update(
            state=Reminder.State.FAILED, why=why, claim=None, claimed_until=None, updated_at=now
        )
    wanted = [reminder for reminder, _why in failed if reminder.rule_id and reminder.rule.call_instead]
    open_tasks = Task.objects.open().filter(case__in={reminder.case_id for reminder in wanted})
    known = set(open_tasks.filter(origin=Task.Origin.CALL).values_list("case", flat=True))
    by_rule = set(open_tasks.exclude(rule=None).values_list("case", "rule"))
    cases = {r.case_id for r in wanted if r.case_id not in known and (r.case_id, r.rule_id) not in by_rule}
    _write_calls(cases, now)


def _write_calls(ids: set, now: datetime) -> None:
    today = now.astimezone(MAINLAND).date()
    due_on = today + timedelta(days=CALL_DAYS)
    # Locked, so that of two who give up messages of one case at once the second sees the call of the first.
    cases = Case.objects.filter(pk__in=ids, state=Case.State.OPEN).order_by("pk").select_for_update(no_key=True)
    organisations = dict(cases.values_list("pk", "organisation"))
    have = set(
        Task.objects.open().filter(case__in=organisations, origin=Task.Origin.CALL).values_list("case", flat=True)
    )
    first = set(Case.objects.filter(pk__in=organisations).vulnerable(today).values_list("pk", flat=True))
    Task.objects.bulk_create(
        Task(
            case_id=case,
            organisation_id=organisation,
            origin=Task.Origin.CALL,
            due_on=due_on,
            vulnerable=case in first,
            sort_on=sort_day(due_on, stake=CALL_STAKE, vulnerable=case in first),
        )
        for case, organisation in organisations.items()
        if case not in have
    )
