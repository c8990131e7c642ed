"""What a person shows and how she is reached: her documents and contacts, and the attempts to reach her."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from casework.access.history import remembered
from casework.access.models import Organisation, User
from casework.base.models import Record
from casework.people import rules
from casework.people.models.person import Person
from casework.people.queries import ContactAttemptQuerySet, ContactPointQuerySet, IdentityDocumentQuerySet


def acted(who: type[models.Model], label) -> models.ForeignKey:
    """Who did it. Nothing is looked for by this, so it has no index."""
    return models.ForeignKey(
        who, verbose_name=label, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )


@remembered("person", rows=IdentityDocumentQuerySet)
class IdentityDocument(Record):
    """A paper with a number that says who someone is or what she may do.

    Numbers are never unique: children carry their parents'.
    """

    class Kind(models.TextChoices):
        PASSPORT = "passport", _("passport")
        VE_CEDULA = "ve_cedula", _("Venezuelan cédula")
        NATIONAL_ID = "national_id", _("identity card of another country")
        BIRTH_CERTIFICATE = "birth_certificate", _("birth certificate")
        ANDEAN_CARD = "andean_card", _("Andean migration card")
        REFUGEE_CARD = "refugee_card", _("refugee or asylum seeker's card")
        CPM = "cpm", _("CPM")
        VISA = "visa", _("VIRTE visa")
        OTHER_VISA = "other_visa", _("visa of another kind")
        EC_CEDULA = "ec_cedula", _("Ecuadorian cédula")
        OTHER = "other", _("other document")

    class Evidence(models.TextChoices):
        ISSUED = "issued", _("recorded by who issued it")
        ORIGINAL = "original", _("original seen")
        COPY = "copy", _("copy seen")
        DECLARED = "declared", _("only declared")

    # Looked up by the constraint that begins with it.
    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="documents", db_index=False
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    number = models.CharField(_("number"), max_length=40)
    number_key = models.CharField(_("number as searched"), max_length=rules.NUMBER_KEY_LENGTH, editable=False)
    country = CountryField(_("issued by the country"), blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    evidence = models.CharField(_("evidence"), max_length=10, choices=Evidence, default=Evidence.DECLARED)
    # Who saw it so, and when; unknown of what was recorded before this was kept.
    verified_at = models.DateTimeField(_("seen on"), null=True, blank=True)
    verified_by = acted(User, _("seen by"))
    verified_organisation = acted(Organisation, _("seen at"))

    TOLD_AT = {"document_has_number": "number", "document_once_per_person": "number"}
    objects = IdentityDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        indexes = [
            models.Index(fields=["number_key"], name="document_number"),
            models.Index(fields=["kind", "expires_on"], name="document_expiry"),
        ]
        constraints = [
            models.CheckConstraint(
                name="document_expires_after_issue",
                condition=Q(issued_on=None) | Q(expires_on=None) | Q(expires_on__gt=F("issued_on")),
                violation_error_message=_("The document expires before it was issued."),
            ),
            models.CheckConstraint(
                name="document_has_number",
                condition=~Q(number_key=""),
                violation_error_message=_("A document number has letters or digits."),
            ),
            # A cédula keeps its number for life: the renewed one differs only in its dates.
            models.UniqueConstraint(
                fields=["person", "kind", "number_key", "issued_on"],
                nulls_distinct=False,
                name="document_once_per_person",
                violation_error_message=_("This document of the person is recorded already."),
            ),
            models.CheckConstraint(
                name="document_verified_whole",
                condition=Q(verified_at=None, verified_by=None, verified_organisation=None)
                | Q(verified_at__isnull=False, verified_by__isnull=False, verified_organisation__isnull=False)
                & ~Q(evidence="declared"),
                violation_error_message=_("Of a document that was seen it is kept when and by whom; else neither."),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.number}"

    def clean(self):
        wrong = {}
        try:
            rules.check_document_number(self.kind, self.number)
        except ValidationError as error:
            wrong["number"] = error
        for field, check in (("issued_on", rules.check_not_in_future), ("expires_on", rules.check_within_reach)):
            day = getattr(self, field)
            try:
                if day:
                    check(day, today=timezone.localdate())
            except ValidationError as error:
                wrong[field] = error
        if self.issued_on and self.expires_on and self.expires_on <= self.issued_on:
            wrong["expires_on"] = ValidationError(
                _("The document expires before it was issued."), code="expires_before_issue"
            )
        if wrong:
            raise ValidationError(wrong)


@remembered("person", rows=ContactPointQuerySet)
class ContactPoint(Record):
    """A way to reach a person: whose it is, when it was last known to work, and whether it was lost."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("phone")
        WHATSAPP = "whatsapp", _("WhatsApp")
        EMAIL = "email", _("e-mail")

    class Owner(models.TextChoices):
        OWN = "own", _("the person's own")
        RELATIVE = "relative", _("a relative's")
        OTHER = "other", _("someone else's")

    class State(models.TextChoices):
        UNVERIFIED = "unverified", _("not tried yet")
        REACHABLE = "reachable", _("reachable")
        LOST = "lost", _("lost")

    class Recovery(models.TextChoices):
        """What was done last to get a lost one back. The visa is sent to her own e-mail: it is worth the trouble."""

        CODE_SENT = "code_sent", _("a code was sent to her")
        PROVIDER_ASKED = "provider_asked", _("the provider was asked")
        NEW_MADE = "new_made", _("a new one was made")
        GIVEN_UP = "given_up", _("given up")

    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="contacts", db_index=False
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    value = models.CharField(_("number or address"), max_length=254)
    value_key = models.CharField(_("as searched"), max_length=254, editable=False)
    owner = models.CharField(_("whose it is"), max_length=10, choices=Owner, default=Owner.OWN)
    owner_words = models.CharField(_("who that is"), max_length=120, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.UNVERIFIED)
    verified_at = models.DateTimeField(_("last verified"), null=True, blank=True)
    verified_by = acted(User, _("verified by"))
    verified_organisation = acted(Organisation, _("verified at"))
    lost_at = models.DateTimeField(_("lost since"), null=True, blank=True)
    recovery = models.CharField(_("recovery"), max_length=15, choices=Recovery, blank=True)
    recovery_on = models.DateField(_("recovery step on"), null=True, blank=True)
    # By the answer STOP to a message: of this number or address, whosever it is (followups).
    opted_out_at = models.DateTimeField(_("wants no messages since"), null=True, blank=True, editable=False)

    TOLD_AT = {"contact_reachable_was_verified": "state", "contact_recovered_only_when_lost": "recovery"}
    objects = ContactPointQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        indexes = [models.Index(fields=["value_key"], name="contact_value")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "value"],
                name="contact_once_per_person",
                violation_error_message=_("This contact of the person is recorded already."),
            ),
            models.CheckConstraint(
                name="contact_reachable_was_verified",
                condition=~Q(state="reachable") | Q(verified_at__isnull=False),
                violation_error_message=_("A contact is reachable only once somebody verified it."),
            ),
            models.CheckConstraint(
                name="contact_verified_whole",
                condition=Q(verified_by=None, verified_organisation=None)
                | Q(verified_at__isnull=False, verified_by__isnull=False, verified_organisation__isnull=False),
                violation_error_message=_("Of a contact that was verified it is kept when and by whom."),
            ),
            models.CheckConstraint(
                name="contact_own_needs_no_words",
                condition=~Q(owner="own") | Q(owner_words=""),
                violation_error_message=_("Who that is, is said of what is somebody else's."),
            ),
            models.CheckConstraint(
                name="contact_recovered_only_when_lost",
                condition=Q(lost_at=None, recovery="", recovery_on=None)
                | Q(state="lost") & (Q(recovery="", recovery_on=None) | ~Q(recovery="") & Q(recovery_on__isnull=False)),
                violation_error_message=_("Only of what is lost it is said since when, and how it is to come back."),
            ),
        ]

    def __str__(self):
        return self.value


