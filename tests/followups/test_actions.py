"""Tasks: written, done with an outcome, put off, taken, given to others; and nobody's but those of who may."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from casework.access.models import Door
from casework.access.policy import Role
from casework.access.scope import acting_as
from casework.base.errors import Conflict
from casework.followups.actions import complete_task, reassign_tasks, snooze_task, take_task, write_task
from casework.followups.models import Rule, Task
from casework.followups.outcomes import offered
from casework.journey.models import StageRecord
from casework.people.models import ContactAttempt, Event
from tests.cast import member, refer
from tests.journey.standing import put


def today():
    return timezone.localdate()


def by_rule(case, code, **facts):
    """An open task as the planner makes it."""
    about = {"case": case, "organisation": case.organisation, "origin": "rule", "rule": Rule.objects.get(code=code)}
    days = {"planned_for": today(), "due_on": today(), "sort_on": today()}
    return Task.objects.create(subject=case.pk, **about, **days | facts)


@pytest.fixture
def task(case):
    return by_rule(case, "no_contact")


def test_a_colleague_writes_a_task_for_the_caseworker(case, ana, hilda):
    due = today() + timedelta(days=5)
    task = write_task(case=case, by=hilda, what="  Llevar   la carta ", due_on=due)
    assert (task.title, task.worker, task.made_by, task.organisation) == (
        "Llevar la carta",
        case.caseworker,
        hilda.user,
        case.organisation,
    )
    assert task.sort_on == due - timedelta(days=3)


def test_a_task_of_somebody_vulnerable_comes_first(case, hilda):
    case.person.birth_date, case.person.birth_precision = today() - timedelta(days=365 * 70), "day"
    case.person.save()
    due = today() + timedelta(days=30)
    task = write_task(case=case, by=hilda, what="Llamar", due_on=due, stake=0)
    assert task.vulnerable
    assert task.sort_on == due - timedelta(days=7)


@pytest.mark.parametrize("day", [-1, 800])
def test_a_task_is_due_within_reach(day, case, ana):
    with pytest.raises(ValidationError) as refused:
        write_task(case=case, by=ana, what="x", due_on=today() + timedelta(days=day))
    assert "due_on" in refused.value.error_dict


def test_a_task_says_what(case, ana):
    with pytest.raises(ValidationError) as refused:
        write_task(case=case, by=ana, what="   ", due_on=today())
    assert "Say what is to be done." in str(refused.value)


def test_only_a_colleague_gets_a_task(case, ana, bruno):
    with pytest.raises(ValidationError) as refused:
        write_task(case=case, by=ana, what="x", due_on=today(), assignee=bruno.user)
    assert "assignee" in refused.value.error_dict


def test_who_is_shared_with_writes_for_herself(case, bruno):
    refer(case.person, bruno.organisation)
    task = write_task(case=case, by=bruno, what="x", due_on=today())
    assert (task.organisation, task.worker) == (bruno.organisation, bruno.user)


def test_reaching_her_ends_the_task_and_is_an_attempt(task, ana):
    done = complete_task(task=task, by=ana, outcome="reached", attempt={"way": "visit", "remark": "En casa"})
    assert (done.state, done.outcome, done.ended_by) == ("done", "reached", ana.user)
    attempt = ContactAttempt.objects.get()
    assert done.attempt == attempt
    assert (attempt.way, attempt.result, attempt.remark) == ("visit", "reached", "En casa")


def test_who_was_not_reached_is_tried_again_on_the_next_working_day(task, ana, monkeypatch):
    saturday = date(2026, 8, 8)  # Monday the 10th is a holiday, kept on that day
    monkeypatch.setattr(timezone, "localdate", lambda *a, **k: saturday)
    again = complete_task(task=task, by=ana, outcome="not_reached")
    assert (again.state, again.snoozed_until) == ("open", date(2026, 8, 11))
    assert ContactAttempt.objects.get().result == "no_answer"


def test_after_three_attempts_the_search_takes_its_place(task, ana):
    for _ in range(3):
        task = complete_task(task=task, by=ana, outcome="not_reached")
    assert (task.state, task.outcome) == ("done", "not_reached")
    search = Task.objects.open().get()
    assert search.origin == "find"
    assert task.case.blockers.open().get().cause == "unreachable"
    again = complete_task(task=search, by=ana, outcome="not_reached")
    assert again.state == "open"
    assert again.snoozed_until >= today() + timedelta(days=7)
    complete_task(task=again, by=ana, outcome="reached", attempt={"way": "household"})
    assert not task.case.blockers.open().exists()
    assert not Task.objects.open().exists()


def test_a_move_is_an_outcome(case, ana):
    put(case, "registration", "done")
    task = by_rule(case, "stage_stuck")
    with pytest.raises(ValidationError):
        complete_task(task=task, by=ana, outcome="moved")
    complete_task(task=task, by=ana, outcome="moved", move={"stage": "cpm", "verb": "start"})
    assert StageRecord.objects.get(case=case, stage="cpm").status == "in_progress"
    task.refresh_from_db()
    assert (task.state, task.outcome) == ("done", "moved")


def test_a_move_that_is_refused_leaves_the_task_open(case, ana):
    task = by_rule(case, "stage_stuck")
    with pytest.raises(Conflict):
        complete_task(task=task, by=ana, outcome="moved", move={"stage": "visa", "verb": "approve"})
    task.refresh_from_db()
    assert task.state == "open"


def test_a_missed_appointment_leaves_a_task_to_arrange_a_new_one(case, ana):
    complete_task(task=by_rule(case, "appointment_passed"), by=ana, outcome="missed")
    new = Task.objects.open().get()
    assert (new.title, new.due_on) == ("Arrange a new appointment", today() + timedelta(days=3))


def test_an_outcome_has_to_fit(case, ana):
    task = by_rule(case, "instalment_due")
    assert "alive" not in offered(task)
    with pytest.raises(ValidationError) as refused:
        complete_task(task=task, by=ana, outcome="alive")
    assert "outcome" in refused.value.error_dict


def test_what_is_not_needed_says_why(task, ana):
    with pytest.raises(ValidationError) as refused:
        complete_task(task=task, by=ana, outcome="not_needed", remark=" ")
    assert "remark" in refused.value.error_dict
    assert complete_task(task=task, by=ana, outcome="not_needed", remark="Viajó").remark == "Viajó"


def test_a_task_ends_once(task, ana, hilda):
    complete_task(task=task, by=ana, outcome="reached")
    with pytest.raises(Conflict) as refused:
        complete_task(task=task, by=hilda, outcome="reached")
    assert refused.value.code == "task_ended_already"
    assert ContactAttempt.objects.count() == 1


def test_an_outsider_finds_no_task_and_who_is_shared_with_ends_none_of_others(task, bruno):
    with acting_as(bruno, Door.WEB), pytest.raises(Task.DoesNotExist):
        complete_task(task=task, by=bruno, outcome="reached")
    refer(task.case.person, bruno.organisation)
    with acting_as(bruno, Door.WEB), pytest.raises(PermissionDenied):
        complete_task(task=task, by=bruno, outcome="reached")


@pytest.mark.parametrize("role", [Role.VIEWER])
def test_who_does_not_write_notes_does_no_tasks(role, task, hias):
    with pytest.raises(PermissionDenied):
        complete_task(task=task, by=member("Vera", hias, role), outcome="reached")


def test_it_is_put_off_with_a_reason_and_within_reach(task, ana):
    until = today() + timedelta(days=10)
    assert snooze_task(task=task, by=ana, until=until, reason="Viaja").snoozed_until == until
    assert not Task.objects.now(today()).exists()
    assert Task.objects.now(until).get() == task
    for day, reason, field in ((0, "x", "until"), (61, "x", "until"), (1, " ", "reason")):
        with pytest.raises(ValidationError) as refused:
            snooze_task(task=task, by=ana, until=today() + timedelta(days=day), reason=reason)
        assert field in refused.value.error_dict


def test_what_nobody_has_is_taken_and_what_a_colleague_has_is_not(case, ana, hilda):
    case.caseworker = None
    case.save()
    task = by_rule(case, "no_contact")
    assert Task.objects.for_anybody(task.organisation).get() == task
    assert take_task(task=task, by=ana).worker == ana.user
    with pytest.raises(Conflict):
        take_task(task=task, by=hilda)


def test_tasks_are_given_to_a_colleague_and_back(case, ana, hilda, bruno):
    task = by_rule(case, "no_contact")
    assert reassign_tasks(task_ids=[task.pk], by=hilda, to=hilda.user) == 1
    assert list(Task.objects.of(hilda)) == [task]
    assert not Task.objects.of(ana).exists()
    assert reassign_tasks(task_ids=[task.pk], by=hilda, to=None) == 1
    assert list(Task.objects.of(ana)) == [task]
    with pytest.raises(ValidationError):
        reassign_tasks(task_ids=[task.pk], by=hilda, to=bruno.user)
    with pytest.raises(PermissionDenied):
        reassign_tasks(task_ids=[task.pk], by=ana, to=ana.user)


def test_whose_a_task_is_follows_the_case(case, ana, hilda, belen):
    task = by_rule(case, "no_contact")
    for_coordinator = by_rule(case, "task_overdue", for_whom="coordinator")
    assert list(Task.objects.of(ana)) == [task]
    assert list(Task.objects.of(hilda)) == [for_coordinator]
    case.caseworker = belen.user
    case.save()
    assert list(Task.objects.of(belen)) == [task]
    assert not Task.objects.of(ana).exists()


@pytest.fixture
def belen(hias):
    return member("Belen", hias, Role.CASEWORKER)


@pytest.mark.parametrize(
    ("trigger", "outcome"),
    [("appointment_passed", "missed"), ("appointment_passed", "attended"), ("instalment_due", "done"),
     ("business_visit", "alive"), ("business_visit", "ended"), ("stage_stuck", "done")],
)  # fmt: skip
def test_an_outcome_records_no_contact_that_did_not_happen(trigger, outcome, case, ana):
    task = complete_task(task=by_rule(case, trigger), by=ana, outcome=outcome)
    assert task.attempt is None
    assert not ContactAttempt.objects.exists()
    assert not Event.objects.filter(kind="contact_attempted").exists()


def test_what_was_heard_from_the_person_is_a_contact(case, ana):
    task = complete_task(task=by_rule(case, "appointment_passed"), by=ana, outcome="missed", attempt={"way": "office"})
    assert (task.attempt.way, task.attempt.result) == ("office", "reached")
