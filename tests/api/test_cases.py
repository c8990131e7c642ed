"""/cases/ and what hangs on a case, but for its stages and files."""

from datetime import timedelta

import pytest
from django.utils import timezone

from casework.access.models import User
from casework.api import examples
from casework.journey.actions import register
from casework.journey.models import Blocker, Case, Note
from casework.people.models import Person
from casework.programmes.actions import move_stage
from tests.api.conftest import BASE, problem, signed_in, wrong_fields
from tests.cast import letters


def ids(response):
    assert response.status_code == 200, response.content
    return {case["id"] for case in response.json()["results"]}


def test_a_case_for_somebody_registered(at_hias):
    person = at_hias.post("/people/", {"given_names": "Yulimar"}).json()
    response = at_hias.post("/cases/", {"person": person["id"], "pathway": "virte"})
    assert response.status_code == 201, response.content
    case = response.json()
    assert response["Location"] == f"{BASE}/cases/{case['id']}/"
    assert case["person"]["given_names"] == "Yulimar"
    assert (case["state"], case["pathway"], case["caseworker"]) == ("open", "virte", None)
    assert [stop["shown"] for stop in case["stages"]] == ["in_progress"] + ["not_started"] * 5
    assert at_hias.get(f"/cases/{case['id']}/").json() == case
    assert at_hias.get(f"/people/{person['id']}/").json()["cases"] == [
        {"id": case["id"], "code": case["code"], "state": "open"}
    ]
    problem(at_hias.post("/cases/", {"person": person["id"]}), 409, "case_open_already")


def test_a_case_for_somebody_new_writes_both_or_neither(at_hias, bruno):
    body = examples.CASE_NEW.value
    for caseworker in (str(bruno.user_id), "8f1f3c1e-5f6e-4b53-9a51-0e6d1d2a7c11"):
        assert wrong_fields(at_hias.post("/cases/", body | {"caseworker": caseworker})) == {("caseworker", "not_found")}
    assert not Person.objects.exists()
    response = at_hias.post("/cases/", body)
    assert response.status_code == 201, response.content
    assert Person.objects.get().documents.count() == 1


def test_a_caseworker_of_another_organisation_cannot_keep_it(at_iom, bruno):
    body = {"person": {"given_names": "Yulimar"}, "caseworker": str(bruno.user_id)}
    assert wrong_fields(at_iom.post("/cases/", body)) == {("caseworker", "not_of_organisation")}
    assert not Person.objects.exists()


@pytest.mark.parametrize("person", [7, None, [], "", "Yulimar", True])
def test_a_person_is_an_id_or_data(at_hias, person):
    ((field, _code),) = wrong_fields(at_hias.post("/cases/", {"person": person}))
    assert field == "person"
    assert wrong_fields(at_hias.post("/cases/", {"person": {"given_names": "Y"}, "pathway": "x"})) == {
        ("pathway", "does_not_exist")
    }


def test_close_and_reopen(at_hias, case):
    path = f"/cases/{case.id}/"
    assert wrong_fields(at_hias.post(f"{path}close/")) == {("close_reason", "required")}
    closed = at_hias.post(f"{path}close/", {"close_reason": "left"}).json()
    assert (closed["state"], closed["close_reason"], closed["next"]) == ("closed", "left", None)
    problem(at_hias.post(f"{path}close/", {"close_reason": "left"}), 409, "case_closed")
    problem(at_hias.post(f"{path}notes/", {"text": "x"}), 409, "case_closed")
    assert at_hias.post(f"{path}reopen/").json()["state"] == "open"
    problem(at_hias.post(f"{path}reopen/"), 409, "case_open_already")


def test_a_case_is_not_closed_tomorrow(at_hias, case):
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    response = at_hias.post(f"/cases/{case.id}/close/", {"close_reason": "left", "on": tomorrow})
    assert wrong_fields(response) == {("on", "in_future")}
    assert Case.objects.get().state == "open"


def test_assign(at_hias, case, ana, hilda, bruno):
    path = f"/cases/{case.id}/assign/"
    assert at_hias.post(path, {"caseworker": str(hilda.user_id)}).json()["caseworker"]["full_name"] == "Hilda"
    assert at_hias.post(path, {"caseworker": None}).json()["caseworker"] is None
    assert wrong_fields(at_hias.post(path, {"caseworker": str(bruno.user_id)})) == {("caseworker", "not_found")}
    assert wrong_fields(at_hias.post(path)) == {("caseworker", "required")}
    of_ana = signed_in(ana)
    assert of_ana.post(path, {"caseworker": str(ana.user_id)}).status_code == 200  # nobody's: she takes it
    problem(of_ana.post(path, {"caseworker": str(hilda.user_id)}), 403)


def test_who_may_keep_cases(at_hias, at_iom, ana, hilda, vera, bruno, ivan):
    def found(api):
        return [(w["full_name"], w["organisations"]) for w in api.get("/caseworkers/").json()["results"]]

    assert found(at_hias) == [("Ana", ["HIAS"]), ("Hilda", ["HIAS"])]
    assert found(at_iom) == [("Ana", ["HIAS"]), ("Bruno", ["NRC"]), ("Hilda", ["HIAS"]), ("Ivan", ["OIM"])]
    assert User.objects.filter(is_service=True).count() == 2


