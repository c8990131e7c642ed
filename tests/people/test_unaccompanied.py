"""Children without an adult: who is one, among some and among all."""

from datetime import timedelta

import pytest
from django.utils import timezone

from casework.access.models import Door
from casework.access.scope import acting_as
from casework.people import households
from casework.people.actions import register_person
from casework.people.models import Person
from casework.people.unaccompanied import unaccompanied, unaccompanied_among

TODAY = timezone.localdate()
BORN = {"child": TODAY - timedelta(days=3000), "adult": TODAY - timedelta(days=9000), "ageless": None}


def alone():
    """The names of those found, by both ways, which have to agree."""
    found = unaccompanied_among(Person.objects.all(), TODAY)
    assert found == set(Person.objects.filter(unaccompanied(TODAY)).values_list("pk", flat=True))
    return set(Person.objects.filter(pk__in=found).values_list("given_names", flat=True))


@pytest.fixture
def child(ana):
    return register_person(by=ana, given_names="Nico", birth_date=BORN["child"])


def test_a_child_in_no_household_is_and_an_adult_is_not(child, ana):
    for age in ("adult", "ageless"):
        register_person(by=ana, given_names=age, birth_date=BORN[age])
    assert alone() == {"Nico"}


@pytest.mark.parametrize(
    ("ages", "found"),
    [("child", {"Nico", "child"}), ("adult", set()), ("ageless", set()), ("child adult", set())],
)
def test_with_others_it_depends_on_whether_one_is_of_age(ages, found, child, ana):
    home = households.create_household(head=child, by=ana)
    for age in ages.split():
        register_person(by=ana, given_names=age, birth_date=BORN[age], household=home, relationship="sibling")
    assert alone() == found


def test_an_adult_out_of_sight_is_an_adult(child, ana, bruno):
    home = households.create_household(head=child, by=ana)
    mother = register_person(by=bruno, given_names="Rosa", birth_date=BORN["adult"])
    Person.objects.filter(pk=mother.pk).update(household=home, relationship="parent")
    with acting_as(ana, Door.WEB):
        assert alone() == set()


def test_when_the_last_adult_leaves_the_children_are_alone(child, ana):
    mother = register_person(by=ana, given_names="Rosa", birth_date=BORN["adult"])
    households.join_household_of(person=child, other=mother, relationship="child", by=ana)
    assert alone() == set()
    households.leave_household(person=mother, by=ana, why="left_country")
    assert alone() == {"Nico"}


def test_she_is_one_until_the_day_she_comes_of_age(ana):
    Person.objects.create(given_names="Nico", birth_date=TODAY.replace(month=1, day=1), birth_precision="day")
    born = Person.objects.get().birth_date
    of_age = born.replace(year=born.year + 18)
    assert not Person.objects.filter(unaccompanied(of_age)).exists()
    assert Person.objects.filter(unaccompanied(of_age - timedelta(days=1))).exists()


def test_who_was_erased_is_no_child(child):
    Person.objects.update(anonymised_on=TODAY)
    assert alone() == set()


def test_nothing_is_asked_where_no_child_lives_with_anybody(child, django_assert_num_queries):
    people = list(Person.objects.all())
    with django_assert_num_queries(0):
        assert unaccompanied_among(people, TODAY) == {child.pk}
