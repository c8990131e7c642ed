"""What cleaning a row asks the database: what is worth asking, and no more."""

import uuid

import pytest
from django.core.exceptions import ValidationError

from casework.access.models import Organisation
from casework.journey.models import Note


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
