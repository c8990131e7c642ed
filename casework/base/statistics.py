"""Tell PostgreSQL's planner what tables hold, right after much was written and before anybody reads.

Autovacuum comes by in its own time, up to minutes later, and to a table in partitions never; until then plans are made
by what was there before, and one search takes a minute. The application owns no table, so it asks by a function of the
owner that does this and no more (access, migration 0010).
"""

from collections.abc import Sequence

from django.db import connection

from casework.base.progress import Progress

# Plans made for a table stay right while it grows by less than this part; a sample of a large one takes seconds.
GROWN = 0.1
_PHASE = "Statistics"
_GATHER = "SELECT casework_gather_statistics(%s)"
_GROWN = """
SELECT relname FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relname = ANY(%s) AND reltuples * %s <= %s
"""
# Partitions come with their table.
_ALL = """
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
    AND NOT relispartition AND relowner = current_user::regrole ORDER BY relname
"""


def gather_statistics(tables: Sequence[str], progress: Progress | None = None) -> None:
    """Gather the statistics of these tables, each in a transaction of its own where none is open."""
    progress = progress or Progress()
    for done, table in enumerate(tables):
        progress(_PHASE, done, len(tables))
        with connection.cursor() as cursor:
            cursor.execute(_GATHER, [table])


def gather_where_grown(tables: Sequence[str], written: int, progress: Progress | None = None) -> None:
    """Gather the statistics of those of these tables to which so many new rows are a tenth or more (`GROWN`)."""
    with connection.cursor() as cursor:
        cursor.execute(_GROWN, [list(tables), GROWN, written])
        grown = {table for (table,) in cursor.fetchall()}
    gather_statistics([table for table in tables if table in grown], progress)


def tidy_all(progress: Progress) -> None:
    """Gather the statistics of all tables of ours, and note which pages all may see, so that an index alone answers.

    For their owner, outside a transaction and any scope.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ALL)
        tables = [table for (table,) in cursor.fetchall()]
        for done, table in enumerate(tables):
            progress(_PHASE, done, len(tables))
            cursor.execute(f"VACUUM (ANALYZE) {connection.ops.quote_name(table)}")
