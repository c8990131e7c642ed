"""No log holds what somebody typed: failures of all kinds are driven, and every log is searched for them."""

import io
import logging
import os
import re
from pathlib import Path

import pytest
import yaml
from celery import shared_task
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.test import Client

from casework.access.models import Door, User
from casework.access.scope import acting_as
from casework.people.models import IdentityDocument, Person
from config import stack
from config.servers import LOGS_WITHOUT_VALUES
from tests.cast import PASSWORD

SECRET = "ZULEIMA-23987654"


@pytest.fixture
def logged():
    """What the configured handler writes of everything that is logged."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    kind = dict(settings.LOGGING["formatters"]["line"])
    handler.setFormatter(kind.pop("()")(kind["format"], style=kind["style"]))
    root, tasks = logging.getLogger(), logging.getLogger("celery.app.trace")
    only = settings.LOGGING["filters"]["tasks"]["()"]()
    root.addHandler(handler)
    tasks.addFilter(only)
    yield text.getvalue
    root.removeHandler(handler)
    tasks.removeFilter(only)


FAILURES = {
    "a constraint": lambda: Person.objects.create(given_names=SECRET, sex="neither"),
    "a value of another type": lambda: _execute("SELECT %s::uuid", SECRET),
    "a value too long": lambda: _execute("SELECT %s::varchar(3)::int", SECRET),
    "a statement that is wrong": lambda: _execute(f"SELECT '{SECRET}' FROM nowhere"),
    "a number twice": lambda: _twice(),
}


def _execute(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def _twice():
    person = Person.objects.create(given_names=SECRET)
    for _time in "ab":
        IdentityDocument.objects.create(person=person, kind="passport", number=SECRET, number_key=SECRET)


@pytest.mark.parametrize("failure", FAILURES)
def test_an_error_that_says_a_value_is_logged_without_it(failure, db, logged):
    try:
        with transaction.atomic():
            FAILURES[failure]()
    except DatabaseError as error:
        logging.getLogger("casework.test").exception("It failed")
        kind = type(error).__name__
    told = logged()
    assert SECRET not in told
    assert f"django.db.utils.{kind}" in told
    assert "psycopg.errors." in told
    assert re.search(r'File "\S+test_logs\.py", line \d+, in ', told)


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="another server's log is elsewhere")
def test_the_log_of_the_database_holds_no_value(db):
    for failure in FAILURES.values():
        with pytest.raises(DatabaseError), transaction.atomic():
            failure()
    assert SECRET not in Path(stack.TEST.log("postgres")).read_text(errors="replace")


@shared_task
def fails(name):
    raise ValueError(f"{name} is wrong")


def test_a_task_that_fails_tells_its_name_and_the_kind_of_error(logged):
    fails.apply(args=[SECRET], throw=False)
    told = logged()
    assert SECRET not in told
    assert re.search(r"Task tests\.config\.test_logs\.fails\[\S+\] ended with ValueError", told)
    assert "builtins.ValueError" in told


def test_a_page_that_breaks_tells_where(ana, logged, monkeypatch):
    def breaks(*args, **kwargs):
        raise RuntimeError(f"{SECRET} broke it")

    monkeypatch.setattr("casework.web.views.lists.due_of", breaks)
    client = Client(raise_request_exception=False)
    client.force_login(ana.user)
    assert client.get("/").status_code == 500
    told = logged()
    assert SECRET not in told
    assert "builtins.RuntimeError" in told
    assert "in breaks" in told


def test_a_refused_page_is_one_line_without_a_traceback(ana, logged):
    client = Client()
    client.force_login(ana.user)
    assert client.get("/log/").status_code == 403
    lines = [
        line for line in logged().splitlines() if "django.request" in line or "Traceback" in line or "File" in line
    ]
    assert len(lines) == 1
    assert "WARNING django.request Forbidden (Permission denied): /log/ (PermissionDenied)" in lines[0]


def test_a_service_that_is_starting_logs_no_error(client, db, logged, monkeypatch):
    monkeypatch.setattr("casework.base.health.CHECKS", {"worker": lambda: "down (not seen yet)"})
    assert client.get("/healthz").status_code == 503
    assert "ERROR" not in logged()


def test_what_is_typed_into_forms_and_sent_to_rest_is_in_no_log(ana, logged):
    client = Client()
    assert client.login(email=ana.user.email, password=PASSWORD)
    client.post("/register/", {"given_names": SECRET, "birth_date": SECRET})
    client.post("/search/", {"q": SECRET})
    client.post("/api/v1/people/", {"given_names": SECRET, "birth_date": SECRET}, content_type="application/json")
    client.post("/account/login/", {"login": f"{SECRET}@example.org", "password": SECRET})
    with acting_as(ana, Door.WEB):
        assert not User.objects.filter(email__contains="zuleima").exists()
    assert SECRET.lower() not in logged().lower()


def test_the_database_of_compose_logs_as_the_embedded_one_does():
    compose = yaml.safe_load((settings.BASE_DIR / "compose.yaml").read_text())
    command = compose["services"]["postgres"]["command"]
    given = dict(setting.split("=", 1) for setting in command if "=" in setting)
    assert given.items() >= LOGS_WITHOUT_VALUES.items()
    told = (settings.BASE_DIR / "docs" / "operations.md").read_text()
    for name, value in LOGS_WITHOUT_VALUES.items():
        assert f"`{name} = {value}`" in told
