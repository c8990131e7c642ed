"""A partner's sheet on its way into the register: the file, its rows, and what was decided of each."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.access.history import remembered
from casework.access.models import Membership, Organisation
from casework.base.models import Record
from casework.journey.models.case import Case
from casework.journey.queries import IMPORTS_AT_WORK, ImportQuerySet, ImportRowQuerySet, OnCaseQuerySet, OwnQuerySet
from casework.people.models import Person
from casework.people.sheets import MEMBERS_BEGIN

FOLDER = "imports"


def import_path(sheet, filename):
    """Where a sheet is kept: a random name that tells nothing. The name it had is in the row."""
    return f"{FOLDER}/{sheet.id.hex[:2]}/{sheet.id.hex}"


# How far it is and what became of its rows changes with every batch, and stands in its rows.
@remembered(
    rows=ImportQuerySet,
    without=("done", "total", "counts", "headings", "samples", "parts", "place", "questions", "notices"),
)
class Import(Record):
    """A sheet that somebody sent, for her organisation. Its rows are looked at first and become people afterwards."""

    class State(models.TextChoices):
        READING = "reading", _("being read")
        CHECKING = "checking", _("being checked")
        COLUMNS = "columns", _("waits for its columns")
        PREVIEWED = "previewed", _("to be looked at")
        COMMITTING = "committing", _("being imported")
        DONE = "done", _("imported")
        FAILED = "failed", _("could not be read")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    # On whose behalf the jobs work.
    membership = models.ForeignKey(Membership, verbose_name=_("sent by"), on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.READING)
    name = models.CharField(_("file name"), max_length=150)
    # Empty once it was cleared.
    file = models.FileField(_("file"), upload_to=import_path, max_length=120, blank=True)
    sha256 = models.CharField(_("checksum"), max_length=64)
    size = models.PositiveIntegerField(_("size (bytes)"))

    # The heading row, what its columns hold (`people.sheets.Columns.fields`), and the first values of each.
    heading_line = models.PositiveIntegerField(_("line of the headings"), null=True, blank=True)
    headings = models.JSONField(_("headings"), default=list, blank=True)
    columns = models.JSONField(_("what the columns hold"), default=list, blank=True)
    samples = models.JSONField(_("first values"), default=list, blank=True)
    # The sheets of the workbook, and which of them are read (`people.sheets.Part`).
    parts = models.JSONField(_("sheets of the workbook"), default=list, blank=True)
    # Where the people stand, as somebody said (`people.sheets.Place`).
    place = models.JSONField(_("where the people stand"), default=dict, blank=True)
    # How its columns are written: what they answer themselves and what is asked (`people.sheets.Question`).
    questions = models.JSONField(_("questions about the columns"), default=list, blank=True)
    # What somebody said to that: {key of the question: choice}.
    answers = models.JSONField(_("answers about the columns"), default=dict, blank=True)
    # What is to be known of it as a whole: codes of `people.sheets.MESSAGES` with their parameters.
    notices = models.JSONField(_("notices"), default=list, blank=True)
    done = models.PositiveIntegerField(_("rows done"), default=0)
    total = models.PositiveIntegerField(_("rows"), default=0)
    counts = models.JSONField(_("rows by what they are"), default=dict, blank=True)
    # Why it failed, or what is to be known of the sheet: a code of `people.sheets.MESSAGES` and its parameters.
    problem = models.CharField(_("problem"), max_length=40, blank=True)
    problem_params = models.JSONField(_("what the problem names"), default=dict, blank=True)

    previewed_at = models.DateTimeField(_("looked through at"), null=True, blank=True)
    committed_at = models.DateTimeField(_("imported at"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    cleared_at = models.DateTimeField(_("values deleted at"), null=True, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [
            models.Index(fields=["organisation", "-created_at"], name="import_newest"),
            models.Index(fields=["state"], name="import_at_work", condition=Q(state__in=IMPORTS_AT_WORK)),
        ]
        constraints = [
            models.CheckConstraint(
                name="import_done_within_total",
                condition=Q(done__lte=F("total")),
                violation_error_message=_("More rows are done than there are."),
            ),
            models.CheckConstraint(
                name="import_failed_says_why",
                condition=~Q(state="failed") | ~Q(problem=""),
                violation_error_message=_("Say why it could not be read."),
            ),
            models.CheckConstraint(
                name="import_done_when",
                condition=~Q(state="done") | Q(committed_at__isnull=False),
                violation_error_message=_("An import that is done says when."),
            ),
            models.CheckConstraint(
                name="import_undone_when",
                condition=~Q(state="undone") | Q(undone_at__isnull=False),
                violation_error_message=_("An import that was undone says when."),
            ),
            models.CheckConstraint(
                name="import_cleared_without_values",
                condition=Q(cleared_at=None) | Q(file="", samples=[]),
                violation_error_message=_("What was cleared has no file and no values any more."),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_at_work(self):
        return self.state in IMPORTS_AT_WORK

    @property
    def percent(self):
        return 100 * self.done // self.total if self.total else 0


class ImportRow(Record):
    """One row of a sheet that is imported: what it is, what is wrong with it, and what becomes of it.

    It has no history of its own: it says itself who decided, and what was read of it is deleted after some days.
    """

    class Outcome(models.TextChoices):
        """What a row was found to be."""

        READ = "read", _("not checked yet")
        NEW = "new", _("new")
        SAME = "same", _("is in the register already")
        DUPLICATE = "duplicate", _("possible duplicate")
        LATER = "later", _("waits to be asked about")
        KNOWN = "known", _("was imported before")
        REPEATED = "repeated", _("stands in the file more than once")
        ERROR = "error", _("wrong")

    class Decision(models.TextChoices):
        ADD = "add", _("register")
        SKIP = "skip", _("leave out")
        SAME = "same", _("is this person")

    class HomeWhy(models.TextChoices):
        """Why rows are proposed as one household (`people.sheets.homes`)."""

        SECOND = "second", _("they stand in one row")
        ROSTER = "roster", _("the sheet of members says so")
        NUMBER = "number", _("they have the same household number")
        TRAVELS = "travels", _("one travels with the other")
        ADDRESS = "address", _("they have the same address")

    class HomeDecision(models.TextChoices):
        TOGETHER = "together", _("one household")
        APART = "apart", _("not one household")

    # Of these somebody may decide; the others are left out.
    OPEN_TO_DECISION = (Outcome.NEW, Outcome.SAME, Outcome.DUPLICATE)

    # Found by the indexes below: one by the sheet alone was taken for the queue, and read the whole sheet each time.
    sheet = models.ForeignKey(
        Import, verbose_name=_("import"), on_delete=models.CASCADE, related_name="rows", db_index=False
    )
    line = models.PositiveIntegerField(_("line"))
    fingerprint = models.CharField(_("fingerprint"), max_length=64)
    outcome = models.CharField(_("is"), max_length=10, choices=Outcome)
    # As written in the file; None once they were deleted.
    cells = models.JSONField(_("values"), null=True, blank=True)
    # What it tells of a person (`journey.imports.entries`); None of a row that is wrong.
    told = models.JSONField(_("what it tells"), null=True, blank=True)
    # What is wrong and what is doubtful, as codes (`journey.imports.telling`).
    problems = models.JSONField(_("problems"), default=list, blank=True)
    warnings = models.JSONField(_("warnings"), default=list, blank=True)
    # Who she may be: ids of people, how likely and why, as `people.known` found them.
    likely = models.JSONField(_("may be"), default=list, blank=True)
    # The same of people whom the organisation does not see, sealed (`journey.imports.elsewhere`).
    elsewhere = models.JSONField(_("may be somebody elsewhere"), default=list, blank=True)
    decision = models.CharField(_("decision"), max_length=4, choices=Decision, blank=True)
    decided_by = models.ForeignKey(
        Membership,
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    # Whom it became, or who it is.
    person = models.ForeignKey(
        Person, verbose_name=_("person"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    # The household that is proposed: the line of its first row, why, and who the person is to its head.
    home = models.PositiveIntegerField(_("household proposed by line"), null=True, blank=True)
    home_why = models.CharField(_("why a household"), max_length=10, choices=HomeWhy, blank=True)
    relation = models.CharField(_("relation"), max_length=10, choices=Person.Relationship, blank=True)
    home_decision = models.CharField(_("household decision"), max_length=10, choices=HomeDecision, blank=True)
    home_decided_by = models.ForeignKey(
        Membership,
        verbose_name=_("household decided by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    home_done_at = models.DateTimeField(_("household done at"), null=True, blank=True)
    # The import put the person into a household; who lived in one before stayed there.
    home_joined = models.BooleanField(_("put into the household"), default=False)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        ordering = ["line"]
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        indexes = [
            models.Index(fields=["sheet", "outcome", "line"], name="import_row_by_outcome"),
            models.Index(
                fields=["sheet", "line"],
                name="import_row_to_do",
                condition=Q(done_at=None) & ~Q(decision="") & ~Q(decision="skip"),
            ),
            models.Index(fields=["sheet", "home"], name="import_row_by_home", condition=Q(home__isnull=False)),
            # Of most rows a sheet decides, and nobody.
            models.Index(fields=["decided_by"], name="import_row_decided", condition=Q(decided_by__isnull=False)),
            models.Index(
                fields=["home_decided_by"],
                name="import_row_home_decided",
                condition=Q(home_decided_by__isnull=False),
            ),
            models.Index(
                fields=["sheet", "home"],
                name="import_row_to_place",
                condition=Q(home_decision="together", home_done_at=None, done_at__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "line"],
                name="import_row_once",
                violation_error_message=_("This line was read already."),
            ),
            models.CheckConstraint(
                name="import_row_wrong_is_left_out",
                condition=Q(outcome__in=["new", "same", "duplicate"]) | Q(decision__in=["", "skip"]),
                violation_error_message=_("A row that is wrong or was imported already is left out."),
            ),
            models.CheckConstraint(
                name="import_row_same_as_somebody",
                condition=~Q(decision="same", done_at=None) | Q(person__isnull=False),
                violation_error_message=_("Say who it is."),
            ),
            models.CheckConstraint(
                name="import_row_household_proposed",
                condition=Q(home__isnull=False) | Q(home_decision=""),
                violation_error_message=_("No household is proposed for this row."),
            ),
        ]

    def __str__(self):
        return f"{self.sheet}:{self.line}"

    @property
    def is_second(self):
        """Whether it is a second person of the sheet, who is registered by a decision only."""
        return self.line > MEMBERS_BEGIN

    @property
    def is_open(self):
        """Whether it may still be decided what becomes of it."""
        return self.done_at is None and self.outcome in self.OPEN_TO_DECISION


class ColumnMapping(Record):
    """What the columns of a sheet of this shape hold, as somebody of the organisation said: the next is read so.

    It is about no person. Who changed it last, and when, it says itself.
    """

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="+", db_index=False
    )
    shape = models.CharField(_("shape"), max_length=64)
    headings = models.JSONField(_("headings"))
    columns = models.JSONField(_("what the columns hold"))
    answers = models.JSONField(_("answers about the columns"), default=dict, blank=True)
    changed_by = models.ForeignKey(
        Membership, verbose_name=_("changed by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("columns of sheets")
        verbose_name_plural = _("columns of sheets")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "shape"],
                name="column_mapping_once",
                violation_error_message=_("The columns of such a sheet were said already."),
            )
        ]

    def __str__(self):
        return ", ".join(heading for heading in self.headings if heading)[:80]


class IntakeRow(Record):
    """A row of an imported sheet that became a person, by its fingerprint: the same row again adds nobody."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="+", db_index=False
    )
    fingerprint = models.CharField(_("fingerprint"), max_length=64)
    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.CASCADE, related_name="+")
    sheet = models.CharField(_("sheet"), max_length=150)
    line = models.PositiveIntegerField(_("line"))

    objects = OnCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "fingerprint"],
                name="intake_row_once",
                violation_error_message=_("This row was imported already."),
            )
        ]

    def __str__(self):
        return f"{self.sheet}:{self.line}"
