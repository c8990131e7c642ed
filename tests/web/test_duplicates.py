"""The queue of people who may be registered twice, two side by side, and what is decided there."""

import re

import pytest
from django.db.models import Count
from django.urls import reverse

from casework.access.models import LogEntry
from casework.access.policy import Role
from casework.journey.actions import register
from casework.merging.actions import merge
from casework.people.actions import update_person
from casework.people.models import Duplicate, Merge, Person
from tests.cast import member
from tests.journey.standing import paired
from tests.web.conftest import confirm, words

QUEUE = "/duplicates/"
DOCUMENT = [{"kind": "ve_cedula", "number": "V-18456729"}]
SHE = {"given_names": "Yulimar", "family_names": "González", "birth_date": "1991-07-23", "birth_precision": "day"}


def twice(by, **facts):
    return paired(*(register(by=by, **SHE, documents=DOCUMENT).person for _twice in range(2)), **facts)


@pytest.fixture
def pair(ana):
    return twice(ana)


@pytest.fixture
def family(ana):
    mother = register(
        by=ana, given_names="Marisol", family_names="Urdaneta", birth_date="1980-01-02", birth_precision="day"
    )
    son = register(
        by=ana, given_names="Wilmer", family_names="Urdaneta", birth_date="2012-05-06", birth_precision="day"
    )
    return paired(mother.person, son.person, kind="household", probability=0.95)


def url(pair):
    return reverse("duplicate", args=[pair.pk])


def test_the_queue_shows_both_with_their_cases_and_why(pair, hilda, browser_of):
    text = words(browser_of(hilda).get(QUEUE))
    assert text.count("Yulimar González") == 2
    for side in (pair.one, pair.other):
        assert side.cases.get().code in text
    assert "same document number" in text
    assert "possible" in text


def test_an_empty_queue_says_what_comes_into_it(hilda, browser_of):
    assert "Nothing is in this list now." in words(browser_of(hilda).get(QUEUE))


def test_three_records_of_one_person_stand_together(pair, ana, hilda, browser_of):
    third = register(by=ana, **SHE, documents=DOCUMENT).person
    paired(pair.one, third), paired(pair.other, third)
    assert "3 pairs who may all be one person" in words(browser_of(hilda).get(QUEUE))


def test_who_sees_only_one_of_them_is_told_of_nothing(pair, bruno, nrc, browser_of):
    theirs = register(by=bruno, **SHE).person
    across = paired(pair.one, theirs)
    manager = member("Nora", nrc, Role.MANAGER)
    assert "Yulimar" not in words(browser_of(manager).get(QUEUE))
    for found in (pair, across):
        assert browser_of(manager).get(url(found)).status_code == 404
        assert browser_of(manager).post(url(found), {"state": "same"}).status_code == 404


def test_a_caseworker_has_no_queue(pair, ana, browser_of):
    assert browser_of(ana).get(QUEUE).status_code == 403
    assert "/duplicates/" not in browser_of(ana).get("/").content.decode()


def test_two_side_by_side_with_all_that_the_reader_reads(pair, hilda, browser_of):
    text = words(browser_of(hilda).get(url(pair)))
    assert text.count("V-18456729") == 2
    assert text.count("23 Jul 1991") == 2
    assert "What agrees Same given name" in text
    assert "What differs" in text


def test_to_look_at_both_is_a_read_of_another_organisations_people(pair, iom, browser_of):
    coordinator = member("Cecilia", iom, Role.COORDINATOR)
    browser_of(coordinator).get(url(pair))
    read = LogEntry.objects.filter(place="duplicate").latest("pk")
    assert set(read.persons) == {pair.one_id, pair.other_id}


@pytest.mark.parametrize(("state", "leads_to"), [("same", "/merge/"), ("unsure", QUEUE)])
def test_a_button_decides_and_leads_on(pair, hilda, browser_of, state, leads_to):
    browser = browser_of(hilda)
    response = browser.post(url(pair), {"state": state, "remark": "Both were here"}, follow=True)
    assert leads_to in response.redirect_chain[-1][0]
    pair.refresh_from_db()
    assert (pair.state, pair.remark, pair.decided_by) == (state, "Both were here", hilda.user)
    assert "The decision is saved." in words(response)
    assert "Yulimar" not in words(browser.get(QUEUE))
    assert "Yulimar" in words(browser.get(f"{QUEUE}?show={state}"))
    text = words(browser.get(url(pair)))
    assert "Decided:" in text
    assert "Both were here" in text


