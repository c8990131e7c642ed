"""The only writers of tasks, but for the planner, which makes them by rules. `by` is the membership that acts."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access.models import Membership, User
from casework.access.policy import Kind, Right, Section, require, require_write
from casework.base.errors import Conflict
from casework.base.text import tidy
from casework.followups.attempts import UNREACHABLE_AFTER, record_attempt
from casework.followups.models import Task
from casework.followups.outcomes import offered, result_of
from casework.followups.rules import is_working_day, sort_day
from casework.journey.models import Case
from casework.journey.moves import lock_case
from casework.people.actions import require_living
from casework.people.models import ContactAttempt
from casework.people.reaching import failed_in_a_row
from casework.programmes.actions import move_stage

LONGEST_SNOOZE_DAYS, LATEST_DUE_DAYS = 60, 730
NEW_APPOINTMENT_DAYS, SEARCH_AGAIN_DAYS = 3, 7

Outcome, State = Task.Outcome, Task.State


@transaction.atomic
def write_task(
    *,
    case: Case,
    by: Membership,
    what: str,
    due_on: date,
    assignee: User | None = None,
    stake: int = 1,
    about_death: bool = False,
) -> Task:
    """A task that a colleague writes down, for the caseworker or for somebody of the writer's organisation.

    Conflict for a person who died, unless it is `about_death`: about the death itself or the household.
    """
    case = lock_case(case, by, Section.NOTES)
    if not about_death:
        require_living(case.person)
    today = timezone.localdate()
    if not today <= due_on <= today + timedelta(days=LATEST_DUE_DAYS):
        sentence = _("Choose a day from today on, within two years.")
        raise ValidationError({"due_on": ValidationError(sentence, code="out_of_reach")})
    _check_works_here(assignee, by, "assignee")
    return _write(case, by, what=tidy(what), due_on=due_on, assignee=assignee, stake=stake)


def _write(case: Case, by: Membership, *, what: str, due_on: date, assignee: User | None, stake: int = 1) -> Task:
    vulnerable = Case.objects.filter(pk=case.pk).vulnerable(timezone.localdate()).exists()
    task = Task(
        case=case,
        organisation=by.organisation,
        origin=Task.Origin.STAFF,
        what=what,
        assignee=assignee or (by.user if case.organisation_id != by.organisation_id else None),
        due_on=due_on,
        sort_on=sort_day(due_on, stake=stake, vulnerable=vulnerable),
        vulnerable=vulnerable,
        made_by=by.user,
    )
    task.full_clean()
    task.save()
    return task


def is_own(task: Task, by: Membership) -> bool:
    """Whether it is of the organisation of `by`; to IOM every task is."""
    return by.organisation.kind == Kind.IOM or task.organisation_id == by.organisation_id


def require_own(task: Task, by: Membership) -> None:
    """Raise PermissionDenied, with a sentence that names whose it is, unless `is_own`."""
    if not is_own(task, by):
        raise PermissionDenied(_("This task is of %(organisation)s.") % {"organisation": task.organisation})


def lock_task(task: Task, by: Membership) -> Task:
    """The open task as it is now, locked, with its case; Conflict when somebody has ended it.

    Raises Task.DoesNotExist out of sight, PermissionDenied for a task of another organisation, but for IOM.
    """
    require_write(by, Section.NOTES)
    tasks = Task.objects.visible_to(by).select_for_update(of=("self",)).select_related("rule", "case__person")
    task = tasks.get(pk=task.pk)
    require_own(task, by)
    if task.state != State.OPEN:
        sentence = _("This task is “%(state)s” already.") % {"state": task.get_state_display()}
        raise Conflict("task_ended_already", sentence)
    return task


@transaction.atomic
def complete_task(
    *,
    task: Task,
    by: Membership,
    outcome: str,
    remark: str = "",
    attempt: dict | None = None,
    move: dict | None = None,
) -> Task:
    """Ends a task with its outcome, which may itself be a contact attempt (`attempt`: way, result, contact) or a move
    of the journey (`move`: what `programmes.actions.move_stage` takes).

    That the person was reached is recorded where the outcome says so, or where `attempt` says how it was heard.

    Who was not reached is tried again: the task stays open and comes back on the next working day, until three tries
    have failed; then the task to find her takes its place. A missed appointment leaves a task to arrange a new one.
    """
    task = lock_task(task, by)
    if outcome not in {*offered(task), Outcome.NOT_NEEDED, Outcome.MOVED}:
        raise ValidationError({"outcome": ValidationError(_("This outcome does not fit the task."), code="unfit")})
    if (outcome == Outcome.MOVED) != (move is not None):
        raise ValidationError({"outcome": ValidationError(_("Say which move was made."), code="move_missing")})
    if outcome == Outcome.NOT_NEEDED and not tidy(remark):
        raise ValidationError({"remark": ValidationError(_("Say why it is not needed."), code="required")})
    if move:
        move_stage(case=task.case, by=by, **move)
    result = result_of(outcome, heard=bool((attempt or {}).get("way")))
    if result:
        facts = {"way": ContactAttempt.Way.CALL, "result": result} | (attempt or {})
        task.attempt = record_attempt(case=task.case, by=by, task=task, **facts)
    again = _when_again(task) if outcome == Outcome.NOT_REACHED else None
    if again:
        task.snoozed_until, task.snooze_reason = again, str(Outcome.NOT_REACHED.label)
    else:
        _end(task, by, outcome, remark)
    task.full_clean()
    task.save()
    if outcome == Outcome.MISSED and not task.case.person.died_on:
        due_on = timezone.localdate() + timedelta(days=NEW_APPOINTMENT_DAYS)
        _write(task.case, by, what=_("Arrange a new appointment"), due_on=due_on, assignee=task.assignee)
    return task


def _when_again(task: Task) -> date | None:
    """When somebody who was not reached is tried again; None when the task to find her has taken its place."""
    if task.origin == Task.Origin.FIND:
        return _working_day_after(SEARCH_AGAIN_DAYS)
    return None if failed_in_a_row(task.case.person) >= UNREACHABLE_AFTER else _working_day_after(1)


def _end(task: Task, by: Membership, outcome: str, remark: str) -> None:
    task.state, task.outcome, task.remark = State.DONE, outcome, tidy(remark)
    task.ended_at, task.ended_by = timezone.now(), by.user
    task.snoozed_until, task.snooze_reason = None, ""


def _working_day_after(days: int) -> date:
    day = timezone.localdate() + timedelta(days=days)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


@transaction.atomic
def snooze_task(*, task: Task, by: Membership, until: date, reason: str) -> Task:
    """Puts a task off until a day, with the reason. What is due is due all the same: it is escalated as before."""
    task = lock_task(task, by)
    today = timezone.localdate()
    if not today < until <= today + timedelta(days=LONGEST_SNOOZE_DAYS):
        sentence = _("Choose a day from tomorrow on, within %(days)s days.") % {"days": LONGEST_SNOOZE_DAYS}
        raise ValidationError({"until": ValidationError(sentence, code="out_of_reach")})
    task.snoozed_until, task.snooze_reason = until, tidy(reason)
    if not task.snooze_reason:
        raise ValidationError({"reason": ValidationError(_("Say why it is put off."), code="required")})
    task.full_clean()
    task.save()
    return task


@transaction.atomic
def take_task(*, task: Task, by: Membership) -> Task:
    """Takes a task that nobody has; what a colleague has, is hers."""
    task = lock_task(task, by)
    if task.worker and task.worker != by.user:
        raise Conflict("task_is_anothers", _("%(name)s has this task.") % {"name": task.worker.full_name})
    _check_works_here(by.user, task, "assignee")
    task.assignee = by.user
    task.save()
    return task


@transaction.atomic
def reassign_tasks(*, task_ids: Iterable[UUID], by: Membership, to: User | None) -> int:
    """Gives open tasks of the organisation to a colleague, or back to whose they are by the case. How many moved."""
    require(by, Right.ASSIGN)
    require_write(by, Section.NOTES)
    _check_works_here(to, by, "to")
    tasks = Task.objects.visible_to(by).open().of_organisation(by.organisation).filter(pk__in=list(task_ids))
    locked = list(tasks.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    return Task.objects.filter(pk__in=locked).update(assignee=to, updated_at=timezone.now())


def _check_works_here(user: User | None, of: Membership | Task, field: str) -> None:
    organisation = of.organisation
    if user and not Membership.objects.active().filter(user=user, organisation=organisation).exists():
        sentence = _("%(name)s does not work in %(organisation)s.")
        sentence %= {"name": user.full_name, "organisation": organisation}
        raise ValidationError({field: ValidationError(sentence, code="not_of_organisation")})
