"""Doing something alone: locks of the database that end with the process that holds them, however that ends."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, connection


@contextmanager
def alone(room: int, what: int) -> Iterator[bool]:
    """Whether nobody else does this now; nobody else begins it while it lasts.

    Both are numbers by which everybody knows the same thing. Behind a pooler of transactions it does not hold.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [room, what])
        (held,) = cursor.fetchone()
    try:
        yield held
    finally:
        if held:
            with suppress(DatabaseError), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [room, what])


def wait_for(*names: str) -> None:
    """Waits until nobody else has any of these names, then has them until the transaction ends.

    Each in one order, so that two who want the same ones wait for each other and never in a circle.
    """
    if not names:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(key) FROM"
            " (SELECT DISTINCT hashtextextended(name, 0) AS key FROM unnest(%s::text[]) AS name ORDER BY 1) AS keys",
            [list(names)],
        )
