"""How PostgreSQL is to read where a question is about most rows of a table, and not about a page's few."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

# What joins of a million rows may take of the server's memory before they go to its disk; and that tables are read as
# they lie: by their indexes, as suits a few rows, a million took five times as long.
_WHOLE = "SELECT set_config('work_mem', '64MB', true), set_config('random_page_cost', '12', true)"
_AS_BEFORE = "SET LOCAL work_mem TO DEFAULT; SET LOCAL random_page_cost TO DEFAULT"


@contextmanager
def whole_tables() -> Iterator[None]:
    """A transaction, or a part of one, in which tables are read as a whole."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_WHOLE)
        yield
        cursor.execute(_AS_BEFORE)
