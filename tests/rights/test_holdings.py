"""The list of what is held forgets no table and no column, and no column twice."""

import pytest
from django.apps import apps
from django.db import models

from casework.people.models import Household, Person
from casework.rights.holding import ALL, Because
from casework.rights.holdings import HOLDINGS, what_stays

ROOMS = ("people", "journey", "programmes", "followups")
# A household is other people's too: its part of the export and its end are in the code.
SHARED = {Household}
OF_ALL = {"id", "created_at", "updated_at"}
BY_MODEL = {holding.model: holding for holding in HOLDINGS}


def leads_to_person(model, seen=()):
    if model is Person:
        return True
    ends = [f.related_model for f in model._meta.concrete_fields if f.is_relation and f.related_model not in seen]
    return any(leads_to_person(end, (*seen, model)) for end in ends)


def is_history(model):
    """Tables of django-pghistory: `casework_forget_history` empties them."""
    return any(field.name.startswith("pgh_") for field in model._meta.concrete_fields)


def test_every_table_that_leads_to_a_person_is_in_the_list():
    found = {m for m in apps.get_models() if m._meta.app_label in {a.label for a in apps.get_app_configs()}}
    wanted = {model for model in found if leads_to_person(model) and not is_history(model)}
    assert wanted == set(BY_MODEL)
    assert len(BY_MODEL) == len(HOLDINGS)
    assert {f.related_model for f in Person._meta.concrete_fields if f.is_relation} - {Household, Person} == {
        Person._meta.get_field("canton").related_model
    }


@pytest.mark.parametrize("holding", HOLDINGS, ids=lambda h: h.key)
def test_the_way_to_the_person_is_right(holding):
    model = holding.model
    for step in filter(None, holding.person.split("__")):
        model = model._meta.get_field(step).related_model
    assert model is Person


def own_columns(holding):
    parent = holding.person.split("__")[0]
    return {f.name for f in holding.model._meta.concrete_fields} - OF_ALL - {parent}


@pytest.mark.parametrize("holding", HOLDINGS, ids=lambda h: h.key)
def test_every_column_is_given_or_held_back_with_a_reason(holding):
    given, back = holding.given.split(), " ".join(holding.held_back.values()).split()
    assert sorted([*given, *back]) == sorted(own_columns(holding))


@pytest.mark.parametrize("holding", HOLDINGS, ids=lambda h: h.key)
def test_every_column_is_wiped_or_kept_with_a_reason(holding):
    wiped, kept = list(holding.wiped), " ".join(holding.kept.values()).split()
    if holding.gone == ALL:
        assert not kept
        assert set(wiped) <= own_columns(holding)
    else:
        assert sorted([*wiped, *kept]) == sorted(own_columns(holding))


@pytest.mark.parametrize("holding", HOLDINGS, ids=lambda h: h.key)
def test_no_free_text_is_kept(holding):
    """What has no list of values is written by hand, and may hold a name."""
    for column in " ".join(holding.kept.values()).split():
        field = holding.model._meta.get_field(column)
        free = isinstance(field, models.CharField | models.TextField) and not field.choices
        listed = column in ("nationality", "kind", "sections")
        assert not free or listed, column


def test_what_stays_names_each_thing_with_its_reason():
    stays = what_stays()
    assert ("people", ["sex", "nationality", "year of birth", "province"], str(Because.STATISTICS.label)) in stays
    assert any(table == "instalments" and why == str(Because.MONEY.label) for table, _columns, why in stays)
    assert not any("recorded by" in columns for _table, columns, _why in stays)
