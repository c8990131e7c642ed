"""Pairs of people who may be one, over REST: only who sees both reads and decides them."""

import pytest

from casework.access.models import LogEntry
from casework.access.policy import Role
from casework.api import examples
from casework.merging.actions import merge
from casework.people.actions import register_person
from casework.people.models import Duplicate
from tests.api.conftest import api_of, problem, signed_in, wrong_fields
from tests.cast import member, refer
from tests.journey.standing import paired

PATH = "/duplicates/"
SHE = {"given_names": "Yulimar", "family_names": "González", "birth_date": "1991-03-12"}


@pytest.fixture
def two(ana):
    return [register_person(by=ana, **SHE | {"family_names": name}) for name in ("González", "Gonsales")]


@pytest.fixture
def pair(two):
    return paired(*two, probability=0.98765)


@pytest.fixture
def mother_and_child(ana):
    child = register_person(by=ana, given_names="Luz", family_names="González", birth_date="2015-01-02")
    mother = register_person(by=ana, **SHE)
    return paired(mother, child, kind=Duplicate.Kind.HOUSEHOLD, probability=0.6), mother, child


def test_a_pair_says_who_how_likely_and_why(pair, two, at_hias):
    (one,) = at_hias.get(PATH).json()["results"]
    assert one == at_hias.get(f"{PATH}{pair.pk}/").json()
    assert [person["id"] for person in one["people"]] == [str(pair.one_id), str(pair.other_id)]
    assert {person["family_names"] for person in one["people"]} == {"González", "Gonsales"}
    assert (one["kind"], one["probability"], one["identical"], one["state"]) == ("person", 0.988, False, "open")
    assert {"part": "birth", "text": "same birth date", "agreement": "agrees", "speaks_for": True} in one["why"]
    assert (one["reason"], one["remark"], one["decided_at"], one["decided_by"]) == ("", "", None, None)


def test_the_list_has_the_likeliest_first_is_filtered_and_walked_by_its_cursor(pair, mother_and_child, ana, at_hias):
    third = register_person(by=ana, **SHE)
    likeliest = paired(pair.one, third, probability=0.999, state="open")
    expected = [str(one.pk) for one in (likeliest, pair, mother_and_child[0])]
    assert [one["id"] for one in at_hias.get(PATH).json()["results"]] == expected
    walked, page = [], at_hias.get(PATH, {"page_size": 1}).json()
    while page:
        walked += [one["id"] for one in page["results"]]
        page = page["next"] and at_hias.http.get(page["next"]).json()
    assert walked == expected
    assert [one["id"] for one in at_hias.get(PATH, {"kind": "household"}).json()["results"]] == expected[2:]
    assert at_hias.get(PATH, {"state": "same"}).json()["results"] == []
    assert wrong_fields(at_hias.get(PATH, {"state": "merged"})) == {("state", "invalid_choice")}


def test_a_decision_is_told_with_who_took_it_and_can_be_taken_back(pair, at_hias, hias):
    path = f"{PATH}{pair.pk}/decide/"
    decided = at_hias.post(path, examples.DIFFERENT.value)
    assert decided.status_code == 200, decided.content
    told = decided.json()
    assert (told["state"], told["reason"], told["remark"]) == ("different", "siblings", "Born in Cuenca.")
    assert told["decided_for"] == {"id": str(hias.pk), "short_name": "HIAS"}
    assert told["decided_at"]
    assert at_hias.get(PATH, {"state": "different"}).json()["results"] == [told]
    opened = at_hias.post(path, {"state": "open"}).json()
    assert (opened["state"], opened["decided_by"], opened["remark"]) == ("open", None, "")


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({}, ("state", "required")),
        ({"state": "merged"}, ("state", "invalid_choice")),
        ({"state": "different"}, ("reason", "required")),
        ({"state": "different", "reason": "other"}, ("remark", "required")),
        ({"state": "unsure", "remark": "x" * 301}, ("remark", "max_length")),
    ],
)
def test_a_decision_that_says_too_little_is_refused(said, wrong, pair, at_hias):
    assert wrong_fields(at_hias.post(f"{PATH}{pair.pk}/decide/", said)) == {wrong}
    assert Duplicate.objects.get().state == "open"


