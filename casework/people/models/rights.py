"""What a person asks of those who keep her data (LOPDP, articles 12 to 20), as work with a clock."""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.access.history import remembered
from casework.access.models import Organisation, User
from casework.base.models import Record
from casework.people.models.person import Person
from casework.people.queries import DataRequestQuerySet

# Days to answer (LOPDP, 2021; domain: section 10).
ANSWER_DAYS = 15


def answer_due() -> date:
    """The last day to answer what is asked today."""
    return timezone.localdate() + timedelta(days=ANSWER_DAYS)


@remembered("person", rows=DataRequestQuerySet)
class DataRequest(Record):
    """A person's wish about her own data, or a file whose retention has ended: to be answered by a person in time."""

    class Kind(models.TextChoices):
        ACCESS = "access", _("know what is kept on her")
        RECTIFY = "rectify", _("have it corrected")
        RESTRICT = "restrict", _("have its use restricted")
        ERASE = "erase", _("have it erased")
        RETENTION = "retention", _("the time to keep it has ended")

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        DONE = "done", _("done")
        REFUSED = "refused", _("refused")

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="data_requests")
    kind = models.CharField(_("wish"), max_length=10, choices=Kind)
    status = models.CharField(_("state"), max_length=8, choices=Status, default=Status.OPEN)
    details = models.CharField(_("details"), max_length=500, blank=True)
    received_on = models.DateField(_("received on"), default=timezone.localdate)
    due_on = models.DateField(_("to be answered by"), default=answer_due)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("answered by"), on_delete=models.PROTECT, related_name="+"
    )
    recorded_by = models.ForeignKey(
        User, verbose_name=_("recorded by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answer = models.TextField(_("answer"), blank=True, max_length=2000)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answered_by = models.ForeignKey(
        User, verbose_name=_("by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "created_at"]
        verbose_name = _("data request")
        verbose_name_plural = _("data requests")
        indexes = [
            models.Index(fields=["due_on"], condition=Q(status="open"), name="data_request_clock"),
            models.Index(
                fields=["organisation", "due_on", "created_at"], condition=Q(status="open"), name="data_request_waiting"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="data_request_answered_whole",
                condition=Q(status="open", answered_on=None, answered_by=None)
                | ~Q(status="open") & Q(answered_on__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
                violation_error_message=_("An answer says what, when and by whom."),
            ),
            models.CheckConstraint(
                name="data_request_due_after_received",
                condition=Q(due_on__gte=F("received_on")),
                violation_error_message=_("It is due before it was received."),
            ),
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(status="open"),
                name="data_request_once_while_open",
                violation_error_message=_("This request is open already."),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} ({self.due_on})"
