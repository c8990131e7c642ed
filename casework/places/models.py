"""Ecuador's provinces and cantons by INEC code."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DivisionQuerySet(models.QuerySet):
    def provinces(self):
        return self.filter(level=Division.Level.PROVINCE)

    def cantons(self):
        return self.filter(level=Division.Level.CANTON)


class Division(models.Model):
    """A province (two digits) or canton (four) of the INEC's list; OCHA's P-code is "EC" + code."""

    class Level(models.IntegerChoices):
        PROVINCE = 1, _("Province")
        CANTON = 2, _("Canton")

    code = models.CharField(_("INEC code"), max_length=4, primary_key=True)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level)
    name = models.CharField(_("name"), max_length=80)
    parent = models.ForeignKey(
        "self", verbose_name=_("province"), null=True, blank=True, on_delete=models.PROTECT, related_name="cantons"
    )
    region = models.CharField(_("region"), max_length=20, blank=True)

    objects = DivisionQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("division")
        verbose_name_plural = _("divisions")
        constraints = [
            models.CheckConstraint(
                name="canton_has_province",
                condition=models.Q(level=1, parent=None) | models.Q(level=2, parent__isnull=False),
                violation_error_message=_("A canton belongs to a province, and a province to none."),
            )
        ]

    def __str__(self):
        return f"{self.name}, {self.parent.name}" if self.parent_id else self.name
