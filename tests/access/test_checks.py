"""The database says by itself when its locks would not hold."""

import pytest
from django.db import connection

from casework.access.checks import the_locks_hold
from tests.roles import connected_as


def found():
    return {problem.id for problem in the_locks_hold(None, databases=["default"])}


def test_the_application_is_bound_and_owns_nothing(db):
    assert found() == set()


def test_nothing_is_asked_of_a_database_nobody_named(db):
    assert the_locks_hold(None, databases=None) == []


@pytest.mark.django_db(transaction=True)
def test_a_role_that_owns_the_tables_is_told_except_while_it_makes_them(settings):
    with connected_as(settings.OWNER):
        settings.AS_OWNER = False
        assert found() == {"access.W001"}
        settings.AS_OWNER = True
        assert found() == set()


def test_a_database_that_does_not_know_our_key_is_an_error(db, settings):
    settings.SECRET_KEY = "another key than that of the last migrate"
    assert found() == {"access.E002"}


def test_a_role_that_is_not_bound_is_an_error(db):
    with connection.execute_wrapper(_as_a_superuser):
        assert found() == {"access.E001", "access.W002"}


def _as_a_superuser(execute, sql, params, many, context):
    """PostgreSQL's answer for a superuser of a server that deploy/database.sql never saw."""
    return execute("SELECT true, false, false" if "rolbypassrls" in sql else sql, params, many, context)
