"""Rows that are made by thousands are as their class makes them."""

from datetime import datetime

import pytest

from casework.access.models import Organisation
from casework.base.many import new_row
from casework.journey.models import Case, ImportRow, IntakeRow, Note, StageRecord
from casework.people.models import ContactPoint, Event, IdentityDocument, Person, PersonAccess, SpecificNeed

MADE = [Case, ContactPoint, Event, IdentityDocument, ImportRow, IntakeRow, Note, Person, PersonAccess, SpecificNeed]


def kept(row):
    """What a row keeps, but for what each has of its own: its id, and the instant it was made."""
    of_its_own = {"_state", "id"}
    kept = {name: value for name, value in row.__dict__.items() if name not in of_its_own}
    return {name: type(value) if isinstance(value, datetime) else value for name, value in kept.items()}


@pytest.mark.parametrize("model", [*MADE, StageRecord])
def test_a_new_row_begins_as_its_class_lets_it_begin(model):
    made = new_row(model)
    assert kept(made) == kept(model())
    assert made._state.adding


def test_it_points_at_rows_and_takes_values_as_its_class_does(ana):
    person = new_row(Person, given_names="Yulimar", nationality="VE", household=None)
    assert kept(person) == kept(Person(given_names="Yulimar", nationality="VE", household=None))
    assert (person.nationality.code, person.household) == ("VE", None)
    case = new_row(Case, person=person, organisation=ana.organisation, caseworker_id=ana.user_id)
    assert (case.person_id, case.organisation_id, case.caseworker) == (person.pk, ana.organisation_id, ana.user)
    assert case.person is person


def test_no_two_rows_share_a_list():
    assert new_row(ImportRow).likely is not new_row(ImportRow).likely


def test_what_is_no_field_is_refused():
    with pytest.raises(KeyError):
        new_row(Organisation, shortname="HIAS")
