"""Keep the last days of the documents that people have to keep in force, so that a million's are counted at once."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.journey.models.case import Case, StageRecord
from casework.journey.queries import ExpiryQuerySet
from casework.journey.stages import StageCode
from casework.people.models import Person


class Expiry(models.Model):
    """The last day of the document that a stage of an open case yielded.

    PostgreSQL writes these rows, whatever changes a stage, a document or a case (migration 0022): nothing else does.
    """

    _kept_by_postgresql = {"on_delete": models.DO_NOTHING, "db_constraint": False}

    record = models.OneToOneField(StageRecord, primary_key=True, verbose_name=_("stage"), **_kept_by_postgresql)
    case = models.ForeignKey(Case, verbose_name=_("case"), related_name="expiries", **_kept_by_postgresql)
    person = models.ForeignKey(
        Person, verbose_name=_("person"), related_name="+", db_index=False, **_kept_by_postgresql
    )
    stage = models.CharField(_("stage"), max_length=14, choices=StageCode)
    expires_on = models.DateField(_("expires on"))
    # A CPM's end stops mattering once the visa is asked for (`rules.superseded`).
    superseded = models.BooleanField(_("superseded"))

    objects = ExpiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("expiry")
        verbose_name_plural = _("expiries")
        indexes = [models.Index(fields=["superseded", "expires_on", "stage", "person"], name="expiry_in_order")]

    def __str__(self):
        return f"{self.get_stage_display()}: {self.expires_on}"
