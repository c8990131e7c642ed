"""Jobs stand behind people: they pause between transactions, the longer the more requests are under way."""

from itertools import pairwise

import pytest
from django.db import connection

from casework.base import behind_people
from casework.base.behind_people import CORES, LONGEST, MOST, MOST_AWAITED, WEB, Pace, in_turn, pause_after
from casework.followups import planning, tasks
from casework.followups.models import Run
from casework.people import finding
from casework.people import tasks as people_tasks
from casework.people.actions import register_person
from casework.people.likenesses import note_missing
from casework.people.models import DuplicateSearch, Likeness
from tests.roles import another_connection


@pytest.fixture
def pauses(monkeypatch):
    """What would be slept, and whether a transaction was open then beside the test's own."""
    asked = []
    depth = len(connection.savepoint_ids)
    monkeypatch.setattr(behind_people.time, "sleep", lambda _seconds: None)

    def under_way():
        asked.append(len(connection.savepoint_ids) - depth)
        return 3 * CORES

    monkeypatch.setattr(behind_people, "requests_under_way", under_way)
    return asked


@pytest.fixture
def another():
    """A connection of somebody else."""
    with another_connection(application_name=WEB) as other:
        yield other


# Pauses ---------------------------------------------------------------------------------------------------------------
def test_where_nobody_is_at_work_there_is_no_pause():
    assert pause_after(1.0, 0) == 0


def test_a_pause_grows_with_the_requests_under_way_and_has_an_end():
    pauses = [pause_after(0.5, requests) for requests in range(0, 50 * CORES)]
    assert all(one <= other for one, other in pairwise(pauses))
    assert (pauses[CORES], pauses[-1]) == (0.5, 0.5 * MOST)
    assert pause_after(60, 50 * CORES) == LONGEST
    assert pause_after(0.5, 50 * CORES, MOST_AWAITED) == 0.5


def test_it_sleeps_for_that_long(monkeypatch):
    slept, clock = [], iter([10.0, 10.4, 11.0])
    monkeypatch.setattr(behind_people.time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(behind_people.time, "sleep", slept.append)
    monkeypatch.setattr(behind_people, "requests_under_way", lambda: CORES)
    Pace().give_way()
    assert slept == [pytest.approx(0.4)]


@pytest.mark.parametrize(("statement", "number"), [("BEGIN", 1), ("SELECT 1", 0)], ids=["in a transaction", "idle"])
def test_connections_in_a_transaction_count_and_idle_ones_do_not(db, another, statement, number):
    another.execute(statement)
    assert behind_people.requests_under_way() == number


# Between transactions -------------------------------------------------------------------------------------------------
def test_the_search_for_duplicates_pauses_after_each_transaction(ana, pauses, monkeypatch):
    monkeypatch.setattr(finding, "AT_ONCE", 1)
    monkeypatch.setattr(finding, "SETTLED", -finding.SETTLED)
    for name in ("Yulimar", "Maribel", "Carlos"):
        register_person(by=ana, given_names=name, family_names="González")
    parts = [list(finding.find(part=part)) for part in range(finding.PARTS)]
    assert sum(map(len, parts)) >= DuplicateSearch.objects.count() + 3
    assert pauses == [0] * sum(map(len, parts))


def test_noting_likenesses_pauses_after_each_transaction(ana, pauses, monkeypatch):
    monkeypatch.setattr("casework.people.likenesses.AT_ONCE", 1)
    for name in ("Yulimar", "Maribel"):
        register_person(by=ana, given_names=name, family_names="González")
    Likeness.objects.all().delete()
    assert (list(note_missing()), pauses) == ([1, 2], [0, 0])


def test_the_planner_pauses_after_each_rule(case, pauses):
    planned = planning.plan(today=case.opened_on)
    assert pauses == [0] * len(planned.rules) != []


# Turns ----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("job", "arguments"),
    [(tasks.plan, ()), (people_tasks.note_likenesses, ()), (people_tasks.find_duplicates_of, (0,))],
    ids=["plan", "note_likenesses", "find_duplicates_of"],
)
def test_a_heavy_job_waits_while_another_is_at_work(db, another, monkeypatch, job, arguments):
    later = []
    monkeypatch.setattr(job, "apply_async", lambda *args, **options: later.append((args, options)))
    for turn in range(behind_people.TURNS):
        another.execute("SELECT pg_advisory_lock(%s, %s)", [behind_people._HEAVY, turn])
    job(*arguments)
    assert [options for _args, options in later] == [{"countdown": behind_people.AGAIN_AFTER}]
    assert not Run.objects.exists()
    assert not DuplicateSearch.objects.exists()


def test_a_turn_is_free_again_when_its_job_has_failed(db, another):
    def fail():
        with in_turn() as mine:
            raise LookupError(mine)

    with pytest.raises(LookupError, match="True"):
        fail()
    for turn in range(behind_people.TURNS):
        asked = another.execute("SELECT pg_try_advisory_lock(%s, %s)", [behind_people._HEAVY, turn])
        assert asked.fetchone() == (True,)
