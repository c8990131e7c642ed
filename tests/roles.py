"""The two roles of the test database: the owner of its tables, and the application."""

from collections.abc import Iterator
from contextlib import contextmanager

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
