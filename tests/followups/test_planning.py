"""Planning: each once, none lost when nothing ran, none left when its reason has ended."""

from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.db import connection
from django.utils import timezone
from hypothesis import example, given
from hypothesis import strategies as st

from casework.access.models import Door
from casework.access.scope import acting_as
from casework.followups import planning, tasks
from casework.followups.models import Reminder, Reply, Rule, Run, Task
from casework.followups.rules import offset_due, sort_day, worth_telling
from casework.followups.statements import day_sql
from casework.journey.actions import assign, close_case, register, reopen_case
from casework.journey.models import Blocker, Case, StageRecord
from casework.people.actions import update_document
from casework.people.households import create_household, join_household
from casework.people.models import IdentityDocument, Person
from casework.people.queries import vulnerable
from casework.people.rules import age_on
from casework.places.zones import MAINLAND
from casework.programmes.actions import move_stage
from tests.followups.conftest import DAY, MADE, at, days, reached, rule
from tests.journey.standing import put
from tests.journey.test_two_at_once import at_once
from tests.planner import known_rows
from tests.roles import a_connection_of_the_owner


def plan(day=DAY, **how):
    return planning.plan(today=day, **how).total


def reminders(**which):
    return list(Reminder.objects.filter(**which).order_by("due_on").values_list("due_on", "state", "why"))


def task():
    return Task.objects.get(origin="rule")


def test_planner_of_postgresql_knows_what_was_planned(case, only, monkeypatch):
    monkeypatch.setattr(planning, "MANY_ROWS", 1)
    only("blocker_review")
    MADE["blocker_review"](case)
    assert plan(DAY + days(2)).tasks
    assert known_rows("followups_task") == Task.objects.count()


# What is planned ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("trigger", [trigger for trigger in MADE if trigger != "task_overdue"])
def test_each_trigger_is_planned_once_on_its_day_and_twice_is_nothing_new(trigger, case, only):
    only(trigger)
    subject = MADE[trigger](case)
    found = rule(trigger, offsets=[2], unit="days")
    assert planning.plan(today=DAY + days(1)).total == planning.Counts()
    to_person, staff = "person" in found.audience, [kind for kind in found.audience if kind != "person"]
    # What lay ahead of her and is over is not told: an appointment is.
    reminded = to_person and trigger != "appointment"
    expected = planning.Counts(reminders=int(reminded), tasks=int(bool(staff)))
    assert plan(DAY + days(2)) == expected
    assert plan(DAY + days(2)) == plan(DAY + days(3)) == planning.Counts()
    for row in Reminder.objects.all():
        assert (row.case, row.person, row.rule, row.subject) == (case, case.person, found, subject.pk)
        assert (row.due_on, row.state, row.send_at) == (DAY + days(2), "planned", at(DAY + days(2), 8))
    for row in Task.objects.filter(origin="rule"):
        assert (row.case, row.organisation, row.rule, row.subject) == (case, case.organisation, found, subject.pk)
        assert (row.planned_for, row.due_on) == (DAY + days(2), DAY + days(2 + found.task_days))
        assert (row.for_whom, row.assignee, row.state) == (staff[0], None, "open")
        assert row.sort_on == sort_day(row.due_on, stake=found.stake, vulnerable=trigger == "birth_unsettled")
        row.full_clean()


def test_the_shipped_rules_as_a_whole(case):
    for trigger in MADE:
        if trigger not in ("retention_near", "renewal_open", "appointment", "instalment_due"):
            MADE[trigger](case)
    # Of what has nothing at stake none: it waits until nothing else is to be done about the case.
    assert plan(DAY + days(400)).tasks == Task.objects.filter(origin="rule", state="open").count() == 11
    assert not Task.objects.filter(rule__stake=0).exists()
    assert plan(DAY + days(400)) == planning.Counts()


def test_a_fortnight_without_a_run_loses_nothing_and_sends_only_the_last(case, only):
    only("document_expiring")
    MADE["document_expiring"](case, DAY + days(90))
    assert plan(DAY).reminders == 1
    Reminder.objects.update(state="sent", sent_at=at(DAY))
    # 60 days before, and 30 days before, nothing ran; nor for two weeks after.
    assert plan(DAY + days(69)) == planning.Counts(reminders=1, forward=1)
    assert reminders() == [(DAY, "sent", ""), (DAY + days(60), "planned", "")]


