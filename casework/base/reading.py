"""Tell PostgreSQL how to read: a whole table for a number, or a list in its order until a page is full."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import BooleanField, Func, QuerySet, Subquery, Value

# What joins of a million rows may take of the server's memory before they go to its disk; and that tables are read as
# they lie: by their indexes, as suits a few rows, a million took five times as long.
_WHOLE = """SELECT set_config('work_mem', '64MB', true), set_config('random_page_cost', '12', true),
    set_config('enable_nestloop', %s, true)"""
_AS_BEFORE = """SET LOCAL work_mem TO DEFAULT; SET LOCAL random_page_cost TO DEFAULT;
    SET LOCAL enable_nestloop TO DEFAULT"""


@contextmanager
def whole_tables(*, as_sets: bool = False) -> Iterator[None]:
    """A transaction, or a part of one, in which tables are read as a whole; `as_sets`: and joined without look-ups.

    Of a large organisation's people PostgreSQL expects a tenth of those there are, and looks them up one by one.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_WHOLE, ["off" if as_sets else "on"])
        yield
        cursor.execute(_AS_BEFORE)


def asked_of_each(rows: QuerySet) -> Func:
    """Return the condition that there are such rows, in a form that is asked of each row as a list is walked.

    `rows` name the list's row by OuterRef. For conditions that many rows of a list fulfil: EXISTS may become a join or
    a table of all that fulfil it. PostgreSQL takes both sides for independent of each other then, expects a hundredth
    of the rows that there are, and joins hundreds of thousands before it sorts a page.
    """
    there = Subquery(rows.order_by().values(there=Value(True))[:1])
    return Func(there, template="(%(expressions)s) IS TRUE", output_field=BooleanField())
