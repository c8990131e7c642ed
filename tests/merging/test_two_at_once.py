"""Two merge in the same moment: one wins, the other is told, and nobody waits in a circle."""

import pytest

from casework.base.errors import Conflict
from casework.journey.actions import add_note, close_case, open_case, register
from casework.journey.models import Case
from casework.merging.actions import merge, undo
from casework.people.models import Merge, Person
from tests.journey.test_two_at_once import at_once, one_conflict

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_who_merge_the_same_two_one_is_told(case, again, hilda, iris):
    refused = one_conflict(
        at_once(
            lambda: merge(kept=case.person, gone=again.person, by=hilda, reason="x"),
            lambda: merge(kept=again.person, gone=case.person, by=iris, reason="x"),
        )
    )
    assert refused.code in ("merged_already", "changed_meanwhile")
    assert Merge.objects.count() == 1
    assert Person.objects.filter(merged_into=None).count() == 1


def test_three_never_go_round_in_a_circle(case, again, ana, hilda, iris):
    third = register(by=ana, given_names="Yuli")
    outcomes = at_once(
        lambda: merge(kept=case.person, gone=again.person, by=hilda, reason="x"),
        lambda: merge(kept=again.person, gone=third.person, by=iris, reason="x"),
        lambda: merge(kept=third.person, gone=case.person, by=hilda, reason="x"),
    )
    refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert {type(error) for error in refused} <= {Conflict}, outcomes
    assert Person.objects.filter(merged_into=None).count() == 3 - Merge.objects.count() >= 1


def test_a_merge_and_a_case_that_is_opened_leave_one_open_case(case, again, ana, hilda):
    close_case(case=case, by=ana, close_reason="left")
    outcomes = at_once(
        lambda: merge(kept=case.person, gone=again.person, by=hilda, reason="x"),
        lambda: open_case(person=case.person, by=ana),
    )
    assert {type(one) for one in outcomes if isinstance(one, Exception)} <= {Conflict}, outcomes
    kept = Person.objects.get(pk=case.person_id)
    assert Case.objects.open().filter(person=kept).count() == 1


def test_it_is_undone_once(case, again, hilda, iris):
    made = merge(kept=case.person, gone=again.person, by=hilda, reason="x")
    refused = one_conflict(at_once(*[lambda by=by: undo(merge=made, by=by) for by in (hilda, iris)]))
    assert refused.code == "merge_undone_already"


def test_what_is_written_meanwhile_is_hers(case, again, ana, hilda):
    outcomes = at_once(
        lambda: merge(kept=case.person, gone=again.person, by=hilda, reason="x", choices={"case": "kept"}),
        lambda: add_note(case=again, by=ana, text="She called."),
    )
    written = not isinstance(outcomes[1], Exception)
    assert written or isinstance(outcomes[1], (Conflict, Case.DoesNotExist)), outcomes
    assert (case.notes.count(), again.notes.count()) == (int(written), 0)
