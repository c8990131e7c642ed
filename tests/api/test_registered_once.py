"""Of many who register the same document at once one does, and the others are told who is there."""

import threading

import pytest
from django.db import connection

from casework.access.models import LogEntry
from casework.access.scope import system
from casework.api import examples
from casework.api.models import GivenAnswer
from casework.people.models import DisclosureQuestion, Duplicate, Event, IdentityDocument, Person
from tests.api.conftest import api_of, problem, wrong_fields

YULI = {
    "given_names": "Yulimar",
    "family_names": "González",
    "documents": [{"kind": "passport", "number": "AB-123456"}],
}
AGAIN = {"register_anyway": {"reason": "shared"}}


def test_the_same_document_twice_is_told_with_who_is_there(at_hias):
    person = at_hias.post("/people/", YULI).json()
    told = problem(at_hias.post("/people/", YULI), 409, "probably_registered")
    assert [one["person"] for one in told["people"]] == [person["id"]]
    assert told["people"][0]["organisation"]["short_name"] == "HIAS"
    problem(at_hias.post("/cases/", {"person": YULI}), 409, "probably_registered")
    # Another name does not make the number another one; written otherwise it is the same.
    other = YULI | {"given_names": "Rosa", "documents": [{"kind": "passport", "number": "ab 123456"}]}
    problem(at_hias.post("/people/", other), 409, "probably_registered")
    assert Person.objects.count() == 1


def test_with_a_reason_it_is_done_and_remembered(at_hias):
    at_hias.post("/people/", YULI)
    assert wrong_fields(at_hias.post("/people/", YULI | {"register_anyway": {}})) == {
        ("register_anyway.reason", "required")
    }
    assert at_hias.post("/people/", YULI | AGAIN).status_code == 201
    assert at_hias.post("/cases/", {"person": YULI | AGAIN}).status_code == 201
    assert Person.objects.count() == 3
    assert Event.objects.filter(kind="person_registered", facts__not_the_same="shared").count() == 2
    assert set(Duplicate.objects.values_list("state", "reason")) == {("different", "shared")}


def test_of_a_number_alone_nobody_out_of_sight_is_told(at_hias, at_nrc):
    at_hias.post("/people/", YULI)
    other = {"given_names": "Pedro", "documents": YULI["documents"]}
    assert at_nrc.post("/people/", other).status_code == 201


def test_who_is_very_likely_another_organisations_is_told_without_the_person(at_hias, at_nrc):
    born = {"birth_date": "1991-03-12", "sex": "female"}
    at_hias.post("/people/", YULI | born)
    told = problem(at_nrc.post("/people/", YULI | born), 409, "probably_registered")
    (one,) = told["people"]
    assert (one["person"], one["case"], one["organisation"]["short_name"]) == (None, None, "HIAS")
    assert one["token"]
    assert "1991" not in str(told)


def test_one_without_a_document_is_held_against_the_register_too(at_hias, at_nrc):
    body = {"given_names": "Leidy Johana", "family_names": "Mosquera Caicedo", "birth_date": "1991-07-04"}
    assert at_hias.post("/people/", body).status_code == 201
    problem(at_nrc.post("/people/", body), 409, "probably_registered")
    assert Person.objects.count() == 1


def test_errors_of_a_new_person_say_where_they_are_in_the_body(at_hias):
    wrong = YULI | {"documents": [{"kind": "ec_cedula", "number": "1710034060"}]}
    assert wrong_fields(at_hias.post("/cases/", {"person": wrong})) == {
        ("person.documents.0.number", "cedula_check_digit")
    }


@pytest.mark.django_db(transaction=True)
def test_of_six_at_once_one_is_registered_and_five_are_told(hias):
    api, count = api_of(hias), 6
    together, answers = threading.Barrier(count), []

    def register(number):
        together.wait()
        body = {"given_names": f"Yulimar {'ABCDEF'[number]}", "documents": YULI["documents"]}
        answers.append(api.post("/people/", body).status_code)
        connection.close()

    threads = [threading.Thread(target=register, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [201, 409, 409, 409, 409, 409]
    assert IdentityDocument.objects.count() == Person.objects.count() == 1


def test_that_somebody_out_of_sight_was_told_of_is_counted_and_logged_though_nothing_was_registered(at_hias, at_nrc):
    assert at_hias.post("/people/", examples.PERSON.value).status_code == 201
    for key in ({}, {"Idempotency-Key": "once"}):
        told = problem(at_nrc.post("/people/", examples.PERSON.value, **key), 409, "probably_registered")
        assert [one["person"] for one in told["people"]] == [None]
    with system("a test counts questions"):
        assert DisclosureQuestion.objects.filter(organisation__short_name="NRC").count() == 1
    assert LogEntry.objects.filter(place="likely_people").count() == 2
    assert not GivenAnswer.objects.exists()