def test_a_day_long_ago_is_no_longer_told_to_her_but_staff_are(case, only):
    only("document_expiring")
    MADE["document_expiring"](case, DAY + days(60))
    assert plan(DAY + days(11)) == planning.Counts(tasks=1)
    assert task().due_on == DAY + days(11 + 7)


def test_a_planned_reminder_is_cancelled_when_it_is_too_late_or_a_more_urgent_one_came(case, only):
    only("document_expiring")
    MADE["document_expiring"](case, DAY + days(30))
    assert plan(DAY).reminders == 1
    assert plan(DAY + days(10)) == planning.Counts()
    assert plan(DAY + days(11)).cancelled == 1
    assert plan(DAY + days(23)).reminders == 1
    rule("document_expiring", offsets=[-30, -7, -6])
    assert plan(DAY + days(24)) == planning.Counts(reminders=1, forward=1, cancelled=1)
    assert reminders() == [
        (DAY, "cancelled", "too_late"),
        (DAY + days(23), "cancelled", "too_late"),
        (DAY + days(24), "planned", ""),
    ]


def test_what_lay_ahead_and_is_over_is_not_told(case, only):
    only("training_starting")
    MADE["training_starting"](case, DAY)
    assert plan(DAY - days(1)).reminders == 1
    assert plan(DAY) == planning.Counts()
    assert plan(DAY + days(1)).cancelled == 1
    Reminder.objects.all().delete()
    assert plan(DAY + days(1)) == planning.Counts()


def test_of_several_staff_the_first_has_the_task(case, only):
    only("blocker_review")
    rule("blocker_review", audience=["coordinator", "caseworker"])
    MADE["blocker_review"](case)
    assert plan() == planning.Counts(tasks=1)
    assert task().for_whom == "coordinator"


def test_a_restricted_person_is_not_told_and_her_case_is_still_work(case, only):
    only("document_expiring")
    MADE["document_expiring"](case, DAY + days(30))
    assert plan() == planning.Counts(reminders=1, tasks=1)
    Person.objects.update(restricted_on=DAY)
    assert plan() == planning.Counts(cancelled=1)
    assert reminders() == [(DAY, "cancelled", "reason_ended")]
    assert task().state == "open"


# Never two open tasks -----------------------------------------------------------------------------------------------
def test_an_open_task_is_brought_forward_instead_of_a_second(case, only):
    only("stage_stuck")
    MADE["stage_stuck"](case)
    plan()
    first = task()
    Task.objects.update(snoozed_until=DAY + days(99), snooze_reason="She travels.")
    assert plan(DAY + days(30)) == planning.Counts(forward=1)
    again = task()
    assert (again.pk, again.planned_for, again.due_on, again.sort_on) == (
        first.pk, DAY + days(30), first.due_on, first.sort_on,
    )  # fmt: skip
    assert (again.snoozed_until, again.snooze_reason) == (None, "")
    assert plan(DAY + days(30)) == planning.Counts()


def test_a_task_that_was_done_is_followed_by_one_of_the_next_day_only(case, only, ana):
    only("stage_stuck")
    MADE["stage_stuck"](case)
    plan()
    Task.objects.update(state="done", outcome="done", ended_at=at(DAY), ended_by=ana.user)
    assert plan(DAY + days(29)) == planning.Counts()
    assert plan(DAY + days(30)) == planning.Counts(tasks=1)
    assert list(Task.objects.order_by("planned_for").values_list("state", flat=True)) == ["done", "open"]


def test_a_day_that_moved_back_to_one_that_was_done_disturbs_nothing(case, only, ana):
    only("blocker_review")
    blocker = MADE["blocker_review"](case)
    plan()
    Task.objects.update(state="done", outcome="done", ended_at=at(DAY), ended_by=ana.user)
    Blocker.objects.update(review_on=DAY + days(3))
    assert plan(DAY + days(3)) == planning.Counts(tasks=1)
    Blocker.objects.filter(pk=blocker.pk).update(review_on=DAY)
    assert plan(DAY + days(4)) == planning.Counts()
    assert Task.objects.get(state="open").planned_for == DAY + days(3)


