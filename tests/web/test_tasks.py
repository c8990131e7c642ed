"""Tasks on pages: the day's work with one tap each, the list, one task's page, and a move that ends its task."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casework.access.policy import Role
from casework.followups.actions import snooze_task, write_task
from casework.followups.models import Task
from casework.followups.outcomes import offered
from casework.journey.actions import open_blocker, register
from casework.people.actions import add_contact
from casework.people.models import ContactAttempt
from casework.web.views import lists
from tests.cast import letters, member, refer
from tests.followups.test_actions import by_rule
from tests.web.conftest import words

TODAY = timezone.localdate()


def in_days(number):
    return TODAY + timedelta(days=number)


@pytest.fixture
def task(case):
    return by_rule(case, "no_contact")


def tap(browser, task, outcome, **more):
    return browser.post(reverse("complete_task", args=[task.pk]), {"tap": "1", "outcome": outcome}, **more)


def test_today_is_the_days_work_under_its_headings(ana, case, browser_of):
    late, now, soon, far = (
        by_rule(case, code, due_on=in_days(days), sort_on=in_days(days))
        for code, days in (("no_contact", -3), ("contact_unverified", 0), ("stage_stuck", 3), ("retention_near", 30))
    )
    text = words(browser_of(ana).get("/"))
    order = ["Overdue", late.title, "(3 days ago)", "For today", now.title, "This week", soon.title, "(in 3 days)"]
    places = [text.index(word) for word in order]
    assert places == sorted(places)
    assert "1 task later on" in text
    assert far.title not in text


def test_who_is_vulnerable_comes_first_and_is_marked(ana, case, browser_of):
    other = register(by=ana, given_names="Wilmer", caseworker=ana.user)
    by_rule(case, "no_contact", due_on=in_days(2), sort_on=in_days(2))
    by_rule(other, "contact_unverified", due_on=in_days(3), sort_on=in_days(-4), vulnerable=True)
    text = words(browser_of(ana).get("/"))
    assert text.index("Wilmer") < text.index("Yulimar")
    assert text.count("first (somebody vulnerable)") == 1


def test_what_is_put_off_or_done_or_anothers_is_not_on_today(ana, hilda, case, task, browser_of):
    snooze_task(task=task, by=ana, until=in_days(2), reason="She travels")
    write_task(case=case, by=ana, what="Ask Hilda", due_on=TODAY, assignee=hilda.user)
    text = words(browser_of(ana).get("/"))
    assert "Nothing is due." in text
    assert task.title not in text
    assert "Ask Hilda" in words(browser_of(hilda).get("/"))


def test_a_case_with_a_task_is_not_told_of_twice(ana, case, browser_of):
    open_blocker(case=case, by=ana, stage="registration", cause="fee")
    assert "Blocked at Registration" in words(browser_of(ana).get("/"))
    by_rule(case, "no_contact")
    assert "Blocked at Registration" not in words(browser_of(ana).get("/"))


def test_a_day_fuller_than_the_page_leaves_the_rest_to_other_pages(ana, case, browser_of, monkeypatch):
    other = register(by=ana, given_names="Wilmer", caseworker=ana.user)
    open_blocker(case=other, by=ana, stage="registration", cause="fee")
    for code in ("no_contact", "contact_unverified"):
        by_rule(case, code)
    assert "Wilmer" in words(browser_of(ana).get("/"))
    monkeypatch.setattr(lists, "TASKS", 1)
    text = words(browser_of(ana).get("/"))
    links = "See all tasks Waiting for whoever takes it Shared with us See the open cases Data requests"
    assert links in text
    assert "Wilmer" not in text


def test_today_takes_as_many_queries_for_many_tasks_as_for_few(ana, case, browser_of):
    browser = browser_of(ana)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            browser.get("/")
        return len(captured)

    by_rule(case, "no_contact")
    few = queries()
    for number in range(lists.TASKS - 2):
        write_task(
            case=register(by=ana, given_names=f"P {letters(number)}", caseworker=ana.user),
            by=ana,
            what="x",
            due_on=TODAY,
        )
    assert queries() == few


def test_one_tap_without_script_ends_the_task_and_leads_back(ana, task, browser_of):
    response = tap(browser_of(ana), task, "reached", follow=True)
    assert response.redirect_chain == [("/", 302)]
    task.refresh_from_db()
    assert (task.state, task.outcome, task.ended_by) == ("done", "reached", ana.user)
    assert ContactAttempt.objects.get().result == "reached"
    assert "Done: “" in words(response)


def test_one_tap_with_htmx_gives_the_row_anew_and_the_last_one_the_page(ana, case, task, browser_of):
    other = by_rule(case, "contact_unverified")
    browser = browser_of(ana)
    row = tap(browser, task, "not_reached", headers={"HX-Request": "true"})
    assert row.content.decode().strip().startswith("<li")
    assert "comes back on the next working day" in words(row)
    last = tap(browser, other, "reached", headers={"HX-Request": "true"})
    assert last.headers["HX-Refresh"] == "true"
    assert "Nothing is due." in words(browser.get("/"))


def test_a_tap_too_late_or_of_a_wrong_outcome_says_so(ana, task, browser_of):
    browser = browser_of(ana)
    assert "does not fit" in words(tap(browser, task, "alive", follow=True))
    tap(browser, task, "reached")
    assert "already" in words(tap(browser, task, "reached", follow=True))
    assert "already" in words(tap(browser, task, "reached", headers={"HX-Request": "true"}))


@pytest.mark.parametrize("name", ["task", "complete_task", "put_off_task", "take_task"])
def test_an_outsider_finds_no_task(name, bruno, task, browser_of):
    browser = browser_of(bruno)
    ask = browser.get if name == "task" else browser.post
    assert ask(reverse(name, args=[task.pk])).status_code == 404


def test_who_reads_no_notes_sees_no_tasks_and_no_way_to_them(vera, case, task, browser_of):
    browser = browser_of(vera)
    assert browser.get(reverse("tasks")).status_code == 403
    assert browser.get(reverse("task", args=[task.pk])).status_code == 403
    for page in (browser.get("/"), browser.get(reverse("case", args=[case.pk]))):
        assert "Nothing is due" not in words(page)
        assert task.title not in words(page)
        assert reverse("tasks") not in page.content.decode()


def test_the_tasks_page_says_why_and_how_to_reach_her(ana, case, task, browser_of):
    add_contact(person=case.person, by=ana, kind="phone", value="0987654321")
    add_contact(person=case.person, by=ana, kind="phone", value="0991111111", owner="relative")
    page = browser_of(ana).get(reverse("task", args=[task.pk]))
    text, html = words(page), page.content.decode()
    assert "By a rule: last contact" in text
    assert 'class="btn btn-outline-primary call" href="tel:+593987654321"' in html
    assert 'call" href="tel:+593991111111"' not in html
    for outcome in offered(task):
        assert f'value="{outcome.value}"' in html


def test_an_outcome_with_all_that_is_to_be_said_of_it(ana, case, task, browser_of):
    number = add_contact(person=case.person, by=ana, kind="phone", value="0987654321")
    data = {"outcome": "not_reached", "way": "call", "result": "wrong_number", "contact": number.pk, "remark": "Otra"}
    response = browser_of(ana).post(reverse("complete_task", args=[task.pk]), data)
    assert response.status_code == 302
    attempt = ContactAttempt.objects.get()
    assert (attempt.result, attempt.contact, attempt.remark) == ("wrong_number", number, "Otra")
    number.refresh_from_db()
    assert number.state == "lost"


def test_what_is_refused_stands_on_the_tasks_page(ana, task, browser_of):
    browser = browser_of(ana)
    answer = {"way": "call", "result": "no_answer"}
    refused = browser.post(reverse("complete_task", args=[task.pk]), {"outcome": "not_needed"} | answer)
    assert refused.status_code == 400
    assert "Say why it is not needed." in words(refused)
    late = browser.post(reverse("put_off_task", args=[task.pk]), {"until": in_days(-1), "reason": "x"})
    assert late.status_code == 400
    assert "Choose a day from tomorrow on" in words(late)


def test_a_task_is_put_off_with_a_reason(ana, task, browser_of):
    response = browser_of(ana).post(
        reverse("put_off_task", args=[task.pk]), {"until": in_days(3), "reason": "She travels"}, follow=True
    )
    assert "The task is put off." in words(response)
    listed = words(browser_of(ana).get(reverse("tasks"), {"show": "put_off"}))
    assert "She travels" in listed


def test_what_waits_for_anybody_is_taken(ana, hilda, case, task, browser_of):
    Task.objects.filter(pk=task.pk).update(for_whom="organisation")
    assert "Waiting for whoever takes it" in words(browser_of(hilda).get("/"))
    browser = browser_of(ana)
    assert "It is your task now." in words(browser.post(reverse("take_task", args=[task.pk]), follow=True))
    assert Task.objects.get().assignee == ana.user
    assert browser_of(hilda).post(reverse("take_task", args=[task.pk])).status_code == 409


def test_a_move_ends_its_task_or_neither_is_done(ana, case, task, browser_of):
    browser = browser_of(ana)
    url = reverse("move", args=[case.pk, "registration", "approve"]) + f"?task={task.pk}"
    assert url in browser.get(reverse("task", args=[task.pk])).content.decode()
    refused = browser.post(url, {"on": in_days(3)})
    assert refused.status_code == 400
    assert f"?task={task.pk}" in refused.content.decode()
    assert Task.objects.get().state == "open"
    done = browser.post(url, {"on": TODAY}, follow=True)
    assert "The task is done." in words(done)
    assert Task.objects.get().outcome == "moved"
    assert case.records.get(stage="registration").status == "done"


@pytest.mark.parametrize("asked", ["x", "00000000-0000-0000-0000-000000000000"])
def test_a_move_for_a_task_that_is_none_is_not_found(asked, ana, case, browser_of):
    url = reverse("move", args=[case.pk, "registration", "approve"])
    assert browser_of(ana).post(f"{url}?task={asked}", {"on": TODAY}).status_code == 404
    assert case.records.get(stage="registration").status == "in_progress"


def test_a_task_is_written_from_the_case(ana, hilda, case, browser_of):
    browser = browser_of(ana)
    page = browser.get(reverse("write_task", args=[case.pk]))
    assert "Hilda" in words(page)
    assert "Bruno" not in words(page)
    data = {"what": "Llevar la carta", "due_on": in_days(1), "assignee": hilda.user_id}
    assert "Llevar la carta" in words(browser.post(reverse("write_task", args=[case.pk]), data, follow=True))
    assert Task.objects.get().assignee == hilda.user


def test_three_tries_leave_a_way_back_on_the_case_page(ana, case, browser_of):
    browser, url = browser_of(ana), reverse("record_attempt", args=[case.pk])
    data = {"way": "call", "result": "no_answer", "at": timezone.localtime().strftime("%Y-%m-%dT%H:%M")}
    for _ in range(3):
        page = browser.post(url, data | {"remark": "Nobody picks up"}, follow=True)
    text = words(page)
    assert "She cannot be reached since" in text
    assert "Look for her at the next brigade" in text
    assert "Nobody picks up" in text
    assert f"{url}?way=brigade" in page.content.decode()
    assert 'value="brigade" selected' in browser.get(f"{url}?way=brigade").content.decode()


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ({"show": "due"}, {"mine", "late"}),
        ({"show": "overdue"}, {"late"}),
        ({"show": "put_off"}, {"off"}),
        ({"show": "done"}, {"done"}),
        ({"scope": "anybody"}, {"free"}),
        ({"scope": "organisation"}, {"mine", "late", "free", "other"}),
        ({"show": "x", "scope": "x", "page": "x"}, {"mine", "late"}),
    ],
)
def test_the_list_holds_what_its_name_says(asked, there, ana, hilda, case, browser_of):
    made = {
        name: by_rule(case, code, what=f"this is {name}", **facts)
        for name, code, facts in (
            ("mine", "no_contact", {"due_on": in_days(5)}),
            ("late", "contact_unverified", {"due_on": in_days(-1), "sort_on": in_days(-1)}),
            ("off", "stage_stuck", {"snoozed_until": in_days(3), "snooze_reason": "x", "due_on": in_days(9)}),
            ("free", "retention_near", {"for_whom": "organisation", "due_on": in_days(9)}),
            ("other", "blocker_review", {"assignee": hilda.user, "due_on": in_days(9)}),
            ("done", "business_visit", {"state": "done", "outcome": "alive", "ended_by": ana.user}),
        )
        for facts in [facts | ({"ended_at": timezone.now()} if name == "done" else {})]
    }
    text = words(browser_of(ana).get(reverse("tasks"), asked))
    assert {name for name in made if f"this is {name}" in text} == there


def test_a_coordinator_gives_several_tasks_to_a_colleague(hilda, ana, hias, case, task, browser_of):
    other, rosa = by_rule(case, "contact_unverified"), member("Rosa", hias, Role.CASEWORKER)
    browser = browser_of(hilda)
    listed = browser.get(reverse("tasks"), {"of": ana.user_id})
    assert "Tasks of Ana" in words(listed)
    data = {"task_ids": [task.pk, other.pk], "to": rosa.user_id}
    assert "2 tasks were given on." in words(browser.post(reverse("give_tasks"), data, follow=True))
    assert set(Task.objects.values_list("assignee", flat=True)) == {rosa.user_id}
    none = browser.post(f"{reverse('give_tasks')}?of={rosa.user_id}", {"to": rosa.user_id})
    assert (none.status_code, none.context["worker"]) == (400, rosa.user)
    assert "No task was given on" in words(none)
    assert f'value="{rosa.user_id}" selected' in none.content.decode()
    unknown = browser.post(f"{reverse('give_tasks')}?of={rosa.user_id}", {"task_ids": [task.pk], "to": "x"})
    assert unknown.content.decode().count("checked") == 1
    assert browser_of(ana).post(reverse("give_tasks"), data).status_code == 403


def test_of_a_task_of_another_organisation_one_reads_and_changes_nothing(bruno, ana, case, task, browser_of):
    refer(case.person, bruno.organisation)
    browser = browser_of(bruno)
    page = browser.get(reverse("task", args=[task.pk]))
    assert page.status_code == 200
    assert reverse("complete_task", args=[task.pk]) not in page.content.decode()
    assert tap(browser, task, "reached").status_code == 403
