"""The stages of a case, and their moves: one operation for each move of `journey.stages.STAGES`, made from it."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from casework.access.policy import Right, Section
from casework.access.scope import system
from casework.access.scopes import Scope
from casework.api import examples
from casework.api.fields import MONEY, Currency, Day, IdReference, Instant
from casework.api.journey.serializers import BlockerOut, OrganisationBriefOut, UserBriefOut
from casework.api.journey.views import CaseResource
from casework.api.people.serializers import DocumentOut
from casework.api.reference.queries import organisations
from casework.api.resource import Operation, operation
from casework.api.serializers import In, PlainOut
from casework.base.errors import Conflict
from casework.journey.lines import whole_line_of
from casework.journey.models import Case, StageRecord
from casework.journey.moves import may_move_person, not_allowed, require_move_of_person
from casework.journey.rules import Shown, Stop
from casework.journey.stages import (
    NEEDS_REASON,
    OPTIONAL,
    STAGES,
    Stage,
    StageCode,
    Status,
    Track,
    Verb,
    target,
    verbs_from,
)
from casework.people.queries import open_sections
from casework.programmes.actions import move_stage
from casework.programmes.models import Award
from casework.programmes.rules import MOST_INSTALMENTS

MOST_HOURS = 32767


class MoveOut(PlainOut):
    """A move the caller may make from here, and what its body may or must say."""

    verb = serializers.ChoiceField(choices=Verb.choices)
    label = serializers.CharField()
    url = serializers.CharField()
    asks = serializers.ListField(child=serializers.CharField())
    needs = serializers.ListField(child=serializers.CharField())


@dataclass(frozen=True)
class CallersStop:
    """A stop of the line with the case it is of and the moves its reader may make."""

    stop: Stop
    moves: list[dict]


def _recorded(kind: Callable, **kwargs) -> serializers.Field:
    return kind(allow_null=True, **kwargs)


class StopOut(PlainOut):
    """A stage of the case as it stands today; what is recorded of it is null before it was started.

    `status` is what is stored; `shown` also tells blocked, expiring and expired. `days_left` is negative after expiry.
    """

    sections = {"document": Section.DOCUMENTS, "blockers": Section.BLOCKERS}
    stage = serializers.ChoiceField(choices=StageCode.choices, source="stop.code")
    track = serializers.ChoiceField(choices=Track.choices, source="stop.stage.track")
    status = serializers.ChoiceField(choices=Status.choices, source="stop.status")
    shown = serializers.ChoiceField(choices=Shown.choices, source="stop.shown")
    since = _recorded(Day, source="stop.since")
    expires_on = _recorded(Day, source="stop.expires_on")
    days_left = _recorded(serializers.IntegerField, source="stop.days_left")
    started_on = _recorded(Day, source="stop.record.started_on")
    submitted_on = _recorded(Day, source="stop.record.submitted_on")
    decided_on = _recorded(Day, source="stop.record.decided_on")
    decided_by = _recorded(UserBriefOut, source="stop.record.decided_by")
    decided_by_organisation = _recorded(OrganisationBriefOut, source="stop.record.decided_by_organisation")
    reason = _recorded(serializers.CharField, source="stop.record.reason")
    appointment_at = _recorded(Instant, source="stop.record.appointment_at")
    appointment_place = _recorded(serializers.CharField, source="stop.record.appointment_place")
    application_number = _recorded(serializers.CharField, source="stop.record.application_number")
    fee_amount = _recorded(serializers.DecimalField, source="stop.record.fee_amount", **MONEY)
    fee_paid_by = _recorded(
        serializers.ChoiceField, choices=StageRecord.Payer.choices, allow_blank=True, source="stop.record.fee_paid_by"
    )
    currency = Currency()
    document = _recorded(DocumentOut, source="stop.record.document")
    blockers = BlockerOut(many=True, source="stop.blockers", help_text=gettext_lazy("Those that are open."))
    moves = serializers.SerializerMethodField(help_text=gettext_lazy("What you may do from here."))

    @extend_schema_field(MoveOut(many=True))
    def get_moves(self, stop: CallersStop) -> list[dict]:
        return stop.moves


def _texts(length: int) -> Callable:
    return lambda **kw: serializers.CharField(max_length=length, allow_blank=not kw["required"], **kw)


def _nullable(kind: Callable, **facts) -> Callable:
    return lambda **kw: kind(allow_null=not kw["required"], **facts, **kw)


# The form of everything that moves ask for. A name that `asks` has and this has not stops the start.
ASKED: dict[str, Callable] = {
    "number": _texts(40),
    "issued_on": _nullable(Day),
    "expires_on": _nullable(Day),
    "appointment_at": _nullable(Instant),
    "appointment_place": _texts(120),
    "application_number": _texts(40),
    "fee_amount": _nullable(serializers.DecimalField, max_digits=8, decimal_places=2, min_value=Decimal(0)),
    "fee_paid_by": lambda **kw: serializers.ChoiceField(choices=StageRecord.Payer.choices, allow_blank=True, **kw),
    "course": _texts(120),
    "provider": _nullable(IdReference, find=organisations),
    "starts_on": _nullable(Day),
    "ends_on": _nullable(Day),
    "hours_attended": _nullable(serializers.IntegerField, min_value=0, max_value=MOST_HOURS),
    "certificate_number": _texts(40),
    "business_name": _texts(120),
    "form": lambda **kw: serializers.ChoiceField(choices=Award.Form.choices, **kw),
    "amount": _nullable(serializers.DecimalField, min_value=Decimal("0.01"), **MONEY),
    "equipment": _texts(200),
    "instalments": _nullable(serializers.IntegerField, min_value=1, max_value=MOST_INSTALMENTS),
    "first_instalment_on": _nullable(Day),
}


def _body_of(stage: Stage, verb: Verb) -> type[In]:
    """The body of one move: what it asks for, the day it was made and, where a reason is needed, why."""
    fields = {name: ASKED[name](required=name not in OPTIONAL) for name in stage.asks.get(verb, ())}
    fields["on"] = Day(required=False, help_text=gettext_lazy("The day of the move. When left out: today."))
    needed = verb in NEEDS_REASON
    fields["reason"] = serializers.CharField(
        max_length=300,
        required=needed,
        allow_blank=not needed,
        help_text=gettext_lazy("Why. Also asked for when a stage is started without what it usually needs."),
    )
    name = f"{stage.code.value}_{verb.value}".title().replace("_", "")
    return type(f"{name}In", (In,), {**fields, "__doc__": None})


def _rights_of(stage: Stage, verb: Verb) -> list[Right]:
    deciding = verb in (Verb.APPROVE, Verb.REFUSE)
    rights = [stage.deciding_right if deciding else stage.right]
    return rights + [Right.DECIDE_OWN_STEP] * (stage.decided_by is not None and verb != Verb.SKIP)


def _operation_of(stage: Stage, verb: Verb) -> Operation:
    return Operation(
        id=f"stages_{stage.code.value}_{verb.value}",
        summary=stage.labels.get(verb, verb.label),
        description=gettext_lazy(
            "409 when the stage does not stand where this move begins; it says which moves are allowed."
        ),
        scope=Scope.CASES_WRITE,
        rights=_rights_of(stage, verb),
        section=Section.JOURNEY,
        takes=_body_of(stage, verb),
        gives=StopOut,
        examples=examples.of_move(stage.code.value, verb.value),
    )


MOVES: dict[tuple[str, str], Operation] = {
    (code, verb.value): _operation_of(stage, verb)
    for code, stage in STAGES.items()
    for verb in Verb
    if any(verb == move for _status, move in stage.moves)
}


class StagesResource(CaseResource):
    tag = "stages"
    pagination_class = None
    filterset_class = None

    def stops(self, case: Case) -> list[CallersStop]:
        # Also told to who has just decided: then the ministry does not see the case any more.
        with system("the answer to a move tells the one who made it what it did"):
            line = whole_line_of(case, self.by)
        return [CallersStop(stop, self._moves(case, stop)) for stop in line.stops]

    def check_possible(self, case: Case, stage: str, verb: str) -> None:
        """Refuses before the body is read, so that nobody is asked for details of a move she cannot make (403, 409).

        The action checks the same again under its lock.
        """
        require_move_of_person(self.by, stage, verb, case.person)
        record = next((r for r in case.records.all() if r.stage == stage), None)
        status = Status(record.status) if record else Status.NOT_STARTED
        if case.state == Case.State.OPEN and target(stage, status, verb) is None:
            raise not_allowed(stage, verb, status, record)

    def _moves(self, case: Case, stop: Stop) -> list[dict]:
        if case.state == Case.State.CLOSED:
            return []
        opened = open_sections(case.person, self.by, to_write=True)
        return [
            {
                "verb": verb.value,
                "label": stop.stage.move_label(verb),
                "url": reverse(f"api:move-{stop.code}-{verb.value}", args=[case.pk]),
                "asks": [*stop.stage.asks.get(verb, ()), "on", "reason"],
                "needs": [name for name, f in MOVES[stop.code, verb.value].takes().fields.items() if f.required],
            }
            for verb in verbs_from(stop.code, stop.status)
            if may_move_person(self.by, stop.code, verb, opened)
        ]


class Stages(StagesResource):
    @operation(
        "stages_list",
        gettext_lazy("The journey of a case: six stages and the moves you may make"),
        scope=Scope.CASES_READ,
        rights=[Right.READ],
        section=Section.JOURNEY,
        gives=StopOut,
        many=True,
    )
    def get(self, request, case_id):
        case = self.one()
        self.log_read([case])
        stops = self.stops(case)
        return Response(StopOut(stops, many=True, context=self.get_serializer_context()).data)


class Move(StagesResource):
    """One move of the map; `as_view(stage=…, verb=…)`."""

    stage = verb = ""

    def operation_of(self, method: str) -> Operation | None:
        return MOVES[self.stage, self.verb] if method == "POST" else None

    @operation("stages_move", "")
    def post(self, request, case_id):
        case = self.one()
        self.check_possible(case, self.stage, self.verb)
        move_stage(case=case, stage=self.stage, verb=self.verb, by=self.by, **self.body())
        # A ministry that decided no longer sees the case, but what came of its own decision it does.
        moved = next(stop for stop in self.stops(case) if stop.stop.code == self.stage)
        return Response(self.represent(moved))


class NoSuchMove(StagesResource):
    """Stages and verbs that exist, but not together: an answer that says which moves do (409)."""

    schema = None

    @operation("stages_no_such_move", "", scope=Scope.CASES_WRITE, rights=[Right.READ], section=Section.JOURNEY)
    def post(self, request, case_id, stage, verb):
        if stage not in STAGES or verb not in Verb:
            raise Http404
        self.check_possible(self.one(), stage, verb)
        raise Conflict("case_closed", _("This case is closed. Reopen it first."))
