"""What the integration track records: trainings, and seed capital with its instalments."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.access.history import remembered
from casework.access.models import Organisation
from casework.access.policy import Section
from casework.base.models import Record
from casework.journey.models import Case
from casework.journey.queries import OnCaseQuerySet
from casework.people.queries import ScopedQuerySet
from casework.people.rules import check_days, check_within_reach

SAYS_WHAT_WAS_GIVEN = _("An award says its amount, or which equipment was given.")


class ProgrammeQuerySet(OnCaseQuerySet):
    section = Section.PROGRAMMES


@remembered("case", rows=ProgrammeQuerySet)
class Training(Record):
    """A course a person was enrolled in: with whom, from when to when, what she attended and her certificate."""

    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.CASCADE, related_name="trainings")
    course = models.CharField(_("course"), max_length=120)
    provider = models.ForeignKey(
        Organisation, verbose_name=_("given by"), on_delete=models.PROTECT, related_name="trainings_given"
    )
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    hours_attended = models.PositiveSmallIntegerField(_("hours attended"), null=True, blank=True)
    certificate_number = models.CharField(_("certificate number"), max_length=40, blank=True)
    finished = models.BooleanField(_("finished"), null=True, blank=True, help_text=_("Empty while it goes on."))

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on"]
        verbose_name = _("training")
        verbose_name_plural = _("trainings")
        indexes = [models.Index(fields=["-starts_on", "-id"], name="training_newest")]
        constraints = [
            models.CheckConstraint(
                name="training_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The training ends before it starts."),
            ),
            models.CheckConstraint(
                name="training_certificate_when_finished",
                condition=~Q(finished=True) | ~Q(certificate_number=""),
                violation_error_message=_("A finished training has a certificate number."),
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(finished=None),
                name="training_one_at_a_time",
                violation_error_message=_("This person is in a training already."),
            ),
        ]

    def __str__(self):
        return self.course

    def clean(self):
        days = {name: (check_within_reach, getattr(self, name)) for name in ("starts_on", "ends_on")}
        check_days(days, today=timezone.localdate())


@remembered("case", rows=ProgrammeQuerySet)
class Award(Record):
    """Seed capital for a business: money or equipment, given at once or in instalments. US dollars."""

    class Form(models.TextChoices):
        CASH = "cash", _("money")
        EQUIPMENT = "equipment", _("equipment")

    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.CASCADE, related_name="awards")
    business_name = models.CharField(_("business"), max_length=120)
    form = models.CharField(_("given as"), max_length=10, choices=Form, blank=True)
    amount = models.DecimalField(
        _("amount (USD)"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    equipment = models.CharField(_("equipment"), max_length=200, blank=True)
    awarded_on = models.DateField(_("awarded on"), null=True, blank=True)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("seed capital")
        verbose_name_plural = _("seed capital")
        indexes = [models.Index(fields=["-created_at", "-id"], name="award_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                name="case_has_one_award",
                violation_error_message=_("This case has a seed capital application already."),
            ),
            models.CheckConstraint(
                name="award_says_what_was_given",
                # A check passes when it is unknown, as "NULL > 0" is: that there is an amount has to be said.
                condition=Q(awarded_on=None)
                | Q(form="cash", amount__isnull=False, amount__gt=0)
                | Q(form="equipment") & ~Q(equipment=""),
                violation_error_message=SAYS_WHAT_WAS_GIVEN,
            ),
        ]

    def __str__(self):
        return self.business_name

    def clean(self):
        given = {"cash": "amount", "equipment": "equipment"}.get(self.form, "form")
        if self.awarded_on and not getattr(self, given):
            raise ValidationError({given: ValidationError(SAYS_WHAT_WAS_GIVEN, code="not_said")})


class InstalmentQuerySet(ScopedQuerySet):
    section = Section.PROGRAMMES
    person_path = "award__case__person"


@remembered("award", rows=InstalmentQuerySet)
class Instalment(Record):
    """A part of an award: due on a day, and paid on one."""

    award = models.ForeignKey(
        Award, verbose_name=_("award"), on_delete=models.CASCADE, related_name="instalments", db_index=False
    )
    number = models.PositiveSmallIntegerField(_("number"))
    due_on = models.DateField(_("due on"))
    amount = models.DecimalField(_("amount (USD)"), max_digits=10, decimal_places=2)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)

    objects = InstalmentQuerySet.as_manager()

    class Meta:
        ordering = ["award", "number"]
        verbose_name = _("instalment")
        verbose_name_plural = _("instalments")
        constraints = [
            models.UniqueConstraint(
                fields=["award", "number"],
                name="instalment_number_once",
                violation_error_message=_("This award has an instalment of this number already."),
            ),
            models.CheckConstraint(
                name="instalment_amount_positive",
                condition=Q(amount__gt=0),
                violation_error_message=_("An instalment is more than zero."),
            ),
        ]

    def __str__(self):
        return f"{self.number}: {self.amount} USD"
