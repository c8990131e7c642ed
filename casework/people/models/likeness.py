"""What people are found and compared by, and what agreements are worth."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.base.models import Record
from casework.people.matching import Traits
from casework.people.models.person import Person
from casework.people.queries import LikenessQuerySet


class Likeness(models.Model):
    """A person's traits as they are compared, and the keys she is found by; kept by the actions that write her.

    It has no history: it says nothing that she, her documents and her contacts do not. Only work for nobody in
    particular reads it (row-level security): whom it may be shown to is decided by who asks.
    """

    person = models.OneToOneField(
        Person, verbose_name=_("person"), primary_key=True, on_delete=models.CASCADE, related_name="likeness"
    )
    # As `Traits.as_values` tells them.
    values = models.JSONField(_("what she is compared by"))
    # Looked up through the view people_with_keys (migration 0030).
    keys = ArrayField(models.BigIntegerField(), verbose_name=_("keys she is found by"))
    made_by = models.PositiveSmallIntegerField(_("made by version"))
    noted_at = models.DateTimeField(_("noted at"), default=timezone.now)

    objects = LikenessQuerySet.as_manager()

    class Meta:
        verbose_name = _("likeness")
        verbose_name_plural = _("likenesses")
        indexes = [
            models.Index(fields=["noted_at", "person"], name="likeness_noted"),
            # A list of what waits, which GIN keeps otherwise, would be read by each of a search's forty lookups.
            GinIndex(fields=["keys"], name="likeness_keys", fastupdate=False),
        ]

    def __str__(self):
        return str(self.pk)

    @property
    def traits(self) -> Traits:
        return Traits.of_values(self.values)


class MatchModel(Record):
    """What agreements are worth, learned from the register on a day: weights, priors, how common names are."""

    number = models.PositiveIntegerField(_("number"), unique=True)
    data = models.JSONField(_("what was learned"))
    people = models.PositiveIntegerField(_("people in the register"))
    sample = models.PositiveIntegerField(_("people whose likeness was looked at"))

    class Meta:
        ordering = ["-number"]
        verbose_name = _("model of matching")
        verbose_name_plural = _("models of matching")

    def __str__(self):
        return _("Model %(number)s") % {"number": self.number}
