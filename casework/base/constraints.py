"""Tie constraints to their fields, so that a form and REST say beside a field what the database would refuse."""

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.constants import LOOKUP_SEP


def field_told(model: type[models.Model], constraint: models.BaseConstraint) -> str:
    """Finds the field beside which a form says what this constraint refuses.

    A model names it in `TOLD_AT`; else it is the one compared with another field, or the last one named.
    """
    if told := getattr(model, "TOLD_AT", {}).get(constraint.name):
        return told
    if isinstance(constraint, models.UniqueConstraint):
        return constraint.fields[-1]
    named = list(_compared(constraint.condition))
    return next((name for name, value in named if isinstance(value, models.F)), named[-1][0])


def _compared(condition: Q) -> Iterator[tuple[str, object]]:
    """Each field of a condition with what it is compared to, in their order."""
    for child in condition.children:
        if isinstance(child, Q):
            yield from _compared(child)
        else:
            yield child[0].split(LOOKUP_SEP)[0], child[1]


class Told:
    """A constraint that says of which field it is when it refuses a row."""

    def __init__(self, constraint: models.BaseConstraint):
        self.constraint = constraint

    def validate(self, model, instance, **options) -> None:
        try:
            self.constraint.validate(model, instance, **options)
        except ValidationError as error:
            raise ValidationError({field_told(model, self.constraint): error}) from None
