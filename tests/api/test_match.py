"""A partner system asks who is registered already before it registers somebody."""

import pytest

from casework.access.models import LogEntry
from casework.api import examples
from casework.journey.models import Case
from casework.people.models import Event, Person
from tests.api.conftest import api_of, problem, signed_in, wrong_fields

PATH = "/people/match/"
# As another organisation would write her down.
SHE = examples.PERSON.value | {"given_names": "Iulimar", "family_names": "Gonsales", "needs": []}


@pytest.fixture
def yulimar(at_hias):
    return at_hias.post("/cases/", examples.CASE_NEW.value).json()


def matches(api, body=SHE):
    answer = api.post(PATH, body)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def test_who_sees_her_is_told_who_she_is_how_likely_and_why(yulimar, at_hias):
    (one,) = matches(at_hias)
    assert (one["person"], one["case"]["code"]) == (yulimar["person"]["id"], yulimar["code"])
    assert one["very_likely"]
    assert 0.99 < one["probability"] <= 1
    assert one["probability"] == round(one["probability"], 3)
    assert {"part": "document", "text": "same document number", "agreement": "agrees", "speaks_for": True} in one["why"]
    assert {"part": "family", "text": "same sound of the surname", "agreement": "agrees", "speaks_for": True} in one[
        "why"
    ]
    assert (one["token"], one["access_request"]) == ("", None)


def test_what_speaks_against_her_is_said_too(yulimar, at_hias):
    (one,) = matches(at_hias, SHE | {"sex": "male"})
    assert {"part": "sex", "text": "different sex", "agreement": "differs", "speaks_for": False} in one["why"]


def test_who_does_not_see_her_is_told_who_keeps_her_since_when_and_which_parts_agree(yulimar, at_nrc, hias):
    (one,) = matches(at_nrc)
    assert (one["person"], one["case"], one["probability"]) == (None, None, None)
    assert one["organisation"] == {"id": str(hias.pk), "short_name": "HIAS"}
    assert one["since"] == yulimar["opened_on"][:7]
    assert one["very_likely"]
    assert {"part": "birth", "text": "birth date", "agreement": "agrees", "speaks_for": True} in one["why"]
    assert {reason["text"] for reason in one["why"]} <= {
        "given names", "family names", "birth date", "document", "phone", "canton", "sex",
    }  # fmt: skip


def test_what_differs_is_not_told_of_somebody_unseen(yulimar, at_nrc):
    (one,) = matches(at_nrc, SHE | {"canton": "0901"})
    assert "canton" not in {reason["part"] for reason in one["why"]}


def test_one_unseen_is_not_told_of_where_something_lasting_differs(yulimar, at_nrc):
    assert matches(at_nrc, SHE | {"sex": "male"}) == []


def test_over_the_budget_one_is_asked_to_ask_later(yulimar, at_nrc, nrc):
    nrc.disclosure_budget = 2
    nrc.save()
    assert at_nrc.post(PATH, SHE | {"given_names": "Carmen"}).json() == {"results": [], "ask_later": False}
    assert at_nrc.post(PATH, SHE).json() == {"results": [], "ask_later": True}


def test_the_token_asks_for_access_and_then_stands_the_request_in_its_place(yulimar, at_nrc):
    (one,) = matches(at_nrc)
    asked = at_nrc.post("/access-requests/", {"token": one["token"], "why": "She asks us for help with her visa."})
    assert asked.status_code == 201, asked.content
    assert asked.json()["asked_of"]["short_name"] == "HIAS"
    (again,) = matches(at_nrc)
    assert (again["token"], again["access_request"]) == ("", asked.json()["id"])


def test_it_stands_in_the_log_and_nothing_else_is_written(yulimar, at_nrc, at_hias):
    before = [list(model.objects.values()) for model in (Person, Case, Event)]
    matches(at_hias)
    assert not LogEntry.objects.filter(place="likely_people").exists()
    matches(at_nrc)
    entry = LogEntry.objects.get(place="likely_people")
    assert [str(person) for person in entry.persons] == [yulimar["person"]["id"]]
    assert [list(model.objects.values()) for model in (Person, Case, Event)] == before


def test_for_a_name_alone_nobody_is_told(yulimar, at_nrc, at_hias):
    for api in (at_nrc, at_hias):
        assert matches(api, {"given_names": "Yulimar del Valle", "family_names": "González Rondón"}) == []


@pytest.mark.parametrize("part", ["birth_date", "documents", "contacts"])
def test_one_fact_beside_the_name_is_enough_to_ask(part, yulimar, at_hias):
    said = {name: examples.PERSON_VALUE[name] for name in ("given_names", "family_names", part)}
    assert [one["person"] for one in matches(at_hias, said)] == [yulimar["person"]["id"]]


def test_somebody_else_is_nobody(yulimar, at_hias):
    assert matches(at_hias, {"given_names": "Yosmar", "birth_date": "1972-11-02"}) == []


def test_a_slip_is_named_as_when_registering(at_hias):
    assert wrong_fields(at_hias.post(PATH, {"birth_date": "1991-03-12"})) == {("given_names", "required")}
    assert wrong_fields(at_hias.post(PATH, SHE | {"shoe": 38})) == {("shoe", "unknown")}
    wrong = SHE | {"documents": [examples.DOCUMENT_VALUE | {"number": ""}]}
    assert wrong_fields(at_hias.post(PATH, wrong)) == {("documents.0.number", "blank")}


def test_who_registers_nobody_asks_nothing(yulimar, at_interior, vera, hias, anybody):
    problem(at_interior.post(PATH, SHE), 403)
    problem(signed_in(vera).post(PATH, SHE), 403, "permission_denied")
    problem(api_of(hias, "people:read").post(PATH, SHE), 403, "insufficient_scope")
    problem(anybody.post(PATH, SHE), 401)
