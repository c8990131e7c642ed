"""The pages of a person's data rights: the work list, one request and what to do, export, erasure."""

import json
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.access.policy import Role
from casework.journey.actions import close_case, register
from casework.journey.models import Case
from casework.merging.actions import merge
from casework.people.actions import add_contact
from casework.people.households import create_household
from casework.people.models import DataRequest, Person
from casework.rights import actions
from tests.cast import member, refer
from tests.web.conftest import confirm, words

TODAY = timezone.localdate()


def ask(case, by, kind="access", days=0):
    return actions.open_request(
        person=case.person, by=by, kind=kind, details="In print", received_on=TODAY - timedelta(days=days)
    )


def page(name, row):
    return reverse(name, args=[row.pk])


def test_the_case_leads_to_the_rights_of_who_serves_them(case, ana, vera, browser_of):
    url = page("data_rights", case.person)
    assert url in browser_of(ana).get(page("case", case)).content.decode()
    assert url not in browser_of(vera).get(page("case", case)).content.decode()
    assert browser_of(vera).get(url).status_code == 403
    text = words(browser_of(ana).get(url))
    assert "Record a request" in text
    assert "Export everything" in text


def test_a_request_is_recorded_and_stands_on_the_list_and_on_today(case, ana, browser_of):
    browser = browser_of(ana)
    new = page("record_data_request", case.person)
    assert "the time to keep it has ended" not in words(browser.get(new))
    response = browser.post(new, {"kind": "rectify", "details": "", "received_on": TODAY}, follow=True)
    assert "It is to be answered within 15 days." in words(response)
    again = browser.post(new, {"kind": "rectify", "details": "", "received_on": TODAY})
    assert (again.status_code, "This request is open already." in words(again)) == (409, True)
    for url in (reverse("data_requests"), reverse("today")):
        text = words(browser.get(url))
        assert "Have it corrected · HIAS" in text
        assert "To be answered" in text
        assert "(in 15 days)" in text


def test_the_clock_runs_out(case, ana, browser_of):
    ask(case, ana, days=20)
    assert re.search(r"Late .{8,14} \(5 days ago\)", words(browser_of(ana).get(reverse("data_requests"))))


def test_the_list_is_filtered_and_goes_on(case, ana, bruno, browser_of):
    done = ask(case, ana)
    actions.answer_request(request=done, by=ana, status="done", answer="Given.")
    ask(case, ana, "erase")
    browser, url = browser_of(ana), reverse("data_requests")

    def kinds(**query):
        rows = words(browser.get(url, query)).split("Show Open")[1]
        return {kind for kind in ("Know what is kept on her · ", "Have it erased · ") if kind in rows}

    assert kinds() == {"Have it erased · "}
    assert kinds(show="answered") == {"Know what is kept on her · "}
    assert kinds(kind="access") == set()
    assert kinds(show="strange", kind="x", page="-1") == {"Have it erased · "}
    assert "No request is in this list now." in words(browser_of(bruno).get(url))


@pytest.mark.parametrize(
    ("kind", "by_ana", "by_ines"),
    [
        ("access", "Export everything Record the answer", "Export everything Record the answer"),
        ("rectify", "Open the file Record the answer", "Open the file Record the answer"),
        ("restrict", "somebody else has to confirm it", "Restrict the use Refuse with a reason"),
        ("erase", "somebody else has to confirm it", "Look and confirm Refuse with a reason"),
    ],
)
def test_a_request_says_what_to_do_next(kind, by_ana, by_ines, case, ana, ines, browser_of):
    request = ask(case, ana, kind)
    assert by_ana in words(browser_of(ana).get(page("data_request", request)))
    assert by_ines in words(browser_of(ines).get(page("data_request", request)))


def test_an_answer_is_recorded(case, ana, browser_of):
    request, browser = ask(case, ana), browser_of(ana)
    url = page("answer_data_request", request)
    assert browser.post(url, {"status": "done", "answer": " "}).status_code == 400
    text = words(browser.post(url, {"status": "done", "answer": "Given in print."}, follow=True))
    assert "Done" in text
    assert "Given in print." in text
    assert browser.post(url, {"status": "done", "answer": "x"}).status_code == 409


def test_restricting_shows_a_banner_and_is_lifted(case, ana, ines, browser_of):
    request = ask(case, ana, "restrict")
    assert browser_of(ana).post(page("restrict_person", request)).status_code == 403
    assert browser_of(ines).post(page("restrict_person", request)).status_code == 302
    assert "Use restricted since" in words(browser_of(ana).get(page("case", case)))
    refused = browser_of(ana).post(reverse("add_note", args=[case.pk]), {"text": "x"})
    assert refused.status_code == 409
    lift = page("lift_restriction", case.person)
    assert browser_of(ana).get(lift).status_code == 403
    assert browser_of(ines).post(lift, {"why": "She asked for it."}).status_code == 302
    assert "Use restricted since" not in words(browser_of(ana).get(page("case", case)))


