"""Who is what to whom, who becomes the head, and who may apply for all."""

from dataclasses import dataclass
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from casework.people.household_rules import BACK, check_applicant, heir, may_be_adult, through, to_new_head
from casework.people.models import Person

TODAY = date(2026, 3, 1)
RELATIONSHIPS = list(Person.Relationship.values)
NOT_HEAD = [relationship for relationship in RELATIONSHIPS if relationship != "head"]


@pytest.mark.parametrize(
    ("was", "relationship", "is_now"),
    [
        ("partner", "head", "partner"),
        ("partner", "child", "child"),
        ("partner", "sibling", "other"),
        ("child", "head", "parent"),
        ("child", "partner", "parent"),
        ("child", "child", "sibling"),
        ("child", "parent", "other"),
        ("parent", "head", "child"),
        ("parent", "sibling", "child"),
        ("parent", "child", "other"),
        ("sibling", "head", "sibling"),
        ("sibling", "parent", "parent"),
        ("sibling", "sibling", "sibling"),
        ("other", "head", "other"),
        ("other", "child", "other"),
    ],
)
def test_what_somebody_is_to_the_new_head(was, relationship, is_now):
    assert to_new_head(was, relationship) == is_now


@given(st.sampled_from(NOT_HEAD))
def test_who_gives_up_being_the_head_and_takes_it_back_is_what_she_was(was):
    assert to_new_head(to_new_head(was, "head"), "head") == was
    assert BACK[BACK[was]] == was


@given(st.sampled_from(NOT_HEAD), st.sampled_from(RELATIONSHIPS))
def test_nobody_else_is_ever_the_head(was, relationship):
    assert to_new_head(was, relationship) in NOT_HEAD
    assert through(was, "head") == was


@dataclass(frozen=True)
class Member:
    pk: int
    relationship: str
    born_until: date | None


GRANDMOTHER = Member(1, "parent", date(1950, 1, 1))
PARTNER = Member(2, "partner", date(1990, 1, 1))
YOUNG_PARTNER = Member(3, "partner", date(2010, 1, 1))
UNCLE = Member(4, "sibling", None)
DAUGHTER, SON = Member(5, "child", date(2012, 1, 1)), Member(6, "child", date(2014, 1, 1))


@pytest.mark.parametrize(
    ("members", "follows"),
    [
        ([DAUGHTER, GRANDMOTHER, PARTNER], PARTNER),
        ([DAUGHTER, YOUNG_PARTNER, GRANDMOTHER, UNCLE], GRANDMOTHER),
        ([DAUGHTER, UNCLE], UNCLE),
        ([SON, DAUGHTER], DAUGHTER),
        ([SON], SON),
    ],
)
def test_an_adult_follows_the_head_and_a_child_only_children(members, follows):
    assert heir(members, TODAY) == follows


@pytest.mark.parametrize(
    ("birth_date", "adult"), [(None, True), (date(2008, 3, 1), True), (date(2008, 3, 2), False), (TODAY, False)]
)
def test_who_may_be_adult(birth_date, adult):
    assert may_be_adult(birth_date, TODAY) == adult
    if adult:
        assert check_applicant(birth_date, today=TODAY) is None
    else:
        with pytest.raises(ValidationError, match="Only an adult"):
            check_applicant(birth_date, today=TODAY)
