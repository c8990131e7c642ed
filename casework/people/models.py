"""Who a person is: her household, documents, ways to reach her, and who may see her."""

from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from casework.access.models import Organisation, User
from casework.access.policy import Section
from casework.base.models import Record
from casework.people import rules
from casework.people.queries import (
    ContactPointQuerySet,
    HouseholdQuerySet,
    IdentityDocumentQuerySet,
    PersonAccessQuerySet,
    PersonQuerySet,
    ScopedQuerySet,
)
from casework.places.models import Division


def _check_canton(canton: Division | None) -> None:
    if canton and canton.level != Division.Level.CANTON:
        raise ValidationError({"canton": ValidationError(_("Choose a canton, not a province."), code="not_a_canton")})


class Household(Record):
    """People who live and decide together. One of them is its head."""

    canton = models.ForeignKey(Division, verbose_name=_("canton"), null=True, blank=True, on_delete=models.PROTECT)
    address = models.CharField(_("address"), max_length=200, blank=True)

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = _("household")
        verbose_name_plural = _("households")

    def __str__(self):
        return _("Household %(id)s") % {"id": str(self.id)[:8]}

    def clean(self):
        _check_canton(self.canton)


class Person(Record):
    """Someone registered. Nothing but a name is needed: no document, no phone, no e-mail, no known birth date."""

    class Sex(models.TextChoices):
        FEMALE = "female", _("female")
        MALE = "male", _("male")
        OTHER = "other", _("other")

    class BirthPrecision(models.TextChoices):
        DAY = "day", _("exact")
        YEAR = "year", _("only the year is known")
        ESTIMATED = "estimated", _("estimated")

    class Relationship(models.TextChoices):
        HEAD = "head", _("head of household")
        PARTNER = "partner", _("spouse or partner")
        CHILD = "child", _("son or daughter")
        PARENT = "parent", _("father or mother")
        SIBLING = "sibling", _("brother or sister")
        OTHER = "other", _("other relative or member")

    given_names = models.CharField(_("given names"), max_length=120)
    family_names = models.CharField(_("family names"), max_length=120, blank=True)
    name_key = models.CharField(_("name as searched"), max_length=rules.NAME_KEY_LENGTH, editable=False)
    sex = models.CharField(_("sex"), max_length=6, choices=Sex, blank=True)
    birth_date = models.DateField(_("birth date"), null=True, blank=True)
    birth_precision = models.CharField(_("birth date is"), max_length=10, choices=BirthPrecision, blank=True)
    nationality = CountryField(_("nationality"), blank=True, blank_label=_("not known"))
    language = models.CharField(
        _("speaks"), max_length=2, choices=[("es", _("Spanish")), ("en", _("English"))], default="es"
    )
    canton = models.ForeignKey(Division, verbose_name=_("canton"), null=True, blank=True, on_delete=models.PROTECT)
    address = models.CharField(_("address"), max_length=200, blank=True)
    entry_date = models.DateField(_("entered Ecuador on"), null=True, blank=True)
    entry_point = models.CharField(_("entered at"), max_length=80, blank=True)
    entry_regular = models.BooleanField(_("entered by a regular crossing"), null=True, blank=True)
    household = models.ForeignKey(
        Household, verbose_name=_("household"), null=True, blank=True, on_delete=models.PROTECT, related_name="members"
    )
    relationship = models.CharField(_("in the household"), max_length=10, choices=Relationship, blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [
            GinIndex(fields=["name_key"], opclasses=["gin_trgm_ops"], name="person_name_trigrams"),
            models.Index(fields=["name_key", "id"], name="person_by_name"),
        ]
        constraints = [
            models.CheckConstraint(
                name="person_has_given_name",
                condition=~Q(given_names=""),
                violation_error_message=_("A person has at least one given name."),
            ),
            models.CheckConstraint(
                name="person_birth_precision_iff_date",
                condition=Q(birth_date=None, birth_precision="") | Q(birth_date__isnull=False) & ~Q(birth_precision=""),
                violation_error_message=_("Say whether the birth date is exact, and only where there is one."),
            ),
            models.CheckConstraint(
                name="person_enters_after_birth",
                condition=Q(entry_date=None) | Q(birth_date=None) | Q(entry_date__gte=F("birth_date")),
                violation_error_message=_("The person entered Ecuador before the birth date."),
            ),
            models.CheckConstraint(
                name="person_relationship_iff_household",
                condition=Q(household=None, relationship="") | Q(household__isnull=False) & ~Q(relationship=""),
                violation_error_message=_("Say who the person is in the household, and only where there is one."),
            ),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(relationship="head"),
                name="household_has_one_head",
                violation_error_message=_("This household has a head already."),
            ),
        ]

    def __str__(self):
        return self.full_name

    @property
    def full_name(self):
        return f"{self.given_names} {self.family_names}".strip()

    def age(self, today=None):
        return rules.age_on(self.birth_date, today or timezone.localdate())

    def clean(self):
        today = timezone.localdate()
        wrong = {}
        try:
            rules.check_name(self.given_names, self.family_names)
        except ValidationError as error:
            wrong["given_names"] = error
        for field, check in (("birth_date", rules.check_birth_date), ("entry_date", rules.check_not_in_future)):
            day = getattr(self, field)
            try:
                if day:
                    check(day, today=today)
            except ValidationError as error:
                wrong[field] = error
        try:
            _check_canton(self.canton)
        except ValidationError as error:
            wrong.update(error.error_dict)
        if wrong:
            raise ValidationError(wrong)


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

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    number = models.CharField(_("number"), max_length=40)
    number_key = models.CharField(
        _("number as searched"), max_length=rules.NUMBER_KEY_LENGTH, editable=False, db_index=True
    )
    country = CountryField(_("issued by the country"), blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    evidence = models.CharField(_("evidence"), max_length=10, choices=Evidence, default=Evidence.DECLARED)

    objects = IdentityDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        indexes = [models.Index(fields=["kind", "expires_on"], name="document_expiry")]
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

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    value = models.CharField(_("number or address"), max_length=254)
    value_key = models.CharField(_("as searched"), max_length=254, editable=False, db_index=True)
    owner = models.CharField(_("whose it is"), max_length=10, choices=Owner, default=Owner.OWN)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.UNVERIFIED)
    verified_at = models.DateTimeField(_("last verified"), null=True, blank=True)

    objects = ContactPointQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
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
        ]

    def __str__(self):
        return self.value


