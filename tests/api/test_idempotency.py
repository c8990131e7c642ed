"""Idempotency-Key: sent twice, done once."""

import threading
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from casework.access.models import Door
from casework.access.scope import acting_as, system
from casework.api import idempotency
from casework.api.models import GivenAnswer
from casework.api.resource import Resource
from casework.api.tasks import clean_up
from casework.api.urls import urlpatterns
from casework.journey.models import Attachment
from casework.people.models import Person, PersonAccess
from tests.api.conftest import BASE, a_file, api_of, problem, signed_in, wrong_fields
from tests.cast import refer

KEY = "0b9f3f0e-7a34-4d0a-9a3e-5d1f0f3f3c55"
YULI = {"given_names": "Yulimar", "nationality": "VE"}


def send(api, body, key=KEY, path="/people/"):
    return api.post(path, body, **{"Idempotency-Key": key})


def test_the_same_again_gets_the_same_answer_and_does_nothing(at_hias):
    first, second = send(at_hias, YULI), send(at_hias, YULI)
    assert first.status_code == second.status_code == 201
    assert first.content == second.content
    assert (first["ETag"], first["Location"]) == (second["ETag"], second["Location"])
    assert "Idempotency-Replayed" not in first
    assert second["Idempotency-Replayed"] == "true"
    assert second["Content-Type"] == "application/json"
    assert Person.objects.count() == 1


def test_how_the_body_is_written_makes_no_difference(at_hias):
    first = send(at_hias, YULI)
    second = at_hias.http.post(
        f"{BASE}/people/", b'{ "nationality":"VE",\n"given_names": "Yulimar"}', "application/json",
        headers={"Idempotency-Key": KEY},
    )  # fmt: skip
    assert first.content == second.content


def test_the_same_key_for_something_else_is_a_conflict(at_hias):
    send(at_hias, YULI)
    problem(send(at_hias, YULI | {"given_names": "Luis"}), 409, "idempotency_key_used")
    problem(send(at_hias, YULI, path="/cases/"), 409, "idempotency_key_used")
    assert Person.objects.count() == 1


def test_without_a_key_everything_is_done(at_hias):
    at_hias.post("/people/", YULI)
    at_hias.post("/people/", YULI)
    assert Person.objects.count() == 2


def test_a_key_is_the_clients_own(at_hias, at_nrc, hias):
    assert send(at_hias, YULI).json()["id"] != send(at_nrc, YULI).json()["id"]
    assert send(api_of(hias), YULI).json()["id"] not in send(at_hias, YULI).json()["id"]
    assert Person.objects.count() == 3


def test_a_refusal_is_not_kept_so_the_same_key_may_be_used_when_its_cause_is_gone(at_hias):
    wrong = YULI | {"birth_date": "2990-01-01"}
    problem(send(at_hias, wrong), 400)
    assert not GivenAnswer.objects.exists()
    assert send(at_hias, YULI).status_code == 201


def test_moves_are_repeated_too(at_hias, case):
    path = f"/cases/{case.id}/stages/registration/approve/"
    first, second = send(at_hias, {}, path=path), send(at_hias, {}, path=path)
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.content == second.content
    problem(send(at_hias, {}, key="another", path=path), 409, "move_not_allowed")


def test_a_ministry_that_no_longer_sees_the_case_is_told_that_it_was_done_and_no_more(at_interior, cpm_begun):
    path = f"/cases/{cpm_begun.id}/stages/cpm/refuse/"
    first = send(at_interior, {"reason": "Incomplete"}, path=path)
    assert at_interior.get(f"/cases/{cpm_begun.id}/").status_code == 404
    again = send(at_interior, {"reason": "Incomplete"}, path=path)
    assert (first.status_code, again.status_code, again.content) == (200, 204, b"")
    assert again["Idempotency-Replayed"] == "true"


