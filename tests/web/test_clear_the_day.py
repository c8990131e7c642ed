"""A caseworker clears her day on a phone: a tap for each task, with and without JavaScript, until nothing is due."""

from datetime import timedelta

import pytest
from django.utils import timezone

from casework.followups.actions import write_task
from casework.followups.models import Task
from casework.journey.actions import register
from tests.followups.test_actions import by_rule
from tests.web.browser import NEEDS_CHROMIUM

pytestmark = NEEDS_CHROMIUM


@pytest.fixture
def the_day(ana, case):
    """Three tasks of Ana's: one overdue, one she cannot do by telephone, one of a colleague's writing."""
    late = timezone.localdate() - timedelta(days=2)
    by_rule(case, "no_contact", due_on=late, sort_on=late)
    other = register(by=ana, given_names="Wilmer Alexander de la Trinidad", family_names="Rondón", caseworker=ana.user)
    by_rule(other, "retention_near")
    write_task(case=other, by=ana, what="Llevar la carta al consulado", due_on=timezone.localdate())


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_caseworker_clears_her_day(script, sign_in, ana, the_day):
    page = sign_in(ana, java_script_enabled=script)
    for left in (2, 1, 0):
        page.locator(".taps button").first.click()
        if left and script:
            page.wait_for_selector(f".tapped >> nth={2 - left}")
            assert page.locator(".taps").count() == left
        elif left:
            page.wait_for_selector(".notice.success")
            assert page.locator(".taps").count() == left
    page.wait_for_selector(".nothing-due")
    assert "Nothing is due." in page.inner_text("main")
    assert not Task.objects.open().exists()


def test_the_keyboard_leads_to_the_tasks(sign_in, ana, the_day):
    page = sign_in(ana)
    page.keyboard.press("g")
    page.keyboard.press("k")
    page.wait_for_url("**/tasks/")
    page.click("text=Open >> nth=0")
    page.wait_for_selector("#outcome-title")
    page.check("[name=outcome][value=not_needed]")
    page.click("text=Record it")
    page.wait_for_selector("#errors")
    assert "Say why it is not needed." in page.inner_text("#errors")
    page.fill("[name=remark]", "She did it herself")
    page.click("text=Record it")
    page.wait_for_selector(".notice.success")
    assert Task.objects.open().count() == 2
