"""More requests than can be answered at once: some wait a little, the others are told to come again."""

import threading

import psycopg
import pytest
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import RequestFactory
from psycopg.errors import LockNotAvailable, QueryCanceled

from casework.web.errors import ErrorPages
from casework.web.turns import DatabaseThere, TakeTurns, Turns

SPANISH = {"HTTP_ACCEPT_LANGUAGE": "es"}


@pytest.fixture
def full(settings):
    """A service whose one turn, and whose one turn of signing in, are taken until the test ends."""
    settings.TURNS = settings.SIGN_IN_TURNS = 1
    settings.TURN_WAIT_SECONDS = 0.05
    taken, ends = threading.Barrier(3), threading.Event()

    def answer(request):
        if request.GET.get("slow"):
            taken.wait(10)
            ends.wait(10)
        return HttpResponse("answered")

    turns = TakeTurns(answer)
    slow = [
        threading.Thread(target=turns, args=(RequestFactory().get(path, {"slow": 1}),)) for path in ("/", "/account/")
    ]
    for thread in slow:
        thread.start()
    taken.wait(10)
    yield turns
    ends.set()
    for thread in slow:
        thread.join()


def test_a_page_says_that_it_tries_again_by_itself(full):
    response = full(RequestFactory().get("/cases/", {"show": "blocked"}, **SPANISH))
    body = response.content.decode()
    assert (response.status_code, response["Retry-After"]) == (503, "3")
    assert '<meta http-equiv="refresh" content="3">' in body
    assert "Muchas personas están trabajando" in body
    assert 'href="/cases/?show=blocked"' in body


def test_a_form_keeps_what_was_typed(full):
    response = full(
        RequestFactory().post(
            "/register/", {"given_names": 'Ana "Lu" <b>', "form_token": "7"}, HTTP_ACCEPT_LANGUAGE="en"
        )
    )
    body = response.content.decode()
    assert response.status_code == 503
    assert 'name="given_names" value="Ana &quot;Lu&quot; &lt;b&gt;"' in body
    assert 'name="form_token" value="7"' in body
    assert "Send it again in some seconds" in body
    assert "http-equiv" not in body


def test_a_part_of_a_page_stays_and_gets_a_sentence(full):
    response = full(RequestFactory().post("/tasks/", {"x": "1"}, HTTP_HX_REQUEST="true"))
    assert response.status_code == 503
    assert response["HX-Retarget"] == "#main"
    assert "<html" not in response.content.decode()


def test_a_program_gets_a_problem(full):
    response = full(RequestFactory().get("/api/v1/cases/"))
    assert response.status_code == 503
    assert response["Content-Type"] == "application/problem+json"
    assert response.problem["code"] == "busy"


def test_signing_in_has_turns_of_its_own_which_end_as_well(full):
    assert full(RequestFactory().get("/account/login/")).status_code == 503


def test_more_than_can_wait_are_told_at_once():
    turns, told = Turns(1, 1), threading.Event()
    assert turns.take(0)
    waiting = threading.Thread(target=lambda: turns.take(10) and told.set())
    waiting.start()
    # Whoever finds the one waiting is refused, however long they would wait.
    while turns.waiting.acquire(blocking=False):
        turns.waiting.release()
    assert not turns.take(10)
    turns.give_back()
    assert told.wait(10)
    waiting.join()
    turns.give_back()
    assert turns.take(0)


def test_probes_need_no_turn(full):
    assert full(RequestFactory().get("/healthz")).content == b"answered"


def test_a_turn_that_was_given_back_is_given_again(settings):
    settings.TURNS, settings.TURN_WAIT_SECONDS = 1, 0.05

    def answer(request):
        if request.GET:
            raise ZeroDivisionError
        return HttpResponse("answered")

    turns = TakeTurns(answer)
    with pytest.raises(ZeroDivisionError):
        turns(RequestFactory().get("/", {"wrong": 1}))
    assert turns(RequestFactory().get("/")).content == b"answered"


@pytest.mark.parametrize(
    ("cause", "sentence"), [(QueryCanceled, "Narrow it"), (LockNotAvailable, "Somebody else is saving")]
)
def test_work_that_goes_over_its_bounds_says_what_to_do_and_keeps_the_form(cause, sentence):
    error = OperationalError()
    error.__cause__ = cause()
    request = RequestFactory().post("/cases/export/", {"reason": "Report of March"})
    response = ErrorPages(None).process_exception(request, error)
    assert response.status_code == 503
    assert sentence in response.content.decode()
    assert 'name="reason" value="Report of March"' in response.content.decode()


def test_an_error_of_ours_in_the_database_is_none_of_these():
    assert ErrorPages(None).process_exception(RequestFactory().get("/"), OperationalError()) is None


def lost(cause=None):
    error = OperationalError("the connection is lost")
    error.__cause__ = cause or psycopg.OperationalError("the connection is lost")
    return error


@pytest.mark.parametrize("cause", [None, psycopg.errors.AdminShutdown(), psycopg.errors.CannotConnectNow()])
def test_a_form_is_kept_when_the_database_is_lost_in_the_middle(cause):
    request = RequestFactory().post("/register/", {"given_names": "Ana"}, **SPANISH)
    response = ErrorPages(lambda request: None).process_exception(request, lost(cause))
    page = response.content.decode()
    assert (response.status_code, response["Retry-After"]) == (503, "3")
    assert 'name="given_names" value="Ana"' in page
    # A transaction that was being ended may have been: nothing says that it was not saved.
    assert "No se guardó" not in page
    assert "no se guarda dos veces" in page


def test_other_errors_of_the_database_stay_errors_of_ours():
    request = RequestFactory().get("/")
    assert ErrorPages(lambda request: None).process_exception(request, lost(psycopg.errors.DiskFull())) is None
    assert ErrorPages(lambda request: None).process_exception(request, OperationalError("not of PostgreSQL")) is None


@pytest.mark.parametrize(("path", "is_asked"), [("/", False), ("/api/v1/cases/", False), ("/healthz", True)])
def test_nothing_is_asked_while_the_database_is_away_but_the_probes(monkeypatch, path, is_asked):
    def refuse():
        raise lost()

    asked = []
    monkeypatch.setattr(connection, "close_if_health_check_failed", refuse)
    there = DatabaseThere(lambda request: asked.append(request) or HttpResponse("answered"))
    response = there(RequestFactory().get(path, **SPANISH))
    assert bool(asked) == is_asked
    assert response.status_code == (200 if is_asked else 503)
    assert is_asked or response["Retry-After"] == "3"
