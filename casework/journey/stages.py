"""The map of the journey, as data: six stages on two tracks, their statuses, and every move that is allowed.

Source: domain page, section 3. A move that is not here does not exist, for pages, REST, admin, jobs and imports alike.
"""

from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.access.models import Membership
from casework.access.policy import Duty, Kind, Right, Section


class Track(models.TextChoices):
    REGULARISATION = "regularisation", _("Regularisation")
    INTEGRATION = "integration", _("Integration")


class StageCode(models.TextChoices):
    REGISTRATION = "registration", _("Registration")
    CPM = "cpm", _("CPM")
    VISA = "visa", _("VIRTE visa")
    CEDULA = "cedula", _("Cédula")
    TRAINING = "training", _("Training")
    SEED_CAPITAL = "seed_capital", _("Seed capital")


class Status(models.TextChoices):
    """What is stored. "Not started" is the absence of a record; blocked, expiring, expired are computed (rules.py)."""

    NOT_STARTED = "not_started", _("not started")
    IN_PROGRESS = "in_progress", _("in progress")
    SUBMITTED = "submitted", _("waiting for the decision")
    DONE = "done", _("done")
    REFUSED = "refused", _("refused")
    NOT_NEEDED = "not_needed", _("not needed")


class Verb(models.TextChoices):
    START = "start", _("start")
    SUBMIT = "submit", _("submit")
    APPROVE = "approve", _("approve")
    REFUSE = "refuse", _("refuse")
    RENEW = "renew", _("renew")
    REOPEN = "reopen", _("reopen")
    SKIP = "skip", _("mark as not needed")


OPEN = frozenset({Status.IN_PROGRESS, Status.SUBMITTED})
FINISHED = frozenset({Status.DONE, Status.NOT_NEEDED})
NEEDS_REASON = frozenset({Verb.REFUSE, Verb.REOPEN, Verb.SKIP})


@dataclass(frozen=True)
class Stage:
    """A stop of the journey.

    `decided_by` is the ministry's duty whose officers see people here and may decide; `right` is what case staff need
    to move it, and `deciding_right` what they need to approve or refuse it, where that is more. `yields` is the kind of
    the document that approving it records, and `words` names the statuses that are called otherwise here.
    """

    code: StageCode
    track: Track
    right: Right
    deciding_right: Right
    moves: dict[tuple[Status, Verb], Status]
    asks: dict[Verb, tuple[str, ...]]
    labels: dict[Verb, str]
    decided_by: Duty | None = None
    yields: str = ""
    words: dict[Status, str] = field(default_factory=dict)
    # Where the details of its moves are kept, beside the journey itself.
    keeps: frozenset[Section] = frozenset()

    def sections_written(self, verb: str) -> frozenset[Section]:
        """Return the sections of a file that a move of this stage writes in."""
        yielded = {Section.DOCUMENTS} if self.yields and verb == Verb.APPROVE else set()
        return frozenset({Section.JOURNEY}) | self.keeps | yielded

    @property
    def label(self) -> str:
        return self.code.label

    def move_label(self, verb: str) -> str:
        """What this move is called at this stage; also of a move that it has not."""
        return str(self.labels.get(verb, Verb(verb).label))

    def word(self, status: models.TextChoices) -> str:
        """What this status is called at this stage."""
        return self.words.get(status, status.label)