# What ends it -------------------------------------------------------------------------------------------------------
def test_renewing_cancels_both(case, only):
    only("document_expiring")
    MADE["document_expiring"](case, DAY + days(30))
    plan()
    StageRecord.objects.filter(stage="visa").update(status="in_progress")
    assert plan() == planning.Counts(cancelled=2)
    assert reminders() == [(DAY, "cancelled", "reason_ended")]
    ended = task()
    assert (ended.state, ended.ended_by, ended.outcome) == ("cancelled", None, "")
    ended.full_clean()
    assert plan() == planning.Counts()


def test_a_closed_case_has_none_and_reopened_has_them_again(case, only, ana):
    only("document_expiring")
    MADE["document_expiring"](case, DAY + days(30))
    plan()
    close_case(case=case, by=ana, close_reason="left")
    assert plan() == planning.Counts(cancelled=2)
    reopen_case(case=case, by=ana)
    assert plan() == planning.Counts(reminders=1, tasks=1)
    assert (reminders(), task().state) == ([(DAY, "planned", "")], "open")
    task().full_clean()


def test_a_rule_switched_off_has_none_and_switched_on_has_them_again(case, only):
    only("document_expiring")
    MADE["document_expiring"](case, DAY + days(30))
    plan()
    rule("document_expiring", active=False)
    assert plan() == planning.Counts(cancelled=2)
    rule("document_expiring", active=True)
    assert plan() == planning.Counts(reminders=1, tasks=1)
    assert Reminder.objects.count() == Task.objects.count() == 1


def test_what_was_tried_or_ended_by_somebody_does_not_come_back(case, only, ana):
    only("document_expiring")
    MADE["document_expiring"](case, DAY + days(30))
    plan()
    Reminder.objects.update(state="cancelled", why="reason_ended", step=1)
    Task.objects.update(state="cancelled", ended_at=at(DAY), ended_by=ana.user)
    assert plan() == planning.Counts()


def test_who_is_no_longer_told_by_a_rule(case, only):
    only("document_expiring")
    MADE["document_expiring"](case, DAY + days(30))
    plan()
    rule("document_expiring", audience=["caseworker"])
    assert plan() == planning.Counts(cancelled=1)
    rule("document_expiring", audience=["person"])
    assert plan() == planning.Counts(reminders=1, cancelled=1)


def test_a_moved_appointment_is_told_anew_and_the_old_one_not_at_all(case, only):
    only("appointment")
    record = MADE["appointment"](case, DAY)
    plan(DAY - days(3))
    StageRecord.objects.filter(pk=record.pk).update(appointment_at=at(DAY + days(2), 15))
    assert plan(DAY - days(2)) == planning.Counts(cancelled=1)
    assert plan(DAY - days(1)) == planning.Counts(reminders=1)
    assert reminders() == [(DAY - days(3), "cancelled", "reason_ended"), (DAY - days(1), "planned", "")]


def test_an_appointment_that_is_over_is_not_told_even_on_its_day(case, only, monkeypatch):
    only("appointment")
    rule("appointment", offsets=[0])
    MADE["appointment"](case, DAY)
    for hour, planned in ((9, 1), (11, 0)):
        Reminder.objects.all().delete()
        monkeypatch.setattr(planning.timezone, "now", lambda hour=hour: at(DAY, hour))
        assert plan().reminders == planned


def test_of_the_day_itself_it_is_sent_at_once_when_the_quiet_hours_are_over(case, only, monkeypatch):
    only("document_expiring")
    MADE["document_expiring"](case, DAY + days(30))
    monkeypatch.setattr(planning.timezone, "now", lambda: at(DAY, 15))
    plan()
    assert Reminder.objects.get().send_at == at(DAY, 15)


def test_a_task_of_a_fact_that_moved_into_the_future_is_cancelled(case, only):
    only("blocker_review")
    MADE["blocker_review"](case)
    plan()
    Blocker.objects.update(review_on=DAY + days(9))
    assert plan(DAY + days(1)) == planning.Counts(cancelled=1)
    assert plan(DAY + days(9)) == planning.Counts(tasks=1)


def test_what_somebody_is_sending_is_left_alone(case, only):
    only("document_expiring")
    MADE["document_expiring"](case, DAY + days(30))
    plan()
    Reminder.objects.update(state="claimed", claim=case.pk, claimed_until=at(DAY, 12))
    StageRecord.objects.filter(stage="visa").update(status="in_progress")
    assert plan() == planning.Counts(cancelled=1)
    assert Reminder.objects.get().state == "claimed"


