"""For very many rows: constraints between rows, and indexes, are taken off the tables and put back when all are in.

Primary keys stay, but for tables that no other points at. To check and sort all at once takes a fraction of the time of
doing it row by row. It happens inside the transaction, so a run that breaks leaves the tables as they were; until it
ends, nobody else can use them.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection

from casework.base.progress import Progress

# Primary keys (p) and unique constraints (u) come before foreign keys (f) when they are put back: the latter may lean
# on the former.
_CONSTRAINTS = """
    SELECT conrelid::regclass, quote_ident(conname), pg_get_constraintdef(oid)
    FROM pg_constraint c WHERE contype IN ('f', 'u', 'p') AND conrelid = ANY(%s::regclass[])
        AND (contype <> 'p' OR NOT EXISTS (
            SELECT FROM pg_constraint f WHERE f.contype = 'f' AND f.confrelid = c.conrelid))
    ORDER BY contype = 'f', conname
"""
_INDEXES = """
    SELECT indexrelid::regclass, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u'))
    AND indrelid = ANY(%s::regclass[]) ORDER BY 1::text
"""


@contextmanager
def without_triggers(tables: Sequence[str]) -> Iterator[None]:
    """Write no history within a transaction of the tables' owner: invented people need no second copy of every row."""
    names = [connection.ops.quote_name(table) for table in tables]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name in names:
            cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
    yield
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"ALTER TABLE {name} ENABLE TRIGGER USER")


@contextmanager
def checked_at_the_end(tables: Sequence[str], progress: Progress) -> Iterator[None]:
    """Take checks and indexes off tables that nothing is in, within a transaction, and put them back at the end."""
    names = [connection.ops.quote_name(table) for table in tables]
    with connection.cursor() as cursor:
        # Tables whose checks are still due cannot be altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(_CONSTRAINTS, [names])
        constraints = cursor.fetchall()
        cursor.execute(_INDEXES, [names])
        indexes = cursor.fetchall()
        for table, name, _ in constraints:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
    yield
    with connection.cursor() as cursor:
        for done, (_, definition) in enumerate(indexes):
            progress("Indexes", done, len(indexes))
            cursor.execute(definition)
        for done, (table, name, definition) in enumerate(constraints):
            progress("Checks", done, len(constraints))
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
