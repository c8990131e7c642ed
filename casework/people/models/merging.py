"""That two records were of one person: which one is kept, and all that became of the rows, so that it can be undone."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.access.models import Organisation, User
from casework.base.models import Record
from casework.people.merged import MergeQuerySet, MergeStepQuerySet
from casework.people.models.papers import acted
from casework.people.models.person import Person


class Merge(Record):
    """Two records became one: who is kept, who is gone into her, by whom and why.

    Changed once, when it is undone, which it says itself: it leaves no history of its own.
    """

    kept = models.ForeignKey(Person, verbose_name=_("kept"), on_delete=models.PROTECT, related_name="merges")
    gone = models.ForeignKey(Person, verbose_name=_("merged into her"), on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)
    by_user = models.ForeignKey(User, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = acted(User, _("undone by"))
    undone_organisation = acted(Organisation, _("undone at the organisation"))

    objects = MergeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("merge of two records")
        verbose_name_plural = _("merges of records")
        constraints = [
            models.CheckConstraint(
                name="merge_of_two",
                condition=~Q(kept=F("gone")),
                violation_error_message=_("A record is not merged with itself."),
            ),
            models.UniqueConstraint(
                fields=["gone"],
                condition=Q(undone_at=None),
                name="merge_gone_once",
                violation_error_message=_("This record was merged into another already."),
            ),
            models.CheckConstraint(
                name="merge_undone_whole",
                condition=Q(undone_at=None, undone_by=None, undone_organisation=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False, undone_organisation__isnull=False),
                violation_error_message=_("Of a merge that was undone it is kept when and by whom."),
            ),
        ]

    def __str__(self):
        return f"{self.gone_id} → {self.kept_id}"


class MergeStep(models.Model):
    """What a merge made of some columns of one row, in whichever table: how they were, and how they became.

    Read by nobody in particular, as it may be of any section: undoing goes by it (`casework.merging`).
    """

    id = models.BigAutoField(primary_key=True)
    merge = models.ForeignKey(
        Merge, verbose_name=_("merge"), on_delete=models.CASCADE, related_name="steps", db_index=False
    )
    number = models.PositiveIntegerField(_("number"))
    table = models.CharField(_("table"), max_length=60)
    row = models.CharField(_("row"), max_length=36)
    before = models.JSONField(_("before"))
    after = models.JSONField(_("after"))
    # The row changed places with another that may not stand beside it, so it has to make way first.
    makes_way = models.BooleanField(_("makes way first"), default=False)

    objects = MergeStepQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name = _("step of a merge")
        verbose_name_plural = _("steps of merges")
        constraints = [
            models.UniqueConstraint(
                fields=["merge", "number"],
                name="merge_step_once",
                violation_error_message=_("This step of the merge is kept already."),
            )
        ]

    def __str__(self):
        return f"{self.number}: {self.table}"
