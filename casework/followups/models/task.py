"""What staff have to do about a case, and by when."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.access.history import remembered
from casework.access.models import Organisation, User
from casework.base.models import Record
from casework.followups.models.rule import Rule
from casework.followups.queries import TaskQuerySet
from casework.journey.models import Case
from casework.people.models import ContactAttempt


@remembered("case", rows=TaskQuerySet, additions=False)
class Task(Record):
    """One thing that somebody of an organisation has to do, found by a rule or written by a colleague.

    Who does it: the `assignee`, or without one the case's caseworker (`for_whom`), the coordinators, or anybody.
    `sort_on` is the day it is due, brought forward for what is at stake and for who is vulnerable (rules.sort_day).
    """

    class Origin(models.TextChoices):
        RULE = "rule", _("by a rule")
        STAFF = "staff", _("by a colleague")
        CALL = "call", _("Call her: no message reached her")
        REPLY = "reply", _("Read what she answered")
        FIND = "find", _("Find her: three attempts failed")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("no longer needed")

    class Outcome(models.TextChoices):
        DONE = "done", _("done")
        REACHED = "reached", _("reached her")
        NOT_REACHED = "not_reached", _("did not reach her")
        ATTENDED = "attended", _("she went to the appointment")
        MISSED = "missed", _("she missed the appointment")
        ALIVE = "alive", _("the business goes on")
        ENDED = "ended", _("the business has closed")
        MOVED = "moved", _("the stage was moved")
        NOT_NEEDED = "not_needed", _("not needed")

    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.CASCADE, related_name="tasks")
    # Rules and organisations are never deleted (PROTECT): asking PostgreSQL of each of a million new tasks whether they
    # are there took a third of planning.
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    origin = models.CharField(_("origin"), max_length=6, choices=Origin)
    rule = models.ForeignKey(
        Rule,
        verbose_name=_("rule"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tasks",
        db_index=False,
        db_constraint=False,
    )
    subject = models.UUIDField(_("about"), null=True, blank=True)
    planned_for = models.DateField(_("found for"), null=True, blank=True)
    what = models.CharField(_("what is to be done"), max_length=200, blank=True)
    for_whom = models.CharField(_("for whom"), max_length=12, choices=Rule.Audience, default=Rule.Audience.CASEWORKER)
    assignee = models.ForeignKey(
        User,
        verbose_name=_("given to"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    due_on = models.DateField(_("due on"))
    sort_on = models.DateField(_("as urgent as what is due on"), editable=False)
    vulnerable = models.BooleanField(_("of somebody vulnerable"), default=False, editable=False)
    snoozed_until = models.DateField(_("put off until"), null=True, blank=True)
    snooze_reason = models.CharField(_("put off because"), max_length=200, blank=True)
    escalated_on = models.DateField(_("told to the coordinator on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, blank=True)
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    attempt = models.ForeignKey(
        ContactAttempt,
        verbose_name=_("contact attempt"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        User,
        verbose_name=_("ended by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    made_by = models.ForeignKey(
        User,
        verbose_name=_("written by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["sort_on", "due_on"]
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        # No more than are asked for: planning writes a million rows, and each index costs it seconds. Those of lists
        # have the list's whole order, so that its first page is read without sorting all tasks of a day.
        indexes = [
            models.Index(
                fields=["assignee", "sort_on", "due_on"],
                name="task_of_assignee",
                condition=Q(state="open", assignee__isnull=False),
            ),
            models.Index(
                fields=["organisation", "sort_on", "due_on"], name="task_of_organisation", condition=Q(state="open")
            ),
            models.Index(
                fields=["organisation", "for_whom", "sort_on", "due_on"],
                name="task_of_nobody",
                condition=Q(state="open", assignee=None, for_whom__in=["coordinator", "organisation"]),
            ),
            models.Index(
                fields=["organisation", "escalated_on", "sort_on", "id"],
                name="task_escalated_in_order",
                condition=Q(state="open", escalated_on__isnull=False),
            ),
            models.Index(fields=["ended_by", "-ended_at"], name="task_done_by", condition=Q(state="done")),
            # The list of REST, of all states: without it every page sorts all tasks that its reader sees.
            models.Index(fields=["sort_on", "id"], name="task_in_order"),
            models.Index(fields=["organisation", "-ended_at"], name="task_done_lately", condition=Q(state="done")),
            models.Index(fields=["attempt"], name="task_of_attempt", condition=Q(attempt__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "subject"],
                condition=Q(state="open"),
                name="task_open_once",
                violation_error_message=_("There is an open task for this already."),
            ),
            models.UniqueConstraint(
                fields=["rule", "subject", "planned_for"],
                name="task_found_once",
                violation_error_message=_("There was a task for this already."),
            ),
            models.CheckConstraint(
                name="task_says_what",
                condition=Q(origin="rule", rule__isnull=False, subject__isnull=False, planned_for__isnull=False)
                | ~Q(origin="rule") & Q(rule=None, planned_for=None),
                violation_error_message=_("A task is by a rule about a fact, or it is not."),
            ),
            models.CheckConstraint(
                name="task_of_staff_has_words",
                condition=~Q(origin="staff") | ~Q(what=""),
                violation_error_message=_("Say what is to be done."),
            ),
            models.CheckConstraint(
                name="task_ended_whole",
                condition=Q(state="open", outcome="", ended_at=None, ended_by=None)
                | Q(state="done", ended_at__isnull=False, ended_by__isnull=False) & ~Q(outcome="")
                | Q(state="cancelled", outcome="", ended_at__isnull=False),
                violation_error_message=_("A task that is done says with which outcome, when and by whom."),
            ),
            models.CheckConstraint(
                name="task_put_off_with_reason",
                condition=Q(snoozed_until=None, snooze_reason="")
                | Q(snoozed_until__isnull=False) & ~Q(snooze_reason=""),
                violation_error_message=_("Say why it is put off."),
            ),
            models.CheckConstraint(
                name="task_is_for_staff",
                condition=~Q(for_whom="person"),
                violation_error_message=_("Tasks are for staff."),
            ),
            models.CheckConstraint(
                name="task_sorted_by_its_day",
                condition=Q(sort_on__lte=F("due_on")),
                violation_error_message=_("What is at stake brings a task forward, never back."),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def title(self) -> str:
        """What is to be done, in the reader's language where we have it in hers."""
        if self.what:
            return self.what
        return self.rule.title if self.rule_id else str(self.get_origin_display())

    @property
    def worker(self) -> User | None:
        """Who has to do it now."""
        return self.case.caseworker if self._is_caseworkers else self.assignee

    @property
    def worker_id(self):
        return self.case.caseworker_id if self._is_caseworkers else self.assignee_id

    @property
    def _is_caseworkers(self) -> bool:
        return not self.assignee_id and self.for_whom == Rule.Audience.CASEWORKER

    def is_overdue(self, today=None) -> bool:
        return self.state == self.State.OPEN and self.due_on < (today or timezone.localdate())
