"""How two people agree, comparison by comparison."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.people.matching import compare
from casework.people.matching.comparing import (
    COMPARISONS,
    Address,
    BirthDate,
    Canton,
    Document,
    Name,
    Phone,
    Sex,
    Swapped,
)
from casework.people.matching.traits import number_key, phone_key

from .making import traits

BANDS = {"jose": 4, "gonzalez": 3}


def level(comparison, one, other):
    levels = compare(one, other, BANDS)
    assert levels == compare(other, one, BANDS)
    return levels[list(COMPARISONS).index(comparison)]


def test_the_same_person_agrees_in_everything():
    assert compare(traits(), traits(), BANDS) == (
        Name.SAME_RARE,
        Name.SAME_RARE,
        Name.SAME_RARE,  # the rarest of what agrees best, and then the other
        Name.SAME_COMMON,
        Swapped.NO,
        BirthDate.SAME,
        Document.SAME,
        Phone.SAME,
        Canton.SAME,
        Address.SAME,
        Sex.SAME,
    )


def test_what_is_not_known_is_no_evidence():
    nothing = traits(
        family_names="", sex="", birth_date=None, documents=[], phones=[], canton="", address="", given_names="Yulimar"
    )
    assert compare(traits(), nothing, BANDS) == (Name.SAME_RARE, *[0] * 10)


@pytest.mark.parametrize(
    ("given_names", "given_level", "more"),
    [
        ("Yulimar", Name.SAME_RARE, 0),
        ("del Valle Yulimar", Name.SAME_RARE, Name.SAME_RARE),
        ("Llulimar Coromoto", Name.SOUNDS_SAME, Name.DIFFERENT),
        ("Yulmar", Name.CLOSE, 0),
        ("Carlos José", Name.DIFFERENT, 0),  # the second counts only where the best agrees
    ],
)
def test_given_names(given_names, given_level, more):
    other = traits(given_names=given_names)
    assert (level("given", traits(), other), level("given_more", traits(), other)) == (given_level, more)


def test_how_common_a_name_is_belongs_to_the_level():
    assert level("given", traits(given_names="José"), traits(given_names="JOSE")) == Name.SAME_VERY_COMMON


def test_names_in_each_other_s_field():
    turned = traits(given_names="González Urdaneta", family_names="Yulimar")
    assert level("swapped", traits(), turned) == Swapped.YES
    assert level("given", traits(), turned) == Name.SAME_RARE
    assert level("family", traits(), turned) == Name.SAME_RARE


@pytest.mark.parametrize(
    "written", ["Yulimar González", "yulimar del valle gonzalez urdaneta", "Gonzalez Urdaneta Yulimar del Valle"]
)
def test_names_in_one_field_are_divided(written):
    one_field = traits(given_names=written, family_names="")
    assert level("given", traits(), one_field) <= Name.SAME_VERY_COMMON
    assert level("family", traits(), one_field) <= Name.SAME_VERY_COMMON


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        (date(1990, 3, 5), BirthDate.SAME),
        (date(1990, 5, 3), BirthDate.DAY_AND_MONTH_SWAPPED),
        (date(1990, 3, 6), BirthDate.ONE_SLIP),
        (date(1909, 3, 5), BirthDate.ONE_SLIP),
        (date(1990, 3, 27), BirthDate.TWO_OF_THREE),
        (date(1991, 3, 15), BirthDate.TWO_SLIPS),
        (date(1990, 1, 1), BirthDate.YEAR_SAME),
        (date(1992, 1, 1), BirthDate.YEAR_NEAR_UNSURE),
        (date(1992, 8, 24), BirthDate.YEAR_NEAR),
        (date(1997, 8, 24), BirthDate.DIFFERENT),
        (date(2012, 8, 24), BirthDate.GENERATION),
        (date(2012, 1, 1), BirthDate.GENERATION),
        (date(2015, 3, 5), BirthDate.GENERATION),
        (None, 0),
    ],
)
def test_birth_dates(born, expected):
    assert level("birth", traits(), traits(birth_date=born)) == expected


def test_a_birth_date_that_is_only_estimated_says_the_year():
    assert level("birth", traits(), traits(birth_precise=False)) == BirthDate.YEAR_SAME


@pytest.mark.parametrize(
    ("kind", "number", "expected"),
    [
        ("ve_cedula", "20123456", Document.SAME),
        ("passport", "V20123456", Document.SAME),  # whatever it is called
        ("ve_cedula", "V20123458", Document.ONE_AFTER_THE_OTHER),
        ("ve_cedula", "V-20.123.465", Document.ONE_SLIP),
        ("ve_cedula", "V-2012345", Document.ONE_SLIP),
        ("ve_cedula", "V11111119", Document.DIFFERENT),
        ("passport", "152837672", 0),  # another document says nothing
        ("other", "152837672", Document.DIFFERENT),
        ("ve_cedula", "no tiene", 4),
    ],
)
def test_documents(kind, number, expected):
    assert level("document", traits(), traits(documents=[(kind, number)])) == expected


@pytest.mark.parametrize(
    ("phones", "expected"),
    [
        (["0987654321"], Phone.SAME),
        (["0991112233", "098-765-4321"], Phone.SAME),
        (["0987654320"], Phone.ONE_DIGIT_OFF),
        (["0991112233"], Phone.DIFFERENT),
        (["no tiene"], 0),
        (["0000000000"], 0),
    ],
)
def test_phones(phones, expected):
    assert level("phone", traits(), traits(phones=phones)) == expected


@pytest.mark.parametrize(
    ("change", "comparison", "expected"),
    [
        ({"canton": "0105"}, "canton", Canton.SAME_PROVINCE),
        ({"canton": "1701"}, "canton", Canton.DIFFERENT),
        ({"address": "avenida 24 de mayo 3-15"}, "address", Address.SAME),
        ({"address": "24 de Mayo y Matovelle"}, "address", Address.MOSTLY),
        ({"address": "Calle 24"}, "address", Address.MOSTLY),
        ({"address": "Barrio El Vecino"}, "address", Address.DIFFERENT),
        ({"sex": "male"}, "sex", Sex.DIFFERENT),
        ({"sex": "other"}, "sex", 0),
    ],
)
def test_place_and_sex(change, comparison, expected):
    assert level(comparison, traits(), traits(**change)) == expected


def test_keys_of_numbers():
    assert number_key("V-0.012.345.678"[2:]) == "12345678"
    assert number_key("E 1.234.567") == "1234567"
    assert number_key("AB-699175") == "AB699175"
    assert number_key("000") == number_key("s/n") == number_key("1111") == ""
    assert phone_key("+58 414 269 9828") == phone_key("0414-2699828") == "2699828"
    assert phone_key("12345") == ""


words = st.text(max_size=30)
people = st.builds(
    traits,
    given_names=words,
    family_names=words,
    sex=st.sampled_from(["", "female", "male", "other"]),
    birth_date=st.none() | st.dates(),
    birth_precise=st.booleans(),
    documents=st.lists(st.tuples(st.sampled_from(["passport", "other"]), words), max_size=2),
    phones=st.lists(words, max_size=2),
    canton=st.sampled_from(["", "0101", "0105", "1701"]),
    address=words,
)


@given(people, people)
def test_any_two_people_agree_at_known_levels_whichever_comes_first(one, other):
    levels = compare(one, other, BANDS)
    assert all(level in {0, *kind} for level, kind in zip(levels, COMPARISONS.values(), strict=True))
    assert compare(other, one, BANDS) == levels
