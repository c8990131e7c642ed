"""Who a person is, and whom she lives with."""

from datetime import date
from uuid import uuid4

from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from casework.access.history import remembered
from casework.base.models import Record
from casework.people import household_rules, rules
from casework.people.queries import (
    HouseholdHistoryQuerySet,
    HouseholdQuerySet,
    HouseholdStayQuerySet,
    PersonHistoryQuerySet,
    PersonQuerySet,
)
from casework.places.models import Division


def _check_canton(canton: Division | None) -> None:
    if canton and canton.level != Division.Level.CANTON:
        raise ValidationError({"canton": ValidationError(_("Choose a canton, not a province."), code="not_a_canton")})


@remembered(rows=HouseholdHistoryQuerySet)
class Household(Record):
    """People who live and decide together. One of them is its head."""

    # Random from its first sign on, as that is what its number is made of.
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    canton = models.ForeignKey(Division, verbose_name=_("canton"), null=True, blank=True, on_delete=models.PROTECT)
    address = models.CharField(_("address"), max_length=200, blank=True)

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = _("household")
        verbose_name_plural = _("households")
        indexes = [models.Index(fields=["created_at", "id"], name="household_in_order")]

    def __str__(self):
        return _("Household %(id)s") % {"id": self.number}

    @property
    def number(self) -> str:
        """What is said of it on the telephone, and searched for: eight signs."""
        return str(self.id)[:8]

    def clean(self):
        _check_canton(self.canton)


@remembered(rows=PersonHistoryQuerySet)
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

    class DeathKnownBy(models.TextChoices):
        CERTIFICATE = "certificate", _("death certificate")
        AUTHORITY = "authority", _("hospital, police or consulate")
        FAMILY = "family", _("family or friends")
        STAFF = "staff", _("a colleague")
        NOT_SAID = "not_said", _("not said")

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
    household_since = models.DateField(_("in the household since"), null=True, blank=True)
    principal_applicant = models.BooleanField(_("applies for the household"), default=False)

    died_on = models.DateField(_("died on"), null=True, blank=True, editable=False)
    death_known_by = models.CharField(
        _("how the death is known"), max_length=12, choices=DeathKnownBy, blank=True, editable=False
    )
    death_told_by = models.CharField(_("who said that the person died"), max_length=120, blank=True, editable=False)
    restricted_on = models.DateField(_("use restricted since"), null=True, blank=True, editable=False)
    anonymised_on = models.DateField(_("anonymised on"), null=True, blank=True, editable=False)
    # Her record was one too many: it stays to be found again, and is in no list (`casework.merging`).
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("merged into"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="merged_here",
        db_index=False,
    )

    TOLD_AT = {
        "person_death_whole": "died_on",
        "household_has_one_head": "relationship",
        "household_has_one_applicant": "principal_applicant",
    }
    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [
            GinIndex(fields=["name_key"], opclasses=["gin_trgm_ops"], name="person_name_trigrams"),
            models.Index(fields=["name_key", "id"], name="person_by_name"),
            # The few who are left out of work on all people; who they are is asked again and again.
            models.Index(fields=["id"], name="person_anonymised", condition=Q(anonymised_on__isnull=False)),
            models.Index(fields=["id"], name="person_restricted", condition=Q(restricted_on__isnull=False)),
            models.Index(fields=["id"], name="person_died", condition=Q(died_on__isnull=False)),
            models.Index(fields=["merged_into"], name="person_merged", condition=Q(merged_into__isnull=False)),
            # The few whose age decides about them and is not known to the day are looked for every hour.
            models.Index(
                fields=["birth_date"],
                name="person_birth_not_exact",
                condition=Q(birth_date__isnull=False) & ~Q(birth_precision="day"),
            ),
            # Children without an adult are looked for among those of no household, and among heads.
            models.Index(fields=["birth_date"], name="person_without_household", condition=Q(household=None)),
            models.Index(fields=["birth_date"], name="person_head_by_birth", condition=Q(relationship="head")),
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
                name="person_death_whole",
                condition=Q(died_on=None, death_known_by="", death_told_by="")
                | Q(died_on__isnull=False) & ~Q(death_known_by=""),
                violation_error_message=_("Of a death it is said when and how it is known."),
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
            models.CheckConstraint(
                name="person_merged_lives_with_nobody",
                condition=Q(merged_into=None) | Q(household=None) & ~Q(merged_into=F("id")),
                violation_error_message=_(
                    "Who was merged into another is in no household, and not merged with herself."
                ),
            ),
            models.CheckConstraint(
                name="person_in_household_whole",
                condition=Q(household__isnull=False) | Q(household_since=None, principal_applicant=False),
                violation_error_message=_("Since when, and for whom she applies, is said of who is in a household."),
            ),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(principal_applicant=True),
                name="household_has_one_applicant",
                violation_error_message=_("Somebody else applies for this household already."),
            ),
        ]

    def __str__(self):
        return self.full_name

    @property
    def full_name(self):
        if self.anonymised_on:
            return gettext("Anonymised person")
        return f"{self.given_names} {self.family_names}".strip()

    @property
    def born_from(self) -> date | None:
        """The earliest day on which the person may be born: no act of theirs is before it."""
        return (rules.birth_range(self.birth_date, self.birth_precision) or (None,))[0]

    @property
    def born_until(self) -> date | None:
        """The latest day on which the person may be born: who may be a child counts as one, by this day."""
        return (rules.birth_range(self.birth_date, self.birth_precision) or (None,))[-1]

    @property
    def age_unsettled(self) -> bool:
        """Whether the person may be a child or an adult today, by what is known of the birth."""
        adult = [household_rules.may_be_adult(day, timezone.localdate()) for day in (self.born_from, self.born_until)]
        return adult[0] != adult[1]

    def age(self, today=None):
        return rules.age_on(self.birth_date, today or timezone.localdate())

    def clean(self):
        today = timezone.localdate()
        wrong = {}
        try:
            rules.check_name(self.given_names, self.family_names)
        except ValidationError as error:
            wrong["given_names"] = error
        try:
            rules.check_name_part(self.family_names)
        except ValidationError as error:
            wrong["family_names"] = error
        for field, check in (("birth_date", rules.check_birth_date), ("entry_date", rules.check_not_in_future)):
            day = getattr(self, field)
            try:
                if day:
                    check(day, today=today)
            except ValidationError as error:
                wrong[field] = error
        try:
            if self.principal_applicant:
                household_rules.check_applicant(self.born_until, today=today)
        except ValidationError as error:
            wrong["birth_date"] = error
        try:
            _check_canton(self.canton)
        except ValidationError as error:
            wrong.update(error.error_dict)
        if wrong:
            raise ValidationError(wrong)


