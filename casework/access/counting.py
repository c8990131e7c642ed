"""Count over whole tables in the scope of the system: only numbers leave."""

from collections.abc import Iterator
from contextlib import contextmanager

from casework.access.scope import system
from casework.base.reading import whole_tables


@contextmanager
def only_numbers(*, of_many: bool) -> Iterator[None]:
    """Count what `visible_to` lets through without the database asking again of each of a million rows.

    For querysets that begin with `visible_to` and give nothing but numbers; `of_many` people, or of few.
    """
    unasked = system("only numbers leave, of what visible_to lets through: the database would ask again of each row")
    with unasked, whole_tables(as_sets=of_many):
        yield
