"""Two people act on the same thing in the same moment: one wins, the other is told, and nothing is done twice."""

from contextvars import copy_context
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone, translation

from casework.base.errors import Conflict
from casework.journey.actions import close_case, open_blocker, open_case, reopen_case, resolve_blocker
from casework.journey.models import Blocker, Case
from casework.people.actions import register_person
from casework.people.households import create_household, join_household
from casework.people.models import Event, Household, PersonAccess
from casework.programmes.actions import move_stage, pay_instalment
from casework.programmes.models import Instalment
from tests.journey.standing import details, put

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """The outcome of each: what it returned, or what it raised. All begin in one moment, each in its thread."""
    ready, outcomes = Barrier(len(acts), timeout=30), [None] * len(acts)

    def run(index, act):
        try:
            with translation.override("en"):
                ready.wait()
                outcomes[index] = act()
        except Exception as error:
            outcomes[index] = error
        finally:
            connection.close()

    threads = [Thread(target=copy_context().run, args=(run, *pair)) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes


def one_conflict(outcomes):
    refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert [type(error) for error in refused] == [Conflict], outcomes
    return refused[0]


@pytest.mark.parametrize(
    ("stage", "status", "verb"), [("cpm", "submitted", "approve"), ("cpm", "not_started", "start")]
)
def test_of_two_who_move_a_stage_one_is_told_who_did(stage, status, verb, case, ana, hilda):
    put(case, "registration", "done")
    put(case, stage, status)
    acts = [
        lambda by=by, number=number: move_stage(
            case=case, stage=stage, verb=verb, by=by, **details(stage, verb, number)
        )
        for by, number in ((ana, "A-1"), (hilda, "H-1"))
    ]
    outcomes = at_once(*acts)
    refused = one_conflict(outcomes)
    winner = hilda if outcomes[0] is refused else ana
    assert refused.code == "move_not_allowed"
    assert f"It was recorded by {winner.user.full_name} (HIAS)." in refused.message
    assert Event.objects.filter(kind="stage_moved", facts__stage=stage).count() == 1
    assert case.person.documents.filter(kind="cpm").count() == (verb == "approve")


def test_two_moves_of_different_stages_both_happen(case, ana, hilda):
    put(case, "registration", "in_progress")
    outcomes = at_once(
        lambda: move_stage(case=case, stage="registration", verb="approve", by=ana),
        lambda: move_stage(case=case, stage="training", verb="skip", by=hilda, reason="has a job"),
    )
    assert not [o for o in outcomes if isinstance(o, Exception)]
    assert set(case.records.values_list("stage", "status")) == {("registration", "done"), ("training", "not_needed")}


def test_closing_and_moving_leave_no_view_behind(case, ana, hilda, interior):
    put(case, "registration", "done")
    at_once(
        lambda: move_stage(case=case, stage="cpm", verb="start", by=ana),
        lambda: close_case(case=case, by=hilda, close_reason="left"),
    )
    case.refresh_from_db()
    assert case.state == "closed"
    assert not PersonAccess.objects.filter(reason="step", until=None).exists()


def test_a_person_never_gets_two_open_cases(case, ana, hilda):
    close_case(case=case, by=ana, close_reason="left")
    one_conflict(
        at_once(lambda: reopen_case(case=case, by=ana), lambda: open_case(person=case.person, by=hilda)),
    )
    assert Case.objects.open().count() == 1
    Case.objects.update(state="closed", closed_on=timezone.localdate(), close_reason="left")
    one_conflict(at_once(*[lambda by=by: open_case(person=case.person, by=by) for by in (ana, hilda)]))
    assert Case.objects.open().count() == 1


def test_an_instalment_is_paid_once(case, hilda, ivan):
    put(case, "training", "done")
    put(case, "seed_capital", "in_progress")
    move_stage(case=case, stage="seed_capital", verb="approve", by=hilda, **details("seed_capital", "approve"))
    instalment = Instalment.objects.get(number=1)
    refused = one_conflict(
        at_once(*[lambda by=by: pay_instalment(instalment=instalment, by=by) for by in (hilda, ivan)])
    )
    assert refused.code == "instalment_paid_already"
    assert Event.objects.filter(kind="instalment_paid").count() == 1


def test_a_blocker_is_opened_once_and_resolved_once(case, ana, hilda):
    cause = {"case": case, "stage": "cpm", "cause": "fee"}
    one_conflict(at_once(*[lambda by=by: open_blocker(by=by, **cause) for by in (ana, hilda)]))
    blocker = Blocker.objects.get()
    one_conflict(
        at_once(*[lambda by=by: resolve_blocker(blocker=blocker, by=by, resolution="paid") for by in (ana, hilda)])
    )
    assert Event.objects.filter(kind="blocker_resolved").count() == 1


def test_one_head_founds_one_household(case, ana, hilda):
    one_conflict(at_once(*[lambda by=by: create_household(head=case.person, by=by) for by in (ana, hilda)]))
    assert Household.objects.count() == 1


def test_writing_about_a_person_need_not_wait_for_who_moves_her_case(case, ana, hilda):
    """An event points at the person, whose row others may hold locked: a lock of her key would make them queue."""
    with transaction.atomic():
        close_case(case=case, by=ana, close_reason="left")
        reopen_case(case=case, by=ana)
        outcome = at_once(lambda: Event.objects.create(person=case.person, kind="person_changed", section="identity"))
    assert isinstance(outcome[0], Event)


def test_two_who_change_the_same_households_wait_for_each_other_and_each_keeps_a_head(case, ana, hilda):
    """Yulimar and Rosa head one each, and move to the other's in the same moment."""
    rosa = register_person(by=ana, given_names="Rosa")
    homes = [create_household(head=head, by=ana) for head in (case.person, rosa)]
    for home, name in zip(homes, ("Pedro", "Luis"), strict=True):
        register_person(by=ana, given_names=name, household=home, relationship="partner")
    moves = ((case.person, homes[1], ana), (rosa, homes[0], hilda))
    outcomes = at_once(
        *[
            lambda person=person, home=home, by=by: join_household(
                person=person, household=home, relationship="sibling", by=by
            )
            for person, home, by in moves
        ]
    )
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)], outcomes
    heads = [home.members.get(relationship="head").given_names for home in homes]
    assert heads == ["Pedro", "Luis"]