def test_of_many_so_many_are_changed_at_a_time(case, only, ana, monkeypatch):
    monkeypatch.setattr(planning, "CHANGED_AT_ONCE", 2)
    only("blocker_review", "task_overdue")
    for name in ("Rosa", "Luz", "Sol", "Paz", "Mar"):
        MADE["blocker_review"](register(by=ana, given_names=name))
    assert plan() == planning.Counts(tasks=5)
    assert plan(DAY + days(14)) == planning.Counts(forward=5, escalated=5)
    rule("blocker_review", active=False)
    assert plan(DAY + days(14)) == planning.Counts(cancelled=5)
    rule("blocker_review", active=True)
    assert plan(DAY + days(14)) == planning.Counts(tasks=5)


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_who_is_writing_and_her_row_has_its_turn(case, only, ana):
    only("blocker_review")
    other = register(by=ana, given_names="Rosa")
    for one in (case, other):
        MADE["blocker_review"](one)
    plan()
    Blocker.objects.update(resolved_on=timezone.localdate(), resolution="paid")
    with a_connection_of_the_owner() as somebody, somebody.transaction():
        written = "SELECT id FROM followups_task WHERE case_id = %s FOR NO KEY UPDATE"
        assert somebody.execute(written, [case.pk]).fetchone()
        assert plan() == planning.Counts(cancelled=1)
    assert plan() == planning.Counts(cancelled=1)


@pytest.mark.django_db(transaction=True)
def test_of_planners_and_refreshes_at_once_nothing_is_doubled(case, only, ana):
    only("document_expiring")
    MADE["document_expiring"](case, timezone.localdate(timezone=MAINLAND) + days(30))
    Run.objects.create(kind="plan", finished_at=timezone.now())
    done = at_once(*[plan_or_leave] * 3, lambda: planning.refresh(now=timezone.now()))
    assert not [outcome for outcome in done if isinstance(outcome, Exception)]
    assert (Reminder.objects.count(), Task.objects.count()) == (1, 1)


def plan_or_leave():
    return planning.plan(today=timezone.localdate(timezone=MAINLAND))


# Overdue ------------------------------------------------------------------------------------------------------------
def test_an_overdue_task_is_told_to_the_coordinator_once(case, only):
    only("task_overdue")
    overdue = MADE["task_overdue"](case)
    assert plan(DAY + days(6)) == planning.Counts()
    assert plan(DAY + days(7)) == planning.Counts(escalated=1)
    assert plan(DAY + days(8)) == planning.Counts()
    assert Task.objects.get().escalated_on == DAY + days(7)
    assert Task.objects.get() == overdue
    rule("task_overdue", active=False)
    Task.objects.update(escalated_on=None)
    assert plan(DAY + days(8)) == planning.Counts()


# Days ---------------------------------------------------------------------------------------------------------------
@given(
    anchor=st.dates(date(1999, 1, 1), date(2105, 12, 31)),
    offsets=st.lists(st.integers(-400, 400), min_size=1, max_size=5),
    unit=st.sampled_from(Rule.Unit.values),
    passed=st.integers(-800, 800),
)
@example(date(2027, 1, 31), [1], "months", 28)
@example(date(2028, 1, 31), [1], "months", 29)
@example(date(2028, 2, 29), [12, -12], "months", 365)
@example(date(2028, 2, 29), [-1, 0, 1], "days", 0)
@pytest.mark.django_db
def test_the_database_counts_days_as_the_rule_does(anchor, offsets, unit, passed):
    today = anchor + timedelta(days=passed)
    found = ", ".join(day_sql(f"DATE '{anchor}'", offset, unit) for offset in offsets)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT max(day) FROM unnest(ARRAY[{found}]) day WHERE day <= %s", [today])
        assert cursor.fetchone()[0] == offset_due(anchor, offsets, unit, today)


@pytest.mark.parametrize(
    ("awarded", "day"),
    [
        (date(2027, 1, 31), date(2027, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2028, 2, 29), date(2028, 3, 29)),
        (date(2027, 3, 31), date(2027, 4, 30)),
    ],
)
def test_a_month_ends_where_the_month_does(awarded, day, case, only):
    only("business_visit")
    MADE["business_visit"](case, awarded)
    assert plan(day - days(1)) == planning.Counts()
    assert plan(day) == planning.Counts(tasks=1)
    assert task().planned_for == day == offset_due(awarded, [1, 3, 6, 12], "months", day)