class SpecificNeed(Record):
    """A need that changes how a person is served. Sensitive: a section of its own, never shown to a ministry."""

    class Kind(models.TextChoices):
        DISABILITY = "disability", _("disability")
        CHRONIC_ILLNESS = "chronic_illness", _("chronic or serious illness")
        PREGNANCY = "pregnancy", _("pregnancy or breastfeeding")
        OTHER = "other", _("other need")

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="needs")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    percent = models.PositiveSmallIntegerField(
        _("degree of disability (%)"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    detail = models.CharField(_("detail"), max_length=200, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("specific need")
        verbose_name_plural = _("specific needs")
        constraints = [
            models.CheckConstraint(
                name="need_percent_of_disability",
                condition=Q(percent=None) | Q(kind="disability", percent__lte=100),
                violation_error_message=_("Only a disability has a degree, from 0 to 100."),
            ),
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=~Q(kind="other"),
                name="need_once_per_person",
                violation_error_message=_("This need of the person is recorded already."),
            ),
        ]

    def __str__(self):
        return self.get_kind_display()


class PersonAccess(Record):
    """Why an organisation may see a person, from when until when: the one table of row scope."""

    class Reason(models.TextChoices):
        OWNER = "owner", _("it keeps the case")
        REFERRAL = "referral", _("the case was referred to it")
        STEP = "step", _("the case is at its step")
        EMERGENCY = "emergency", _("emergency read")

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="accesses")
    organisation = models.ForeignKey(Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    since = models.DateTimeField(_("since"), default=timezone.now)
    until = models.DateTimeField(_("until"), null=True, blank=True)

    objects = PersonAccessQuerySet.as_manager()

    class Meta:
        verbose_name = _("access to a person")
        verbose_name_plural = _("accesses to people")
        indexes = [models.Index(fields=["person", "organisation"], condition=Q(until=None), name="access_open_pair")]
        constraints = [
            models.CheckConstraint(
                name="access_ends_after_it_begins",
                condition=Q(until=None) | Q(until__gte=F("since")),
                violation_error_message=_("The access ends before it begins."),
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


class Event(models.Model):
    """One line of a person's timeline. Append-only; it lives on this floor so that every room above can write to it.

    `facts` holds codes and values, never sentences: the timeline says them in the reader's language.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(_("at"), default=timezone.now)
    kind = models.CharField(_("what happened"), max_length=40)
    section = models.CharField(_("section"), max_length=12, choices=Section)
    facts = models.JSONField(_("facts"), default=dict)
    by_user = models.ForeignKey(User, verbose_name=_("by"), null=True, on_delete=models.PROTECT, related_name="+")
    by_organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [models.Index(fields=["person", "-at", "-id"], name="event_timeline")]

    def __str__(self):
        return f"{self.kind} {self.at:%Y-%m-%d}"
