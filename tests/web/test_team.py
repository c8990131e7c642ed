"""The coordinator's page: how much each has, what waits too long, who is lost, what was not sent; of whom she may."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.access.policy import Role
from casework.followups.models import Reminder, Rule, Task
from casework.journey.actions import open_blocker, register
from tests.cast import member
from tests.followups.test_actions import by_rule
from tests.web.conftest import words

TODAY = timezone.localdate()


def in_days(number):
    return TODAY + timedelta(days=number)


@pytest.fixture
def cecilia(iom):
    return member("Cecilia", iom, Role.COORDINATOR)


def team_of(browser, **asked):
    return words(browser.get(reverse("team"), asked))


def test_each_caseworker_with_what_she_has(hilda, ana, hias, case, browser_of):
    rosa = member("Rosa", hias, Role.CASEWORKER)
    register(by=ana, given_names="Wilmer", caseworker=ana.user)
    by_rule(case, "no_contact", due_on=in_days(-9), sort_on=in_days(-9))
    by_rule(case, "contact_unverified", due_on=in_days(9), assignee=rosa.user)
    browser = browser_of(hilda)
    text = team_of(browser)
    assert "Ana 2 open cases · 1 task 1 overdue the oldest:" in text
    assert "(9 days ago)" in text
    assert "Rosa 0 open cases · 1 task nothing overdue" in text
    html = browser.get(reverse("team")).content.decode()
    assert f"{reverse('hand_over')}?from_user={ana.user_id}" in html
    assert f"{reverse('hand_over')}?from_user={rosa.user_id}" not in html
    assert f"{reverse('tasks')}?of={ana.user_id}" in html


def test_what_waits_too_long_who_is_lost_and_what_was_not_sent(hilda, ana, case, browser_of):
    by_rule(case, "no_contact", due_on=in_days(-9), sort_on=in_days(-9), escalated_on=in_days(-2))
    open_blocker(case=case, by=ana, stage="visa", cause="unreachable")
    Reminder.objects.create(
        case=case,
        person=case.person,
        rule=Rule.objects.get(code="no_contact"),
        subject=case.pk,
        due_on=TODAY,
        send_at=timezone.now(),
        state="failed",
        why="no_contact",
    )
    text = team_of(browser_of(hilda))
    assert text.count("Yulimar del Valle González Rondón") >= 3
    assert "VIRTE visa since" in text
    assert "There is no number or address of her own that works" in text


def test_nothing_wrong_is_said_in_words(hilda, browser_of):
    text = team_of(browser_of(hilda))
    for sentence in (
        "Nobody has an open case or a task.",
        "No task waits so long.",
        "Everybody can be reached.",
        "Every message went out.",
    ):
        assert sentence in text


def test_what_is_old_or_ended_is_left_out(hilda, ana, case, browser_of):
    done = by_rule(case, "no_contact", due_on=in_days(-9), sort_on=in_days(-9), escalated_on=in_days(-2))
    Task.objects.filter(pk=done.pk).update(state="cancelled", ended_at=timezone.now())
    Reminder.objects.create(
        case=case,
        person=case.person,
        rule=Rule.objects.get(code="no_contact"),
        subject=case.pk,
        due_on=TODAY,
        send_at=timezone.now() - timedelta(days=31),
        state="failed",
        why="no_contact",
    )
    text = team_of(browser_of(hilda))
    assert "No task waits so long." in text
    assert "Every message went out." in text


def test_a_partner_sees_its_own_team_whatever_it_asks_for(hilda, bruno, nrc, browser_of):
    register(by=bruno, given_names="Wilmer", caseworker=bruno.user)
    text = team_of(browser_of(hilda), organisation=nrc.pk)
    assert "Team: HIAS" in text
    assert "Bruno" not in text


def test_iom_looks_at_another_team_and_moves_nothing_there(cecilia, ana, hias, case, browser_of):
    browser = browser_of(cecilia)
    assert "Team: OIM" in team_of(browser)
    text = team_of(browser, organisation=hias.pk)
    assert "Team: HIAS" in text
    assert "Ana 1 open case · 0 tasks" in text
    html = browser.get(reverse("team"), {"organisation": hias.pk}).content.decode()
    assert f"from_user={ana.user_id}" not in html


def test_a_territory_narrows_the_figures(cecilia, ana, hias, case, browser_of):
    case.person.canton_id = "0901"
    case.person.save()
    cecilia.territory.add("17")
    assert "Ana" not in team_of(browser_of(cecilia), organisation=hias.pk)


def test_only_coordinators(ana, vera, carmen, browser_of):
    for someone in (ana, vera, carmen):
        assert browser_of(someone).get(reverse("team")).status_code == 403
