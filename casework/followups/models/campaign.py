"""One text to many: whom, which words, how fast."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.access.history import remembered
from casework.access.models import Organisation, User
from casework.base.models import Record
from casework.followups.channels.codes import Channel
from casework.followups.models.rule import default_channels
from casework.followups.queries import CampaignQuerySet
from casework.followups.rules import check_text


@remembered(rows=CampaignQuerySet)
class Campaign(Record):
    """A message to everybody whom a saved filter finds, of those who agreed to messages.

    `criteria` are the filter's (campaigns.py); whom it finds is settled once, when it starts.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        RUNNING = "running", _("running")
        PAUSED = "paused", _("paused")
        DONE = "done", _("finished")
        STOPPED = "stopped", _("stopped")

    name = models.CharField(_("name"), max_length=120)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="+"
    )
    made_by = models.ForeignKey(User, verbose_name=_("written by"), on_delete=models.PROTECT, related_name="+")
    criteria = models.JSONField(_("whom"), default=dict, blank=True)
    text_es = models.CharField(_("message in Spanish"), max_length=320, validators=[check_text])
    text_en = models.CharField(_("message in English"), max_length=320, validators=[check_text])
    template = models.SlugField(_("WhatsApp template"), max_length=60, blank=True)
    channels = ArrayField(
        models.CharField(max_length=8, choices=Channel),
        verbose_name=_("channels, the first first"),
        default=default_channels,
    )
    per_minute = models.PositiveIntegerField(_("messages a minute"), default=60)
    max_per_week = models.PositiveSmallIntegerField(_("not to who got so many messages in seven days"), default=3)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DRAFT)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    TOLD_AT = {"campaign_has_words_and_channel": "text_es", "campaign_rate_in_bounds": "per_minute"}
    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        constraints = [
            models.CheckConstraint(
                name="campaign_has_words_and_channel",
                condition=~Q(text_es="") & ~Q(text_en="") & Q(channels__len__gt=0),
                violation_error_message=_("A campaign has its words in both languages, and a channel."),
            ),
            models.CheckConstraint(
                name="campaign_rate_in_bounds",
                condition=Q(per_minute__range=(1, 6000), max_per_week__gt=0),
                violation_error_message=_("A campaign sends between 1 and 6000 messages a minute."),
            ),
            models.CheckConstraint(
                name="campaign_started_says_when",
                condition=Q(state="draft", started_at=None) | Q(started_at__isnull=False) | Q(state="stopped"),
                violation_error_message=_("A campaign that runs says since when."),
            ),
        ]

    def __str__(self):
        return self.name
