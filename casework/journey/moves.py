"""Taking a case through a move of the map: the one place where a stage changes, with all its checks."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access.models import Membership, Organisation
from casework.access.policy import Right, Section, may, require_write, writes
from casework.access.scope import system
from casework.base.errors import Conflict, about
from casework.base.many import new_row
from casework.base.text import tidy
from casework.journey import rules
from casework.journey.models import Case, StageRecord
from casework.journey.stages import (
    FINISHED,
    NEEDS_REASON,
    OPEN,
    STAGES,
    Stage,
    StageCode,
    Status,
    Verb,
    target,
    verbs_from,
)
from casework.people import actions as people
from casework.people.accesses import end_access, open_access
from casework.people.drafts import event
from casework.people.models import Event, IdentityDocument, Person, PersonAccess
from casework.people.queries import open_sections, require_open
from casework.people.rules import check_day_of_act
from casework.places.zones import zone_of

# What begins or begins again: not for who has died.
OPENING = frozenset({Verb.START, Verb.RENEW, Verb.REOPEN})
STAGE_FACTS = ("appointment_at", "appointment_place", "application_number", "fee_amount", "fee_paid_by")


def may_move(membership: Membership, stage: str, verb: str) -> bool:
    """Whether this membership may make this move at all: a ministry at its own step, staff by the stage's right."""
    where = STAGES[stage]
    if not writes(membership, Section.JOURNEY):
        return False
    if may(membership, Right.DECIDE_OWN_STEP):
        return where.decided_by == membership.organisation.duty and verb != Verb.SKIP
    deciding = verb in (Verb.APPROVE, Verb.REFUSE)
    return may(membership, where.deciding_right if deciding else where.right)


def may_move_person(membership: Membership, stage: str, verb: str, opened: frozenset[Section]) -> bool:
    """Whether this membership may make the move for a person of whose file these sections are open to it to write.

    `opened` is what `people.queries.open_sections(person, membership, to_write=True)` returns.
    """
    sections = STAGES[stage].sections_written(verb)
    return may_move(membership, stage, verb) and sections <= opened and _writes_all(membership, sections)


def _writes_all(membership: Membership, sections: frozenset[Section]) -> bool:
    """A ministry's officer writes by its own step what the role otherwise only reads: the document that it issues."""
    return may(membership, Right.DECIDE_OWN_STEP) or all(writes(membership, section) for section in sections)


def require_move(membership: Membership, stage: str, verb: str) -> None:
    """Raise PermissionDenied, with a sentence that names the move, unless `may_move`."""
    if not may_move(membership, stage, verb):
        sentence = _("Your role does not allow this: %(move)s.")
        raise PermissionDenied(sentence % {"move": STAGES[stage].move_label(verb)})


def require_move_of_person(membership: Membership, stage: str, verb: str, person: Person) -> None:
    """Raise PermissionDenied, naming the move or the part of the file, unless `may_move_person`."""
    require_move(membership, stage, verb)
    opened = open_sections(person, membership, to_write=True)
    for section in sorted(STAGES[stage].sections_written(verb)):
        if not may(membership, Right.DECIDE_OWN_STEP):
            require_write(membership, section)
        if section not in opened:
            require_open(person, membership, section, to_write=True)


def lock_case(case: Case, by: Membership, section: Section = Section.JOURNEY, *, even_closed: bool = False) -> Case:
    """The case as it is now, locked till the transaction ends, to write in this section of the file.

    Raises Case.DoesNotExist out of sight, PermissionDenied where `by` does not write in the section, Conflict when the
    case is closed.
    """
    require_write(by, section)
    case = (
        Case.objects.visible_to(by)
        .select_for_update(of=("self",), no_key=True)
        .select_related("person", "pathway")
        .prefetch_related("pathway__stages")
        .get(pk=case.pk)
    )
    people.require_writable(case.person, by, section)
    if case.merged_into_id and not even_closed:
        sentence = _("This case goes on as another one of the same person.")
        raise Conflict("case_merged", sentence, merged_into=str(case.merged_into_id))
    if case.state == Case.State.CLOSED and not even_closed:
        raise Conflict("case_closed", _("This case is closed. Reopen it first."))
    return case


def touch(case: Case) -> None:
    """Saves the case as moved now."""
    case.moved_at = timezone.now()
    case.save()


