"""Where to look for who might be the same."""

from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.people.matching import Key, Kind, Pairing, keys, search_keys

from .making import traits


def kinds(found):
    return {key.kind for key in found}


def shared(one, other):
    return kinds(keys(one) & keys(other))


def test_keys_are_the_same_in_every_version():
    """Keys are kept: one that changes is one that is not found."""
    found = keys(traits(given_names="Ana", family_names="", documents=[], phones=["0987654321"]))
    assert sorted(found) == [
        Key(Kind.PHONE, 3184982441119966453),
        Key(Kind.BIRTH, -1605589575406381786),
        Key(Kind.NAME_AND_MONTH, 2944356587722907265),
        Key(Kind.NAME, -5039660561778299858),
    ]


def test_how_many_keys_a_person_has():
    assert len(keys(traits())) == 36
    assert len(keys(traits(given_names="Yulimar", documents=[]))) == 18


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"documents": [("passport", "20.123.456")], "given_names": "X", "family_names": "Y"}, Kind.DOCUMENT),
        ({"documents": [("ve_cedula", "V-20123465")], "phones": []}, Kind.PAIR_AND_DAY),
        ({"phones": ["+58 987 7654321", "0987654321"]}, Kind.PHONE),
        ({"birth_date": date(1990, 5, 3)}, Kind.BIRTH),
        ({"birth_date": date(1990, 3, 27)}, Kind.NAME_AND_MONTH),
        ({"birth_date": date(1990, 8, 27)}, Kind.PAIR_AND_YEAR),
        ({"birth_date": date(1990, 1, 1)}, Kind.PAIR_AND_YEAR),
        ({"birth_date": date(1909, 5, 3)}, Kind.PAIR_AND_DAY),
        ({"given_names": "Gonzales", "family_names": "Llulimar Pérez", "birth_date": None}, Kind.PAIR),
        ({"given_names": "Valle Yulimar", "family_names": "Urdaneta", "birth_date": None}, Kind.TRIPLE),
        ({"given_names": "Yulimar", "family_names": "Pérez", "birth_date": None}, Kind.NAME),
    ],
)
def test_what_two_people_share(change, kind):
    assert kind in shared(traits(), traits(**change))


def test_the_first_of_january_is_no_birth_date_to_look_by():
    first = traits(birth_date=date(1990, 1, 1))
    assert not {Kind.BIRTH, Kind.NAME_AND_MONTH, Kind.PAIR_AND_DAY} & kinds(keys(first))


@pytest.mark.parametrize("number", ["V-10123456", "V-20193456", "V-20123465"])
def test_a_number_that_is_mistyped_in_one_place_shares_a_part(number):
    assert Kind.NUMBER_PART in shared(traits(), traits(documents=[("ve_cedula", number)]))


@pytest.mark.parametrize("number", ["V-10123465", "V-31234567"])
def test_a_number_that_differs_in_two_places_shares_none(number):
    assert Kind.NUMBER_PART not in shared(traits(), traits(documents=[("ve_cedula", number)]))


def test_the_order_and_the_fields_of_names_do_not_matter():
    found = {
        frozenset(keys(traits(given_names=" ".join(names[:2]), family_names=" ".join(names[2:]))))
        for names in permutations(("Yulimar", "Valle", "González", "Urdaneta"))
    }
    assert len(found) == 1


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("yulimar gonsales", Kind.PAIR),
        ("GONZÁLEZ, Yulimar", Kind.PAIR),
        ("urdaneta yulimar gonzales", Kind.TRIPLE),
        ("llulimar", Kind.NAME),
        ("v-20.123.456", Kind.DOCUMENT),
        ("20123456", Kind.DOCUMENT),
        ("+593 98 765 4321", Kind.PHONE),
        ("0987654321", Kind.PHONE),
    ],
)
def test_who_is_searched_for_is_found(words, kind):
    assert kind in kinds(search_keys(words) & keys(traits()))


@pytest.mark.parametrize("words", ["", "  ", "??", "de la"])
def test_searching_for_next_to_nothing(words):
    assert not search_keys(words) & keys(traits())


def test_only_so_many_names_make_keys():
    many = traits(given_names=" ".join(f"n{letter}" for letter in "abcdefghijklmnopqrst"), family_names="")
    assert len(keys(many)) < 120


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=40))
def test_keys_fit_a_bigint_and_are_stable(given_names, family_names, number):
    one = {"given_names": given_names, "family_names": family_names, "documents": [("other", number)]}
    found = keys(traits(**one))
    assert found == keys(traits(**one))
    assert all(-(2**63) <= key.value < 2**63 for key in found)


def pairs_of(*people, limits=None):
    pairing = Pairing()
    for person in people:
        pairing.add(keys(person))
    return [tuple(pair) for pair in (pairing.pairs(limits) if limits else pairing.pairs()).tolist()]


def test_pairs_that_share_a_key_come_once():
    stranger = traits(
        given_names="Wilmer", family_names="Rojas", birth_date=None, documents=[], phones=[], canton="", address=""
    )
    assert pairs_of(traits(), stranger, traits(given_names="Yulimar")) == [(0, 2)]
    assert pairs_of(stranger) == []


def test_keys_that_too_many_share_are_passed_over():
    people = [traits(given_names="Ana", family_names="Pérez", birth_date=None, documents=[], phones=[])] * 4
    assert len(pairs_of(*people, limits={Kind.PAIR: 4})) == 6
    assert pairs_of(*people, limits={Kind.PAIR: 3}) == []
    assert pairs_of(*people, limits={Kind.PHONE: 30}) == []


def test_parts_of_a_register_can_be_put_together():
    one, other = Pairing(), Pairing()
    one.add(keys(traits()))
    other.add(keys(traits(given_names="Yulimar")))
    one.extend(other)
    assert one.pairs().tolist() == [[0, 1]]
