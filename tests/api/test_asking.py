"""Access requests over REST, by each organisation with its own token."""

import pytest

from casework.access.models import LogEntry, Membership
from casework.api import examples
from casework.journey.likely import token_for
from casework.people.consents import give_consent
from tests.api.conftest import problem, wrong_fields

PATH = "/access-requests/"


@pytest.fixture
def token(at_nrc, nrc, case):
    """As the client of NRC is told of somebody whom it does not see."""
    return token_for(case.person_id, Membership.objects.get(user__is_service=True, organisation=nrc))


@pytest.fixture
def asked(at_nrc, token):
    response = at_nrc.post(PATH, examples.ACCESS_REQUEST.value | {"token": token})
    assert response.status_code == 201, response.content
    assert at_nrc.get(response["Location"].removeprefix("/api/v1")).json() == response.json()
    return response.json()


def test_one_asks_and_reads_nothing_of_the_person(asked, at_nrc, case):
    assert (asked["state"], asked["person"], asked["case"]) == ("open", None, None)
    assert (asked["organisation"]["short_name"], asked["asked_of"]["short_name"]) == ("NRC", "HIAS")
    assert at_nrc.get(PATH).json()["results"] == [asked]
    assert not LogEntry.objects.filter(place__in=["access_requests_list", "access_requests_read"]).exists()


def test_who_keeps_her_reads_whom_it_is_about_and_says_no(asked, at_hias, at_nrc, case):
    (one,) = at_hias.get(PATH, {"state": "open"}).json()["results"]
    assert (one["id"], one["person"], one["case"]) == (asked["id"], str(case.person_id), str(case.pk))
    path = f"{PATH}{asked['id']}/refuse/"
    assert wrong_fields(at_hias.post(path, {})) == {("answer", "required")}
    refused = at_hias.post(path, {"answer": "She does not want it."})
    assert refused.status_code == 200, refused.content
    assert (refused.json()["state"], refused.json()["answer"]) == ("refused", "She does not want it.")
    assert at_nrc.get(PATH, {"state": "refused"}).json()["results"][0]["answer"] == "She does not want it."
    problem(at_hias.post(path, {"answer": "Again."}), 409, "answered_already")


def test_it_is_granted_on_a_ground_only(asked, at_hias, at_nrc, case, ana):
    path = f"{PATH}{asked['id']}/grant/"
    assert wrong_fields(at_hias.post(path, {"sections": ["documents"]})) == {("legal_reason", "no_consent")}
    give_consent(person=case.person, by=ana, purpose="share", recipient_kind="partner", how="paper")
    assert at_hias.post(path, {"sections": ["documents"]}).json()["state"] == "granted"
    mine = at_nrc.get(f"{PATH}{asked['id']}/").json()
    assert (mine["state"], mine["person"], mine["case"]) == ("granted", str(case.person_id), str(case.pk))
    assert at_nrc.get(f"/cases/{case.pk}/").status_code == 200


def test_a_token_is_the_askers_own(token, at_hias, at_nrc, asked):
    assert wrong_fields(at_hias.post(PATH, {"token": token, "why": "x"})) == {("token", "token_ended")}
    problem(at_nrc.post(PATH, {"token": token, "why": "x"}), 409, "asked_already")


def test_nobody_answers_herself(asked, at_nrc):
    for verb, body in (("grant", {}), ("refuse", {"answer": "x"})):
        problem(at_nrc.post(f"{PATH}{asked['id']}/{verb}/", body), 404)


def test_iom_reads_what_is_asked_and_that_stands_in_the_log(asked, at_iom, case):
    assert at_iom.get(f"{PATH}{asked['id']}/").json()["person"] == str(case.person_id)
    assert LogEntry.objects.get(place="access_requests_read").persons == [case.person_id]