def test_no_day_is_lost_around_a_29_february(case, only):
    only("document_expiring")
    rule("document_expiring", offsets=[-1])
    MADE["document_expiring"](case, date(2028, 3, 1))
    assert plan(date(2028, 2, 28)) == planning.Counts()
    assert plan(date(2028, 2, 29)) == planning.Counts(reminders=1, tasks=1)


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo"])
def test_in_the_evening_it_is_still_today_in_guayaquil(zone, case, only, settings, monkeypatch):
    only("document_expiring")
    MADE["document_expiring"](case, DAY + days(31))
    settings.TIME_ZONE = zone
    evening = at(DAY, 23)  # tomorrow in UTC
    for module in (tasks, planning):
        monkeypatch.setattr(module.timezone, "now", lambda: evening)
    tasks.plan()
    assert Reminder.objects.count() == 0
    monkeypatch.setattr(planning.timezone, "now", lambda: evening + timedelta(hours=1))
    tasks.plan()
    assert Reminder.objects.get().send_at == at(DAY + days(1), 8)


@given(due=st.integers(-15, 15), anchor=st.integers(-15, 15), hours=st.none() | st.integers(-48, 48))
@pytest.mark.django_db
def test_what_is_worth_telling_is_the_same_for_the_database(due, anchor, hours):
    now = at(DAY, 10)
    instant = None if hours is None else now + timedelta(hours=hours)
    due_on, day = DAY + days(due), DAY + days(anchor)
    told = {"told_from": DAY - days(10), "today": DAY, "now": now, "due": due_on, "anchor": day, "at": instant}
    condition = planning.statements.WORTH_TELLING.format(row="r")
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT {condition} FROM (SELECT %(due)s::date AS due_on) r,
            (SELECT %(anchor)s::date AS anchor, %(at)s::timestamptz AS at) f""",
            told,
        )
        assert cursor.fetchone()[0] == worth_telling(due_on, anchor=day, at=instant, now=now)


# Who comes first ----------------------------------------------------------------------------------------------------
def is_vulnerable(person, day=DAY):
    return Person.objects.filter(vulnerable(day), pk=person.pk).exists()


@pytest.mark.parametrize("years", [18, 60])
@pytest.mark.parametrize("day", [DAY, date(2026, 2, 28), date(2028, 2, 29), date(2026, 3, 1)])
@pytest.mark.parametrize("off", [-1, 0, 1])
def test_children_and_older_people_come_first(years, day, off, case):
    birth = day - relativedelta(years=years) + days(off)
    Person.objects.update(birth_date=birth, birth_precision="day")
    age = age_on(birth, day)
    assert is_vulnerable(case.person, day) == (age < 18 or age >= 60)


def test_somebody_born_on_a_29_february_is_of_age_on_1_march(case):
    Person.objects.update(birth_date=date(2008, 2, 29), birth_precision="day")
    assert is_vulnerable(case.person, date(2026, 2, 28))
    assert not is_vulnerable(case.person, date(2026, 3, 1))


def test_who_has_no_birth_date_does_not_come_first(case):
    assert not is_vulnerable(case.person)


def test_a_woman_who_heads_a_household_with_a_child_comes_first(case, ana):
    household = create_household(head=case.person, by=ana)
    assert not is_vulnerable(case.person)
    child = register(by=ana, given_names="Luz", birth_date=DAY - days(18 * 365), birth_precision="day").person
    join_household(person=child, household=household, relationship="child", by=ana)
    assert is_vulnerable(case.person)
    Person.objects.filter(pk=case.person_id).update(sex="male")
    assert not is_vulnerable(case.person)
    Person.objects.filter(pk=case.person_id).update(sex="female")
    Person.objects.filter(pk=child.pk).update(birth_date=DAY - relativedelta(years=18))
    assert not is_vulnerable(case.person)


def test_her_task_is_sorted_before_its_day(case, only):
    only("blocker_review")
    Person.objects.update(birth_date=DAY - days(70 * 366), birth_precision="day")
    MADE["blocker_review"](case)
    plan()
    made = task()
    assert made.vulnerable
    assert made.sort_on == sort_day(made.due_on, stake=2, vulnerable=True)
    made.full_clean()


# Runs ---------------------------------------------------------------------------------------------------------------
def test_a_run_is_written_down_and_an_old_one_forgotten(case, only):
    only("document_expiring")
    MADE["document_expiring"](case, DAY + days(30))
    Run.objects.create(kind="plan", started_at=timezone.now() - days(31))
    plan()
    run = Run.objects.get()
    assert (run.kind, run.planned, run.tasks, run.cancelled) == ("plan", 1, 1, 0)
    assert run.started_at <= run.finished_at


def test_a_dry_run_counts_and_keeps_nothing(case, only):
    only("document_expiring")
    MADE["document_expiring"](case, DAY + days(30))
    assert plan(dry_run=True) == planning.Counts(reminders=1, tasks=1)
    assert (Reminder.objects.count(), Task.objects.count(), Run.objects.count()) == (0, 0, 0)


def test_of_some_cases_only(case, only, ana):
    only("blocker_review")
    other = register(by=ana, given_names="Rosa")
    for one in (case, other):
        MADE["blocker_review"](one)
    assert plan(cases=[case.pk]) == planning.Counts(tasks=1)
    assert plan() == planning.Counts(tasks=1)
    Blocker.objects.update(resolved_on=timezone.localdate(), resolution="paid")
    assert plan(cases=[other.pk]) == planning.Counts(cancelled=1)
    assert Task.objects.get(state="open").case == case
    assert plan(cases=[]) == planning.Counts()


@pytest.mark.django_db
def test_of_two_planners_the_second_leaves(case):
    with a_connection_of_the_owner() as other:
        other.execute("SELECT pg_advisory_lock(4001, 1), pg_advisory_lock(4001, 2)")
        assert planning.plan(today=DAY) is None
        assert planning.refresh(now=timezone.now()) is None
        tasks.plan()
        assert not Run.objects.exists()
        other.execute("SELECT pg_advisory_unlock_all()")
        assert planning.plan(today=DAY) is not None


def test_the_jobs_see_all_and_without_them_nobody_is_planned(case, only):
    only("document_expiring")
    today = timezone.localdate(timezone=MAINLAND)
    MADE["document_expiring"](case, today + days(30))
    with acting_as(None, Door.JOB):
        assert planning.plan(today=today).total == planning.Counts()
        tasks.plan()
    assert Reminder.objects.count() == Task.objects.count() == 1


# What changed -------------------------------------------------------------------------------------------------------
@pytest.fixture
def planned(case, only):
    """A visa that ends in thirty days, planned a while ago; since then nothing was written."""
    only("document_expiring", "no_contact")
    today = timezone.localdate(timezone=MAINLAND)
    visa = MADE["document_expiring"](case, today + days(30))
    planning.plan(today=today)
    earlier = timezone.now() - timedelta(minutes=30)
    Run.objects.update(started_at=earlier, finished_at=earlier)
    Case.objects.update(updated_at=earlier - timedelta(minutes=10))
    case.person.events.update(at=earlier - timedelta(minutes=10))
    return visa


def refresh():
    return planning.refresh(now=timezone.now()).total


def test_where_nothing_changed_nothing_is_looked_at(planned, django_assert_max_num_queries):
    StageRecord.objects.update(status="in_progress")
    with django_assert_max_num_queries(8):
        assert refresh() == planning.Counts()


def test_a_move_cancels_what_it_makes_pointless(planned, case, ana):
    move_stage(case=case, stage="visa", verb="renew", by=ana)
    with acting_as(None, Door.JOB):
        tasks.refresh()
    assert {*reminders()} == {(timezone.localdate(), "cancelled", "reason_ended")}
    assert task().state == "cancelled"
    run = Run.objects.get(kind="refresh")
    assert (run.cancelled, run.finished_at is not None) == (2, True)
    assert refresh() == planning.Counts()


def test_a_corrected_paper_is_noticed_though_the_case_was_not_written(planned, case, ana):
    document = IdentityDocument.objects.get(pk=planned.pk)
    update_document(document=document, by=ana, expires_on=timezone.localdate() + days(300))
    assert refresh() == planning.Counts(cancelled=2)


def test_only_what_changed_is_looked_at(planned, case, ana, hilda):
    other = register(by=ana, given_names="Rosa")
    put(other, "visa", "done")
    Case.objects.filter(pk=other.pk).update(updated_at=timezone.now() - days(1))
    other.person.events.update(at=timezone.now() - days(1))
    IdentityDocument.objects.update(expires_on=timezone.localdate() + days(300))
    assign(case=case, by=hilda, caseworker=None)
    assert refresh() == planning.Counts(cancelled=2)


def test_before_the_first_plan_there_is_nothing_to_refresh(case):
    assert planning.refresh(now=timezone.now()) is None
    Run.objects.create(kind="dispatch", finished_at=timezone.now())
    assert planning.refresh(now=timezone.now()) is None


# Before it is done, and before it is sent ---------------------------------------------------------------------------
def test_a_preview_says_whom_a_changed_rule_would_reach_and_writes_nothing(case, only, ana):
    only()
    MADE["document_expiring"](case, DAY + days(30))
    changed = Rule.objects.get(code="document_expiring")
    changed.offsets = [-31]
    with connection.execute_wrapper(only_reads):
        assert planning.preview(changed, DAY - days(2)).total == 0
        found = planning.preview(changed, DAY)
    assert [(reach.organisation, reach.told, reach.count) for reach in found.reached] == [
        (case.organisation, "caseworker", 1),
        (case.organisation, "person", 1),
    ]
    assert (found.total, found.codes) == (2, [case.code])
    assert not Reminder.objects.exists()
    assert planning.preview(Rule(trigger="no_contact", offsets=[1], audience=["coordinator"]), DAY + days(999)).total


def only_reads(execute, sql, params, many, context):
    assert sql.lstrip().startswith(("SELECT", "WITH", "SAVEPOINT", "RELEASE")), sql
    assert "INSERT INTO" not in sql
    return execute(sql, params, many, context)


def test_a_preview_leaves_out_who_was_reached_already_and_restricted_people(case, only):
    only("document_expiring")
    MADE["document_expiring"](case, DAY + days(30))
    plan()
    assert planning.preview(Rule.objects.get(code="document_expiring"), DAY).total == 0
    Task.objects.all().delete()
    Reminder.objects.all().delete()
    Person.objects.update(restricted_on=DAY)
    assert [reach.told for reach in planning.preview(Rule.objects.get(code="document_expiring"), DAY).reached] == [
        "caseworker"
    ]


def test_a_preview_shows_some_cases_only(case, only, ana, monkeypatch):
    monkeypatch.setattr(planning, "SHOWN_CASES", 2)
    for name in ("Rosa", "Luz", "Sol"):
        MADE["blocker_review"](register(by=ana, given_names=name))
    found = planning.preview(Rule.objects.get(code="blocker_review"), DAY)
    assert (found.total, len(found.codes)) == (3, 2)


def test_which_facts_still_hold_is_asked_in_one_question(case, ana, django_assert_num_queries):
    record = MADE["appointment"](case)
    other = MADE["appointment"](register(by=ana, given_names="Rosa"), DAY + days(1))
    found = rule("appointment")
    with django_assert_num_queries(1):
        held = planning.holding(found, [record.pk, other.pk, case.pk], DAY)
    assert held == {record.pk: (DAY, at(DAY)), other.pk: (DAY + days(1), at(DAY + days(1)))}
    Person.objects.filter(pk=case.person_id).update(restricted_on=DAY)
    assert list(planning.holding(found, [record.pk, other.pk], DAY)) == [other.pk]


def test_somebody_reached_her_so_nobody_has_to_call(case, only):
    only("no_contact")
    MADE["no_contact"](case)
    assert plan(DAY + days(60)) == planning.Counts(tasks=1)
    reached(case, DAY + days(60))
    assert plan(DAY + days(60)) == planning.Counts(cancelled=1)
    Reply.objects.create(channel="sms", provider_id="1", address="x", kind="other", case=case, at=at(DAY + days(61)))
    assert plan(DAY + days(120)) == planning.Counts()
    assert plan(DAY + days(121)) == planning.Counts(tasks=1)


def test_a_scope_is_said_for_what_is_previewed(case):
    MADE["blocker_review"](case)
    with acting_as(None, Door.WEB):
        assert planning.preview(Rule.objects.get(code="blocker_review"), DAY).total == 1
