"""Rows of a page are chosen by their own condition, and read under the second lock."""

import pytest

from casework.access.choosing import chosen
from casework.access.models import Door
from casework.access.scope import acting_as, current
from casework.people.actions import register_person
from casework.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(case, bruno):
    """A person of HIAS, and one of NRC."""
    return case.person, register_person(given_names="Zoila", by=bruno)


def test_keys_come_in_the_order_of_the_rows_and_no_more_than_asked(ana, two):
    rows = Person.objects.visible_to(ana).order_by("name_key", "id")
    with acting_as(ana, Door.WEB):
        assert chosen(rows, 5) == [two[0].pk]
        assert chosen(rows, 0) == []


def test_a_condition_that_was_forgotten_shows_nothing_of_others(ana, two):
    with acting_as(ana, Door.WEB):
        keys = chosen(Person.objects.order_by("name_key"), 5)
        assert set(keys) == {person.pk for person in two}
        assert list(Person.objects.filter(pk__in=keys)) == [two[0]]


def test_who_sees_nothing_is_asked_nothing(ana, two, django_assert_num_queries):
    with acting_as(ana, Door.WEB), django_assert_num_queries(0):
        assert chosen(Person.objects.visible_to(None), 5) == []


def test_the_scope_is_the_readers_again_afterwards(ana, two):
    with acting_as(ana, Door.WEB):
        chosen(Person.objects.visible_to(ana), 5)
        assert current().membership == ana
        assert current().parts["system"] == ""