def test_filters(at_hias, at_iom, ana, hilda, case, cpm_begun, interior, nrc):
    today = timezone.localdate()
    other = register(by=hilda, given_names="Luis", family_names="Pérez")
    dates = {"issued_on": today - timedelta(days=150), "expires_on": today + timedelta(days=10)}
    move_stage(case=case, stage="cpm", verb="approve", by=ana, number="C-1", **dates)
    at_hias.post(f"/cases/{other.id}/blockers/", {"stage": "cpm", "cause": "fee"})
    yuli, luis, everybody = {str(case.id)}, {str(other.id)}, {str(case.id), str(other.id)}
    for query, found in [
        ({}, everybody),
        ({"state": "open"}, everybody),
        ({"state": "closed"}, set()),
        ({"stage": "registration"}, luis),
        ({"stage": "registration", "status": "done"}, yuli),
        ({"stage": "cpm", "status": "not_started"}, luis),
        ({"stage": "cpm", "status": "done"}, yuli),
        ({"caseworker": ana.user_id}, yuli),
        ({"unassigned": "true"}, luis),
        ({"organisation": ana.organisation_id}, everybody),
        ({"organisation": nrc.id}, set()),
        ({"blocked": "true"}, luis),
        ({"blocked": "false"}, yuli),
        ({"expiring_within": 10}, yuli),
        ({"expiring_within": 9}, set()),
        ({"expired": "true"}, set()),
        ({"person": case.person_id}, yuli),
        ({"q": "perez"}, luis),
        ({"q": case.code.lower().replace("-", " ")}, yuli),
        ({"updated_since": timezone.now().isoformat()}, set()),
        ({"updated_since": (timezone.now() - timedelta(hours=1)).isoformat()}, everybody),
        ({"stage": "cpm", "status": "done", "blocked": "true"}, set()),
    ]:
        for api in (at_hias, at_iom):
            assert ids(api.get("/cases/", query)) == found, query


def test_blockers(at_hias, case):
    path = f"/cases/{case.id}/blockers/"
    made = at_hias.post(path, {"stage": "visa", "cause": "fee", "detail": "  80 USD "}).json()
    assert (made["detail"], made["since"]) == ("80 USD", timezone.localdate().isoformat())
    problem(at_hias.post(path, {"stage": "visa", "cause": "fee"}), 409, "blocker_open_already")
    assert at_hias.get(f"/cases/{case.id}/").json()["blocked"] is True
    assert wrong_fields(at_hias.post(f"{path}{made['id']}/resolve/")) == {("resolution", "required")}
    resolved = at_hias.post(f"{path}{made['id']}/resolve/", {"resolution": "IOM paid"}).json()
    assert resolved["resolved_on"] == timezone.localdate().isoformat()
    problem(at_hias.post(f"{path}{made['id']}/resolve/", {"resolution": "Again"}), 409, "blocker_resolved_already")
    assert at_hias.get(path, {"open": "true"}).json()["results"] == []
    assert at_hias.get(path, {"open": "false"}).json()["results"] == [resolved]
    assert at_hias.get(f"{path}{made['id']}/").json() == resolved


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, {("stage", "required"), ("cause", "required")}),
        ({"stage": "visa", "cause": "other"}, {("detail", "invalid")}),
        ({"stage": "visa", "cause": "fee", "since": "2100-01-01"}, {("since", "in_future")}),
        ({"stage": "visas", "cause": "fee"}, {("stage", "invalid_choice")}),
    ],
)
def test_wrong_blockers(at_hias, case, body, wrong):
    assert wrong_fields(at_hias.post(f"/cases/{case.id}/blockers/", body)) == wrong
    assert not Blocker.objects.exists()


def test_notes(at_hias, case):
    path = f"/cases/{case.id}/notes/"
    made = at_hias.post(path, {"text": "  She came in.\n<b>Tired</b>.  "}).json()
    assert (made["text"], made["organisation"]["short_name"]) == ("She came in.\n<b>Tired</b>.", "HIAS")
    second = at_hias.post(path, {"text": "And left."}).json()
    assert at_hias.get(path).json()["results"] == [second, made]
    assert at_hias.get(f"{path}{made['id']}/").json() == made
    for text in ("", "   ", "x" * 5001):
        assert {field for field, _code in wrong_fields(at_hias.post(path, {"text": text}))} == {"text"}
    assert Note.objects.count() == 2


def test_events_tell_what_happened_in_the_readers_language(at_hias, case):
    path = f"/cases/{case.id}/events/"
    events = at_hias.get(path).json()["results"]
    assert [e["kind"] for e in events] == ["stage_moved", "case_opened", "person_registered"]
    assert events[0]["sentence"] == "Registration: in progress"
    assert events[0]["facts"]["verb"] == "start"
    assert (events[0]["by"]["full_name"], events[0]["organisation"]["short_name"]) == ("Ana", "HIAS")
    assert events[0]["at"].endswith("Z")
    assert "id" not in events[0]
    assert [e["kind"] for e in at_hias.get(path, {"section": "identity"}).json()["results"]] == ["person_registered"]


@pytest.mark.parametrize("count", [1, 50])
def test_a_list_takes_the_same_queries_however_long(ana, count, django_assert_num_queries):
    for number in range(count):
        case = register(by=ana, given_names=f"Noe {letters(number)}")
        Blocker.objects.create(case=case, stage="cpm", cause="fee")
    api = signed_in(ana)
    # With the savepoint of the request, what is open to the reader, and who keeps what she is shown.
    with django_assert_num_queries(12):
        assert len(api.get("/cases/").json()["results"]) == count


def test_a_case_takes_few_queries(ana, case, django_assert_max_num_queries):
    api = signed_in(ana)
    with django_assert_max_num_queries(12):
        api.get(f"/cases/{case.id}/")
    with django_assert_max_num_queries(14):
        api.get(f"/cases/{case.id}/stages/")
