"""Ids are random; those of one moment and process begin alike."""

import uuid

import pytest

from casework.base import ids
from casework.base.ids import IdField, new_id
from casework.people.models import Household, Person


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until it is moved."""
    hands = [1000.0]
    monkeypatch.setattr(ids.time, "monotonic", lambda: hands[0])
    monkeypatch.setattr(ids, "_neighbourhood", ids._Neighbourhood())
    return hands


def beginning(one):
    return one.bytes[: ids.ALIKE_BYTES]


def test_ids_of_a_moment_begin_alike_and_are_otherwise_random(clock):
    made = [new_id() for _ in range(2000)]
    assert len({beginning(one) for one in made}) == 1
    assert {(one.version, one.variant) for one in made} == {(4, uuid.RFC_4122)}
    # No sign after the beginning (but that of the version) is the same in all, and none says which came first.
    for at in set(range(ids.ALIKE_BYTES, 16)) - {6, 8}:
        assert len({one.bytes[at] for one in made}) > 200
    assert made != sorted(made)
    assert len(set(made)) == len(made)


def test_of_another_moment_they_begin_otherwise(clock):
    beginnings = set()
    for _ in range(20):
        beginnings.add(beginning(new_id()))
        clock[0] += ids.MOMENT
    assert len(beginnings) > 15


def test_of_another_process_they_begin_otherwise(clock, monkeypatch):
    """One that was forked has the memory of the one before."""
    beginnings = set()
    for process in range(20):
        monkeypatch.setattr(ids.os, "getpid", lambda number=process: number + 1)
        beginnings.add(beginning(new_id()))
    assert len(beginnings) > 15


def test_rows_have_such_ids_and_migrations_know_a_random_one():
    field = Person._meta.get_field("id")
    assert isinstance(field, IdField)
    assert (field.primary_key, field.editable, field.get_default().version) == (True, False, 4)
    _name, path, _arguments, options = field.deconstruct()
    assert (path, options["default"]) == ("django.db.models.UUIDField", uuid.uuid4)


def test_a_household_keeps_an_id_that_is_random_from_its_first_sign(clock):
    """Its number is the first eight signs: two that begin alike would hardly be told apart on the telephone."""
    assert len({Household().number[:4] for _ in range(50)}) > 40
    assert len({beginning(Person().id) for _ in range(50)}) == 1
