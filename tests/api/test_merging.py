"""Two records become one through REST, and two again."""

import re

import pytest

from casework.api.urls import urlpatterns
from casework.journey.actions import register
from casework.people.actions import register_person, update_person
from casework.people.models import Merge, Person
from tests.api.conftest import problem, signed_in, wrong_fields

NOBODY = "00000000-0000-4000-8000-000000000000"
# Bodies that are right, for addresses that look at them before they look for the person.
WRITES = {
    "documents/": {"kind": "passport", "number": "A1"},
    "contacts/": {"kind": "phone", "value": "0987654321"},
    "needs/": {"kind": "pregnancy"},
}


@pytest.fixture
def again(ana):
    return register(by=ana, given_names="Yulimar", family_names="González", caseworker=ana.user)


@pytest.fixture
def of_hilda(hilda):
    return signed_in(hilda)


def body(gone, **more):
    return {"other": str(gone.person_id), "reason": "The same passport"} | more


def test_merge_and_undo(of_hilda, case, again, ana):
    answer = of_hilda.post(f"/people/{case.person_id}/merge/", body(again, choices={"names": "gone", "case": "kept"}))
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert answer["Location"] == f"/api/v1/merges/{made['id']}/"
    assert (made["person"], made["merged"]) == (str(case.person_id), str(again.person_id))
    assert of_hilda.get(f"/people/{case.person_id}/").json()["family_names"] == "González"
    closed = of_hilda.get(f"/cases/{again.pk}/").json()
    assert (closed["close_reason"], closed["merged_into"]) == ("merged", str(case.pk))
    person = Person.objects.get(pk=case.person_id)
    update_person(person=person, by=ana, given_names="Yuli")
    (edit,) = of_hilda.get(f"/merges/{made['id']}/").json()["later_edits"]
    assert (edit["table"], edit["now"]["given_names"]) == ("people.person", "Yuli")
    undone = of_hilda.post(f"/merges/{made['id']}/undo/", {"put_back": [edit["step"]]})
    assert undone.status_code == 200, undone.content
    assert undone.json()["undone_at"]
    assert of_hilda.get(f"/people/{case.person_id}/").json()["given_names"] == "Yulimar del Valle"
    assert of_hilda.get(f"/people/{again.person_id}/").status_code == 200


def test_the_record_that_is_gone_leads_to_the_one_that_is_kept(of_hilda, at_nrc, case, again):
    of_hilda.post(f"/people/{case.person_id}/merge/", body(again))
    for part in ("", "documents/"):
        answer = of_hilda.get(f"/people/{again.person_id}/{part}")
        assert answer.status_code == 301
        assert answer["Location"] == f"/api/v1/people/{case.person_id}/{part}"
        assert answer.json() == {"merged_into": str(case.person_id)}
        problem(at_nrc.get(f"/people/{again.person_id}/{part}"), 404)
    assert [one["id"] for one in of_hilda.get("/people/").json()["results"]] == [str(case.person_id)]


def person_addresses():
    """The end of each address of a person, with its methods; ids of what hangs on the person are made up."""
    for pattern in urlpatterns:
        route = str(pattern.pattern)
        if route.startswith("people/<uuid:person_id>/"):
            end = re.sub(
                r"<uuid:\w+>", "00000000-0000-4000-8000-000000000000", route.removeprefix("people/<uuid:person_id>/")
            )
            yield end, [name for name in ("get", "post", "patch") if hasattr(pattern.callback.cls, name)]


def test_every_address_of_a_record_that_is_gone_answers_the_same(of_hilda, at_nrc, case, again):
    of_hilda.post(f"/people/{case.person_id}/merge/", body(again))
    reads = writes = 0
    for end, methods in person_addresses():
        gone = f"/people/{again.person_id}/{end}"
        if "get" in methods:
            answer = of_hilda.get(gone)
            assert (answer.status_code, answer["Location"]) == (301, f"/api/v1/people/{case.person_id}/{end}"), end
            assert of_hilda.http.head("/api/v1" + gone).status_code == 301
            assert at_nrc.get(gone).status_code in (403, 404), end
            reads += 1
        for method in set(methods) - {"get"}:
            answer = getattr(of_hilda, method)(gone, WRITES.get(end, {}))
            if answer.status_code == 403:
                continue  # a role that may not do this to anybody
            refused = problem(answer, 409, "merged")
            assert refused["merged_into"] == str(case.person_id), end
            assert "Yulimar" in refused["detail"]
            assert getattr(at_nrc, method)(gone, WRITES.get(end, {})).status_code in (403, 404), end
            writes += 1
    assert reads > 10
    assert writes > 6


def test_a_body_that_names_a_record_that_is_gone_is_told_who_is_kept(of_hilda, at_nrc, case, again):
    of_hilda.post(f"/people/{case.person_id}/merge/", body(again))
    for path, told in (
        ("/cases/", {"person": str(again.person_id)}),
        ("/households/", {"head": str(again.person_id)}),
    ):
        assert problem(of_hilda.post(path, told), 409, "merged")["merged_into"] == str(case.person_id)
        assert at_nrc.post(path, told).status_code in (400, 404)
    closed = problem(of_hilda.post(f"/cases/{again.pk}/notes/", {"text": "x"}), 409, "case_merged")
    assert closed["merged_into"] == str(case.pk)


def test_what_is_refused(of_hilda, case, again, ana, bruno):
    path = f"/people/{case.person_id}/merge/"
    problem(signed_in(ana).post(path, body(again)), 403)
    theirs = register(by=bruno, given_names="Luis")
    problem(of_hilda.post(path, body(theirs)), 404)
    assert wrong_fields(of_hilda.post(path, body(again, choices={"shoe": "gone"}))) == {("choices.shoe", "unknown")}
    assert wrong_fields(of_hilda.post(path, body(again, reason=""))) == {("reason", "blank")}
    of_hilda.post(path, body(again))
    other = register_person(by=ana, given_names="Rosa")
    problem(of_hilda.post(f"/people/{other.pk}/merge/", body(again)), 409, "merged_already")
    (made,) = Merge.objects.all()
    assert of_hilda.post(f"/merges/{made.pk}/undo/").status_code == 200
    problem(of_hilda.post(f"/merges/{made.pk}/undo/"), 409, "merge_undone_already")


def test_sent_twice_it_is_done_once(of_hilda, case, again):
    path, key = f"/people/{case.person_id}/merge/", {"Idempotency-Key": "1"}
    first, second = (of_hilda.post(path, body(again), **key) for _ in "ab")
    assert (first.status_code, second.status_code) == (201, 201)
    assert Merge.objects.count() == 1
