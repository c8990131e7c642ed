"""What happened to a person, line by line."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.access.models import Organisation, User
from casework.access.policy import Section
from casework.people.models.person import Person
from casework.people.queries import EventQuerySet


class Event(models.Model):
    """One line of a person's timeline. Append-only; it lives on this floor so that every room above can write to it.

    `facts` holds codes and values, never sentences: the timeline says them in the reader's language.
    """

    id = models.BigAutoField(primary_key=True)
    # Looked up by event_timeline.
    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="events", db_index=False
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    kind = models.CharField(_("what happened"), max_length=40)
    section = models.CharField(_("section"), max_length=12, choices=Section)
    facts = models.JSONField(_("facts"), default=dict)
    # Twenty for each person, and users and organisations are switched off, not deleted: no index serves that.
    by_user = models.ForeignKey(
        User, verbose_name=_("by"), null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    by_organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [models.Index(fields=["person", "-at", "-id"], name="event_timeline")]

    def __str__(self):
        return f"{self.kind} {self.at:%Y-%m-%d}"
