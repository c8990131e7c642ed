"""A statement ends when the browser that asked for it has gone."""

import socket
import threading
import time

import pytest
from django.db import OperationalError, connection
from django.test import RequestFactory
from psycopg.errors import QueryCanceled

from casework.base.leaving import EndWithBrowser, is_gone

pytestmark = pytest.mark.django_db


@pytest.fixture
def line():
    """Both ends of the connection between a browser and the service."""
    browser, served = socket.socketpair()
    yield browser, served
    browser.close()
    served.close()


def asked_over(served):
    request = RequestFactory().get("/")
    request.META["gunicorn.socket"] = served
    return request


def sleep_in_database(seconds):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(%s)", [seconds])


def test_a_browser_that_waits_or_has_sent_more_is_there(line):
    browser, served = line
    assert not is_gone(served)
    browser.send(b"GET / HTTP/1.1")
    assert not is_gone(served)


def test_a_browser_that_closed_has_gone(line):
    browser, served = line
    browser.close()
    assert is_gone(served)


def test_the_statement_of_a_browser_that_goes_is_ended(line):
    browser, served = line
    running = threading.Event()

    def answer(request):
        running.set()
        sleep_in_database(60)

    leaver = threading.Thread(target=lambda: (running.wait(), browser.close()))
    leaver.start()
    begun = time.monotonic()
    with pytest.raises(OperationalError) as ended:
        EndWithBrowser(answer)(asked_over(served))
    leaver.join()
    assert isinstance(ended.value.__cause__, QueryCanceled)
    assert time.monotonic() - begun < 30


def test_the_statement_of_a_browser_that_stays_is_not(line):
    _browser, served = line

    def answer(request):
        sleep_in_database(1.2)
        return "answered"

    assert EndWithBrowser(answer)(asked_over(served)) == "answered"


def test_without_gunicorn_nothing_is_watched():
    assert EndWithBrowser(lambda request: "answered")(RequestFactory().get("/")) == "answered"
