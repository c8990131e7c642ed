"""What a person asks about her data, and all that is held on her, over REST."""

from datetime import timedelta

from django.utils import timezone

from casework.people.models import DataRequest
from tests.api.conftest import problem, signed_in, wrong_fields

TODAY = timezone.localdate()


def test_a_request_is_recorded_and_listed(at_hias, at_nrc, case):
    url = f"/people/{case.person_id}/data-requests/"
    received = (TODAY - timedelta(days=2)).isoformat()
    made = at_hias.post(url, {"kind": "rectify", "details": "Her surname", "received_on": received})
    assert made.status_code == 201
    body = made.json()
    assert (body["status"], body["due_on"]) == ("open", (TODAY + timedelta(days=13)).isoformat())
    assert at_hias.http.get(made["Location"]).json() == body
    assert [row["id"] for row in at_hias.get(url).json()["results"]] == [body["id"]]
    problem(at_hias.post(url, {"kind": "rectify"}), 409, "request_open_already")
    problem(at_nrc.get(url), 404)
    problem(at_nrc.post(url, {"kind": "access"}), 404)


def test_only_casework_proposes_an_end(at_hias, case):
    url = f"/people/{case.person_id}/data-requests/"
    assert wrong_fields(at_hias.post(url, {"kind": "retention"})) == {("kind", "not_a_wish")}
    assert wrong_fields(at_hias.post(url, {"kind": "access", "received_on": "2199-01-01"})) == {
        ("received_on", "in_future")
    }
    assert not DataRequest.objects.exists()


def test_everything_held_on_a_person(at_hias, record):
    body = at_hias.get(f"/people/{record['person_id']}/export/").json()
    assert (body["format"], body["version"], body["made_by"]) == ("casework-person", 1, "HIAS")
    assert body["held"]["identitydocument"][0]["number"] == "X1"
    assert body["held"]["specificneed"][0]["kind"] == "pregnancy"
    assert "abuse_reports" in {w["code"] for w in body["withheld"]}


def test_who_does_not_serve_rights_gets_nothing(vera, case, at_interior):
    viewer = signed_in(vera)
    for path in ("data-requests", "export"):
        problem(viewer.get(f"/people/{case.person_id}/{path}/"), 403, "permission_denied")
        problem(at_interior.get(f"/people/{case.person_id}/{path}/"), 403, "permission_denied")