def test_two_of_one_household_live_together(mother_and_child, at_hias):
    pair, mother, child = mother_and_child
    path = f"{PATH}{pair.pk}/live-together/"
    assert {field for field, _code in wrong_fields(at_hias.post(path, {"relationship": "head"}))} == {"relationship"}
    answer = at_hias.post(path, examples.LIVE_TOGETHER.value)
    assert answer.status_code == 200, answer.content
    assert answer.json()["state"] == "same"
    mother.refresh_from_db()
    child.refresh_from_db()
    assert mother.household_id
    assert (child.household_id, mother.relationship, child.relationship) == (mother.household_id, "head", "child")


def test_two_who_may_be_one_do_not_live_together(pair, at_hias):
    problem(at_hias.post(f"{PATH}{pair.pk}/live-together/", {"relationship": "child"}), 409, "not_of_a_household")
    pair.refresh_from_db()
    assert (pair.state, pair.one.household_id) == ("open", None)


def test_who_sees_only_one_side_finds_no_pair(pair, at_nrc, nrc):
    refer(pair.one, nrc)
    assert at_nrc.get(f"/people/{pair.one_id}/").status_code == 200
    assert at_nrc.get(PATH).json()["results"] == []
    problem(at_nrc.get(f"{PATH}{pair.pk}/"), 404)
    problem(at_nrc.post(f"{PATH}{pair.pk}/decide/", {"state": "same"}), 404)
    problem(at_nrc.post(f"{PATH}{pair.pk}/live-together/", {"relationship": "child"}), 404)


def test_who_merges_nobody_reads_no_pairs(pair, at_interior, ana, hias):
    for api in (at_interior, signed_in(ana)):
        problem(api.get(PATH), 403)
        problem(api.get(f"{PATH}{pair.pk}/"), 403)
        problem(api.post(f"{PATH}{pair.pk}/decide/", {"state": "same"}), 403)
    people = api_of(hias, "people:read", "people:write")
    for path in (PATH, f"{PATH}{pair.pk}/", "/imports/"):
        problem(people.get(path), 403, "insufficient_scope")
    reading = api_of(hias, "duplicates:read")
    assert reading.get(f"{PATH}{pair.pk}/").status_code == 200
    problem(reading.post(f"{PATH}{pair.pk}/decide/", {"state": "same"}), 403, "insufficient_scope")


def test_identical_pairs_are_decided_many_at_once_and_no_others(pair, ana, bruno, at_hias):
    def identical(by):
        return paired(*(register_person(by=by, given_names="Luis") for _twice in range(2)), identical=True)

    first, second, theirs = identical(ana), identical(ana), identical(bruno)
    named = [str(one.pk) for one in (first, second, theirs, pair)]
    assert at_hias.post(f"{PATH}decide-identical/", {"pairs": named}).json() == {"decided": 2}
    assert dict(Duplicate.objects.values_list("pk", "state")) == {
        first.pk: "same",
        second.pk: "same",
        theirs.pk: "open",
        pair.pk: "open",
    }
    for wrong, said in (([], "empty"), (["she"], "invalid"), (named * 26, "max_length")):
        assert {code for _field, code in wrong_fields(at_hias.post(f"{PATH}decide-identical/", {"pairs": wrong}))} == {
            said
        }
    problem(signed_in(ana).post(f"{PATH}decide-identical/", {"pairs": named}), 403)


def test_that_iom_read_it_stands_in_the_log_of_both(pair, iom):
    signed_in(member("Cecilia", iom, Role.COORDINATOR)).get(f"{PATH}{pair.pk}/")
    assert set(LogEntry.objects.get(place="duplicates_read").persons) == {pair.one_id, pair.other_id}


def test_once_the_two_are_merged_there_is_no_pair(pair, at_hias, hilda):
    merge(kept=pair.one, gone=pair.other, by=hilda, reason="The same passport")
    assert at_hias.get(PATH).json()["results"] == []
    problem(at_hias.get(f"{PATH}{pair.pk}/"), 404)
