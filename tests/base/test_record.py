"""What cleaning a row asks the database: what is worth asking, and no more."""

import uuid
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from casework.access.models import Organisation
from casework.journey.models import Note
from casework.people.models import Person


def note(case, ana, **fields):
    return Note(**{"case": case, "text": "Llamada", "author": ana.user, "organisation": ana.organisation, **fields})


def test_rows_that_are_loaded_and_ids_are_not_looked_up(case, ana, django_assert_num_queries):
    written = note(case, ana)
    with django_assert_num_queries(0):
        written.clean_fields()
        written.validate_unique()


def test_what_is_only_named_by_its_id_is_looked_up(case, ana):
    with pytest.raises(ValidationError) as refused:
        note(case, ana, organisation=None, organisation_id=uuid.uuid4()).full_clean()
    assert set(refused.value.message_dict) == {"organisation"}


def test_what_is_not_saved_yet_is_refused(case, ana):
    with pytest.raises(ValidationError):
        note(case, ana, organisation=Organisation(short_name="New")).full_clean()


def test_what_is_missing_is_refused(case, ana):
    with pytest.raises(ValidationError):
        note(case, ana, organisation=None).full_clean()


def test_other_unique_values_are_still_looked_for(ana):
    with pytest.raises(ValidationError) as refused:
        Organisation(short_name="HIAS", name="HIAS", kind="partner").full_clean()
    assert set(refused.value.message_dict) == {"short_name"}


def test_all_checks_of_a_row_are_one_question(django_assert_num_queries, db):
    person = Person(given_names="Yulimar", name_key="yulimar", birth_date=date(1991, 3, 12), birth_precision="day")
    with django_assert_num_queries(3):  # and the savepoint around it
        person.validate_constraints()


def test_every_broken_check_is_named(db):
    person = Person(birth_date=date(1991, 3, 12), entry_date=date(1990, 1, 1))
    with pytest.raises(ValidationError) as refused:
        person.validate_constraints()
    assert len(refused.value.messages) == 3
    with pytest.raises(ValidationError) as refused:
        person.validate_constraints(exclude={"given_names"})
    assert len(refused.value.messages) == 2


def test_an_unknown_check_passes_as_in_the_database(db):
    person = Person(given_names="Yulimar", entry_date=None, birth_date=None)
    person.validate_constraints()


def test_the_next_check_is_made_anew(db):
    person = Person(given_names="Yulimar")
    person.validate_constraints()
    person.given_names = ""
    with pytest.raises(ValidationError):
        person.validate_constraints()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sex", "unknown"),
        ("address", "a" * 500),
        ("given_names", ""),
        ("birth_date", "31/02/1991"),
        ("nationality", "XX"),
    ],
)
def test_what_is_not_right_at_the_first_look_is_refused_at_the_second(field, value):
    person = Person(given_names="Yulimar", name_key="yulimar", sex="female", nationality="VE")
    person.clean_fields()
    setattr(person, field, value)
    with pytest.raises(ValidationError) as refused:
        person.clean_fields()
    assert set(refused.value.message_dict) == {field}


def test_a_value_of_another_type_becomes_one_of_the_field():
    person = Person(given_names="Yulimar", name_key="yulimar", birth_date="1991-03-12", sex="female", nationality="VE")
    person.clean_fields()
    assert person.birth_date == date(1991, 3, 12)
