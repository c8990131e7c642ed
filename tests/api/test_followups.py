"""Tasks, contact attempts and messages over REST."""

from datetime import timedelta

import pytest
from django.utils import timezone

from casework.access.scopes import Scope
from casework.followups.models import Task
from casework.people.actions import add_contact
from casework.people.models import ContactAttempt
from tests.api.conftest import api_of, problem, wrong_fields
from tests.journey.standing import followed_up


def today():
    return timezone.localdate()


@pytest.fixture
def task(at_hias, case):
    body = {"what": "Llevar la carta", "due_on": today().isoformat()}
    answer = at_hias.post(f"/cases/{case.pk}/tasks/", body)
    assert answer.status_code == 201, answer.content
    assert answer["Location"] == f"/api/v1/tasks/{answer.json()['id']}/"
    return answer.json()


def test_a_task_is_written_and_found(at_hias, case, task):
    assert (task["what"], task["state"], task["worker"]["full_name"]) == ("Llevar la carta", "open", "Ana")
    assert at_hias.get(f"/cases/{case.pk}/tasks/").json()["results"] == [task]
    assert at_hias.get("/tasks/", {"state": "open", "case": case.pk}).json()["results"] == [task]
    assert at_hias.get("/tasks/", {"overdue": "true"}).json()["results"] == []
    Task.objects.update(due_on=today() - timedelta(days=1), sort_on=today() - timedelta(days=9))
    (overdue,) = at_hias.get("/tasks/", {"overdue": "true"}).json()["results"]
    assert overdue["id"] == task["id"]
    assert at_hias.get(f"/tasks/{task['id']}/").json() == overdue


def test_it_is_done_with_an_outcome_that_is_an_attempt(at_hias, task):
    done = at_hias.post(f"/tasks/{task['id']}/complete/", {"outcome": "reached", "way": "visit"}).json()
    assert (done["state"], done["outcome"]) == ("done", "reached")
    assert ContactAttempt.objects.get().way == "visit"
    problem(at_hias.post(f"/tasks/{task['id']}/complete/", {"outcome": "done"}), 409, "task_ended_already")


def test_an_outcome_that_does_not_fit_is_named(at_hias, task):
    assert wrong_fields(at_hias.post(f"/tasks/{task['id']}/complete/", {"outcome": "alive"})) == {("outcome", "unfit")}
    assert wrong_fields(at_hias.post(f"/tasks/{task['id']}/complete/", {"outcome": "moved"})) == {
        ("outcome", "move_missing")
    }


def test_it_is_put_off(at_hias, task):
    until = (today() + timedelta(days=3)).isoformat()
    off = at_hias.post(f"/tasks/{task['id']}/snooze/", {"until": until, "reason": "Viaja"}).json()
    assert (off["snoozed_until"], off["state"]) == (until, "open")
    late = (today() + timedelta(days=300)).isoformat()
    refused = at_hias.post(f"/tasks/{task['id']}/snooze/", {"until": late, "reason": "Viaja"})
    assert wrong_fields(refused) == {("until", "out_of_reach")}


def test_attempts_are_recorded_and_three_make_her_unreachable(at_hias, case, ana):
    phone = add_contact(person=case.person, by=ana, kind="phone", value="0987654321")
    body = {"way": "call", "result": "no_answer", "contact": str(phone.pk)}
    for _ in range(3):
        assert at_hias.post(f"/cases/{case.pk}/contact-attempts/", body).status_code == 201
    found = at_hias.get(f"/cases/{case.pk}/contact-attempts/").json()["results"]
    assert [attempt["result"] for attempt in found] == ["no_answer"] * 3
    assert {attempt["contact"] for attempt in found} == {str(phone.pk)}
    assert at_hias.get(f"/cases/{case.pk}/blockers/").json()["results"][0]["cause"] == "unreachable"


def test_messages_are_read(at_hias, case, ana):
    followed_up(case, ana)
    (message,) = at_hias.get(f"/cases/{case.pk}/messages/").json()["results"]
    assert (message["channel"], message["state"], message["text"]) == ("sms", "sent", "Hola")
    assert "to" not in message


def test_a_token_needs_the_scope(hias, task):
    reads = api_of(hias, Scope.FOLLOWUPS_READ)
    assert reads.get(f"/tasks/{task['id']}/").status_code == 200
    problem(reads.post(f"/tasks/{task['id']}/complete/", {"outcome": "done"}), 403)
    problem(api_of(hias, Scope.CASES_READ).get("/tasks/"), 403)


def test_a_ministry_has_none_and_an_outsider_finds_none(at_interior, at_nrc, cpm_begun, task):
    problem(at_interior.get("/tasks/"), 403)
    assert at_nrc.get("/tasks/").json()["results"] == []
    problem(at_nrc.get(f"/tasks/{task['id']}/"), 404)
