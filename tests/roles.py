"""The two roles of the test database: the owner of its tables, and the application."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.conf import settings
from django.db import connection


@contextmanager
def connected_as(role: dict[str, str]) -> Iterator[None]:
    """The connection belongs to this role for a while (settings.OWNER or settings.APPLICATION)."""
    before = {name: connection.settings_dict[name] for name in role}
    connection.close()
    connection.settings_dict.update(role)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


def a_connection_of_the_owner() -> psycopg.Connection:
    """Another connection to the test database, beside the one that the test's transaction is open on."""
    return another_connection(user=settings.OWNER["USER"], password=settings.OWNER["PASSWORD"] or None)


def another_connection(**more: object) -> psycopg.Connection:
    """Connect to the test database as the tests do, but for what is said otherwise."""
    known = connection.settings_dict
    as_tests = {
        "host": known["HOST"] or None,
        "port": known["PORT"] or None,
        "dbname": known["NAME"],
        "user": known["USER"],
        "password": known["PASSWORD"] or None,
        "autocommit": True,
    }
    return psycopg.connect(**as_tests | more)
