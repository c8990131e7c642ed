"""Refusals that are not about one field and not about who asks.

Bad input is Django's ValidationError (400), a missing right its PermissionDenied (403), what one may not see Http404.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.core.exceptions import ValidationError

# SQLSTATEs of a server that is stopping, starting, or has no connection left.
_AWAY = ("57P01", "57P02", "57P03", "53300")


def is_database_away(error: BaseException | None) -> bool:
    """Tell whether Django's database error comes from a connection that was lost or refused, so that a retry helps."""
    cause = getattr(error, "__cause__", None)
    if not isinstance(cause, (psycopg.OperationalError, psycopg.InterfaceError)):
        return False
    # What the client itself notices, such as a socket that was closed, has no SQLSTATE.
    return cause.sqlstate is None or cause.sqlstate in _AWAY or cause.sqlstate.startswith("08")


@contextmanager
def within(*steps: str | int) -> Iterator[None]:
    """A ValidationError from inside says in its `within` which part of what was sent is meant: ("documents", 1)."""
    try:
        yield
    except ValidationError as error:
        error.within = (*steps, *getattr(error, "within", ()))
        raise


@contextmanager
def about(field: str) -> Iterator[None]:
    """A ValidationError from inside, which says only what is wrong, becomes one that says of which field."""
    try:
        yield
    except ValidationError as error:
        raise ValidationError({field: error}) from None


@contextmanager
def renamed(**names: str) -> Iterator[None]:
    """A ValidationError from inside about a field of another action says which field of this one is meant."""
    try:
        yield
    except ValidationError as error:
        raise ValidationError({names.get(field, field): those for field, those in error.error_dict.items()}) from None


class Conflict(Exception):
    """The act does not fit the state of the record, often because somebody else was quicker (409).

    `code` is for programs, `message` a sentence for the reader in her language, `facts` what a program may use.
    """

    def __init__(self, code: str, message: str, **facts):
        super().__init__(message)
        self.code, self.message, self.facts = code, message, facts


class TooLarge(Exception):
    """What was sent is larger than is taken (413). The message is a sentence for the reader."""

    code = "too_large"

    def __init__(self, message: str):
        super().__init__(message)
        self.message = message


class TooOften(Exception):
    """Too many tries in a while (429). The message is a sentence for the reader."""

    code = "too_often"

    def __init__(self, message: str):
        super().__init__(message)
        self.message = message
