"""What every table of the house has in common."""

from datetime import date, datetime
from functools import cache, reduce
from operator import and_
from typing import NamedTuple
from uuid import UUID

from django.core.exceptions import FieldError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.base.constraints import Told
from casework.base.ids import IdField

# A value of this type, not empty, is what a field without rules of its own makes of it.
_TYPES = {
    models.BooleanField: bool,
    models.CharField: str,
    models.DateField: date,
    models.DateTimeField: datetime,
    models.TextField: str,
    models.UUIDField: UUID,
    IdField: UUID,
}


class _Right(NamedTuple):
    """When the value of a field needs no look of Django's."""

    name: str
    attname: str
    blank: bool
    codes: frozenset | None  # its choices
    relation: models.Field | None
    kind: type | None
    most: float  # signs


@cache
def _rights(model: type[models.Model]) -> list[_Right]:
    return [_right(field) for field in model._meta.concrete_fields]


def _right(field: models.Field) -> _Right:
    codes = None if field.choices is None else frozenset(code for code, _word in field.flatchoices)
    is_plain = codes is None and all(type(rule) is MaxLengthValidator for rule in field.validators)
    return _Right(
        name=field.name,
        attname=field.attname,
        blank=field.blank,
        codes=codes,
        relation=field if field.is_relation else None,
        kind=_TYPES.get(type(field)) if is_plain else None,
        most=float("inf") if field.max_length is None else field.max_length,
    )


class Record(models.Model):
    """A row with a public id that tells nothing (random, so nothing sequential leaks) and its instants in UTC."""

    id = IdField()
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)

    class Meta:
        abstract = True

    def clean_fields(self, exclude=None):
        """As Django does it, but rows this one points at and that were loaded are not looked up once more.

        PostgreSQL's foreign keys hold in any case; without this every write asked a question for each of them. Nor is
        what is among a field's choices looked for in them one by one: there are 249 countries. What is a right value at
        the first look gets no second one, as sheets bring some twenty of a person.
        """
        super().clean_fields(exclude={*(exclude or ()), *self._plainly_right()})

    def _plainly_right(self):
        kept, rows = self.__dict__, self._state.fields_cache
        for right in _rights(type(self)):
            value = kept.get(right.attname)
            if value is None or value == "":
                is_right = right.blank and right.attname in kept
            elif right.relation:
                row = rows.get(right.relation.cache_name)
                is_right = row is not None and not row._state.adding
            elif right.codes is not None:
                is_right = value in right.codes
            else:
                is_right = type(value) is right.kind and (right.kind is not str or len(value) <= right.most)
            if is_right:
                yield right.name

    def validate_unique(self, exclude=None):
        """As Django does it, but a random id is not looked for among the others."""
        super().validate_unique(exclude={*(exclude or ()), "id"})

    def validate_constraints(self, exclude=None):
        """As Django does it, but what a row alone can break is asked in one question; one by one only if it is broken.

        Django asks for each CHECK, within a savepoint of its own: three trips to the database each.
        """
        self._checks_hold = self._all_checks_hold(exclude)
        super().validate_constraints(exclude=exclude)

    def get_constraints(self):
        """List the constraints to be asked, each of which names its field."""
        passed = models.CheckConstraint if self.__dict__.pop("_checks_hold", False) else ()
        return [
            (kind, [Told(c) for c in those if not isinstance(c, passed)]) for kind, those in super().get_constraints()
        ]

    def _all_checks_hold(self, exclude):
        checks = [c.condition for c in self._meta.constraints if isinstance(c, models.CheckConstraint)]
        if len(checks) < 2:
            return False
        asked = set().union(*(condition.referenced_base_fields for condition in checks))
        known = self._get_field_expression_map(meta=self._meta, exclude=exclude)
        against = {name: value for name, value in known.items() if name in asked}
        # Each by itself, since one that is neither true nor false passes.
        each = [Q(Coalesce(condition, True, output_field=models.BooleanField())) for condition in checks]
        try:
            return reduce(and_, each).check(against)
        except FieldError:  # one is about a field left out; Django knows which
            return False
