"""The expiry calendar: what each month counts, for whom, and that its link leads to the same cases."""

from datetime import timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.urls import reverse
from django.utils import timezone

from casework.journey.actions import register
from casework.journey.expiries import expiries, expiring_in
from casework.journey.models import Case, StageRecord
from casework.people.actions import add_document
from casework.places.models import Division
from tests.journey.standing import put
from tests.web.conftest import words

TODAY = timezone.localdate()
BEGIN = TODAY.replace(day=1)


def month(number):
    return BEGIN + relativedelta(months=number)


def with_document(case, by, stage, kind, expires_on):
    """The case has this stage done with a document that expires then."""
    dates = {"issued_on": TODAY - timedelta(days=30), "expires_on": expires_on}
    number = "1710034065" if kind == "ec_cedula" else f"{kind} 7"
    document = add_document(person=case.person, by=by, kind=kind, number=number, **dates)
    put(case, stage, "done")
    StageRecord.objects.filter(case=case, stage=stage).update(document=document)


def counts(by, **whose):
    return {each.first: each.total for each in expiries(by, TODAY, **whose) if each.total}


def test_twelve_months_from_this_one(ana):
    assert [each.first for each in expiries(ana, TODAY)] == [month(number) for number in range(12)]


def test_a_visa_a_cedula_and_a_cpm_without_visa_are_counted_in_their_month(ana, case):
    with_document(case, ana, "visa", "visa", month(3))
    other = register(by=ana, given_names="Wilmer")
    with_document(other, ana, "cpm", "cpm", month(3) + timedelta(days=20))
    found = expiries(ana, TODAY)[3]
    assert found.counts == {"cpm": 1, "visa": 1, "cedula": 0}
    assert counts(ana) == {month(3): 2}
    put(other, "visa", "in_progress")
    assert counts(ana) == {month(3): 1}


@pytest.mark.parametrize("day", [TODAY - timedelta(days=1), month(12)])
def test_what_expired_or_is_far_is_not_counted(day, ana, case):
    with_document(case, ana, "visa", "visa", day)
    assert counts(ana) == {}


def test_the_last_day_of_the_twelve_months_is_counted(ana, case):
    with_document(case, ana, "visa", "visa", month(12) - timedelta(days=1))
    assert counts(ana) == {month(11): 1}


def test_only_open_cases_of_those_one_sees(ana, bruno, ivan, case, hias, nrc):
    with_document(case, ana, "visa", "visa", month(2))
    assert counts(bruno) == {}
    assert counts(ivan) == {month(2): 1}
    assert counts(ivan, organisation=hias) == {month(2): 1}
    assert counts(ivan, organisation=nrc) == {}
    Case.objects.filter(pk=case.pk).update(state="closed", closed_on=TODAY, close_reason="completed")
    assert counts(ivan) == {}


def test_a_canton_alone(ana, case):
    quito, guayaquil = Division.objects.get(code="1701"), Division.objects.get(code="0901")
    case.person.canton = quito
    case.person.save()
    with_document(case, ana, "visa", "visa", month(2))
    assert counts(ana, canton=quito) == {month(2): 1}
    assert counts(ana, canton=guayaquil) == {}
    cases = Case.objects.visible_to(ana)
    assert list(expiring_in(cases, month(2), TODAY, by=ana, canton=quito)) == [case]
    assert not expiring_in(cases, month(2), TODAY, by=ana, canton=guayaquil).exists()


def test_a_month_leads_to_its_cases(ana, case, browser_of):
    with_document(case, ana, "visa", "visa", month(2))
    browser = browser_of(ana)
    page = browser.get(reverse("expiries"))
    link = f"{reverse('cases')}?month={month(2):%Y-%m}"
    assert link in page.content.decode()
    listed = words(browser.get(link))
    assert case.code in listed
    assert "A document that matters expires in" in listed
    assert case.code not in words(browser.get(f"{reverse('cases')}?month={month(3):%Y-%m}"))


def test_a_month_that_is_none_is_the_usual_list(ana, case, browser_of):
    assert case.code in words(browser_of(ana).get(f"{reverse('cases')}?month=soon"))


def test_it_is_chosen_by_canton_and_by_iom_by_organisation_too(ana, ivan, hias, case, browser_of):
    with_document(case, ana, "visa", "visa", month(2))
    mine = browser_of(ana).get(reverse("expiries"), {"canton": "1701"})
    assert "No document that matters expires" in words(mine)
    assert 'name="organisation"' not in mine.content.decode()
    theirs = browser_of(ivan).get(reverse("expiries"), {"organisation": hias.pk}).content.decode()
    assert f"month={month(2):%Y-%m}&amp;organisation={hias.pk}" in theirs
