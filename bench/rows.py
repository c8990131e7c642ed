"""Count the rows that PostgreSQL reads for one answer: a figure without a clock, the same on every machine."""

import re
from collections.abc import Callable

from django.db import connection, transaction

# Rows of sequential scans, and entries that index scans returned (each is one row, fetched from its table or not).
READ_SO_FAR = """
SELECT sum(pg_stat_get_xact_tuples_returned(oid))::bigint FROM pg_class
WHERE relkind IN ('r', 'i', 'm', 'p') AND relnamespace = 'public'::regnamespace
"""
_ID = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class _Undone(Exception):
    """Ends the transaction that was only there to be counted."""


def rows_read(act: Callable[[], object]) -> tuple[int, object]:
    """Call `act` within a transaction that is undone; return how many rows were read, and its answer."""
    answer = None
    try:
        with transaction.atomic():
            before = _read_so_far()
            answer = act()
            count = _read_so_far() - before
            raise _Undone
    except _Undone:
        return count, answer


def _read_so_far() -> int:
    with connection.cursor() as cursor:
        cursor.execute(READ_SO_FAR)
        return cursor.fetchone()[0] or 0


def rows_shown(response) -> int:
    """Count what an answer shows: lines of tables and lists, and everything it names by its id."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return len(set(_ID.findall(body))) + body.count(b"<tr") + body.count(b"<li")
