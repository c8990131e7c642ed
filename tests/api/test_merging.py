"""Two records become one through REST, and two again."""

import pytest

from casework.journey.actions import register
from casework.people.actions import register_person, update_person
from casework.people.models import Merge, Person
from tests.api.conftest import problem, signed_in, wrong_fields


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
