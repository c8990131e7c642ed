"""Choose the rows of a page before they are read.

Row-level security asks a function for each row that a statement looks at, also for those that it passes over on its
way to a page's rows. So a page chooses its rows by their own condition (`visible_to`) alone, which indexes serve, and
reads what it chose under the second lock: a condition that was forgotten shows nothing more than without this.

Only for `visible_to`, which a test holds against the lock, and an order. A filter may look at other tables, and the
rows that are missing by it would tell of what the lock hides there: a list with filters is chosen under the lock.
"""

from django.db.models import QuerySet

from casework.access.scope import system


def chosen(rows: QuerySet, most: int) -> list:
    """Return the keys of the first of these rows, so many at most, in their order; the rows are read by them."""
    if rows.query.is_empty():
        return []
    with system("keys of a page's rows, by the reader's own condition; the rows are read without it"):
        return list(rows.values_list("pk", flat=True)[:most])
