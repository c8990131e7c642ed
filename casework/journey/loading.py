"""One case with all that its journey line needs, by questions that are put together once (`base.standing`)."""

from uuid import UUID

from casework.access.models import Membership
from casework.access.standing import Reader, ids_of, reader_of, stand_in
from casework.base.held import hold
from casework.base.standing import Standing
from casework.journey.models import Blocker, Case, PathwayStage, StageRecord
from casework.people.models import PersonAccess


def case_with_line(pk: UUID, by: Membership) -> Case:
    """Return the case as `visible_to(by)` finds and `with_line(by)` loads it.

    Raises DoesNotExist where `by` may not see it.
    """
    reader, ids = reader_of(by), ids_of(by)
    found = _case.rows(reader, case=pk, **ids)
    if not found:
        raise Case.DoesNotExist
    (case,) = found
    case.person.open_accesses = _accesses.rows(reader, person=case.person_id, **ids)
    hold(case, "records", _records.rows(reader, case=pk, **ids))
    case.open_blockers = _blockers.rows(reader, case=pk, **ids)
    hold(case.pathway, "stages", _stages.rows(pathway=case.pathway_id))
    return case


@Standing
def _case(reader: Reader, case: UUID, **ids):
    cases = Case.objects.visible_to(stand_in(reader, **ids)).filter(pk=case)
    return cases.select_related("person__canton__parent", "organisation", "caseworker", "pathway")


@Standing
def _accesses(reader: Reader, person: UUID, **ids):
    return PersonAccess.objects.open_for(stand_in(reader, **ids)).filter(person=person)


@Standing
def _records(reader: Reader, case: UUID, **ids):
    return StageRecord.objects.of_stages_seen_by(stand_in(reader, **ids)).filter(case=case).select_related("document")


@Standing
def _blockers(reader: Reader, case: UUID, **ids):
    return Blocker.objects.visible_to(stand_in(reader, **ids)).open().filter(case=case)


@Standing
def _stages(pathway: UUID):
    return PathwayStage.objects.filter(pathway=pathway)