@transaction.atomic
def move_stage(
    *,
    case: Case,
    stage: str,
    verb: str,
    by: Membership,
    on: date | None = None,
    reason: str = "",
    number: str = "",
    issued_on: date | None = None,
    expires_on: date | None = None,
    appointment_at: datetime | None = None,
    appointment_place: str = "",
    application_number: str = "",
    fee_amount: Decimal | None = None,
    fee_paid_by: str = "",
) -> StageRecord:
    """Takes a case through one move of the map, on the day `on` (default: today).

    Raises PermissionDenied without the right, Conflict for a move that is not allowed from where the stage stands or
    whose prerequisite is missing, ValidationError for wrong details. The case row is locked, so of two who move at once
    the second is told what the first did.
    """
    require_move(by, stage, verb)
    case = lock_case(case, by)
    require_move_of_person(by, stage, verb, case.person)
    if verb in OPENING:
        people.require_living(case.person)
    with system("what comes first is judged by all stages, also those a ministry does not see"):
        records = list(case.records.select_related("document", "decided_by", "decided_by_organisation"))
    record = next((r for r in records if r.stage == stage), None)
    before = Status(record.status) if record else Status.NOT_STARTED
    after = target(stage, before, verb)
    if after is None:
        raise not_allowed(stage, verb, before, record)
    where, reason, today = STAGES[stage], tidy(reason), timezone.localdate()
    issued_on = issued_on if verb == Verb.APPROVE else None
    day_told_as = "on" if on or not issued_on else "issued_on"
    on = on or (issued_on if issued_on and issued_on <= today else today)
    if verb in NEEDS_REASON and not reason:
        raise ValidationError({"reason": ValidationError(_("Say why."), code="required")})
    if verb == Verb.START:
        _check_prerequisite(case, stage, records, reason, today)
    with about(day_told_as):
        earlier = _check_move_day(case, on, record or _step_before(case, stage, records), issued_on)
    if appointment_at:
        day = timezone.localdate(appointment_at, zone_of(case.person.canton_id))
        check_day(day, case, "appointment_at", ahead=True)

    record = record or StageRecord(case=case, stage=stage)
    if verb == Verb.RENEW:
        _clear_facts(record)
    details = zip(
        STAGE_FACTS, (appointment_at, appointment_place, application_number, fee_amount, fee_paid_by), strict=True
    )
    for name, value in details:
        if value not in (None, ""):
            setattr(record, name, tidy(value) if isinstance(value, str) else value)
    if verb == Verb.APPROVE and where.yields:
        record.document = _yielded_document(case, where, by, number=number, issued_on=issued_on, expires_on=expires_on)
    _set_status(record, after, on, by, reason)
    record.full_clean()
    record.save()
    touch(case)
    _moved(record, by, verb, before, reason, **({"issued_earlier": True} if earlier else {})).save()
    # The last thing: when the step is done, the ministry that decided it sees the person no more.
    open_or_end_step(case, where, after)
    return record


def first_move(case: Case, by: Membership) -> tuple[StageRecord, Event]:
    """The start of the registration, with which every case begins, and what the timeline says of it; not written yet.

    Nothing has to be done before it, and no ministry decides it.
    """
    record = new_row(StageRecord, case=case, stage=StageCode.REGISTRATION)
    after = target(record.stage, Status.NOT_STARTED, Verb.START)
    _set_status(record, after, case.opened_on, by, "")
    return record, _moved(record, by, Verb.START, Status.NOT_STARTED)


def _moved(record: StageRecord, by: Membership, verb: str, before: Status, reason: str = "", **more) -> Event:
    facts = more | {
        "stage": str(record.stage),
        "verb": str(verb),
        "before": before.value,
        "after": Status(record.status).value,
        "on": record.since.isoformat(),
    }
    return event(
        record.case.person, by, "stage_moved", Section.JOURNEY, **facts, **({"reason": reason} if reason else {})
    )


def _clear_facts(record: StageRecord) -> None:
    """A renewal has an appointment, an application and a fee of its own."""
    for name in STAGE_FACTS:
        setattr(record, name, StageRecord._meta.get_field(name).get_default())


def not_allowed(stage: str, verb: str, before: Status, record: StageRecord | None) -> Conflict:
    """The refusal of a move that is not on the map from this status; it says which ones are."""
    allowed = verbs_from(stage, before)
    facts = {
        "stage": STAGES[stage].label,
        "status": before.label,
        "moves": ", ".join(STAGES[stage].move_label(v) for v in allowed),
    }
    sentence = _("%(stage)s is “%(status)s” now, so this move is not possible.") % facts
    last = record and _last_move(record)
    if last:
        who = {"who": last.by_user, "organisation": last.by_organisation}
        sentence += " " + _("It was recorded by %(who)s (%(organisation)s).") % who
    if allowed:
        sentence += " " + _("Possible from here: %(moves)s.") % facts
    return Conflict("move_not_allowed", sentence, status=before.value, allowed=[v.value for v in allowed])


def _last_move(record: StageRecord) -> Event | None:
    moved = Event.objects.filter(
        person=record.case.person, kind="stage_moved", facts__stage=record.stage, by_user__isnull=False
    )
    return moved.select_related("by_user", "by_organisation").order_by("-at", "-id").first()


