"""The protection compartment: what is never shown to a ministry."""

from django.core.validators import MaxLengthValidator, MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.access.history import remembered
from casework.access.models import Organisation, User
from casework.access.policy import Section
from casework.base.models import Record
from casework.people.models.person import Person
from casework.people.queries import ProtectionNoteQuerySet, SpecificNeedQuerySet


@remembered("person", rows=SpecificNeedQuerySet)
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

    objects = SpecificNeedQuerySet.as_manager()

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


@remembered("person", rows=ProtectionNoteQuerySet)
class ProtectionNote(Record):
    """What protection staff must know of a person. Never changed: a correction is another note.

    Asylum facts are a section of their own; notes and PSEA reports are read by protection officers alone.
    """

    class Kind(models.TextChoices):
        NOTE = "note", _("protection note")
        ASYLUM = "asylum", _("fact of an asylum claim")
        PSEA = "psea", _("report of sexual exploitation or abuse")

    SECTION_OF = {Kind.NOTE: Section.PROTECTION, Kind.ASYLUM: Section.ASYLUM, Kind.PSEA: Section.PROTECTION}

    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="protection_notes"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    text = models.TextField(_("text"), max_length=5000, validators=[MaxLengthValidator(5000)])
    author = models.ForeignKey(User, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="+"
    )

    objects = ProtectionNoteQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("protection note")
        verbose_name_plural = _("protection notes")
        constraints = [
            models.CheckConstraint(
                name="protection_note_has_text",
                condition=~Q(text=""),
                violation_error_message=_("A note has text."),
            )
        ]

    def __str__(self):
        return self.get_kind_display()