def test_the_one_who_erases_reads_what_stays_and_confirms(case, ana, ines, browser_of):
    close_case(case=case, by=ana, close_reason="left")
    request, browser = ask(case, ana, "erase"), browser_of(ines)
    url = page("erase_person", request)
    assert browser_of(ana).get(url).status_code == 403
    text = words(browser.get(url))
    assert "People : sex, nationality, year of birth, province (to count how many people were served" in text
    assert browser.post(url, {}).status_code == 400
    assert Person.objects.get().anonymised_on is None
    text = words(confirm(browser, url, {"read": "on"}, follow=True))
    assert "- people" in text or "- personas" in text
    assert "This person was anonymised on" in text
    assert "Anonymised person" in words(browser_of(ana).get(page("case", case)))
    assert browser.post(url, {"read": "on"}).status_code == 409


def test_a_record_that_was_merged_in_since_the_page_is_not_erased_with_it(case, ana, hilda, ines, browser_of):
    close_case(case=case, by=ana, close_reason="left")
    url = page("erase_person", ask(case, ana, "erase"))
    browser = browser_of(ines)
    shown = browser.get(url).context["shown"]
    other = register(by=ana, given_names="Rosa", family_names="Quispe")
    close_case(case=other, by=ana, close_reason="left")
    merge(kept=case.person, gone=other.person, by=hilda, reason="The same, it seems")
    answer = browser.post(url, {"read": "on", "shown": shown})
    assert answer.status_code == 409
    assert "Something has changed since this was shown" in words(answer)
    assert "Rosa Quispe" in words(answer)
    assert not Person.objects.exclude(anonymised_on=None).exists()
    assert browser.post(url, {"read": "on", "shown": answer.context["shown"]}).status_code == 302


def test_an_open_case_is_said_beside_the_form(case, ana, ines, browser_of):
    response = browser_of(ines).post(page("erase_person", ask(case, ana, "erase")), {"read": "on"})
    assert response.status_code == 409
    assert "This person has an open case. Close it before her data is erased." in words(response)


def test_a_file_is_kept_longer(case, ana, ines, browser_of):
    close_case(case=case, by=ana, close_reason="left")
    Case.objects.update(retain_until=TODAY - timedelta(days=1))
    request = DataRequest.objects.create(person=case.person, kind="retention", organisation=ana.organisation)
    assert "Look and confirm Keep the file longer" in words(browser_of(ines).get(page("data_request", request)))
    url = page("keep_person", request)
    assert browser_of(ana).get(url).status_code == 403
    assert browser_of(ines).post(url, {"until": TODAY, "answer": "x"}).status_code == 400
    later = TODAY + timedelta(days=100)
    assert browser_of(ines).post(url, {"until": later, "answer": "A claim"}).status_code == 302
    assert Case.objects.get().retain_until == later


def export(browser, case, **data):
    return browser.post(page("export_person", case.person), {"reason": "asked", "form": "html"} | data)


def test_the_export_is_one_page_in_her_language_without_anything_from_elsewhere(case, ana, browser_of):
    create_household(head=case.person, by=ana)
    add_contact(person=case.person, by=ana, kind="phone", value="0991234567")
    response = export(browser_of(ana), case)
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="data-{timezone.now():%Y-%m-%d}.html"'
    assert response["Cache-Control"].startswith("private, no-store")
    body = response.content.decode()
    assert '<html lang="es">' in body
    assert "Yulimar del Valle González Rondón" in body
    assert "+593991234567" in body
    assert not re.search(r"(src|href)=|url\(|<script", body)


def test_the_export_for_programs(case, ana, browser_of):
    response = export(browser_of(ana), case, form="json", reason="portability")
    found = json.loads(response.content)
    assert (response["Content-Type"], found["reason"]) == ("application/json", "portability")
    assert found["held"]["person"][0]["family_names"] == "González Rondón"
    assert export(browser_of(ana), case, reason="").status_code == 400


def test_who_sees_a_part_cannot_export(case, ana, nrc, bruno, browser_of):
    refer(case.person, nrc, ["identity", "contact", "journey", "consents"])
    browser = browser_of(bruno)
    assert "ask the organisation that keeps it" in words(browser.get(page("data_rights", case.person)))
    assert export(browser, case).status_code == 403


@pytest.mark.parametrize(
    "name", ["data_rights", "record_data_request", "export_person", "lift_restriction", "data_request"]
)
def test_an_outsider_finds_nothing(name, case, ana, iom, nrc, browser_of):
    row = ask(case, ana) if name == "data_request" else case.person
    nora = member("Nora", nrc, Role.MANAGER)
    assert browser_of(nora).get(page(name, row)).status_code in ((404, 403) if name == "lift_restriction" else (404,))
