"""The one thing REST keeps of its own: answers to repeat when a POST is sent again."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.access.models import Membership


class GivenAnswer(models.Model):
    """The answer to a POST that was done, under the Idempotency-Key it came with. Kept for a day, then forgotten."""

    membership = models.ForeignKey(
        Membership, verbose_name=_("membership"), on_delete=models.CASCADE, related_name="+", db_index=False
    )
    key = models.CharField(_("Idempotency-Key"), max_length=255)
    fingerprint = models.CharField(_("fingerprint of the request"), max_length=64)
    status = models.PositiveSmallIntegerField(_("status"))
    headers = models.JSONField(_("headers"), default=dict)
    body = models.TextField(_("body"), blank=True)
    # The people whose data the body holds, each with the sections that were open to the membership then.
    opened = models.JSONField(_("people in it, and the parts that were open"), default=dict, blank=True)
    created_at = models.DateTimeField(_("given"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("answer to repeat")
        verbose_name_plural = _("answers to repeat")
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "key"],
                name="given_answer_once_per_key",
                violation_error_message=_("This Idempotency-Key was used for another request."),
            ),
            models.CheckConstraint(
                name="given_answer_was_a_success",
                condition=Q(status__gte=200, status__lt=300),
                violation_error_message=_("Only the answer to what was done is repeated."),
            ),
        ]

    def __str__(self):
        return f"{self.status} {self.created_at:%Y-%m-%d %H:%M}"
