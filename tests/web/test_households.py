"""The page of a household, and what is done there."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casework.access.models import LogEntry
from casework.access.policy import Section
from casework.journey.actions import close_case, register
from casework.people import households
from casework.people.actions import register_person
from casework.people.models import Household, Person
from tests.cast import letters, refer
from tests.web.conftest import words

TODAY = timezone.localdate()
CHILD = TODAY - timedelta(days=3000)


@pytest.fixture
def home(case, ana):
    """Yulimar heads it, with Luis, a child who has a case, and her mother Rosa, who has none."""
    home = households.create_household(head=case.person, by=ana, address="Calle Larga 1")
    register(by=ana, given_names="Luis", birth_date=CHILD, household=home, relationship="child")
    register_person(by=ana, given_names="Rosa", household=home, relationship="parent")
    return home


def named(name):
    return Person.objects.get(given_names__startswith=name)


def url(name, home, person=None):
    return reverse(name, args=[home.pk, person.pk] if person else [home.pk])


def who(home):
    return {p.given_names.split()[0]: p.relationship for p in home.members.all()}


def test_it_shows_everybody_and_where_each_stands(home, case, ana, browser_of):
    response = browser_of(ana).get(url("household", home))
    text = words(response)
    for expected in ("Household of Yulimar", "Calle Larga 1", "3 people", "Luis", "Son or daughter · 8 years old"):
        assert expected in text
    assert "No case that you see" in text
    assert text.count("CPM: not started") == 2
    assert reverse("case", args=[case.pk]) in response.content.decode()


def test_the_others_are_only_counted(home, ana, bruno, browser_of):
    hidden = register_person(by=bruno, given_names="Wilmer")
    Person.objects.filter(pk=hidden.pk).update(household=home, relationship="other")
    text = words(browser_of(ana).get(url("household", home)))
    assert "and 1 more whom you do not see" in text
    assert "Wilmer" not in text


def test_of_a_case_shared_without_the_household_nothing_of_it_is_seen(home, case, bruno, browser_of):
    refer(case.person, bruno.organisation, [Section.IDENTITY, Section.CONTACT, Section.JOURNEY])
    browser = browser_of(bruno)
    assert browser.get(url("household", home)).status_code == 404
    assert "Household" not in words(browser.get(reverse("case", args=[case.pk])))


def test_who_may_not_write_is_offered_nothing(home, case, vera, browser_of):
    browser = browser_of(vera)
    response = browser.get(url("household", home))
    assert response.status_code == 200
    assert "Split" not in words(response)
    assert "<form" not in response.content.decode().split("<main")[1].split("</main>")[0]
    assert browser.post(url("make_head", home, named("Luis"))).status_code == 403
    assert browser.get(url("split_household", home)).status_code == 403


def test_to_look_at_it_is_a_read_of_each_file_of_another_organisation(home, case, bruno, browser_of):
    refer(case.person, bruno.organisation)
    browser_of(bruno).get(url("household", home))
    entry = LogEntry.objects.get(place="household")
    assert entry.persons == [case.person_id]


def test_it_opens_with_as_many_queries_for_many_as_for_few(home, ana, browser_of):
    browser = browser_of(ana)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(url("household", home)).status_code == 200
        return len(captured)

    few = queries()
    for number in range(6):
        register(by=ana, given_names=f"Sol {letters(number)}", birth_date=CHILD, household=home, relationship="child")
    assert queries() == few


def test_somebody_is_added_by_the_code_of_her_case(home, ana, browser_of):
    other = register(by=ana, given_names="Wilmer")
    data = {"person": other.code, "relationship": "sibling", "since": "2024-03-01"}
    assert browser_of(ana).post(url("add_member", home), data).status_code == 302
    assert who(home)["Wilmer"] == "sibling"
    assert "since 1 Mar 2024" in words(browser_of(ana).get(url("household", home)))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"person": "K7M4-PXC9"}, "There is no case with this code."),
        ({"relationship": ""}, "This field is required."),
        ({"since": (TODAY + timedelta(days=1)).isoformat()}, "This date is in the future."),
    ],
)
def test_what_is_wrong_stands_beside_the_field(wrong, sentence, home, ana, browser_of):
    other = register(by=ana, given_names="Wilmer")
    response = browser_of(ana).post(url("add_member", home), {"person": other.code, "relationship": "other"} | wrong)
    assert response.status_code == 400
    assert sentence in words(response)
    assert "Wilmer" not in who(home)


def test_a_relationship_is_corrected(home, ana, browser_of):
    rosa = named("Rosa")
    assert "selected>father or mother" in browser_of(ana).get(url("change_relationship", home, rosa)).content.decode()
    assert browser_of(ana).post(url("change_relationship", home, rosa), {"relationship": "other"}).status_code == 302
    assert who(home)["Rosa"] == "other"


def test_the_head_leaves_and_the_form_proposes_who_follows(home, case, ana, browser_of):
    browser = browser_of(ana)
    page = browser.get(url("leave_household", home, case.person)).content.decode()
    rosa = named("Rosa")
    assert f'value="{rosa.pk}" selected' in page
    data = {"why": "moved", "on": TODAY.isoformat(), "new_head": str(named("Luis").pk)}
    assert browser.post(url("leave_household", home, case.person), data).status_code == 302
    assert who(home)["Luis"] == "head"
    text = words(browser.get(url("household", home)))
    assert "Lived here before Yulimar" in text
    assert "moved out" in text


def test_who_is_no_head_leaves_without_a_word_of_heads(home, ana, browser_of):
    assert "new_head" not in browser_of(ana).get(url("leave_household", home, named("Rosa"))).content.decode()


def test_somebody_is_made_the_head_and_applies(home, case, ana, browser_of):
    browser = browser_of(ana)
    followed = browser.post(url("make_head", home, named("Rosa")), follow=True)
    assert "Rosa is the head now" in words(followed)
    assert who(home) == {"Rosa": "head", "Yulimar": "child", "Luis": "other"}
    for applies in (True, False):
        assert browser.post(url("set_applicant", home, case.person)).status_code == 302
        case.person.refresh_from_db()
        assert case.person.principal_applicant == applies


def test_what_may_not_be_is_said(home, ana, browser_of):
    browser = browser_of(ana)
    assert browser.post(url("set_applicant", home, named("Luis"))).status_code == 400
    assert browser.post(url("make_head", home, named("Yulimar"))).status_code == 409


def test_it_is_split(home, case, ana, browser_of):
    browser, rosa, luis = browser_of(ana), named("Rosa"), named("Luis")
    data = {"why": "separated", "on": TODAY.isoformat(), "address": "Solanda 2"}
    nobody = browser.post(url("split_household", home), data)
    assert nobody.status_code == 400
    assert "Say who leaves" in words(nobody)
    data |= {f"member_{rosa.pk}": "head", f"member_{luis.pk}": "other", "new_head": str(rosa.pk)}
    assert browser.post(url("split_household", home), data).status_code == 302
    rosa.refresh_from_db()
    assert who(rosa.household) == {"Rosa": "head", "Luis": "other"}
    assert rosa.household.address == "Solanda 2"
    assert who(home) == {"Yulimar": "head"}


def test_where_the_head_goes_the_chosen_one_follows(home, case, ana, browser_of):
    data = {f"member_{case.person_id}": "head", "why": "moved", "on": TODAY.isoformat()}
    data["new_head"] = str(named("Luis").pk)
    assert browser_of(ana).post(url("split_household", home), data).status_code == 302
    assert who(home)["Luis"] == "head"


def test_two_become_one(home, ana, browser_of):
    carla = register(by=ana, given_names="Carla")
    data = {"other": carla.code, "relationship": "sibling", "why": "reunited", "on": TODAY.isoformat()}
    refused = browser_of(ana).post(url("join_households", home), data)
    assert "in no household" in words(refused)
    households.create_household(head=carla.person, by=ana)
    assert browser_of(ana).post(url("join_households", home), data).status_code == 302
    assert who(home)["Carla"] == "sibling"


def test_where_it_lives_is_changed(home, ana, browser_of):
    assert 'value="Calle Larga 1"' in browser_of(ana).get(url("change_place", home)).content.decode()
    data = {"canton": "1701", "address": "Solanda 2"}
    assert browser_of(ana).post(url("change_place", home), data).status_code == 302
    home.refresh_from_db()
    assert (home.canton_id, home.address) == ("1701", "Solanda 2")


def test_the_last_who_leaves_takes_the_page_with_her(case, ana, browser_of):
    home = households.create_household(head=case.person, by=ana)
    data = {"why": "moved", "on": TODAY.isoformat()}
    response = browser_of(ana).post(url("leave_household", home, case.person), data)
    assert response.headers["Location"] == reverse("today")


def test_a_member_of_another_household_is_not_found_here(home, ana, browser_of):
    other = register_person(by=ana, given_names="Wilmer")
    for name in ("leave_household", "change_relationship"):
        assert browser_of(ana).get(url(name, home, other)).status_code == 404


# Children without an adult --------------------------------------------------------------------------------------------
@pytest.fixture
def child(ana):
    return register(by=ana, given_names="Nico", birth_date=CHILD, caseworker=ana.user)


def test_a_child_alone_is_shown_on_her_page_and_in_lists(child, ana, browser_of):
    browser = browser_of(ana)
    page = reverse("case", args=[child.pk])
    assert "Unaccompanied child: lives in no household that is recorded." in words(browser.get(page))
    home = households.create_household(head=child.person, by=ana)
    assert "Unaccompanied child: nobody of age lives in the household." in words(browser.get(page))
    for where in ("/cases/?show=children", "/cases/", url("household", home)):
        assert "Unaccompanied child" in words(browser.get(where)), where
    register_person(by=ana, given_names="Rosa", household=home, relationship="other")
    for where in (page, "/cases/", url("household", home)):
        assert "Unaccompanied child " not in words(browser.get(where)).replace("Unaccompanied children", ""), where
    assert "No case is in this list now." in words(browser.get("/cases/?show=children"))


def test_who_does_not_read_with_whom_she_lives_is_not_told(child, bruno, browser_of):
    refer(child.person, bruno.organisation, [Section.IDENTITY, Section.CONTACT, Section.JOURNEY])
    browser = browser_of(bruno)
    for where in (reverse("case", args=[child.pk]), "/cases/?scope=visible", "/cases/?scope=visible&show=children"):
        text = words(browser.get(where))
        assert "Unaccompanied child:" not in text
        assert "Unaccompanied child " not in text


def test_a_closed_case_alarms_nobody(child, ana, browser_of):
    close_case(case=child, by=ana, close_reason="left")
    assert "Unaccompanied" not in words(browser_of(ana).get(reverse("case", args=[child.pk])))


def test_a_case_page_leads_to_the_household(home, case, ana, browser_of):
    page = browser_of(ana).get(reverse("case", args=[case.pk]))
    assert url("household", home) in page.content.decode()
    assert "Rosa" in words(page)
    assert Household.objects.count() == 1
