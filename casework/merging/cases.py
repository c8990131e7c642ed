"""What becomes of the cases of two records: a person has one open case, so one of two goes on in the other.

The one that ends is closed for this reason, says where it goes on, and keeps its code. Whatever hangs on it goes over;
of a stage that both have started the record that is further along.
"""

from collections.abc import Iterator
from datetime import date

from django.conf import settings

from casework.journey.models import Case, StageRecord
from casework.journey.rules import kept_until
from casework.journey.stages import OPEN, STAGES, StageCode
from casework.merging.moving import Change, change, move, pointing_at, swap
from casework.merging.rules import Side, progress, standing
from casework.people.models import Person, PersonAccess
from casework.programmes.models import Award, Training

RECORD_OF_CASE = StageRecord._meta.get_field("case")
# What a stage keeps of its own goes where its record goes; a training that has ended is of no stage any more.
OF_STAGE = {StageCode.TRAINING: Training, StageCode.SEED_CAPITAL: Award}


def open_cases(kept: Person, gone: Person) -> dict[Side, Case]:
    """Those of the two that are open: one of each side at most."""
    found = Case.objects.open().filter(person__in=(kept, gone)).select_related("organisation")
    return {Side.KEPT if case.person_id == kept.pk else Side.GONE: case for case in found}


def further(cases: dict[Side, Case], today: date) -> Side:
    """Which of two open cases goes on unless somebody chooses."""
    ahead = {side: progress(case.records.select_related("document"), today) for side, case in cases.items()}
    return Side.GONE if ahead[Side.GONE] > ahead[Side.KEPT] else Side.KEPT


def close(ends: Case, goes_on: Case, today: date) -> Change:
    """The case ends since it is the other one's."""
    day = max(today, ends.opened_on)
    return change(
        ends,
        state=Case.State.CLOSED,
        closed_on=day,
        close_reason=Case.CloseReason.MERGED,
        retain_until=kept_until(day, Case.CloseReason.MERGED, settings.RETENTION_YEARS),
        merged_into=goes_on,
    )


def join(ends: Case, goes_on: Case, today: date) -> tuple[list[Change], list]:
    """What hangs on the case that ends goes over; what the other has already stays."""
    records = {record.stage: record for record in goes_on.records.select_related("document")}
    changes, stay, stays_with_stage = [], [], set()
    for record in ends.records.select_related("document").order_by("pk"):
        there = records.get(record.stage)
        held = OF_STAGE.get(record.stage)
        if there is None:
            changes.append(change(record, case=goes_on))
        elif standing(record, today) > standing(there, today):
            changes += swap(RECORD_OF_CASE, record, there)
            stay.append(there)
            changes += _swap_held(held, ends, goes_on) if held else []
        else:
            stay.append(record)
            stays_with_stage |= {row.pk for row in _held(held, ends)} if held else set()
    moved = {one.pk for one in changes if one.model in OF_STAGE.values()}
    for field in pointing_at(Case):
        if field is not RECORD_OF_CASE:
            but = moved | stays_with_stage if field.model in OF_STAGE.values() else ()
            over, left = move(field, ends, goes_on, but=but)
            changes += over
            stay += left
    return changes, stay


def _held(model, case: Case) -> list:
    rows = model.objects.filter(case=case)
    return list(rows.filter(finished=None) if model is Training else rows)


def _swap_held(model, ends: Case, goes_on: Case) -> list[Change]:
    """What the stage keeps changes places as its record did."""
    field = model._meta.get_field("case")
    mine, theirs = _held(model, ends), _held(model, goes_on)
    if mine and theirs:
        return swap(field, mine[0], theirs[0])
    return [change(row, case=goes_on) for row in mine] + [change(row, case=ends) for row in theirs]


def statuses_after(cases: dict[Side, Case], changes: list[Change]) -> dict[str, str]:
    """How each stage of the case that goes on stands afterwards."""
    goes_on = {case.pk for case in cases.values()}
    ended = {one.pk for one in changes if one.model is Case and "merged_into" in one.after}
    goes_on -= ended
    over = {one.pk: one.after["case"] for one in changes if one.model is StageRecord and "case" in one.after}
    found = StageRecord.objects.filter(case__in=[case.pk for case in cases.values()])
    return {r.stage: r.status for r in found if over.get(r.pk, str(r.case_id)) in {str(pk) for pk in goes_on}}


def steps_that_end(people: tuple[Person, Person], statuses: dict[str, str], now) -> Iterator[Change]:
    """Ministries at whose step the one case stands no more see her no more."""
    accesses = PersonAccess.objects.filter(person__in=people, reason=PersonAccess.Reason.STEP, until=None)
    for access in accesses.select_related("organisation"):
        stages = [stage.code for stage in STAGES.values() if stage.decided_by == access.organisation.duty]
        if not any(statuses.get(code) in OPEN for code in stages):
            yield change(access, until=now)
