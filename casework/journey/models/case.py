"""A person's journey: the case, the stages that were started and what blocks them; and the pathways as rows."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.access.history import remembered
from casework.access.models import Organisation, User
from casework.base.models import Record
from casework.journey.queries import BlockerQuerySet, CaseQuerySet, StageRecordQuerySet
from casework.journey.stages import STAGES, StageCode, Status
from casework.people.models import IdentityDocument, Person
from casework.people.rules import check_days, check_not_in_future, check_within_reach


class Pathway(Record):
    """A regularisation programme: its legal basis and the days between which it was open."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    legal_basis = models.CharField(_("legal basis"), max_length=200)
    opens_on = models.DateField(_("opens on"), null=True, blank=True)
    closes_on = models.DateField(_("closes on"), null=True, blank=True)
    notes = models.TextField(_("notes"), blank=True)

    class Meta:
        ordering = ["opens_on", "code"]
        verbose_name = _("pathway")
        verbose_name_plural = _("pathways")
        constraints = [
            models.CheckConstraint(
                name="pathway_closes_after_it_opens",
                condition=Q(opens_on=None) | Q(closes_on=None) | Q(closes_on__gte=F("opens_on")),
                violation_error_message=_("The pathway closes before it opens."),
            )
        ]

    def __str__(self):
        return self.name


