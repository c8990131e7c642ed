"""Refusals that are not about one field and not about who asks.

Bad input is Django's ValidationError (400), a missing right its PermissionDenied (403), what one may not see Http404.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError


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
