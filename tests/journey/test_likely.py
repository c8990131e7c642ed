"""Who is registered already: what one who sees her is told, and what one who does not."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from casework.access.models import Door, LogEntry
from casework.access.scope import acting_as
from casework.journey.actions import register
from casework.journey.likely import registered_matches
from casework.people.actions import add_document, update_person
from casework.people.matching import Traits

BORN = date(1991, 7, 23)


@pytest.fixture
def yulimar(ana):
    return register(
        by=ana,
        given_names="Yulimar del Valle",
        family_names="González Rondón",
        sex="female",
        birth_date=BORN,
        documents=[{"kind": "ve_cedula", "number": "V-18456729"}],
        contacts=[{"kind": "phone", "value": "0987654321"}],
    )


def asked(**said):
    return Traits(**({"given_names": "Yulimar", "family_names": "Gonsales", "birth_date": BORN} | said))


def told(traits, by):
    with acting_as(by, Door.WEB):
        return registered_matches(traits, by).people


def test_who_sees_her_is_told_her_case_and_why(yulimar, ana):
    (one,) = told(asked(documents=[("ve_cedula", "18.456.729")]), ana)
    assert one.very_likely
    assert (one.person, one.case) == (yulimar.person, yulimar)
    assert {"same document number", "same birth date", "same sound of the surname"} <= set(one.why)


def test_who_does_not_see_her_is_told_who_keeps_her_since_when_and_what_agrees(yulimar, bruno, hias):
    (one,) = told(asked(documents=[("ve_cedula", "18456729")]), bruno)
    assert (one.person, one.case) == (None, None)
    assert one.organisation == hias
    assert one.since == yulimar.opened_on
    assert {"birth date", "document"} <= set(one.why)
    assert not {"Yulimar del Valle", "same birth date"} & set(one.why)


@pytest.mark.parametrize(
    "said",
    [
        {"documents": [("passport", "AB129884")], "birth_date": None},  # an invented passport beside the right name
        {"birth_date": date(1991, 7, 24)},  # a day beside: near is not the same
        {"birth_date": date(1984, 2, 3)},
        {"documents": [("ve_cedula", "V-18456729")], "given_names": "Carmen", "family_names": "Quispe"},
        {"documents": [("ve_cedula", "V-18456729")], "family_names": "", "birth_date": None},
        {"documents": [("ve_cedula", "V-9999123")]},  # the right birth date, and another cédula
        {"given_names": "Yulimar Coromoto"},
        {"sex": "male"},
    ],
)
def test_a_person_out_of_sight_is_not_found_unless_name_and_another_part_agree(yulimar, bruno, said):
    assert told(asked(**said), bruno) == []


def test_a_birth_date_nearby_is_told_as_near_and_never_as_the_same(yulimar, bruno):
    (one,) = told(asked(documents=[("ve_cedula", "18456729")], birth_date=date(1991, 7, 24)), bruno)
    assert "birth date: near" in one.why
    assert "birth date" not in one.why


def test_that_she_was_told_of_stands_in_the_log(yulimar, ana, bruno, hias):
    told(asked(documents=[("ve_cedula", "18456729")]), ana)
    assert not LogEntry.objects.filter(place="likely_people").exists()
    told(asked(documents=[("ve_cedula", "18456729")]), bruno)
    entry = LogEntry.objects.get(place="likely_people")
    assert (entry.persons, entry.owners, entry.user_id) == ([yulimar.person_id], [hias.pk], bruno.user_id)


def test_a_name_alone_tells_of_nobody(yulimar, bruno, ana):
    for by in (bruno, ana):
        assert told(Traits(given_names="Yulimar del Valle", family_names="González Rondón"), by) == []


@pytest.mark.parametrize(
    "said",
    [
        {"given_names": "Yosmar", "birth_date": date(1994, 3, 2)},
        {"family_names": "Quispe", "given_names": "Daniela"},
        {"birth_date": date(1968, 2, 3), "given_names": "Carmen"},
    ],
)
def test_others_are_not_she(said, yulimar, ana):
    assert not told(asked(**said), ana)


def test_what_is_written_about_her_later_counts(yulimar, ana):
    unknown = Traits(given_names="Iuli", family_names="Gonsales", documents=[("passport", "129884471")])
    assert not told(unknown, ana)
    add_document(person=yulimar.person, by=ana, kind="passport", number="129884471")
    assert [one.case for one in told(unknown, ana)] == [yulimar]
    update_person(
        person=yulimar.person, by=ana, given_names="Carmen", family_names="Quispe", birth_date=date(1960, 1, 2)
    )
    assert not told(asked(), ana)


def test_who_registers_nobody_is_told_of_nobody(yulimar, marta):
    with pytest.raises(PermissionDenied):
        told(asked(), marta)
