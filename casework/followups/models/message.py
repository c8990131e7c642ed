"""What people are to be told, what was really sent to them, and what they answered."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.access.models import Organisation
from casework.base.models import Record
from casework.followups.channels.codes import Channel
from casework.followups.models.campaign import Campaign
from casework.followups.models.rule import Rule
from casework.followups.queries import FollowupQuerySet, ReminderQuerySet
from casework.followups.sms import size_of
from casework.journey.models import Case
from casework.people.models import ContactPoint, Person


class Reminder(Record):
    """A person is to be told of one thing once: planned by a rule or a campaign, sent by the dispatcher.

    It has no history: it is a machine's own note of where it stands, and what was sent stands in Message.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        CLAIMED = "claimed", _("being sent")
        SENT = "sent", _("sent")
        CANCELLED = "cancelled", _("no longer needed")
        FAILED = "failed", _("not sent")

    class Why(models.TextChoices):
        """Why it was not sent."""

        REASON_ENDED = "reason_ended", _("its reason has ended")
        ANSWERED = "answered", _("she answered")
        REACHED = "reached", _("somebody reached her")
        ENOUGH = "enough", _("she got enough messages this week")
        NO_CONSENT = "no_consent", _("she did not agree to messages")
        OPTED_OUT = "opted_out", _("she wants no messages")
        NO_CONTACT = "no_contact", _("there is no number or address of her own that works")
        NO_CHANNEL = "no_channel", _("no channel took it")
        TOO_LATE = "too_late", _("it could not be sent in time")
        STOPPED = "stopped", _("the campaign was stopped")

    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.CASCADE, related_name="reminders")
    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="reminders")
    rule = models.ForeignKey(
        Rule,
        null=True,
        blank=True,
        verbose_name=_("rule"),
        on_delete=models.PROTECT,
        related_name="reminders",
        db_index=False,
        db_constraint=False,  # as of tasks
    )
    campaign = models.ForeignKey(
        Campaign,
        null=True,
        blank=True,
        verbose_name=_("campaign"),
        on_delete=models.PROTECT,
        related_name="reminders",
        db_index=False,
    )
    subject = models.UUIDField(_("about"))
    due_on = models.DateField(_("due on"))
    send_at = models.DateTimeField(_("not before"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    why = models.CharField(_("why not"), max_length=12, choices=Why, blank=True)
    step = models.PositiveSmallIntegerField(_("channels tried"), default=0)
    tries = models.PositiveSmallIntegerField(_("tries on this channel"), default=0)
    claim = models.UUIDField(_("claimed by"), null=True, blank=True)
    claimed_until = models.DateTimeField(_("claimed until"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        ordering = ["send_at"]
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        indexes = [
            models.Index(fields=["send_at"], name="reminder_to_send", condition=Q(state="planned")),
            models.Index(fields=["claimed_until"], name="reminder_claimed", condition=Q(state="claimed")),
            models.Index(fields=["send_at"], name="reminder_failed", condition=Q(state="failed")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "subject", "due_on"],
                name="reminder_planned_once",
                violation_error_message=_("This reminder is planned already."),
            ),
            models.UniqueConstraint(
                fields=["campaign", "subject"],
                name="reminder_of_campaign_once",
                violation_error_message=_("This person is in the campaign already."),
            ),
            models.CheckConstraint(
                name="reminder_of_rule_or_campaign",
                condition=Q(rule__isnull=False, campaign=None) | Q(rule=None, campaign__isnull=False),
                violation_error_message=_("A reminder is of a rule or of a campaign."),
            ),
            models.CheckConstraint(
                name="reminder_claimed_whole",
                condition=Q(state="claimed", claim__isnull=False, claimed_until__isnull=False)
                | ~Q(state="claimed") & Q(claim=None, claimed_until=None),
                violation_error_message=_("A reminder that is being sent says by whom and until when."),
            ),
            models.CheckConstraint(
                name="reminder_says_why_not",
                condition=Q(state__in=["cancelled", "failed"]) & ~Q(why="")
                | ~Q(state__in=["cancelled", "failed"]) & Q(why=""),
                violation_error_message=_("A reminder that is not sent says why."),
            ),
            models.CheckConstraint(
                name="reminder_sent_says_when",
                condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent"),
                violation_error_message=_("A reminder that was sent says when."),
            ),
        ]

    def __str__(self):
        return f"{self.words}: {self.get_state_display()}"

    @property
    def words(self) -> Rule | Campaign:
        """Where its texts and channels stand."""
        return self.rule or self.campaign


class Message(Record):
    """What was handed to a provider, on one channel, for one reminder. Its id is the key by which it is sent once."""

    class State(models.TextChoices):
        SENDING = "sending", _("being sent")
        UNKNOWN = "unknown", _("asked, without an answer")
        SENT = "sent", _("sent")
        DELIVERED = "delivered", _("delivered")
        READ = "read", pgettext_lazy("message", "read")
        FAILED = "failed", _("not delivered")

    reminder = models.ForeignKey(
        Reminder, verbose_name=_("reminder"), on_delete=models.CASCADE, related_name="messages", db_index=False
    )
    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.CASCADE, related_name="messages")
    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="messages", db_index=False
    )
    contact = models.ForeignKey(
        ContactPoint, verbose_name=_("contact"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    to = models.CharField(_("to"), max_length=254)
    text = models.CharField(_("text"), max_length=500)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.SENDING)
    code = models.CharField(_("what the provider said"), max_length=40, blank=True)
    provider_id = models.CharField(_("the provider's number"), max_length=120, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)

    objects = FollowupQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [
            models.Index(fields=["person", "-sent_at"], name="message_of_person"),
            models.Index(fields=["provider_id"], name="message_of_provider", condition=~Q(provider_id="")),
            models.Index(fields=["to", "-created_at"], name="message_to"),
            models.Index(fields=["sent_at"], name="message_undelivered", condition=Q(state="sent")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["reminder", "channel"],
                name="message_once_by_channel",
                violation_error_message=_("This reminder was sent on this channel already."),
            ),
            models.CheckConstraint(
                name="message_sent_says_when",
                condition=~Q(state__in=["sent", "delivered", "read"]) | Q(sent_at__isnull=False),
                violation_error_message=_("A message that was sent says when."),
            ),
        ]

    @property
    def sms_count(self) -> int | None:
        """Count the SMS it took, or takes; None on another channel."""
        return size_of(self.text).count if self.channel == Channel.SMS else None

    def __str__(self):
        return f"{self.get_channel_display()}: {self.get_state_display()}"


class Reply(Record):
    """What came in from a number or an address, once. `case` is empty while nobody knows whose it is."""

    class Kind(models.TextChoices):
        STOP = "stop", _("wants no more messages")
        START = "start", _("wants messages again")
        CONFIRM = "confirm", _("confirms")
        OTHER = "other", _("other")

    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    provider_id = models.CharField(_("the provider's number"), max_length=120)
    address = models.CharField(_("from"), max_length=254)
    text = models.TextField(_("text"), max_length=2000, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    message = models.ForeignKey(
        Message, verbose_name=_("answers"), null=True, blank=True, on_delete=models.SET_NULL, related_name="replies"
    )
    case = models.ForeignKey(
        Case, verbose_name=_("case"), null=True, blank=True, on_delete=models.CASCADE, related_name="replies"
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = FollowupQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "provider_id"],
                name="reply_taken_once",
                violation_error_message=_("This answer was taken already."),
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d}"
