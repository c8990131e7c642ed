"""What every table of the house has in common."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Record(models.Model):
    """A row with a public id that tells nothing (random UUID, so nothing sequential leaks) and its instants in UTC."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)

    class Meta:
        abstract = True

    def clean_fields(self, exclude=None):
        """As Django does it, but rows this one points at and that were loaded are not looked up once more.

        PostgreSQL's foreign keys hold in any case; without this every write asked a question for each of them.
        """
        super().clean_fields(exclude={*(exclude or ()), *self._loaded_relations()})

    def _loaded_relations(self):
        for field in self._meta.concrete_fields:
            if field.is_relation and field.is_cached(self):
                other = field.get_cached_value(self)
                if other is not None and not other._state.adding:
                    yield field.name

    def validate_unique(self, exclude=None):
        """As Django does it, but a random id is not looked for among the others."""
        super().validate_unique(exclude={*(exclude or ()), "id"})
