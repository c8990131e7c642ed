"""Moves × accesses × roles: offered only if it is made, and refused with a sentence that names the part."""

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied

from casework.access.models import Door
from casework.access.policy import ALWAYS_SHARED, OPENED_IN_EMERGENCY, SECTIONS, Level, Role, Section
from casework.access.scope import acting_as
from casework.journey.models import Case
from casework.journey.moves import may_move, may_move_person
from casework.journey.stages import STAGES
from casework.people.queries import open_sections
from casework.programmes.actions import move_stage
from tests.cast import member, read_in_emergency_by, refer
from tests.journey.expected import MAP
from tests.journey.standing import all_before, details, put

ACCESSES = {
    "minimum": sorted(ALWAYS_SHARED),
    "with documents": sorted(ALWAYS_SHARED | {Section.DOCUMENTS}),
    "for training": sorted(ALWAYS_SHARED | {Section.PROGRAMMES}),
    "whole": None,
}
MOVES = [(stage, status, verb) for stage, moves in MAP.items() for (status, verb), after in moves.items() if after]
KEPT_WITH_PROGRAMMES = {"training", "seed_capital"}


def written(stage, verb):
    """The sections a move writes in, said once more."""
    programmes = {"programmes"} if stage in KEPT_WITH_PROGRAMMES else set()
    documents = {"documents"} if stage in {"cpm", "visa", "cedula"} and verb == "approve" else set()
    return {"journey"} | programmes | documents


@pytest.fixture
def by_role(fudela):
    return {role: member(role.title(), fudela, role) for role in (Role.CASEWORKER, Role.MANAGER, Role.TRAINER)}


@pytest.mark.parametrize("access", ACCESSES)
@pytest.mark.parametrize(("stage", "status", "verb"), MOVES)
def test_a_move_is_made_or_refused_by_the_part_it_writes(case, fudela, by_role, access, stage, status, verb):
    all_before(case, stage)
    put(case, stage, status)
    refer(case.person, fudela, ACCESSES[access])
    for role, by in by_role.items():
        opened = set(ACCESSES[access] or Section)
        parts = {Section(name) for name in written(stage, verb)}
        allowed = may_move(by, stage, verb) and parts <= opened
        allowed = allowed and all(SECTIONS[role][part] == Level.WRITE for part in parts)
        with acting_as(by, Door.WEB):
            person = Case.objects.get(pk=case.pk).person
            assert may_move_person(by, stage, verb, open_sections(person, by, to_write=True)) is allowed
            if allowed:
                continue
            with pytest.raises(PermissionDenied) as refused:
                move_stage(case=case, stage=stage, verb=verb, by=by, reason="why", **details(stage, verb))
        if may_move(by, stage, verb):
            assert any(str(part.label) in str(refused.value) for part in parts)
        else:
            assert STAGES[stage].move_label(verb) in str(refused.value)


def test_a_trainer_to_whom_a_case_was_shared_for_training_enrols(case, fudela, fabiola):
    all_before(case, "training")
    refer(case.person, fudela, ACCESSES["for training"])
    with acting_as(fabiola, Door.WEB):
        record = move_stage(
            case=case, stage="training", verb="start", by=fabiola, reason="Asked for it", **details("training", "start")
        )
        assert record.status == "in_progress"
        assert case.trainings.get().course == "Panadería"


def test_a_caseworker_who_has_the_documents_records_a_cpm(case, fudela, by_role):
    all_before(case, "cpm")
    put(case, "cpm", "in_progress")
    refer(case.person, fudela, ACCESSES["with documents"])
    by = by_role[Role.CASEWORKER]
    with acting_as(by, Door.WEB):
        assert move_stage(case=case, stage="cpm", verb="approve", by=by, **details("cpm", "approve")).document


def test_an_emergency_read_moves_nothing(case, bruno):
    read_in_emergency_by(bruno, case.person, hours_ago=1)
    put(case, "registration", "done")
    with acting_as(bruno, Door.WEB):
        person = Case.objects.get(pk=case.pk).person
        opened = open_sections(person, bruno, to_write=True)
        assert open_sections(person, bruno) | OPENED_IN_EMERGENCY == OPENED_IN_EMERGENCY
        assert not any(may_move_person(bruno, stage, verb, opened) for stage, _status, verb in MOVES)
        with pytest.raises((PermissionDenied, ObjectDoesNotExist)):
            move_stage(case=case, stage="cpm", verb="start", by=bruno)


def test_every_move_of_the_map_is_walked():
    assert {(stage, verb) for stage, _status, verb in MOVES} == {
        (code, verb) for code, stage in STAGES.items() for _status, verb in stage.moves
    }
