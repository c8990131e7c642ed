"""When somebody is to be reminded of what, as rows that administrators edit."""

from datetime import time

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from casework.access.history import remembered
from casework.base.models import Record
from casework.followups.channels.codes import Channel
from casework.followups.rules import check_text

QUIET_FROM, QUIET_UNTIL = time(19), time(8)


def default_channels() -> list[str]:
    return [Channel.WHATSAPP.value, Channel.SMS.value]


@remembered()
class Rule(Record):
    """Of which fact, how long before or after its day, who is told, how and in which words.

    `offsets` count from the day of the fact (facts.py) in `unit`s; negative ones are before it. Of several that have
    passed only the last counts, so a day on which nothing ran loses nothing and doubles nothing.
    """

    class Trigger(models.TextChoices):
        """The facts that are looked for; what each is stands in facts.py."""

        DOCUMENT_EXPIRING = "document_expiring", _("a document expires")
        RENEWAL_OPEN = "renewal_open", _("a document may be renewed from")
        ORDER_LAPSING = "order_lapsing", _("order of cedulación given")
        APPOINTMENT = "appointment", _("appointment")
        APPOINTMENT_PASSED = "appointment_passed", _("appointment passed without a result")
        STAGE_STUCK = "stage_stuck", _("a stage takes longer than it usually does")
        BLOCKER_REVIEW = "blocker_review", _("a blocker is to be looked at again")
        TRAINING_STARTING = "training_starting", _("a training starts")
        TRAINING_WITHOUT_CAPITAL = "training_without_capital", _("training finished without a seed capital application")
        INSTALMENT_DUE = "instalment_due", _("an instalment is due")
        BUSINESS_VISIT = "business_visit", _("seed capital awarded")
        NO_CONTACT = "no_contact", _("last contact")
        CONTACT_UNVERIFIED = "contact_unverified", _("no contact verified since")
        CONTACT_LOST = "contact_lost", _("the last contact was lost")
        NUMBER_RECYCLED = "number_recycled", _("a number that wanted no messages was written down of somebody else")
        BIRTH_UNSETTLED = "birth_unsettled", _("a birth date decides whether somebody is a child, and is not exact")
        HOUSEHOLD_BEREAVED = "household_bereaved", _("somebody of the household died")
        CONSENT_AGEING = "consent_ageing", _("consent given")
        RETENTION_NEAR = "retention_near", _("the time to keep a file ends")
        ACCESS_ASKED = "access_asked", _("another organisation asks for access")
        DATA_REQUEST_DUE = "data_request_due", _("a data request is to be answered")
        TASK_OVERDUE = "task_overdue", _("a task is overdue")

    class Unit(models.TextChoices):
        DAYS = "days", _("days")
        MONTHS = "months", _("months")

    class Audience(models.TextChoices):
        PERSON = "person", _("the person")
        CASEWORKER = "caseworker", _("her caseworker")
        COORDINATOR = "coordinator", _("the coordinator")
        ORGANISATION = "organisation", _("anybody of the organisation")

    class Stop(models.TextChoices):
        """What ends it besides its reason, which is looked at again before each message and each night."""

        ANSWERED = "answered", _("she answered")
        REACHED = "reached", _("somebody reached her")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    trigger = models.CharField(_("counts from"), max_length=30, choices=Trigger)
    offsets = ArrayField(models.SmallIntegerField(), verbose_name=_("when"), help_text=_("Negative: before."))
    unit = models.CharField(_("in"), max_length=6, choices=Unit, default=Unit.DAYS)
    audience = ArrayField(models.CharField(max_length=12, choices=Audience), verbose_name=_("for whom"))
    active = models.BooleanField(_("active"), default=True)

    title_es = models.CharField(_("what is to be done, in Spanish"), max_length=120)
    title_en = models.CharField(_("what is to be done, in English"), max_length=120)
    task_days = models.PositiveSmallIntegerField(_("staff have (days)"), default=3)
    stake = models.PositiveSmallIntegerField(
        _("how much is at stake"),
        default=1,
        help_text=_("From 0 to 3: each brings a task forward by three days; at 0 it waits until nothing else is due."),
    )

    channels = ArrayField(
        models.CharField(max_length=8, choices=Channel),
        verbose_name=_("channels, the first first"),
        default=default_channels,
        blank=True,
    )
    text_es = models.CharField(_("message in Spanish"), max_length=320, blank=True, validators=[check_text])
    text_en = models.CharField(_("message in English"), max_length=320, blank=True, validators=[check_text])
    template = models.SlugField(_("WhatsApp template"), max_length=60, blank=True)
    quiet_from = models.TimeField(_("quiet from"), default=QUIET_FROM)
    quiet_until = models.TimeField(_("quiet until"), default=QUIET_UNTIL)
    max_per_week = models.PositiveSmallIntegerField(_("at most in seven days"), default=2)
    stops = ArrayField(
        models.CharField(max_length=10, choices=Stop), verbose_name=_("ends when"), default=list, blank=True
    )
    call_instead = models.BooleanField(
        _("somebody calls when no message goes"), default=True, help_text=_("A task for the caseworker.")
    )

    TOLD_AT = {"rule_to_person_has_words": "text_es"}

    class Meta:
        ordering = ["-stake", "task_days", "code"]
        verbose_name = _("rule of follow-up")
        verbose_name_plural = _("rules of follow-up")
        constraints = [
            models.CheckConstraint(
                name="rule_has_days",
                condition=Q(offsets__len__gt=0),
                violation_error_message=_("Say when: at least one number of days or months."),
            ),
            models.CheckConstraint(
                name="rule_is_for_somebody",
                condition=Q(audience__len__gt=0),
                violation_error_message=_("Say for whom."),
            ),
            models.CheckConstraint(
                name="rule_to_person_has_words",
                condition=~Q(audience__contains=["person"])
                | ~Q(text_es="") & ~Q(text_en="") & Q(channels__len__gt=0, max_per_week__gt=0),
                violation_error_message=_("A message to the person has its words in both languages, and a channel."),
            ),
            models.CheckConstraint(
                name="rule_quiet_hours_leave_a_day",
                condition=Q(quiet_from__gt=F("quiet_until")),
                violation_error_message=_("Quiet hours begin in the evening and end the next morning."),
            ),
            models.CheckConstraint(
                name="rule_stake_in_bounds",
                condition=Q(stake__lte=3),
                violation_error_message=_("What is at stake is between 0 and 3."),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def title(self) -> str:
        """What is to be done, in the reader's language."""
        return self.title_en if get_language() == "en" else self.title_es
