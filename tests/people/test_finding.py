"""The search for duplicates: everybody once, then who changed; stopped and gone on with at any time."""

from datetime import timedelta
from itertools import combinations
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from casework.access.models import Door
from casework.access.scope import acting_as
from casework.people import finding
from casework.people.actions import add_contact, register_person, update_person
from casework.people.households import create_household, join_household
from casework.people.models import Duplicate, DuplicateSearch, Likeness
from tests.people.registers import invented_register

PARTS = range(finding.PARTS)
YULIMAR = {
    "given_names": "Yulimar del Valle",
    "family_names": "González Rondón",
    "birth_date": "1991-07-23",
    "birth_precision": "day",
    "sex": "female",
    "documents": [{"kind": "ve_cedula", "number": "V-18456729"}],
}
TYPED_AGAIN = YULIMAR | {"given_names": "Yulimar", "family_names": "Gonsales", "documents": []}


@pytest.fixture(autouse=True)
def _settled(monkeypatch):
    """What was noted in this test's own transaction counts as settled."""
    monkeypatch.setattr(finding, "SETTLED", -timedelta(minutes=1))


def look(**how):
    """The job as it runs, for nobody in particular; how many people each part looked at."""
    with acting_as(None, Door.JOB):
        return [(list(finding.find(part=part, **how)) or [None])[-1] for part in PARTS]


def pairs():
    return {frozenset((pair.one_id, pair.other_id)) for pair in Duplicate.objects.filter(kind="person")}


@pytest.fixture
def twice(ana):
    """The same woman, registered twice."""
    return register_person(by=ana, **YULIMAR), register_person(by=ana, **TYPED_AGAIN)


def test_most_of_a_register_are_found_and_few_others():
    rows = invented_register(2_000)
    by_truth = {}
    for person, truth in rows:
        by_truth.setdefault(truth, []).append(person.pk)
    true = {frozenset(pair) for same in by_truth.values() for pair in combinations(same, 2)}
    ours = {person.pk for person, _truth in rows}
    look()
    found = {pair for pair in pairs() if pair <= ours}
    assert len(found & true) >= 0.9 * len(true)
    sure = Duplicate.objects.filter(kind="person", probability__gte=0.9, one__in=ours, other__in=ours)
    right = [frozenset((pair.one_id, pair.other_id)) in true for pair in sure]
    assert sum(right) >= 0.9 * len(right)


def test_who_is_registered_twice_is_found_once_and_found_again_changes_nothing(twice):
    look()
    pair = Duplicate.objects.get(kind="person")
    assert {pair.one_id, pair.other_id} == {person.pk for person in twice}
    assert (pair.state, pair.identical) == ("open", False)
    assert pair.probability > 0.9
    look(again=True)
    assert Duplicate.objects.filter(kind="person").values().get() == Duplicate.objects.filter(pk=pair.pk).values().get()
    assert Duplicate.objects.get(pk=pair.pk).updated_at == pair.updated_at


def test_same_document_birth_and_names_are_identical(ana):
    for _twice in range(2):
        register_person(by=ana, **YULIMAR)
    look()
    assert Duplicate.objects.get(kind="person").identical


def test_the_first_time_everybody_is_looked_at_and_then_who_changed(ana, twice):
    everybody = Likeness.objects.count()
    assert sum(look()) == everybody
    assert sum(look()) == everybody
    third = register_person(by=ana, **TYPED_AGAIN)
    assert sum(look()) == everybody + 1
    assert len({pair for pair in pairs() if third.pk in pair}) == 2


def test_a_pair_that_came_to_nothing_goes_and_one_that_was_decided_stays(ana, twice):
    third = register_person(by=ana, **TYPED_AGAIN)
    look()
    first, second = twice
    decided = Duplicate.objects.get(one__in=[first, third], other__in=[first, third])
    Duplicate.objects.filter(pk=decided.pk).update(
        state="different",
        reason="namesakes",
        decided_at=decided.found_at,
        decided_by=ana.user,
        decided_for=ana.organisation,
    )
    update_person(
        person=third, by=ana, given_names="Roberto", family_names="Maldonado", birth_date="1960-01-30", sex="male"
    )
    look()
    assert {frozenset((first.pk, second.pk)), frozenset((first.pk, third.pk))} == pairs()
    assert Duplicate.objects.get(pk=decided.pk).state == "different"


def test_it_goes_on_where_it_was_stopped(twice, monkeypatch):
    monkeypatch.setattr(finding, "AT_ONCE", 1)
    monkeypatch.setattr(finding, "PARTS", 1)
    everybody = Likeness.objects.count()
    with acting_as(None, Door.JOB):
        assert next(finding.find(part=0)) == 1
        # The generator is thrown away here: as if the worker had been killed.
        assert finding.unfinished(part=0)
        counts = list(finding.find(part=0))
        assert counts[0] == 2
        assert not finding.unfinished(part=0)
    done = DuplicateSearch.objects.get(part=0)
    assert done.finished_at
    assert done.looked_at == everybody


def test_a_slice_of_time_ends_after_some_people(twice, monkeypatch):
    monkeypatch.setattr(finding, "AT_ONCE", 1)
    with acting_as(None, Door.JOB):
        assert [len(list(finding.find(part=part, seconds=0))) for part in PARTS] == [1, 1]


def test_who_was_noted_a_moment_ago_waits(twice, monkeypatch):
    monkeypatch.setattr(finding, "SETTLED", timedelta(minutes=10))
    assert sum(look()) == 0
    assert not pairs()


def test_the_search_asks_by_keys_and_never_scans_people(twice):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        begun = {"noted_at": None, "person": None, "first": UUID(int=0)}
        asked = {"until": timezone.now(), "parts": 2, "part": 0, "most": 10, **begun}
        cursor.execute("EXPLAIN " + finding.NEXT, asked)
        plan = " ".join(row[0] for row in cursor.fetchall())
    assert "likeness_noted" in plan
    assert "Seq Scan" not in plan


def test_who_shares_a_telephone_and_a_surname_is_proposed_as_one_household(ana):
    phone = [{"kind": "phone", "value": "0987654321"}]
    mother = register_person(
        by=ana, given_names="Marisol", family_names="Urdaneta Quijano", birth_date="1985-02-03", birth_precision="day",
        sex="female", contacts=phone,
    )  # fmt: skip
    son = register_person(
        by=ana, given_names="Wilmer", family_names="Bracho Urdaneta", birth_date="2010-11-09", birth_precision="day",
        sex="male", contacts=phone,
    )  # fmt: skip
    stranger = register_person(by=ana, given_names="Zoraida", family_names="Peñaloza", birth_date="1970-05-05",
                               birth_precision="day", sex="female")  # fmt: skip
    look()
    pair = Duplicate.objects.get(kind="household")
    assert {pair.one, pair.other} == {mother, son}
    assert stranger not in {pair.one, pair.other}
    assert list(Duplicate.objects.to_review("household")) == [pair]
    home = create_household(by=ana, head=mother)
    join_household(person=son, household=home, relationship="child", by=ana)
    assert not Duplicate.objects.to_review("household")
    add_contact(person=son, by=ana, kind="phone", value="0987654399")
    look()
    assert not Duplicate.objects.filter(kind="household")
