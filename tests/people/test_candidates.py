"""By which keys somebody is looked for among many: not by what a rarer one says, too."""

import pytest

from casework.people.actions import register_person
from casework.people.candidates import IMPLIED, IMPLIED_AT_ONCE, sharing_keys, sharing_rare_keys
from casework.people.matching import Traits


@pytest.fixture
def yulimar(ana):
    return register_person(by=ana, given_names="Yulimar del Valle", family_names="González Rondón")


def named(given, family=""):
    return Traits(given_names=given, family_names=family)


def rare(traits, implied=IMPLIED):
    return sharing_rare_keys([traits], most=8, implied=implied)[0]


def test_who_bears_one_name_is_found_by_it(yulimar):
    assert rare(named("Yulimar")) == rare(named("Yulimar"), IMPLIED_AT_ONCE) == [yulimar.pk]


def test_who_bears_two_is_found_by_both_and_not_by_one_of_them(yulimar):
    assert rare(named("Yulimar", "Gonsales")) == rare(named("Yulimar", "Gonsales"), IMPLIED_AT_ONCE) == [yulimar.pk]
    assert rare(named("Yulimar", "Quispe")) == []


def test_of_three_names_two_are_enough_at_night_and_three_are_asked_for_at_once(yulimar):
    two_of_hers = named("Yulimar Andrea", "González")
    assert rare(two_of_hers) == sharing_keys([two_of_hers])[0] == [yulimar.pk]
    assert rare(two_of_hers, IMPLIED_AT_ONCE) == []
    assert rare(named("Rondón Yulimar", "Gonzáles"), IMPLIED_AT_ONCE) == [yulimar.pk]