@remembered("person", rows=ContactAttemptQuerySet)
class ContactAttempt(Record):
    """One try to reach a person, and what came of it. Never changed: a correction is another one."""

    class Way(models.TextChoices):
        """How she was tried; the last three are ways back to who cannot be reached by herself."""

        CALL = "call", _("telephone call")
        MESSAGE = "message", _("message")
        OFFICE = "office", _("she came to the office")
        VISIT = "visit", _("visit at home")
        HOUSEHOLD = "household", _("by somebody of her household")
        NETWORK = "network", _("by the peer network")
        BRIGADE = "brigade", _("at a brigade")

    class Result(models.TextChoices):
        REACHED = "reached", _("reached")
        NO_ANSWER = "no_answer", _("no answer")
        WRONG_NUMBER = "wrong_number", _("wrong number")
        MOVED_AWAY = "moved_away", _("moved away")
        MESSAGE_LEFT = "message_left", _("left word with somebody")

    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="contact_attempts", db_index=False
    )
    contact = models.ForeignKey(
        ContactPoint, verbose_name=_("contact"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    way = models.CharField(_("how"), max_length=10, choices=Way)
    result = models.CharField(_("result"), max_length=12, choices=Result)
    at = models.DateTimeField(_("at"), default=timezone.now)
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    by_user = models.ForeignKey(
        User, verbose_name=_("by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="+"
    )

    objects = ContactAttemptQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        verbose_name = _("contact attempt")
        verbose_name_plural = _("contact attempts")
        indexes = [
            models.Index(fields=["person", "-at"], name="attempt_newest"),
            models.Index(fields=["person", "-at"], name="attempt_reached", condition=Q(result="reached")),
        ]

    def __str__(self):
        return f"{self.get_way_display()}: {self.get_result_display()}"
