"""Many new households at once: by the rules by which one is made."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from casework.people.deaths import record_death
from casework.people.gathering import create_households
from casework.people.households import create_household
from casework.people.models import Event, Household, Person
from tests.journey.imports.sheets import committed


@pytest.fixture
def people(ana):
    committed("Nombres;Apellidos\nAna;Soto\nLuis;Parra\nEva;Mora\nJosé;Vía\n", ana)
    return list(Person.objects.order_by("created_at", "pk"))


def test_each_is_made_with_its_head_and_its_events(people, ana):
    first, second, third, fourth = people
    homes = [[(first.pk, "head"), (second.pk, "partner")], [(third.pk, "sibling"), (fourth.pk, "head")]]
    assert create_households(homes=homes, by=ana) == [True, True]
    told = Person.objects.order_by("created_at", "pk").values_list("relationship", flat=True)
    assert list(told) == ["head", "partner", "sibling", "head"]
    assert Household.objects.count() == 2
    assert Event.objects.filter(kind="household_joined").count() == 4


@pytest.mark.parametrize("why", ["elsewhere", "died", "no_head", "two_heads", "nobody"])
def test_one_that_may_not_be_is_not_made_and_the_others_are(why, people, ana):
    first, second, third, fourth = people
    relationships = {"no_head": ("child", "partner"), "two_heads": ("head", "head")}.get(why, ("head", "partner"))
    key = Household().pk if why == "nobody" else second.pk
    if why == "elsewhere":
        create_household(head=second, by=ana)
    if why == "died":
        record_death(person=second, by=ana, known_by="not_said", on=timezone.localdate())
    before = Household.objects.count()
    homes = [[(first.pk, relationships[0]), (key, relationships[1])], [(third.pk, "head"), (fourth.pk, "child")]]
    assert create_households(homes=homes, by=ana) == [False, True]
    first.refresh_from_db()
    assert first.household_id is None
    assert Household.objects.count() == before + 1


def test_who_is_out_of_sight_is_in_none(people, bruno):
    assert create_households(homes=[[(people[0].pk, "head"), (people[1].pk, "child")]], by=bruno) == [False]
    assert not Household.objects.exists()


def test_a_ministry_makes_none(people, carmen):
    with pytest.raises(PermissionDenied):
        create_households(homes=[], by=carmen)
