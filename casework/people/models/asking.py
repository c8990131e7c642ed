"""What one organisation asks of another: to see somebody whom both know."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.access.history import remembered
from casework.access.models import Organisation, User
from casework.base.models import Record
from casework.people.asking import AccessRequestQuerySet
from casework.people.models.person import Person


@remembered("person", rows=AccessRequestQuerySet)
class AccessRequest(Record):
    """An organisation asks to see a person whom it does not see, and who keeps her answers.

    Who asks knows of her what the hint told: that she is there, and who keeps her (`asked_of`, none where nobody does).
    """

    class State(models.TextChoices):
        OPEN = "open", _("waiting for an answer")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")

    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="access_requests"
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("asked by"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    asked_of = models.ForeignKey(
        Organisation, verbose_name=_("asked of"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    why = models.CharField(_("why"), max_length=300)
    asked_by = models.ForeignKey(User, verbose_name=_("who asked"), on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    answered_by = models.ForeignKey(
        User, verbose_name=_("answered by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = AccessRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        verbose_name = _("access request")
        verbose_name_plural = _("access requests")
        indexes = [
            models.Index(fields=["organisation", "-asked_at"], name="access_request_of_asker"),
            models.Index(fields=["asked_at"], name="access_request_waiting", condition=Q(state="open")),
            models.Index(fields=["-asked_at", "-id"], name="access_request_newest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation"],
                condition=Q(state="open"),
                name="access_request_once_while_open",
                violation_error_message=_("Your organisation has asked for this already, and waits for the answer."),
            ),
            models.CheckConstraint(
                name="access_request_says_why",
                condition=~Q(why=""),
                violation_error_message=_("Say why you need to see her file."),
            ),
            models.CheckConstraint(
                name="access_request_to_another",
                condition=Q(asked_of=None) | ~Q(asked_of=F("organisation")),
                violation_error_message=_("Nobody asks her own organisation."),
            ),
            models.CheckConstraint(
                name="access_request_answered_whole",
                condition=Q(state="open", answered_at=None, answered_by=None, answer="")
                | Q(state="granted", answered_at__isnull=False, answered_by__isnull=False)
                | Q(state="refused", answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
                violation_error_message=_("An answer says when and by whom, and a refusal why."),
            ),
        ]

    def __str__(self):
        return f"{self.organisation_id} → {self.person_id} ({self.state})"
