"""Reminders that no channel took become calls: one for a case, and only where somebody is to call."""

import pytest
from django.utils import timezone

from casework.access.models import Door
from casework.access.scope import acting_as, system
from casework.followups.dead_letters import give_up, give_up_all
from casework.followups.models import Campaign, Reminder, Rule, Task
from casework.journey.actions import close_case, register
from tests.followups.conftest import rule


def planned(case, code="appointment", subject=None, **facts):
    now = timezone.now()
    about = {"case": case, "person": case.person, "subject": subject or case.pk, "due_on": timezone.localdate()}
    return Reminder.objects.create(rule=Rule.objects.get(code=code), send_at=now, **about, **facts)


def calls():
    return list(Task.objects.open().filter(origin="call"))


def test_what_is_given_up_says_why_and_somebody_calls(case):
    reminder, now = planned(case), timezone.now()
    with acting_as(None, Door.JOB), system("the dispatcher works for everybody"):
        give_up(reminder, "no_contact", now)
    reminder.refresh_from_db()
    assert (reminder.state, reminder.why, reminder.claim) == ("failed", "no_contact", None)
    [call] = calls()
    assert (call.case, call.organisation, call.worker) == (case, case.organisation, case.caseworker)
    assert (call.due_on - timezone.localdate(now)).days == 2
    assert call.sort_on < call.due_on


def test_a_case_has_one_open_call_however_much_did_not_reach_her(case):
    others = [planned(case, subject=case.person_id), planned(case, "training_starting")]
    give_up(planned(case), "no_channel", timezone.now())
    give_up_all([(other, "opted_out") for other in others], timezone.now())
    assert len(calls()) == 1
    assert Reminder.objects.filter(state="failed").count() == 3


@pytest.mark.parametrize("why", ["closed", "no call wanted", "a campaign"])
def test_nobody_calls_where_nobody_should(why, case, ana):
    reminder = planned(case)
    if why == "closed":
        close_case(case=case, by=ana, close_reason="left")
    elif why == "no call wanted":
        rule("appointment", call_instead=False)
    else:
        words = {"text_es": "Hola", "text_en": "Hello", "organisation": ana.organisation}
        Reminder.objects.update(rule=None, campaign=Campaign.objects.create(name="Feria", made_by=ana.user, **words))
    give_up(Reminder.objects.select_related("rule").get(), "no_channel", timezone.now())
    reminder.refresh_from_db()
    assert reminder.state == "failed"
    assert calls() == []


def test_hundreds_take_as_few_questions_as_two(case, ana, django_assert_num_queries):
    many = [(planned(register(by=ana, given_names="Ada")), "no_channel") for _ in range(12)]
    loaded = Reminder.objects.select_related("rule").in_bulk([reminder.pk for reminder, _why in many])
    with django_assert_num_queries(7):
        give_up_all([(loaded[reminder.pk], why) for reminder, why in many], timezone.now())
    assert len(calls()) == 12