class PathwayStage(Record):
    """What one stage needs and how long its document lasts on one pathway. Days, and US dollars."""

    class Strength(models.TextChoices):
        BLOCKS = "blocks", _("cannot start without it")
        WARNS = "warns", _("may start without it, with a reason")

    pathway = models.ForeignKey(
        Pathway, verbose_name=_("pathway"), on_delete=models.CASCADE, related_name="stages", db_index=False
    )
    stage = models.CharField(_("stage"), max_length=14, choices=StageCode)
    needs = models.CharField(_("needs the stage"), max_length=14, choices=StageCode, blank=True)
    needs_in_force = models.BooleanField(_("whose document must be in force"), default=False)
    strength = models.CharField(_("how strictly"), max_length=6, choices=Strength, default=Strength.BLOCKS)
    validity_days = models.PositiveSmallIntegerField(_("its document is valid for (days)"), null=True, blank=True)
    warn_days = models.PositiveSmallIntegerField(_("expiring from (days before)"), default=90)
    renewal_days = models.PositiveSmallIntegerField(_("may be renewed from (days before)"), null=True, blank=True)
    norm_days = models.PositiveSmallIntegerField(_("usually takes (days)"), null=True, blank=True)
    fee = models.DecimalField(_("fee (USD)"), max_digits=8, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["pathway", "stage"]
        verbose_name = _("stage of a pathway")
        verbose_name_plural = _("stages of pathways")
        constraints = [
            models.UniqueConstraint(
                fields=["pathway", "stage"],
                name="pathway_has_stage_once",
                violation_error_message=_("This pathway has this stage already."),
            ),
            models.CheckConstraint(
                name="pathway_stage_needs_another",
                condition=~Q(needs=F("stage")),
                violation_error_message=_("A stage cannot need itself."),
            ),
        ]

    def __str__(self):
        return f"{self.pathway} · {self.get_stage_display()}"


@remembered("person", rows=CaseQuerySet)
class Case(Record):
    """One person's journey, kept by one organisation. A person has at most one open case."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    class CloseReason(models.TextChoices):
        COMPLETED = "completed", _("the journey is complete")
        LEFT = "left", _("the person left the country")
        UNREACHABLE = "unreachable", _("the person could not be reached")
        WITHDREW = "withdrew", _("the person withdrew")
        DIED = "died", _("the person died")
        MISTAKE = "mistake", _("opened by mistake")
        MERGED = "merged", _("the same person had another case")

    # Nobody closes a case for this reason: merging two records does.
    CLOSING = [choice for choice in CloseReason.choices if choice[0] != "merged"]

    code = models.CharField(_("code"), max_length=9, editable=False)
    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="cases")
    pathway = models.ForeignKey(
        Pathway, verbose_name=_("pathway"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="cases"
    )
    caseworker = models.ForeignKey(
        User, verbose_name=_("caseworker"), null=True, blank=True, on_delete=models.PROTECT, related_name="cases"
    )
    state = models.CharField(_("state"), max_length=6, choices=State, default=State.OPEN)
    opened_on = models.DateField(_("opened on"), default=timezone.localdate)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    close_reason = models.CharField(_("closed because"), max_length=12, choices=CloseReason, blank=True)
    moved_at = models.DateTimeField(_("last moved"), default=timezone.now)
    retain_until = models.DateField(_("kept until"), null=True, blank=True, editable=False)
    # Where it goes on, when two records of one person became one: its code keeps working.
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("goes on as"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="merged_here",
        db_index=False,
    )

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes = [
            models.Index(fields=["updated_at", "id"], name="case_changed"),
            models.Index(fields=["merged_into"], name="case_merged", condition=Q(merged_into__isnull=False)),
            models.Index(fields=["-moved_at", "id"], name="case_moved"),
            models.Index(fields=["-moved_at", "id"], name="case_recent", condition=Q(state="open")),
            models.Index(fields=["organisation", "-moved_at", "id"], name="case_org_recent", condition=Q(state="open")),
            models.Index(
                fields=["caseworker", "-moved_at", "id"], name="case_worker_recent", condition=Q(state="open")
            ),
        ]
        constraints = [
            # Not `unique=True`, with which comes an index of beginnings: nobody looks for a part of a code.
            models.UniqueConstraint(
                fields=["code"],
                name="case_code_once",
                violation_error_message=_("Another case has this code already."),
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state="open"),
                name="person_has_one_open_case",
                violation_error_message=_("This person has an open case already."),
            ),
            models.CheckConstraint(
                name="case_closed_with_day_and_reason",
                condition=Q(state="open", closed_on=None, close_reason="")
                | Q(state="closed", closed_on__isnull=False) & ~Q(close_reason=""),
                violation_error_message=_("A closed case says when and why."),
            ),
            models.CheckConstraint(
                name="case_merged_into_another",
                condition=Q(merged_into=None) & ~Q(close_reason="merged")
                | Q(close_reason="merged", merged_into__isnull=False) & ~Q(merged_into=F("id")),
                violation_error_message=_("A case is closed so only where two records become one, and says where."),
            ),
            models.CheckConstraint(
                name="case_closed_after_it_opened",
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")),
                violation_error_message=_("The case was closed before it was opened."),
            ),
        ]

    def __str__(self):
        return self.code


@remembered("case", rows=StageRecordQuerySet)
class StageRecord(Record):
    """Where a case stands at one stage it has started; the document is the newest one the stage yielded."""

    class Payer(models.TextChoices):
        PERSON = "person", _("the person")
        IOM = "iom", _("IOM")
        PARTNER = "partner", _("a partner")
        EXEMPT = "exempt", _("exempt")

    case = models.ForeignKey(
        Case, verbose_name=_("case"), on_delete=models.CASCADE, related_name="records", db_index=False
    )
    stage = models.CharField(_("stage"), max_length=14, choices=StageCode)
    status = models.CharField(_("status"), max_length=12, choices=Status)
    since = models.DateField(_("in this status since"))
    started_on = models.DateField(_("started on"), null=True, blank=True)
    submitted_on = models.DateField(_("submitted on"), null=True, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User,
        verbose_name=_("recorded by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    decided_by_organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("recorded by the organisation"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    # Not one to one: who comes back in a new case brings the document that the old one yielded.
    document = models.ForeignKey(
        IdentityDocument,
        verbose_name=_("document"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="stage_records",
    )
    appointment_at = models.DateTimeField(_("appointment"), null=True, blank=True)
    appointment_place = models.CharField(_("place of the appointment"), max_length=120, blank=True)
    application_number = models.CharField(_("application or order number"), max_length=40, blank=True)
    fee_amount = models.DecimalField(_("fee (USD)"), max_digits=8, decimal_places=2, null=True, blank=True)
    fee_paid_by = models.CharField(_("fee paid by"), max_length=10, choices=Payer, blank=True)

    objects = StageRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("stage of a case")
        verbose_name_plural = _("stages of cases")
        indexes = [
            models.Index(fields=["stage", "status", "since"], name="stage_record_by_status"),
            models.Index(fields=["updated_at", "case"], name="stage_record_in_order"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "stage"],
                name="case_has_stage_once",
                violation_error_message=_("This stage of the case was started already."),
            ),
            models.CheckConstraint(
                name="stage_record_is_started",
                condition=~Q(status=Status.NOT_STARTED),
                violation_error_message=_("A stage not started has no record."),
            ),
            models.CheckConstraint(
                name="stage_done_yields_document",
                condition=~Q(status=Status.DONE, stage__in=[s.code.value for s in STAGES.values() if s.yields])
                | Q(document__isnull=False),
                violation_error_message=_("This stage is done only with its document."),
            ),
            models.CheckConstraint(
                name="stage_refused_or_skipped_has_reason",
                condition=~Q(status__in=[Status.REFUSED, Status.NOT_NEEDED]) | ~Q(reason=""),
                violation_error_message=_("Say why."),
            ),
            models.CheckConstraint(
                name="stage_fee_not_negative",
                condition=Q(fee_amount=None) | Q(fee_amount__gte=0),
                violation_error_message=_("An amount is not negative."),
            ),
        ]

    def __str__(self):
        return f"{self.get_stage_display()}: {self.get_status_display()}"

    def clean(self):
        check_days({"appointment_at": (check_within_reach, self.appointment_at)}, today=timezone.localdate())


@remembered("case", rows=BlockerQuerySet)
class Blocker(Record):
    """What keeps a case from moving on at a stage, since when, and how it was resolved."""

    class Cause(models.TextChoices):  # as the sources name them (domain: section 1)
        FEE = "fee", _("cannot pay the fee")
        EMAIL_LOST = "email_lost", _("lost access to the e-mail account")
        CRIMINAL_RECORD = "criminal_record", _("criminal record certificate missing")
        EXPIRED_DOCUMENT = "expired_document", _("a document expired")
        WRONG_ADVICE = "wrong_advice", _("was told to wait or wrongly advised")
        OFFICE_TOO_FAR = "office_too_far", _("the office is too far away")
        NO_APPOINTMENT = "no_appointment", _("no appointment to be had")
        MISSING_DOCUMENT = "missing_document", _("a document is missing")
        PATHWAY_CLOSED = "pathway_closed", _("the pathway is closed")
        COURSE_HOURS = "course_hours", _("the course hours do not fit")
        CHILDCARE = "childcare", _("nobody to care for the children")
        UNREACHABLE = "unreachable", _("the person cannot be reached")
        OTHER = "other", _("other")

    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.CASCADE, related_name="blockers")
    stage = models.CharField(_("stage"), max_length=14, choices=StageCode)
    cause = models.CharField(_("cause"), max_length=20, choices=Cause)
    detail = models.CharField(_("detail"), max_length=300, blank=True)
    since = models.DateField(_("since"), default=timezone.localdate)
    review_on = models.DateField(_("look again on"), null=True, blank=True)
    resolved_on = models.DateField(_("resolved on"), null=True, blank=True)
    resolution = models.CharField(_("how it was resolved"), max_length=300, blank=True)

    objects = BlockerQuerySet.as_manager()

    class Meta:
        ordering = ["since", "created_at"]
        verbose_name = _("blocker")
        verbose_name_plural = _("blockers")
        indexes = [
            models.Index(fields=["case"], condition=Q(resolved_on=None), name="blocker_open"),
            # The coordinator's list, the longest first.
            models.Index(
                fields=["since", "created_at"],
                condition=Q(resolved_on=None, cause="unreachable"),
                name="blocker_unreachable",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="blocker_resolved_with_day_and_how",
                condition=Q(resolved_on=None, resolution="") | Q(resolved_on__isnull=False) & ~Q(resolution=""),
                violation_error_message=_("A resolved blocker says when and how."),
            ),
            models.CheckConstraint(
                name="blocker_resolved_after_it_began",
                condition=Q(resolved_on=None) | Q(resolved_on__gte=F("since")),
                violation_error_message=_("The blocker was resolved before it began."),
            ),
            models.CheckConstraint(
                name="blocker_other_has_detail",
                condition=~Q(cause="other") | ~Q(detail=""),
                violation_error_message=_("Say what blocks, when it is none of the list."),
            ),
        ]

    def __str__(self):
        return self.get_cause_display()

    def clean(self):
        days = {"since": (check_not_in_future, self.since), "review_on": (check_within_reach, self.review_on)}
        check_days(days, today=timezone.localdate())