def _moves(*, submit: bool, refuse: bool, renew: bool, skip: bool) -> dict[tuple[Status, Verb], Status]:
    """The moves of a stage, from the few ways in which stages differ."""
    moves = {
        (Status.NOT_STARTED, Verb.START): Status.IN_PROGRESS,
        (Status.IN_PROGRESS, Verb.APPROVE): Status.DONE,
        (Status.DONE, Verb.REOPEN): Status.IN_PROGRESS,
    }
    if submit:
        moves[Status.IN_PROGRESS, Verb.SUBMIT] = Status.SUBMITTED
        moves[Status.SUBMITTED, Verb.APPROVE] = Status.DONE
        moves[Status.SUBMITTED, Verb.REOPEN] = Status.IN_PROGRESS
    if refuse:
        moves[Status.IN_PROGRESS, Verb.REFUSE] = Status.REFUSED
        moves[Status.REFUSED, Verb.REOPEN] = Status.IN_PROGRESS
        if submit:
            moves[Status.SUBMITTED, Verb.REFUSE] = Status.REFUSED
    if renew:
        moves[Status.DONE, Verb.RENEW] = Status.IN_PROGRESS
    if skip:
        moves[Status.NOT_STARTED, Verb.SKIP] = Status.NOT_NEEDED
        moves[Status.IN_PROGRESS, Verb.SKIP] = Status.NOT_NEEDED
        moves[Status.NOT_NEEDED, Verb.START] = Status.IN_PROGRESS
        if refuse:
            moves[Status.REFUSED, Verb.SKIP] = Status.NOT_NEEDED
    return moves


_DOCUMENT = ("number", "issued_on", "expires_on")
_APPOINTMENT = ("appointment_at", "appointment_place")
_DECIDED = _moves(submit=True, refuse=True, renew=True, skip=True)

_STAGES = (
    Stage(
        code=StageCode.REGISTRATION,
        track=Track.REGULARISATION,
        right=Right.MOVE_REGULARISATION,
        deciding_right=Right.MOVE_REGULARISATION,
        moves=_moves(submit=False, refuse=False, renew=False, skip=False),
        asks={},
        labels={
            Verb.START: _("Start the registration"),
            Verb.APPROVE: _("Complete the registration"),
            Verb.REOPEN: _("Reopen the registration"),
        },
    ),
    Stage(
        code=StageCode.CPM,
        track=Track.REGULARISATION,
        right=Right.MOVE_REGULARISATION,
        deciding_right=Right.MOVE_REGULARISATION,
        decided_by=Duty.CPM,
        yields="cpm",
        moves=_DECIDED,
        asks={Verb.START: _APPOINTMENT, Verb.SUBMIT: (), Verb.APPROVE: _DOCUMENT, Verb.RENEW: _APPOINTMENT},
        labels={
            Verb.START: _("Start the CPM"),
            Verb.SUBMIT: _("Record the biometric visit"),
            Verb.APPROVE: _("Record the CPM issued"),
            Verb.REFUSE: _("Record that the CPM was refused"),
            Verb.RENEW: _("Renew the CPM"),
            Verb.REOPEN: _("Reopen the CPM"),
            Verb.SKIP: _("The CPM is not needed"),
        },
    ),
    Stage(
        code=StageCode.VISA,
        track=Track.REGULARISATION,
        right=Right.MOVE_REGULARISATION,
        deciding_right=Right.MOVE_REGULARISATION,
        decided_by=Duty.VISA,
        yields="visa",
        moves=_DECIDED,
        asks={Verb.SUBMIT: ("application_number", "fee_amount", "fee_paid_by"), Verb.APPROVE: _DOCUMENT},
        labels={
            Verb.START: _("Start the visa"),
            Verb.SUBMIT: _("Record the visa application"),
            Verb.APPROVE: _("Record the visa issued"),
            Verb.REFUSE: _("Record that the visa was refused"),
            Verb.RENEW: _("Renew the visa"),
            Verb.REOPEN: _("Reopen the visa"),
            Verb.SKIP: _("The visa is not needed"),
        },
    ),
    Stage(
        code=StageCode.CEDULA,
        track=Track.REGULARISATION,
        right=Right.MOVE_REGULARISATION,
        deciding_right=Right.MOVE_REGULARISATION,
        decided_by=Duty.CEDULA,
        yields="ec_cedula",
        moves=_DECIDED,
        asks={
            Verb.START: _APPOINTMENT,
            Verb.SUBMIT: ("application_number",),
            Verb.APPROVE: _DOCUMENT,
            Verb.RENEW: _APPOINTMENT,
        },
        labels={
            Verb.START: _("Start the cédula"),
            Verb.SUBMIT: _("Record the order of cedulación"),
            Verb.APPROVE: _("Record the cédula issued"),
            Verb.REFUSE: _("Record that the cédula was refused"),
            Verb.RENEW: _("Renew the cédula"),
            Verb.REOPEN: _("Reopen the cédula"),
            Verb.SKIP: _("The cédula is not needed"),
        },
    ),
    Stage(
        code=StageCode.TRAINING,
        track=Track.INTEGRATION,
        right=Right.MOVE_TRAINING,
        deciding_right=Right.MOVE_TRAINING,
        decided_by=Duty.INCLUSION,
        words={Status.REFUSED: _("not finished")},
        keeps=frozenset({Section.PROGRAMMES}),
        moves=_moves(submit=False, refuse=True, renew=False, skip=True),
        asks={
            Verb.START: ("course", "provider", "starts_on", "ends_on"),
            Verb.APPROVE: ("hours_attended", "certificate_number"),
        },
        labels={
            Verb.START: _("Enrol in a training"),
            Verb.APPROVE: _("Record the certificate"),
            Verb.REFUSE: _("Record that the training was not finished"),
            Verb.REOPEN: _("Reopen the training"),
            Verb.SKIP: _("Training is not needed"),
        },
    ),
    Stage(
        code=StageCode.SEED_CAPITAL,
        track=Track.INTEGRATION,
        right=Right.PREPARE_SEED_CAPITAL,
        deciding_right=Right.AWARD_SEED_CAPITAL,
        keeps=frozenset({Section.PROGRAMMES}),
        moves=_moves(submit=True, refuse=True, renew=False, skip=True),
        asks={
            Verb.START: ("business_name",),
            Verb.SUBMIT: (),
            Verb.APPROVE: ("form", "amount", "equipment", "instalments", "first_instalment_on"),
        },
        labels={
            Verb.START: _("Prepare the seed capital application"),
            Verb.SUBMIT: _("Send the application to the committee"),
            Verb.APPROVE: _("Record the award"),
            Verb.REFUSE: _("Record that the award was refused"),
            Verb.REOPEN: _("Reopen the seed capital"),
            Verb.SKIP: _("Seed capital is not needed"),
        },
    ),
)

