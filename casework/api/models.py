"""The one thing REST keeps of its own: answers to repeat when a POST is sent again."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from casework.access.models import Membership


class GivenAnswer(models.Model):
    """The answer to a POST that was done, under the Idempotency-Key it came with. Kept for a day, then forgotten."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["membership", "key"], name="given_answer_once_per_key"),
            models.CheckConstraint(name="given_answer_was_a_success", condition=Q(status__gte=200, status__lt=300)),
        ]

    def __str__(self):
        return f"{self.status} {self.created_at:%Y-%m-%d %H:%M}"
