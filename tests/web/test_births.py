"""An approximate age on the form of a person's data, and what the case's page says of who may be a child."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.people.models import Person
from tests.web.conftest import words

TODAY = timezone.localdate()


@pytest.fixture
def about_17(case):
    Person.objects.filter(pk=case.person_id).update(birth_date=date(TODAY.year - 17, 6, 1), birth_precision="estimated")
    case.person.refresh_from_db()
    return case.person


def saved(case, browser, **changed):
    page = reverse("edit_person", args=[case.pk])
    form = browser.get(page).context["form"]
    filled = {name: value for name, value in form.initial.items() if value is not None} | changed
    assert browser.post(page, filled).status_code == 302
    return Person.objects.get(pk=case.person_id)


def test_what_is_known_of_a_birth_stays_when_something_else_is_changed(case, about_17, ana, browser_of):
    person = saved(case, browser_of(ana), address="Calle 1")
    assert (person.birth_date, person.birth_precision) == (about_17.birth_date, "estimated")
    Person.objects.update(birth_date=date(2000, 1, 1), birth_precision="year")
    assert saved(case, browser_of(ana), address="Calle 2").birth_precision == "year"


def test_a_date_ends_the_estimate_and_another_age_is_another_estimate(case, about_17, ana, browser_of):
    person = saved(case, browser_of(ana), approximate_age=20)
    assert (person.birth_date, person.birth_precision) == (date(TODAY.year - 20, 1, 1), "estimated")
    assert saved(case, browser_of(ana), birth_date="2009-03-04").birth_precision == "day"


def test_the_case_says_that_the_person_may_be_a_child(case, about_17, ana, browser_of):
    said = "counts as a child until the date of birth is known"
    page = reverse("case", args=[case.pk])
    assert said in words(browser_of(ana).get(page))
    Person.objects.update(birth_precision="day")
    assert said not in words(browser_of(ana).get(page))
