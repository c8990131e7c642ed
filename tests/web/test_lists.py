"""Today, the worklists and the search: each shows what the reader may see, most urgent first."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casework.access.models import Membership
from casework.journey.actions import close_case, open_blocker, open_case, register
from casework.journey.models import Case, StageRecord
from casework.people.actions import add_contact, add_document, register_person
from casework.programmes.actions import move_stage
from tests.cast import letters
from tests.web.conftest import words

TODAY = timezone.localdate()


def with_cpm(case, by, expires_in):
    move_stage(case=case, stage="registration", verb="approve", by=by)
    move_stage(case=case, stage="cpm", verb="start", by=by)
    issued = {"issued_on": TODAY - timedelta(days=180), "expires_on": TODAY + timedelta(days=expires_in)}
    move_stage(case=case, stage="cpm", verb="approve", by=by, number="CPM-1", **issued)


def test_today_is_empty_with_a_word_what_to_do(ana, browser_of):
    assert "You keep no case yet. See your organisation's cases Register a person" in words(browser_of(ana).get("/"))


def test_today_lists_what_is_urgent_and_each_case_once(ana, case, browser_of):
    with_cpm(case, ana, expires_in=-3)
    open_blocker(case=case, by=ana, stage="visa", cause="fee")
    text = words(browser_of(ana).get("/"))
    assert "Document expired" in text
    assert "CPM expired" in text
    assert "(3 days ago)" in text
    assert text.count(case.code) == 1


def test_today_of_the_organisation_holds_what_others_keep(hilda, ana, case, browser_of):
    open_blocker(case=case, by=ana, stage="registration", cause="fee")
    assert case.code not in words(browser_of(hilda).get("/"))
    assert case.code in words(browser_of(hilda).get("/", {"scope": "organisation"}))


def test_an_officer_sees_who_is_at_her_step_the_longest_waiting_first(carmen, ana, case, browser_of):
    assert "Nobody is at your step now." in words(browser_of(carmen).get("/"))
    other = register(by=ana, given_names="Wilmer")
    earlier = TODAY - timedelta(days=2)
    Case.objects.update(opened_on=earlier)
    StageRecord.objects.update(since=earlier)
    for each in (case, other):
        move_stage(case=each, stage="registration", verb="approve", by=ana, on=earlier)
        move_stage(case=each, stage="cpm", verb="start", by=ana, on=earlier)
    for each, days in ((case, 0), (other, 2)):
        move_stage(case=each, stage="cpm", verb="submit", by=ana, on=TODAY - timedelta(days=days))
    text = words(browser_of(carmen).get("/"))
    assert text.index(other.code) < text.index(case.code)


@pytest.mark.parametrize(
    ("show", "there"),
    [("all", True), ("expired", True), ("expiring", False), ("blocked", False), ("waiting", False), ("nonsense", True)],
)
def test_a_worklist_holds_what_its_name_says(ana, case, browser_of, show, there):
    with_cpm(case, ana, expires_in=-1)
    text = words(browser_of(ana).get(reverse("cases"), {"show": show}))
    assert (case.code in text) == there


def test_a_list_goes_on_page_by_page(ana, browser_of):
    codes = {register(by=ana, given_names=f"Persona {letters(number)}").code for number in range(30)}
    browser = browser_of(ana)
    first = browser.get(reverse("cases"), {"order": "name"})
    second = browser.get(reverse("cases"), {"order": "name", "page": "2"})
    shown = [{code for code in codes if code in words(page)} for page in (first, second)]
    assert [len(s) for s in shown] == [25, 5]
    assert shown[0] | shown[1] == codes
    assert "Next" not in words(second).split("Cases", 2)[-1].split("Keyboard")[0]
    for strange in ("0", "-1", "x", "99999999999999999999"):
        assert browser.get(reverse("cases"), {"page": strange}).status_code == 200


def test_a_list_takes_as_many_queries_for_many_as_for_few(ana, browser_of):
    browser = browser_of(ana)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            browser.get(reverse("cases"))
        return len(captured)

    register(by=ana, given_names="Uno")
    few = queries()
    for number in range(20):
        register(by=ana, given_names=f"Persona {letters(number)}")
    assert queries() == few


@pytest.mark.parametrize(
    "typed",
    ["gonzalez yulimar", "YULIMAR", "V-12.345.678", "12345678", "0987654321", "+593 98 765 4321", "y@correo.example"],
)
def test_search_finds_however_it_is_typed(ana, case, browser_of, typed):
    add_document(person=case.person, by=ana, kind="ve_cedula", number="V12345678")
    add_contact(person=case.person, by=ana, kind="phone", value="0987654321")
    add_contact(person=case.person, by=ana, kind="email", value="y@correo.example")
    response = browser_of(ana).post(reverse("search"), {"q": typed}, follow=True)
    assert case.code in words(response)


def test_search_takes_a_code_and_says_nothing_in_the_url(ana, case, browser_of):
    response = browser_of(ana).post(reverse("search"), {"q": case.code.lower().replace("-", "")}, follow=True)
    assert "Yulimar del Valle" in words(response)
    assert response.redirect_chain == [("/search/", 302)]


def test_search_finds_nobody_out_of_scope(bruno, ana, case, browser_of):
    add_document(person=case.person, by=ana, kind="ve_cedula", number="V12345678")
    for typed in ("Yulimar", "V12345678", case.code):
        response = browser_of(bruno).post(reverse("search"), {"q": typed}, follow=True)
        assert "Nobody you may see was found." in words(response)
        assert "González" not in words(response)


def test_who_was_registered_without_a_case_is_found_and_given_one(ana, bruno, browser_of):
    person = register_person(by=ana, given_names="Rosa", family_names="Paz")
    browser = browser_of(ana)
    assert "Registered, without a case Rosa Paz" in words(browser.post(reverse("search"), {"q": "rosa"}, follow=True))
    url = reverse("open_case", args=[person.pk])
    assert browser_of(bruno).post(url).status_code == 404
    assert browser.post(url).status_code == 302
    assert person.cases.get().caseworker == ana.user
    again = browser.post(url)
    assert again.status_code == 409
    assert "This person has an open case already." in words(again)


def test_a_search_shows_ten_people_a_page_with_all_their_cases(ana, bruno, case, browser_of):
    """Also of somebody with two, and who has none, in the order of how near their names are."""
    register_person(by=ana, given_names="Rosa", family_names="Paz")
    two = register(by=ana, given_names="Rosa", family_names="Mora")
    close_case(case=two, by=ana, close_reason="left")
    open_case(person=two.person, by=ana)
    for name in ("Ada", "Bea", "Cata", "Dora", "Eva", "Fany", "Gina", "Hilda", "Irma"):
        register(by=ana, given_names=f"Rosa {name}", family_names="Zapata")
    browser = browser_of(ana)
    first = words(browser.post(reverse("search"), {"q": "rosa"}, follow=True))
    assert "Registered, without a case Rosa Paz" in first
    assert first.count("Rosa Mora") == 2
    assert first.count("Zapata") == 8
    assert "There are more. Add another name or a number to find fewer." in first
    second = words(browser.get(reverse("search"), {"page": 2}))
    assert second.count("Zapata") == 1
    assert "There are more." not in second
    assert "Zapata" not in words(browser_of(bruno).post(reverse("search"), {"q": "rosa"}, follow=True))


@pytest.mark.parametrize("typed", ["", "   ", "%", "_", "'; --", "a\x00b", "@", "ñ" * 100, "☃"])
def test_search_survives_anything(ana, case, browser_of, typed):
    assert browser_of(ana).post(reverse("search"), {"q": typed}, follow=True).status_code == 200


def test_the_switch_changes_for_whom_one_works(ana, nrc, case, browser_of):
    second = Membership.objects.create(user=ana.user, organisation=nrc, role="caseworker")
    browser = browser_of(ana)
    assert browser.get(reverse("case", args=[case.pk])).status_code == 200
    response = browser.post(reverse("switch_organisation"), {"membership": second.pk}, follow=True)
    assert "You now work for NRC." in words(response)
    assert browser.get(reverse("case", args=[case.pk])).status_code == 404


def test_nobody_switches_to_what_is_not_hers(bruno, ana, case, browser_of):
    browser = browser_of(bruno)
    for value in (ana.pk, "x", ""):
        browser.post(reverse("switch_organisation"), {"membership": value})
        assert browser.get(reverse("case", args=[case.pk])).status_code == 404


def test_an_ended_membership_counts_no_more(ana, case, browser_of):
    browser = browser_of(ana)
    Membership.objects.filter(pk=ana.pk).update(since=TODAY - timedelta(days=9), until=TODAY - timedelta(days=1))
    response = browser.get(reverse("case", args=[case.pk]))
    assert response.status_code == 403
    assert "You do not act for any organisation now." in words(response)
    assert "Yulimar" not in words(response)


def test_the_language_is_kept_for_the_user(ana, browser_of, client):
    browser = browser_of(ana)
    response = browser.post(reverse("switch_language"), {"language": "es", "next": "/cases/"}, follow=True)
    assert response.redirect_chain == [("/cases/", 302)]
    assert '<html lang="es">' in response.content.decode()
    ana.user.refresh_from_db()
    assert ana.user.language == "es"
    elsewhere = client.post(reverse("switch_language"), {"language": "en", "next": "https://evil.example/"})
    assert elsewhere.headers["Location"] == "/"
    assert client.get(reverse("account_login")).headers["Content-Language"] == "en"


def test_a_training_not_finished_is_not_called_refused(ana, case, browser_of):
    start = {"course": "Bakery", "provider": ana.organisation, "starts_on": TODAY, "reason": "She asked"}
    move_stage(case=case, stage="training", verb="start", by=ana, **start)
    move_stage(case=case, stage="training", verb="refuse", by=ana, reason="The hours did not fit")
    browser = browser_of(ana)
    for page in (browser.get(reverse("case", args=[case.pk])), browser.get(reverse("cases"))):
        assert "not finished" in words(page)
        assert "refused" not in words(page)


def test_an_address_that_is_none_is_a_page_of_ours_in_debug_mode_too(ana, browser_of, settings):
    settings.DEBUG = True
    for address in ("/nowhere/", "/cases/00000000-0000-0000-0000-000000000000/"):
        response = browser_of(ana).get(address)
        assert response.status_code == 404
        assert "There is nothing here that you may see." in words(response)


def test_a_list_of_many_ends_with_a_word(client, ana, monkeypatch):
    monkeypatch.setattr("casework.web.views.lists.PAGE", 1)
    monkeypatch.setattr("casework.web.views.lists.LAST_PAGE_OF_MANY", 2)
    for number in range(4):
        register(by=ana, given_names="Yulimar", family_names=f"González {'ABCD'[number]}")
    client.force_login(ana.user)
    body = client.get(reverse("cases"), {"page": "400", "order": "name", "scope": "organisation"}).content.decode()
    assert "There are more. Narrow the list" in body
    assert 'rel="next"' not in body
    assert "González B" in body
    assert "There are more" not in client.get(reverse("cases"), {"scope": "organisation"}).content.decode()
