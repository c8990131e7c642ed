"""The pages on which a death is recorded and taken back, and what the case shows of it."""

from django.urls import reverse
from django.utils import timezone

from casework.people.models import Person
from tests.web.conftest import words

TODAY = timezone.localdate()


def test_it_is_recorded_on_the_case_shown_there_and_taken_back(case, ana, browser_of):
    browser, page = browser_of(ana), reverse("record_death", args=[case.pk])
    assert "Who said it?" in words(browser.get(page))
    refused = browser.post(page, {"on": TODAY, "known_by": "family", "told_by": ""})
    assert refused.status_code == 400
    assert "Say who said it." in words(refused)
    assert browser.post(page, {"on": TODAY, "known_by": "family", "told_by": "Her sister"}).status_code == 302
    shown = words(browser.get(reverse("case", args=[case.pk])))
    assert "family or friends" in shown
    assert "Told by: Her sister." in shown
    back = reverse("take_back_death", args=[case.pk])
    assert browser.post(back, {"reason": "A mistake"}).status_code == 302
    assert Person.objects.get(pk=case.person_id).died_on is None


def test_closing_a_case_asks_for_it(case, ana, browser_of):
    page = reverse("close_case", args=[case.pk])
    told = {"close_reason": "died", "died_on": TODAY, "death_known_by": "family", "death_told_by": ""}
    assert "Say who said it." in words(browser_of(ana).post(page, told))
    assert browser_of(ana).post(page, told | {"death_told_by": "Her sister"}).status_code == 302
    assert Person.objects.get(pk=case.person_id).died_on == TODAY
