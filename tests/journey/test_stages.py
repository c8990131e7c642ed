"""The map: every stage, status and move against the page that says what they should be."""

from itertools import product

import pytest
from django.utils import translation

from casework.journey.stages import (
    FINISHED,
    OPEN,
    OPTIONAL,
    REGULARISATION,
    STAGES,
    Status,
    Track,
    Verb,
    target,
    verbs_from,
)
from casework.people.models import IdentityDocument
from casework.programmes import actions as programmes
from tests.journey import expected

CELLS = list(product(expected.MAP, expected.STATUSES, expected.VERBS))


def test_the_page_has_every_stage_status_and_verb():
    assert list(STAGES) == list(expected.MAP)
    assert tuple(Status.values) == expected.STATUSES
    assert tuple(Verb.values) == expected.VERBS
    assert len(CELLS) == sum(len(cells) for cells in expected.MAP.values()) == 252


@pytest.mark.parametrize("stage", expected.MAP)
def test_every_move(stage):
    found = {(status, verb): target(stage, status, verb) for status, verb in product(expected.STATUSES, expected.VERBS)}
    assert found == expected.MAP[stage]
    for status in expected.STATUSES:
        assert verbs_from(stage, status) == expected.allowed(stage, status)


def test_four_stages_are_regularisation_and_two_integration():
    tracks = {code: str(stage.track) for code, stage in STAGES.items()}
    regularisation = dict.fromkeys(("registration", "cpm", "visa", "cedula"), "regularisation")
    assert tracks == regularisation | dict.fromkeys(("training", "seed_capital"), "integration")
    assert [stage.code for stage in REGULARISATION] == list(regularisation)
    assert {stage.track for stage in STAGES.values()} == set(Track)


@pytest.mark.parametrize("stage", STAGES.values(), ids=str)
def test_every_status_of_a_stage_can_be_reached_and_left(stage):
    statuses = {status for status, _ in stage.moves} | set(stage.moves.values())
    reached = {Status.NOT_STARTED}
    for _ in statuses:
        reached |= {to for (status, _), to in stage.moves.items() if status in reached}
    assert reached == statuses
    assert all(verbs_from(stage.code, status) for status in statuses)
    assert {Status.IN_PROGRESS, Status.DONE} <= statuses
    assert Status.NOT_STARTED not in stage.moves.values()


def test_a_status_is_open_finished_or_neither_and_never_both():
    assert set(OPEN) == {"in_progress", "submitted"}
    assert set(FINISHED) == {"done", "not_needed"}


@pytest.mark.parametrize("stage", STAGES.values(), ids=str)
def test_a_stage_has_a_label_for_each_of_its_moves_and_asks_only_there(stage):
    verbs = {verb for _, verb in stage.moves}
    assert set(stage.labels) == verbs
    assert set(stage.asks) <= verbs
    assert len({str(label) for label in stage.labels.values()}) == len(verbs)


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_label_says_something_in_both_languages(language):
    with translation.override(language):
        for stage in STAGES.values():
            for label in (stage.label, stage.track.label, *stage.labels.values()):
                assert str(label).strip()
        for choice in (*Status, *Verb):
            assert str(choice.label).strip()


def test_what_yields_a_document_asks_for_all_of_it():
    assert {code: stage.yields for code, stage in STAGES.items() if stage.yields} == expected.YIELDS
    assert set(expected.YIELDS.values()) < set(IdentityDocument.Kind.values)
    for code in expected.YIELDS:
        assert STAGES[code].asks[Verb.APPROVE] == ("number", "issued_on", "expires_on")
        assert not OPTIONAL & set(STAGES[code].asks[Verb.APPROVE])


def test_who_decides():
    assert {code: str(stage.decided_by) for code, stage in STAGES.items() if stage.decided_by} == expected.DUTY


def test_what_may_be_left_empty_is_asked_for_somewhere():
    asked = {name for stage in STAGES.values() for names in stage.asks.values() for name in names}
    assert asked > OPTIONAL
    taken = {*programmes.moves.move_stage.__wrapped__.__kwdefaults__}
    for function in (programmes._record_training, programmes._record_award):
        taken |= {*function.__kwdefaults__}
    assert asked <= taken