class HouseholdStay(Record):
    """That somebody lived in a household once; her present one stands in her own row, where its rules are held.

    Written when a stay ends and never changed: it is memory itself, and leaves no history of its own.
    """

    class Why(models.TextChoices):
        """Why somebody left, why a household was split, or why two became one."""

        MOVED = "moved", _("moved out")
        SEPARATED = "separated", _("separation")
        TOGETHER = "together", _("they live together now")
        REUNITED = "reunited", _("the family is reunited")
        LEFT_COUNTRY = "left_country", _("left the country")
        DIED = "died", _("died")
        TWICE = "twice", _("the same household was recorded twice")
        MISTAKE = "mistake", _("recorded by mistake")
        OTHER = "other", _("another reason")

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="stays")
    household = models.ForeignKey(
        Household, verbose_name=_("household"), on_delete=models.PROTECT, related_name="stays"
    )
    relationship = models.CharField(_("was in the household"), max_length=10, choices=Person.Relationship)
    joined_on = models.DateField(_("joined on"), null=True, blank=True)
    left_on = models.DateField(_("left on"))
    why = models.CharField(_("why"), max_length=12, choices=Why)

    objects = HouseholdStayQuerySet.as_manager()

    class Meta:
        ordering = ["-left_on", "-created_at"]
        verbose_name = _("stay in a household")
        verbose_name_plural = _("stays in households")
        constraints = [
            models.CheckConstraint(
                name="stay_ends_after_it_begins",
                condition=Q(joined_on=None) | Q(left_on__gte=F("joined_on")),
                violation_error_message=_("She left before she joined."),
            ),
        ]

    def __str__(self):
        return f"{self.get_relationship_display()} ({self.left_on})"
