"""Questions an organisation asked about people it may not see, kept so that they can be counted."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.access.models import Membership, Organisation
from casework.base.models import IdField


class DisclosureQuestion(models.Model):
    """A description that was held against people out of sight: by keyed fingerprints, without a word of it.

    Only work for nobody in particular reads it (row-level security). The same description is one row for an
    organisation, however often it is asked about.
    """

    id = IdField()
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="+", db_index=False
    )
    membership = models.ForeignKey(
        Membership, verbose_name=_("asked by"), on_delete=models.CASCADE, related_name="+", db_index=False
    )
    place = models.CharField(_("page or operation"), max_length=60)
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    # Of the whole description, of the names, and of birth date and each number (`people.disclosure`).
    fingerprint = models.UUIDField(_("fingerprint"))
    name_keys = ArrayField(models.BigIntegerField(), verbose_name=_("fingerprints of the names"))
    fact_keys = ArrayField(models.BigIntegerField(), verbose_name=_("fingerprints of the facts"))
    of_own = models.BooleanField(_("about somebody in the organisation's register"))

    class Meta:
        verbose_name = _("question about people out of sight")
        verbose_name_plural = _("questions about people out of sight")
        indexes = [
            models.Index(fields=["organisation", "asked_at"], name="question_counted", condition=Q(of_own=False)),
            GinIndex(fields=["name_keys"], fastupdate=False, name="question_of_name"),
            GinIndex(fields=["fact_keys"], fastupdate=False, name="question_of_fact"),
            models.Index(fields=["asked_at"], name="question_old"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "fingerprint"],
                name="question_once",
                violation_error_message=_("This was asked already."),
            )
        ]

    def __str__(self):
        return str(self.pk)