def test_an_answer_is_not_repeated_once_the_access_ended(at_nrc, case, nrc):
    access = refer(case.person, nrc)
    path, note = f"/cases/{case.id}/notes/", {"text": "She comes on Monday"}
    first = send(at_nrc, note, path=path)
    assert send(at_nrc, note, path=path).content == first.content
    with system("a test ends an access"):
        PersonAccess.objects.filter(pk=access.pk).update(until=timezone.now())
    again = send(at_nrc, note, path=path)
    assert (first.status_code, again.status_code, again.content) == (201, 204, b"")
    assert not {"Location", "ETag"} & set(again.headers)


def test_an_answer_is_not_repeated_once_a_part_of_the_file_was_closed(at_nrc, case, nrc):
    access = refer(case.person, nrc)
    path, note = f"/cases/{case.id}/notes/", {"text": "She comes on Monday"}
    send(at_nrc, note, path=path)
    with system("a test narrows an access"):
        PersonAccess.objects.filter(pk=access.pk).update(sections=["identity", "contact", "journey"])
    assert send(at_nrc, note, path=path).status_code == 204


def test_asking_who_is_registered_keeps_no_answer(at_hias):
    send(at_hias, YULI, path="/people/match/")
    assert not GivenAnswer.objects.exists()


def test_erasing_a_person_erases_the_answers_about_them(at_hias):
    person = send(at_hias, YULI).json()["id"]
    with system("a test anonymises"):
        Person.objects.filter(pk=person).update(anonymised_on=timezone.localdate())
    assert not GivenAnswer.objects.exists()


def test_files_are_compared_by_content(at_hias, case):
    path = f"{BASE}/cases/{case.id}/attachments/"
    headers = {"Idempotency-Key": KEY}
    first = at_hias.http.post(path, {"file": a_file()}, headers=headers)
    second = at_hias.http.post(path, {"file": a_file()}, headers=headers)
    other = at_hias.http.post(path, {"file": a_file(b"%PDF-1.7\nanother\n%%EOF")}, headers=headers)
    assert (first.status_code, second.content) == (201, first.content)
    problem(other, 409, "idempotency_key_used")
    assert Attachment.objects.count() == 1


def test_it_works_for_sessions(ana):
    api = signed_in(ana)
    assert send(api, YULI).content == send(api, YULI).content


@pytest.mark.parametrize("key", ["", " ", "with space", "ñ", "x" * 256])
def test_a_key_of_another_form_is_refused(at_hias, key):
    assert wrong_fields(send(at_hias, YULI, key=key)) == {("Idempotency-Key", "idempotency_key")}
    assert not Person.objects.exists()


def test_a_long_key_is_taken(at_hias):
    assert send(at_hias, YULI, key="~" * 255).status_code == 201


def test_every_post_takes_a_key():
    views = {p.callback.cls for p in urlpatterns if issubclass(p.callback.cls, Resource)}
    posts = [view.post for view in views if hasattr(view, "post")]
    assert len(posts) > 15
    assert all(hasattr(post, "__wrapped__") for post in posts)


def test_answers_are_forgotten_after_a_day(at_hias):
    send(at_hias, YULI)
    send(at_hias, YULI, key="newer")
    GivenAnswer.objects.filter(key=KEY).update(created_at=timezone.now() - timedelta(hours=24, minutes=1))
    with acting_as(None, Door.JOB):  # a worker acts for nobody
        clean_up()
    assert [answer.key for answer in GivenAnswer.objects.all()] == ["newer"]
    assert "casework.api.tasks.clean_up" in [entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()]


def test_when_the_answer_cannot_be_kept_nothing_was_done(at_hias, monkeypatch):
    def crash(*args):
        raise MemoryError

    monkeypatch.setattr(idempotency, "_keep", crash)
    problem(send(at_hias, YULI), 500, "internal")
    assert not Person.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_is_done_and_the_others_repeat_it(hias):
    api, count = api_of(hias), 4
    together, answers = threading.Barrier(count), []

    def register():
        together.wait()
        answers.append(send(api, YULI))
        connection.close()

    threads = [threading.Thread(target=register) for _each in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Person.objects.count() == 1
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotency-Replayed" in answer for answer in answers) == count - 1
