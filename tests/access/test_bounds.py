"""What one request may take of the database, and what stands in the log when it takes more."""

import logging

import pytest
from django.db import OperationalError, connection, transaction
from django.test import RequestFactory
from psycopg.errors import QueryCanceled

from casework.access.bounds import Bounded, bounded
from casework.access.models import Door
from casework.access.postgresql.base import fingerprint
from casework.access.scope import acting_as

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")


def settings_now() -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(f'current_setting({name!r})' for name in NAMES)}")
        return cursor.fetchone()


def test_a_request_has_bounds_and_a_job_has_none(settings):
    settings.STATEMENT_SECONDS, settings.LOCK_SECONDS, settings.IDLE_IN_TRANSACTION_SECONDS = 5, 4, 60

    def answer(request):
        with acting_as(None, Door.WEB), transaction.atomic():
            return settings_now()

    assert Bounded(answer)(RequestFactory().get("/")) == ("5s", "4s", "1min")
    with transaction.atomic():
        assert settings_now() == ("0", "0", "0")


def test_a_view_that_takes_long_has_more_time(settings):
    settings.STATEMENT_SECONDS, settings.LONG_STATEMENT_SECONDS = 5, 60

    def view(request):
        return settings_now()[0]

    view.takes_long = True

    def answer(request):
        middleware.process_view(request, view, (), {})
        with acting_as(None, Door.WEB), transaction.atomic():
            return view(request)

    middleware = Bounded(answer)
    assert middleware(RequestFactory().get("/")) == "1min"


def test_a_statement_that_goes_over_is_ended_and_logged_without_its_values(caplog):
    caplog.set_level(logging.WARNING)
    statement = "SELECT pg_sleep(%s), %s"
    asked = (statement, [30, "Yulimar"])
    with bounded(1), acting_as(None, Door.WEB), pytest.raises(OperationalError) as ended, transaction.atomic():
        connection.cursor().execute(*asked)
    assert isinstance(ended.value.__cause__, QueryCanceled)
    assert f"statement {fingerprint(statement)} ended: QueryCanceled" in caplog.text
    assert "Yulimar" not in caplog.text
