"""Whatever is tried in whatever order, what is stored stays on the map and makes sense."""

from collections import Counter

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.base.errors import Conflict
from casework.journey.actions import close_case, reopen_case
from casework.journey.models import Case, StageRecord
from casework.people.models import PersonAccess
from casework.programmes.actions import move_stage
from casework.programmes.models import Training
from tests.journey import expected
from tests.journey.standing import details

REFUSALS = (Conflict, ValidationError, PermissionDenied, ObjectDoesNotExist)
ACTORS = ("hilda", "hilda", "ana", "carmen", "marta", "rocio", "fabiola", "bruno")


def standing(case):
    found = dict(case.records.values_list("stage", "status"))
    return {stage: found.get(stage, "not_started") for stage in expected.MAP}


def check_what_is_stored(case):
    state = Case.objects.get(pk=case.pk).state
    statuses = standing(case)
    for record in StageRecord.objects.filter(case=case).select_related("document"):
        if record.status == "done" and record.stage in expected.YIELDS:
            assert record.document.kind == expected.YIELDS[record.stage]
            assert record.document.person_id == case.person_id
            assert record.document.expires_on > record.document.issued_on
        decided = record.status not in expected.OPEN
        assert bool(record.decided_by_id) == bool(record.decided_on) == decided
        assert record.reason or record.status not in ("refused", "not_needed")
    seen_by = list(
        PersonAccess.objects.open()
        .filter(person=case.person, reason="step")
        .values_list("organisation__duty", flat=True)
    )
    assert max(Counter(seen_by).values(), default=0) <= 1
    at_its_step = {expected.DUTY[stage] for stage in expected.DUTY if statuses[stage] in expected.OPEN}
    assert set(seen_by) == (at_its_step - {"inclusion"} if state == "open" else set())
    assert Training.objects.filter(case=case, finished=None).count() == (statuses["training"] == "in_progress")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=25)
@given(data=st.data())
def test_any_sequence_of_moves(data, case, request, interior, mremh, registro_civil):
    actors = {name: request.getfixturevalue(name) for name in set(ACTORS)}
    with transaction.atomic():
        for number in range(data.draw(st.integers(5, 25), label="how many")):
            before = standing(case)
            verb = data.draw(st.sampled_from([*expected.VERBS, "approve", "start", "close", "open again", "onward"]))
            by = actors[data.draw(st.sampled_from(ACTORS))]
            stage = data.draw(st.sampled_from(list(expected.MAP)))
            if verb == "onward":  # what a caseworker does most: the next thing that the map allows
                by = actors["hilda"]
                stage = next((s for s, status in before.items() if status not in ("done", "not_needed")), "cpm")
                verb = data.draw(st.sampled_from(expected.allowed(stage, before[stage])))
            try:
                with transaction.atomic():
                    if verb == "close":
                        close_case(case=case, by=by, close_reason="left")
                    elif verb == "open again":
                        reopen_case(case=case, by=by)
                    else:
                        reason = data.draw(st.sampled_from(["", "so it is"]))
                        asked = details(stage, verb, number=f"N-{number}")
                        record = move_stage(case=case, stage=stage, verb=verb, by=by, reason=reason, **asked)
                        assert record.status == expected.MAP[stage][before[stage], verb]
            except REFUSALS:
                assert standing(case) == before
            else:
                moved = {s for s, status in standing(case).items() if status != before[s]}
                assert moved == (set() if verb in ("close", "open again") else {stage})
            check_what_is_stored(case)
        transaction.set_rollback(True)