STAGES: dict[str, Stage] = {stage.code.value: stage for stage in _STAGES}
REGULARISATION = tuple(s for s in _STAGES if s.track == Track.REGULARISATION)
# A CPM stops mattering once the visa is there; visa and cédula are lived with and must stay in force.
KEPT_IN_FORCE = (StageCode.VISA, StageCode.CEDULA)
STAGES_THAT_EXPIRE = (StageCode.CPM, *KEPT_IN_FORCE)

# Of what moves ask for, what may be left empty. Pages make form fields of it, REST its schema.
OPTIONAL = frozenset(
    {
        "appointment_at",
        "appointment_place",
        "application_number",
        "fee_amount",
        "fee_paid_by",
        "ends_on",
        "hours_attended",
        "amount",
        "equipment",
        "instalments",
        "first_instalment_on",
    }
)


def target(stage: str, status: str, verb: str) -> Status | None:
    """The status this move leads to, or None when it is not on the map."""
    return STAGES[stage].moves.get((status, verb))


def verbs_from(stage: str, status: str) -> list[Verb]:
    """The moves the map allows from this status, in the order of Verb."""
    return [verb for verb in Verb if (status, verb) in STAGES[stage].moves]


def stages_seen_by(membership: Membership) -> tuple[str, ...]:
    """All stages; of those a ministry sees its own step and the one of the track that it builds on."""
    if membership.organisation.kind != Kind.MINISTRY:
        return tuple(STAGES)
    return STAGES_OF_DUTY[membership.organisation.duty]


def _own_and_before(duty: Duty) -> tuple[str, ...]:
    own = next(place for place, stage in enumerate(_STAGES) if stage.decided_by == duty)
    before = own - 1 if own and _STAGES[own - 1].track == _STAGES[own].track else own
    return tuple(stage.code.value for stage in _STAGES[before : own + 1])


STAGES_OF_DUTY = {duty: _own_and_before(duty) for duty in Duty}
