"""Who may see a person and why: her consents, and the accesses that are opened and ended."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.access.history import remembered
from casework.access.models import Membership, Organisation, User
from casework.access.policy import COMPARTMENT, Kind, Section
from casework.base.models import Record
from casework.people.models.person import Person
from casework.people.queries import ConsentQuerySet, PersonAccessQuerySet


class ConsentText(Record):
    """The words a person agreed to, by version. A text is never changed: new words are a new version."""

    class Purpose(models.TextChoices):
        """What a consent is for (domain: section 10)."""

        KEEP = "keep", _("keep her data and follow her case")
        SHARE = "share", _("share her case")
        CONTACT = "contact", _("send her messages")
        STUDY = "study", _("use her data, without her name, in reports and studies")

    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose)
    version = models.CharField(_("version"), max_length=20)
    since = models.DateField(_("in use since"))
    spanish = models.TextField(_("text in Spanish"))
    english = models.TextField(_("text in English"))

    class Meta:
        ordering = ["purpose", "-since"]
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "version"],
                name="consent_text_version_once",
                violation_error_message=_("This version of the text exists already."),
            )
        ]

    def __str__(self):
        return f"{self.get_purpose_display()} ({self.version})"


@remembered("person", rows=ConsentQuerySet)
class Consent(Record):
    """A person's agreement to one purpose, for sharing with one kind of organisation: given, and perhaps withdrawn."""

    class How(models.TextChoices):
        PAPER = "paper", _("signed paper")
        SPOKEN = "spoken", _("spoken")
        DIGITAL = "digital", _("digital")

    class GivenBy(models.TextChoices):
        HERSELF = "herself", _("the person herself")
        GUARDIAN = "guardian", _("father, mother or guardian")

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="consents")
    text = models.ForeignKey(
        ConsentText, verbose_name=_("text"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    purpose = models.CharField(_("purpose"), max_length=10, choices=ConsentText.Purpose)
    recipient_kind = models.CharField(_("share with"), max_length=10, choices=Kind, blank=True)
    given_on = models.DateField(_("given on"), default=timezone.localdate)
    given_by = models.CharField(_("given by"), max_length=10, choices=GivenBy, default=GivenBy.HERSELF)
    how = models.CharField(_("how"), max_length=10, choices=How)
    recorded_by = models.ForeignKey(
        User, verbose_name=_("recorded by"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    withdrawn_how = models.CharField(_("withdrawn how"), max_length=10, choices=How, blank=True)
    withdrawn_recorded_by = models.ForeignKey(
        User,
        verbose_name=_("withdrawal recorded by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )

    TOLD_AT = {"consent_once_while_given": "purpose"}
    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["purpose", "recipient_kind", "-given_on"]
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.CheckConstraint(
                name="consent_to_share_names_whom",
                condition=Q(purpose="share") & ~Q(recipient_kind="") | ~Q(purpose="share") & Q(recipient_kind=""),
                violation_error_message=_("A consent to share says with which kind of organisation, and only that."),
            ),
            models.CheckConstraint(
                name="consent_withdrawn_whole",
                condition=Q(withdrawn_on=None, withdrawn_how="", withdrawn_recorded_by=None)
                | Q(withdrawn_on__isnull=False, withdrawn_recorded_by__isnull=False) & ~Q(withdrawn_how=""),
                violation_error_message=_("A withdrawal says when and how."),
            ),
            models.CheckConstraint(
                name="consent_withdrawn_after_given",
                condition=Q(withdrawn_on=None) | Q(withdrawn_on__gte=F("given_on")),
                violation_error_message=_("The consent was withdrawn before it was given."),
            ),
            models.UniqueConstraint(
                fields=["person", "purpose", "recipient_kind"],
                condition=Q(withdrawn_on=None),
                name="consent_once_while_given",
                violation_error_message=_("This consent is recorded already."),
            ),
        ]

    def __str__(self):
        whom = f" · {self.get_recipient_kind_display()}" if self.recipient_kind else ""
        return f"{self.get_purpose_display()}{whom}"


@remembered("person", rows=PersonAccessQuerySet)
class PersonAccess(Record):
    """Why an organisation may see a person, which parts, from when until when: the one table of row scope.

    `sections` None opens the whole file. An emergency read is one membership's, all others are the organisation's.
    """

    class Reason(models.TextChoices):
        OWNER = "owner", _("it keeps the case")
        REFERRAL = "referral", _("the case was referred to it")
        STEP = "step", _("the case is at its step")
        EMERGENCY = "emergency", _("emergency read")

    class LegalReason(models.TextChoices):
        """Why a case may be shared without consent (LOPDP, article 7; domain: section 10)."""

        VITAL_INTEREST = "vital", _("to protect a life or health")
        LEGAL_DUTY = "legal_duty", _("a law or a judge demands it")
        CHILD = "child", _("the best interest of a child")

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="accesses")
    organisation = models.ForeignKey(Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE)
    # The organisation's own, repeated so that a row can tell by itself what it must not open (see the constraint).
    organisation_kind = models.CharField(_("kind of organisation"), max_length=10, choices=Kind, editable=False)
    membership = models.ForeignKey(
        Membership,
        verbose_name=_("only for"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
    )
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    sections = ArrayField(
        models.CharField(max_length=12, choices=Section), verbose_name=_("sections"), null=True, blank=True
    )
    consent = models.ForeignKey(
        Consent,
        verbose_name=_("consent"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="accesses",
        db_index=False,
    )
    legal_reason = models.CharField(_("without consent because"), max_length=12, choices=LegalReason, blank=True)
    explanation = models.CharField(_("explanation"), max_length=300, blank=True)
    opened_by = models.ForeignKey(
        User,
        verbose_name=_("opened by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    since = models.DateTimeField(_("since"), default=timezone.now)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    # Of an emergency read: who, of those who were told of it, has taken note.
    acknowledged_by = models.ForeignKey(
        User,
        verbose_name=_("taken note of by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    acknowledged_at = models.DateTimeField(_("taken note of at"), null=True, blank=True)

    objects = PersonAccessQuerySet.as_manager()

    class Meta:
        verbose_name = _("access to a person")
        verbose_name_plural = _("accesses to people")
        indexes = [
            models.Index(fields=["person", "organisation"], condition=Q(until=None), name="access_open_pair"),
            # Of what was shared, the last first.
            models.Index(
                fields=["organisation", "-since"], name="access_shared_lately", condition=Q(reason="referral")
            ),
            # Of which Today tells those who are to take note: few among millions.
            models.Index(fields=["-since"], name="access_emergency", condition=Q(reason="emergency")),
            # Few accesses are one member's alone, or lean on a consent.
            models.Index(fields=["membership"], name="access_of_member", condition=Q(membership__isnull=False)),
            models.Index(fields=["consent"], name="access_by_consent", condition=Q(consent__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                name="access_ends_after_it_begins",
                condition=Q(until=None) | Q(until__gte=F("since")),
                violation_error_message=_("The access ends before it begins."),
            ),
            models.CheckConstraint(
                name="access_of_ministry_without_compartment",
                condition=~Q(organisation_kind=Kind.MINISTRY)
                | Q(sections__isnull=False) & ~Q(sections__overlap=[str(s) for s in sorted(COMPARTMENT)]),
                violation_error_message=_("A ministry never sees specific needs, asylum facts or protection notes."),
            ),
            models.CheckConstraint(
                name="access_by_referral_has_ground",
                condition=~Q(reason="referral") | Q(consent__isnull=False) | ~Q(legal_reason="") & ~Q(explanation=""),
                violation_error_message=_("A case is shared with a consent, or with a legal reason and why."),
            ),
            models.CheckConstraint(
                name="access_in_emergency_is_one_persons",
                condition=~Q(reason="emergency")
                | Q(membership__isnull=False, until__isnull=False) & ~Q(explanation=""),
                violation_error_message=_("An emergency read is one person's, says why, and ends by itself."),
            ),
            models.CheckConstraint(
                name="access_acknowledged_whole",
                condition=Q(acknowledged_by=None, acknowledged_at=None)
                | Q(reason="emergency", acknowledged_by__isnull=False, acknowledged_at__isnull=False),
                violation_error_message=_("Of an emergency read it is kept who has taken note of it, and when."),
            ),
            models.UniqueConstraint(
                fields=["organisation", "person", "reason"],
                condition=Q(until=None),
                name="access_once_while_open",
                violation_error_message=_("This organisation has this access already."),
            ),
        ]

    def __str__(self):
        return f"{self.organisation_id} → {self.person_id} ({self.reason})"

    @property
    def is_open(self) -> bool:
        return self.until is None or self.until > timezone.now()
