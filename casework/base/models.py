"""What every table of the house has in common."""

from functools import cache, reduce
from operator import and_

from django.core.exceptions import FieldError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.base.constraints import Told
from casework.base.ids import IdField


@cache
def _codes(field: models.Field) -> frozenset:
    return frozenset(code for code, _word in field.flatchoices)


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
        what is among a field's choices looked for in them one by one: there are 249 countries.
        """
        super().clean_fields(exclude={*(exclude or ()), *self._loaded_relations(), *self._among_choices()})

    def _loaded_relations(self):
        for field in self._meta.concrete_fields:
            if field.is_relation and field.is_cached(self):
                other = field.get_cached_value(self)
                if other is not None and not other._state.adding:
                    yield field.name

    def _among_choices(self):
        for field in self._meta.concrete_fields:
            if field.choices is not None and self.__dict__.get(field.attname) in _codes(field):
                yield field.name

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
