"""Choose the rows of a page before they are read.

Row-level security asks a function for each row that a statement looks at, also for those that it passes over on its
way to a page's rows. So a page chooses its rows by their own condition (`visible_to`) alone, which indexes serve, and
reads what it chose under the second lock: a condition that was forgotten shows nothing more than without this.

Only for `visible_to`, which a test holds against the lock, an order, and filters that look at columns of the rows or at
rows of other tables that are `visible_to` the reader themselves. Of any other filter the rows that are missing would
tell of what the lock hides: such a list is chosen under the lock.
"""

from django.db.models import QuerySet

from casework.access.scope import system


def chosen(rows: QuerySet, most: int, *, after: int = 0) -> list:
    """Return the keys of the first of these rows `after` so many, `most` at most, in their order, to read them by."""
    if rows.query.is_empty():
        return []
    with system("keys of a page's rows, by the reader's own condition; the rows are read without it"):
        return list(rows.values_list("pk", flat=True)[after : after + most])