def check_day(on: date, case: Case, field: str = "on", *, after: date | None = None, ahead: bool = False) -> None:
    """A day on which something was done in a case, or is to be (`ahead`): ValidationError on `field` if it cannot be.

    `after` is the day of the step that it follows.
    """
    with about(field):
        _check_day(on, case, after=after, ahead=ahead)


def _check_day(on: date, case: Case, *, after: date | None = None, ahead: bool = False) -> None:
    began_on = case.opened_on if on >= case.opened_on else _began_on(case)
    today, born = timezone.localdate(), case.person.born_from
    check_day_of_act(on, today=today, born=born, opened_on=began_on, after=after, ahead=ahead)


def _began_on(case: Case) -> date:
    """The day the case was opened, or before it the day on which the first document was issued that is recorded in it.

    Who comes with a CPM of last year went on with the visa before anybody opened a case.
    """
    with system("days are judged by all stages, also those a ministry does not see"):
        first = case.records.aggregate(day=Min("document__issued_on"))["day"]
    return min(case.opened_on, first or case.opened_on)


def _check_move_day(case: Case, on: date, follows: StageRecord | None, issued_on: date | None) -> bool:
    """Checks the day of a move; whether it is earlier than it could be but for the document that was issued then."""
    earliest = max(follows.since, case.opened_on) if follows else case.opened_on
    if issued_on and issued_on < earliest:
        check_day_of_act(on, today=timezone.localdate(), born=case.person.born_from, after=issued_on)
        return on < earliest
    _check_day(on, case, after=follows and follows.since)
    return False


def _step_before(case: Case, stage: str, records: list) -> StageRecord | None:
    """Return the finished stage which a stage without a record follows: the one its pathway asks for."""
    rule = next((rule for rule in case.pathway.stages.all() if rule.stage == stage), None)
    needed = next((record for record in records if rule and record.stage == rule.needs), None)
    return needed if needed and needed.status in FINISHED else None


def _check_prerequisite(case: Case, stage: str, records: list, reason: str, today: date) -> None:
    missing = rules.missing_prerequisite(stage, records, case.pathway.stages.all(), today=today)
    if missing is None:
        return
    sentence = (
        _("%(needs)s has to be in force first.") if missing.expired else _("%(needs)s has to be done first.")
    ) % {"needs": missing.needs.label}
    if missing.hard:
        raise Conflict("prerequisite_missing", sentence, needs=missing.needs.code.value)
    if not reason:
        sentence += " " + _("You may go on without it: write the reason.")
        raise ValidationError({"reason": ValidationError(sentence, code="reason_for_going_on")})


def _yielded_document(case: Case, where: Stage, by: Membership, *, number, issued_on, expires_on) -> IdentityDocument:
    """Writes the document this stage yields, after the right to decide was checked."""
    required = {"number": number, "issued_on": issued_on, "expires_on": expires_on}
    missing = {
        name: ValidationError(_("This is needed."), code="required") for name, value in required.items() if not value
    }
    if missing:
        raise ValidationError(missing)
    evidence = IdentityDocument.Evidence.ISSUED if by.organisation.duty else IdentityDocument.Evidence.ORIGINAL
    document = people.issue_document(
        person=case.person, by=by, kind=where.yields, country="EC", evidence=evidence, again=True, **required
    )
    check_issue_order(case.person.documents.all())
    return document


def check_issue_order(documents: Iterable) -> None:
    """Each regularisation document was issued after the one it builds on (ValidationError on `issued_on`)."""
    wrong = rules.issue_order_problem(documents)
    if wrong:
        later, earlier = (STAGES[code].label for code in wrong)
        sentence = _("%(later)s cannot be issued before %(earlier)s.") % {"later": later, "earlier": earlier}
        raise ValidationError({"issued_on": ValidationError(sentence, code="issue_order")})


def _set_status(record: StageRecord, after: Status, on: date, by: Membership, reason: str) -> None:
    record.status, record.since, record.reason = after, on, reason
    if after == Status.IN_PROGRESS:
        record.started_on, record.submitted_on, record.decided_on = on, None, None
        record.decided_by = record.decided_by_organisation = None
    elif after == Status.SUBMITTED:
        record.submitted_on = on
    else:
        record.decided_on, record.decided_by, record.decided_by_organisation = on, by.user, by.organisation


def open_or_end_step(case: Case, where: Stage, after: Status) -> None:
    """A ministry sees a person from the day she comes to its step until it is decided."""
    if where.decided_by is None:
        return
    if after not in OPEN:
        # Also of those that are not active now: they may be again.
        ministries = Organisation.objects.filter(duty=where.decided_by)
        end_access(person=case.person, reason=PersonAccess.Reason.STEP, organisations=ministries)
        return
    for ministry in Organisation.objects.with_duty(where.decided_by):
        open_access(person=case.person, organisation=ministry, reason=PersonAccess.Reason.STEP)