def test_different_wants_a_reason_and_keeps_what_was_typed(pair, hilda, browser_of):
    browser = browser_of(hilda)
    response = browser.post(url(pair), {"state": "different", "remark": "She told us"})
    assert response.status_code == 400
    assert "Say why they are different." in words(response)
    assert 'value="She told us"' in response.content.decode()
    browser.post(url(pair), {"state": "different", "reason": "siblings"})
    pair.refresh_from_db()
    assert (pair.state, pair.reason) == ("different", "siblings")


def test_a_decision_is_taken_back(pair, hilda, browser_of):
    browser = browser_of(hilda)
    browser.post(url(pair), {"state": "unsure"})
    assert browser.post(url(pair), {"state": "open"}).url == url(pair)
    pair.refresh_from_db()
    assert pair.state == "open"


def test_identical_pairs_are_ticked_and_no_others(ana, hilda, browser_of):
    other, identical = twice(ana), twice(ana, identical=True)
    browser = browser_of(hilda)
    page = browser.get(QUEUE).content.decode()
    (shown,) = re.findall(r'name="pairs" value="(\S+)"', page)
    assert shown.startswith(f"{identical.pk}.")
    chosen = {"pairs": [shown, "nonsense"]}
    assert "1 pair is decided." in words(browser.post(f"{QUEUE}identical/", chosen, follow=True))
    assert dict(Duplicate.objects.values_list("pk", "state")) == {identical.pk: "same", other.pk: "open"}


def test_a_pair_that_changed_since_the_page_is_looked_at_again(ana, hilda, browser_of):
    identical = twice(ana, identical=True)
    browser = browser_of(hilda)
    (shown,) = re.findall(r'name="pairs" value="(\S+)"', browser.get(QUEUE).content.decode())
    update_person(person=identical.one, by=ana, given_names="Rosa")
    changed = browser.post(f"{QUEUE}identical/", {"pairs": [shown]})
    assert (changed.status_code, "Something has changed" in words(changed)) == (409, True)
    assert "Registered twice?" in words(changed)
    none = browser.post(f"{QUEUE}identical/", {})
    assert (none.status_code, "Nothing was decided: tick the pairs first." in words(none)) == (400, True)
    assert Duplicate.objects.get(pk=identical.pk).state == "open"


def test_two_of_one_household_come_together(family, hilda, browser_of):
    browser = browser_of(hilda)
    assert "Wilmer" in words(browser.get(f"{QUEUE}?show=household"))
    assert "In the household of Marisol Urdaneta, Wilmer Urdaneta is" in words(browser.get(url(family)))
    response = browser.post(f"{url(family)}together/", {"relationship": "child"}, follow=True)
    assert "They live together now." in words(response)
    members = {p.given_names: p.relationship for p in Person.objects.exclude(household=None)}
    assert members == {"Marisol": "head", "Wilmer": "child"}
    family.refresh_from_db()
    assert family.state == "same"


def test_nonsense_about_a_household_is_refused_with_a_sentence(family, hilda, browser_of):
    response = browser_of(hilda).post(f"{url(family)}together/", {"relationship": "head"})
    assert response.status_code == 400
    assert not Person.objects.exclude(household=None).exists()


def test_the_queue_takes_as_many_queries_for_many_as_for_few(ana, hilda, browser_of, django_assert_max_num_queries):
    for _pair in range(12):
        twice(ana)
    browser = browser_of(hilda)
    with django_assert_max_num_queries(18):
        browser.get(QUEUE)


def test_decided_the_same_they_are_merged_and_parted_again(pair, hilda, browser_of):
    browser = browser_of(hilda)
    where = browser.post(url(pair), {"state": "same"}).url
    kept, gone = sorted((pair.one, pair.other), key=lambda person: person.created_at)
    assert where == reverse("merge", args=[kept.pk, gone.pk])
    assert where in browser.get(url(pair)).content.decode()
    merge(kept=kept, gone=gone, by=hilda, reason="Both were here")
    assert browser.get(url(pair)).status_code == 404
    assert "Yulimar" not in words(browser.get(f"{QUEUE}?show=same"))
    confirm(browser, reverse("merge_undo", args=[Merge.objects.get().pk]))
    pair.refresh_from_db()
    assert pair.state == "open"
    assert words(browser.get(QUEUE)).count("Yulimar González") == 2


def test_pairs_of_who_is_gone_go_and_what_was_decided_stays(ana, hilda):
    three = [register(by=ana, **SHE, documents=DOCUMENT).person for _time in range(3)]
    kept, gone, third = three
    paired(kept, gone), paired(gone, third)
    other = paired(kept, third)
    merge(kept=kept, gone=gone, by=hilda, reason="Both were here")
    assert dict(Duplicate.objects.values_list("state").annotate(Count("pk"))) == {"same": 1, "open": 1}
    assert list(Duplicate.objects.visible_to(hilda)) == [other]
