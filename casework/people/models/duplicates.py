"""Two people who may be one, or of one household: found, looked at, decided."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.access.models import Organisation, User
from casework.base.models import Record
from casework.people.models.person import Person
from casework.people.paired import DuplicateQuerySet


class Duplicate(Record):
    """A pair of people, the one with the smaller id first. Nothing is merged by it: somebody has to decide.

    `probability`, from 0 to 1, is what `people.matching` said when the pair was last compared; why it says so is said
    anew whenever the pair is looked at. Decisions are remembered by the timelines of both.
    """

    class Kind(models.TextChoices):
        PERSON = "person", _("the same person")
        HOUSEHOLD = "household", _("the same household")

    class State(models.TextChoices):
        OPEN = "open", _("to be reviewed")
        UNSURE = "unsure", _("unsure")
        SAME = "same", _("the same")
        DIFFERENT = "different", _("different")

    class Reason(models.TextChoices):
        """Why two who look like one are not."""

        SIBLINGS = "siblings", _("twins, or brother and sister")
        GENERATIONS = "generations", _("father or mother, and child")
        NAMESAKES = "namesakes", _("they only have the same name")
        SHARED = "shared", _("one uses the other's document or telephone")
        OTHER = "other", _("another reason")

    one = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="+", db_index=False
    )
    other = models.ForeignKey(Person, verbose_name=_("other person"), on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("may be"), max_length=9, choices=Kind, default=Kind.PERSON)
    probability = models.FloatField(_("probability"))
    identical = models.BooleanField(_("same document, birth date and names"), default=False)
    found_at = models.DateTimeField(_("found at"), default=timezone.now)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.OPEN)
    reason = models.CharField(_("they are different because"), max_length=11, choices=Reason, blank=True)
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, verbose_name=_("decided by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_for = models.ForeignKey(
        Organisation,
        verbose_name=_("decided for the organisation"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = DuplicateQuerySet.as_manager()

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        indexes = [
            models.Index(fields=["kind", "state", "-probability", "id"], name="duplicate_queue"),
            models.Index(fields=["-probability", "id"], name="duplicate_likeliest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["one", "other"],
                name="duplicate_once",
                violation_error_message=_("This pair is recorded already."),
            ),
            models.CheckConstraint(
                name="duplicate_in_order",
                condition=Q(one__lt=F("other")),
                violation_error_message=_("Two people, the smaller id first."),
            ),
            models.CheckConstraint(
                name="duplicate_decided_whole",
                condition=Q(state="open", decided_at=None, decided_by=None, decided_for=None)
                | ~Q(state="open") & Q(decided_at__isnull=False, decided_by__isnull=False, decided_for__isnull=False),
                violation_error_message=_("A decision says when, by whom and for which organisation."),
            ),
            models.CheckConstraint(
                name="duplicate_different_with_reason",
                condition=Q(state="different") & ~Q(reason="") | ~Q(state="different") & Q(reason=""),
                violation_error_message=_("Say why they are different."),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} ({self.get_state_display()})"


class DuplicateSearch(models.Model):
    """How far the search for duplicates has come in its part of the register: it goes on from there, also after a kill.

    People come in the order in which their likenesses were noted; `noted_at` and `person` are of the last one done.
    """

    part = models.PositiveSmallIntegerField(_("part"), primary_key=True)
    noted_at = models.DateTimeField(_("noted at"), null=True)
    person = models.UUIDField(_("person"), null=True)
    looked_at = models.PositiveBigIntegerField(_("people looked at"), default=0)
    finished_at = models.DateTimeField(_("finished at"), null=True)

    class Meta:
        verbose_name = _("search for duplicates")
        verbose_name_plural = _("searches for duplicates")

    def __str__(self):
        return str(self.part)
