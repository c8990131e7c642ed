"""Which of two values is the better one."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from casework.merging.rules import Part, Side, better, progress, standing
from casework.people.models import Person

OLD, NEW = datetime(2024, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)
TODAY = date(2025, 6, 1)


def person(at=OLD, **told):
    made = Person(**{"given_names": "Yulimar"} | told)
    made.updated_at = at
    return made


@pytest.mark.parametrize(
    ("part", "kept", "gone", "taken"),
    [
        (Part.SEX, {"sex": "female"}, {"sex": ""}, Side.KEPT),
        (Part.SEX, {"sex": ""}, {"sex": "female"}, Side.GONE),
        (Part.SEX, {"sex": "male"}, {"sex": "female"}, Side.GONE),  # the newer
        (Part.BIRTH, {"birth_date": date(1991, 1, 1), "birth_precision": "day"}, {}, Side.KEPT),
        (
            Part.BIRTH,
            {"birth_date": date(1991, 3, 12), "birth_precision": "day"},
            {"birth_date": date(1991, 1, 1), "birth_precision": "year"},
            Side.KEPT,
        ),
        (
            Part.BIRTH,
            {"birth_date": date(1990, 1, 1), "birth_precision": "estimated"},
            {"birth_date": date(1991, 1, 1), "birth_precision": "year"},
            Side.GONE,
        ),
        (Part.NAMES, {"family_names": "González Rondón"}, {"family_names": "Gonzalez"}, Side.KEPT),
        (Part.NAMES, {"family_names": "González"}, {"family_names": "Gonzalez Rondón"}, Side.GONE),
        (Part.NAMES, {"family_names": "González"}, {"family_names": "Gonsales"}, Side.GONE),
        (
            Part.ENTRY,
            {"entry_point": "Rumichaca", "entry_date": date(2020, 1, 1)},
            {"entry_point": "Tulcán"},
            Side.KEPT,
        ),
        (Part.LANGUAGE, {"language": "es"}, {"language": "es"}, Side.KEPT),
    ],
)
def test_the_better_one(part, kept, gone, taken):
    assert better(part, person(OLD, **kept), person(NEW, **gone)) == taken


def test_of_two_the_newer_either_way():
    one, other = person(NEW, sex="male"), person(OLD, sex="female")
    assert (better(Part.SEX, one, other), better(Part.SEX, other, one)) == (Side.KEPT, Side.GONE)


def record(status, ends=None, since=date(2025, 1, 1)):
    return SimpleNamespace(status=status, since=since, document=SimpleNamespace(expires_on=ends) if ends else None)


def test_how_far_a_stage_has_come():
    ordered = [
        record("refused"),
        record("not_needed"),
        record("done", ends=date(2025, 5, 31)),
        record("in_progress"),
        record("submitted"),
        record("done", ends=date(2025, 6, 1)),
        record("done", ends=date(2026, 6, 1)),
        record("done"),
    ]
    backwards = ordered[::-1]
    assert sorted(backwards, key=lambda one: standing(one, TODAY)) == ordered


def test_how_far_a_case_has_come():
    further = [record("done"), record("in_progress")]
    assert progress(further, TODAY) > progress([record("in_progress"), record("submitted")], TODAY)
    assert progress(further, TODAY) > progress([record("done"), record("refused")], TODAY)
