"""Who may make which move: each role at each stage, against a table of its own."""

from itertools import product

import pytest
from django.core.exceptions import PermissionDenied

from casework.access.models import Membership, Organisation
from casework.access.policy import KIND_OF_ROLE, Duty, Kind, Role
from casework.journey.models import Case
from casework.journey.moves import may_move
from casework.people.accesses import open_access
from casework.programmes.actions import move_stage
from tests.journey.expected import DUTY, MAP, VERBS
from tests.journey.standing import stored

STAGES = tuple(MAP)
ALL = set(VERBS)
NOTHING = {stage: set() for stage in STAGES}
EVERYTHING = dict.fromkeys(STAGES, ALL)
NO_AWARD = EVERYTHING | {"seed_capital": ALL - {"approve", "refuse"}}

MAY = {
    "administrator": EVERYTHING,
    "coordinator": EVERYTHING,
    "iom_caseworker": EVERYTHING,
    "analyst": NOTHING,
    "protection": NOTHING,
    "manager": EVERYTHING,
    "caseworker": NO_AWARD,
    "trainer": NOTHING | {"training": ALL},
    "viewer": NOTHING,
    "ministry_viewer": NOTHING,
    # An officer: below, by the duty of the ministry.
}


def acting(role, duty=Duty.CPM):
    return Membership(
        role=role,
        organisation=Organisation(kind=KIND_OF_ROLE[role], duty=duty if KIND_OF_ROLE[role] == Kind.MINISTRY else ""),
    )


def test_the_table_has_every_role():
    assert set(MAY) == set(Role.values) - {"officer"}


@pytest.mark.parametrize("role", MAY)
def test_staff(role):
    may = {stage: {verb for verb in VERBS if may_move(acting(role), stage, verb)} for stage in STAGES}
    assert may == MAY[role]


@pytest.mark.parametrize("duty", Duty.values)
def test_a_ministry_decides_its_own_step_and_no_other_and_does_not_excuse_from_it(duty):
    may = {stage: {verb for verb in VERBS if may_move(acting("officer", duty), stage, verb)} for stage in STAGES}
    own = [stage for stage, whose in DUTY.items() if whose == duty]
    assert len(own) == 1
    assert may == NOTHING | {own[0]: ALL - {"skip"}}


def test_nobody_may_nothing():
    assert not any(may_move(None, stage, verb) for stage, verb in product(STAGES, VERBS))


@pytest.mark.parametrize("role", Role.values)
def test_the_action_asks_the_table(role, case, hias, iom, interior):
    of_kind = {Kind.IOM: iom, Kind.PARTNER: hias, Kind.MINISTRY: interior}
    by = Membership(role=role, organisation=of_kind[KIND_OF_ROLE[role]])
    open_access(person=case.person, organisation=interior, reason="step")
    before = stored()
    for stage, verb in product(STAGES, VERBS):
        if not may_move(by, stage, verb):
            with pytest.raises(PermissionDenied, match="Your role does not allow this"):
                move_stage(case=case, stage=stage, verb=verb, by=by, reason="x")
    assert stored() == before


def test_a_ministry_that_is_not_at_her_step_sees_nobody_to_decide_about(case, carmen, marta):
    open_access(person=case.person, organisation=carmen.organisation, reason="step")
    with pytest.raises(Case.DoesNotExist):
        move_stage(case=case, stage="visa", verb="start", by=marta)
    with pytest.raises(PermissionDenied):
        move_stage(case=case, stage="visa", verb="start", by=carmen)
