"""Rows that hang on one thing go over to another, in whichever room they are: found by the columns that point at it.

A room that is built later is in it the day its table is made. Nothing is copied and nothing deleted: each `Change` says
what some columns of one row were and what they become, so that it can be turned round.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from uuid import UUID, uuid4

import pgtrigger
from django.apps import apps
from django.db import models, transaction
from django.db.models import Model, Q
from django.utils import timezone

from casework.access.history import History
from casework.journey.models import Expiry
from casework.people.models import ContactPoint, DataRequest, Duplicate, IdentityDocument, Likeness, Merge, SpecificNeed

# Not moved: what is made anew of the person, the pairs they were found in, what says who was merged into whom, and what
# PostgreSQL keeps itself.
APART = {Likeness, Duplicate, Merge, Expiry}


def _fullness(row: Model) -> int:
    return sum(getattr(row, field.attname) not in (None, "") for field in row._meta.concrete_fields)


# Of the same thing on both sides the one that says more is kept, and of two wishes the one to be answered first; of all
# others that of the record which is kept.
GREATER_IS_KEPT = {
    IdentityDocument: _fullness,
    ContactPoint: _fullness,
    SpecificNeed: _fullness,
    DataRequest: lambda row: -row.due_on.toordinal(),
}


@dataclass(frozen=True)
class Change:
    """Some columns of one row: how they were and how they become, as JSON has it.

    `makes_way`: it changes places with another row that may not stand beside it, so it has to go first, for a moment
    to nowhere.
    """

    model: type[Model]
    pk: object
    before: dict
    after: dict
    makes_way: bool = False

    def back(self) -> "Change":
        return replace(self, before=self.after, after=self.before)


def change(row: Model, **becomes) -> Change:
    """What these columns of the row become."""
    fields = {name: row._meta.get_field(name) for name in becomes}
    before = {name: said(row, name) for name in becomes}
    return Change(type(row), row.pk, before, {name: plain(fields[name], value) for name, value in becomes.items()})


def said(row: Model, column: str) -> object:
    """What a column of the row says now, as JSON has it."""
    field = row._meta.get_field(column)
    return plain(field, getattr(row, field.attname))


def plain(field: models.Field, value: object) -> object:
    value = field.get_prep_value(value.pk if isinstance(value, Model) else value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def native(model: type[Model], told: dict) -> dict:
    """The values of the columns, as the table takes them."""
    columns = {name: model._meta.get_field(name) for name in told}
    return {field.attname: field.to_python(told[name]) for name, field in columns.items()}


# What points at it ----------------------------------------------------------------------------------------------------
def pointing_at(model: type[Model]) -> Iterator[models.ForeignKey]:
    """The columns of all tables that point at this one; also those which it does not know by name."""
    for relation in model._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)):
            continue
        table = relation.related_model
        if table is not model and table not in APART and not issubclass(table, History):
            yield relation.field


def is_part(field: models.ForeignKey) -> bool:
    """Whether its rows are a part of what they point at, and do not only name it."""
    return field.remote_field.on_delete is models.CASCADE


def move(field: models.ForeignKey, source: Model, target: Model, *, but: Iterable = ()) -> tuple[list[Change], list]:
    """The rows of one table that go over from the source to the target, and those that stay since it has the same.

    Rows in `but` stay without being the same. Who pointed at a row that stays points at its like afterwards.
    """
    table, but = field.model, set(but)
    rows = [row for row in table._base_manager.filter(**{field.name: source}).order_by("pk") if row.pk not in but]
    alike = _alike(field, rows, target)
    changes, stay = [], []
    for row in rows:
        like = alike.get(row.pk)
        if like is None:
            changes.append(change(row, **{field.name: target}))
        elif table in GREATER_IS_KEPT and GREATER_IS_KEPT[table](row) > GREATER_IS_KEPT[table](like):
            changes += swap(field, row, like)
            stay.append(like)
            changes += _point_at(row, like)
        else:
            stay.append(row)
            changes += _point_at(like, row)
    return changes, stay


def swap(field: models.ForeignKey, row: Model, like: Model) -> list[Change]:
    """Two rows that may not stand beside each other change places; `like` is the one that makes way."""
    there, here = getattr(like, field.attname), getattr(row, field.attname)
    moved = change(like, **{field.name: here})
    return [change(row, **{field.name: there}), replace(moved, makes_way=True)]


def _point_at(like: Model, stays: Model) -> list[Change]:
    """Rows that name the one which stays name its like; its own parts stay with it."""
    changes = []
    for field in pointing_at(type(stays)):
        if not is_part(field):
            rows = field.model._base_manager.filter(**{field.name: stays})
            changes += [change(row, **{field.name: like}) for row in rows]
    return changes


def _alike(field: models.ForeignKey, rows: list[Model], target: Model) -> dict:
    """Of these rows those beside which the target has one already that forbids them, with that one."""
    found = {}
    for names, condition, nulls_are_alike in _once(field) if rows else ():
        others = {}
        for other in field.model._base_manager.filter(condition, **{field.name: target}):
            others.setdefault(_values(other, names, nulls_are_alike), other)
        held = field.model._base_manager.filter(condition, pk__in=[row.pk for row in rows])
        for row in held:
            values = _values(row, names, nulls_are_alike)
            if values is not None and values in others:
                found.setdefault(row.pk, others[values])
    return found


def _once(field: models.ForeignKey) -> Iterator[tuple[tuple[str, ...], Q, bool]]:
    """What the table has only once for each row of the other: these columns, where this holds."""
    if field.unique:
        yield (), Q(), True
    for constraint in field.model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and field.name in constraint.fields:
            names = tuple(name for name in constraint.fields if name != field.name)
            yield names, constraint.condition or Q(), constraint.nulls_distinct is False


def _values(row: Model, names: tuple[str, ...], nulls_are_alike: bool) -> tuple | None:
    values = tuple(said(row, name) for name in names)
    return values if nulls_are_alike or None not in values else None


# Doing it -------------------------------------------------------------------------------------------------------------
def put(changes: list[Change]) -> None:
    """Makes these changes, in their order; rows that made way get their new place when all others have theirs."""
    now = timezone.now()
    waiting = [one for one in changes if one.makes_way]
    for one in waiting:
        _update(one.model, [one.pk], {name: uuid4() for name in one.after})
    _put([one for one in changes if not one.makes_way], now)
    # That they were nowhere for a moment is nothing to remember: where they were before is remembered already.
    with pgtrigger.ignore(), transaction.atomic():
        _put(waiting, now)


def _put(changes: list[Change], now: datetime) -> None:
    for (model, becomes), some in groupby(_by_row(changes), key=_together):
        told = dict(becomes) | ({"updated_at": now} if _has_updated_at(model) else {})
        _update(model, [one.pk for one in some], told)


def _by_row(changes: list[Change]) -> Iterator[Change]:
    """What becomes of one row in a row is done at once: its columns are judged together."""
    for (_model, _pk), some in groupby(changes, key=lambda one: (one.model, one.pk)):
        first, *more = some
        before = {name: value for one in (first, *more) for name, value in one.before.items()}
        after = {name: value for one in (first, *more) for name, value in one.after.items()}
        yield replace(first, before=before, after=after)


def _together(one: Change) -> tuple:
    return one.model, tuple(native(one.model, one.after).items())


def _update(model: type[Model], keys: list, told: dict) -> None:
    model._base_manager.filter(pk__in=keys).update(**told)


def _has_updated_at(model: type[Model]) -> bool:
    return any(field.name == "updated_at" for field in model._meta.concrete_fields)


def table_of(model: type[Model]) -> str:
    return model._meta.label_lower


def model_of(table: str) -> type[Model]:
    return apps.get_model(table)
