"""Bound what one request may take of the database: how long a statement, a wait for a lock, and doing nothing.

Commands and jobs have no bounds. A view that makes a file of a whole list has the attribute `takes_long`, and more time
(settings.LONG_STATEMENT_SECONDS).
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from casework.access.postgresql.base import bounds


def _bounds(statement_seconds: int) -> dict[str, str]:
    return {
        "statement_timeout": f"{statement_seconds}s",
        "lock_timeout": f"{settings.LOCK_SECONDS}s",
        "idle_in_transaction_session_timeout": f"{settings.IDLE_IN_TRANSACTION_SECONDS}s",
    }


@contextmanager
def bounded(statement_seconds: int) -> Iterator[None]:
    """Bound the transactions that begin within."""
    token = bounds.set(_bounds(statement_seconds))
    try:
        yield
    finally:
        bounds.reset(token)


class Bounded:
    """Bounds every request, before anything asks the database."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with bounded(settings.STATEMENT_SECONDS):
            return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Give a view that takes long its longer time; its transaction begins after this."""
        marked = getattr(view, "cls", view)  # of REST the class is marked
        if getattr(marked, "takes_long", False):
            bounds.set(_bounds(settings.LONG_STATEMENT_SECONDS))
