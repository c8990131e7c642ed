"""The pages on which a death is recorded and taken back, and what the case shows of it."""

from django.urls import reverse
from django.utils import timezone

from casework.people.deaths import record_death
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
    for offered in ("Next step", "no messages", "Record a try", "Add a blocker", "Record a consent", "Start"):
        assert offered not in shown
    back = reverse("take_back_death", args=[case.pk])
    assert browser.post(back, {"reason": "A mistake"}).status_code == 302
    assert Person.objects.get(pk=case.person_id).died_on is None


def test_nothing_of_it_is_chosen_beforehand(case, ana, browser_of):
    browser, page = browser_of(ana), reverse("record_death", args=[case.pk])
    assert browser.get(page).context["form"]["known_by"].value() is None
    refused = browser.post(page, {"on": TODAY, "known_by": "", "told_by": "Her sister"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (400, ["known_by"])


def test_a_task_is_written_where_it_is_about_the_death(case, ana, browser_of):
    browser, page = browser_of(ana), reverse("write_task", args=[case.pk])
    assert "about the death" not in words(browser.get(page))
    record_death(person=case.person, by=ana, known_by="family", told_by="Her sister")
    assert "It is about the death or about the household" in words(browser.get(page))
    task = {"what": "Ask for the certificate", "due_on": TODAY}
    refused = browser.post(page, task)
    assert (refused.status_code, "this person died" in words(refused)) == (409, True)
    assert browser.post(page, task | {"about_death": "on"}).status_code == 302


def test_lists_say_that_the_person_died(case, ana, browser_of):
    record_death(person=case.person, by=ana, known_by="family", told_by="Her sister")
    assert "The person died" in words(browser_of(ana).get(reverse("cases")))


def test_closing_a_case_asks_for_it(case, ana, browser_of):
    page = reverse("close_case", args=[case.pk])
    told = {"close_reason": "died", "died_on": TODAY, "death_known_by": "family", "death_told_by": ""}
    assert "Say who said it." in words(browser_of(ana).post(page, told))
    assert browser_of(ana).post(page, told | {"death_told_by": "Her sister"}).status_code == 302
    assert Person.objects.get(pk=case.person_id).died_on == TODAY
