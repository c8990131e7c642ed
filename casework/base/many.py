"""Make many new rows of one table at once, ask what their constraints say of them, and write them: one question each.

The rows go over as one JSON array that PostgreSQL takes apart by the table's own columns. `bulk_create` does the same
with an object of its own for each value, and took three quarters of the time of an import.
"""

# ruff: noqa: S608  (put together from the names of our own tables and columns alone)

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from operator import itemgetter
from typing import TypeVar

import orjson
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models.base import ModelState
from django.utils import timezone

from casework.base.constraints import field_told
from casework.base.ids import IdField

Row = TypeVar("Row", bound=models.Model)


def new_row(model: type[Row], **values) -> Row:
    """Make a row as `model(**values)` does, in a third of the time, for rows that are made by thousands.

    `values` are by the names of fields or their columns; no signal is sent.
    """
    row = model.__new__(model)
    row._state = ModelState()
    kept, fields = row.__dict__, _fields_by_name(model)
    for attribute, make, constant in _defaults(model):
        kept[attribute] = make() if make else constant
    for name, value in values.items():
        field = fields[name]
        if field is None:
            kept[name] = value
        elif field.many_to_one:
            kept[field.attname] = None if value is None else getattr(value, field.target_field.attname)
            field.set_cached_value(row, value)
        else:
            setattr(row, name, value)
    return row


def insert_rows(rows: Iterable[models.Model]) -> None:
    """Writes new rows of one table, in their order. They are as they were built: nothing is checked here."""
    rows = list(rows)
    if not rows:
        return
    model = type(rows[0])
    _stamp(rows)
    with connection.cursor() as cursor:
        cursor.execute(_insertion(model), [_as_json(model, rows)])
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def insert_new(rows: Iterable[models.Model]) -> list[models.Model]:
    """The same for rows of which some may stand there by a UNIQUE constraint: those that were written."""
    rows = list(rows)
    if not rows:
        return []
    model = type(rows[0])
    _stamp(rows)
    with connection.cursor() as cursor:
        cursor.execute(f"{_insertion(model)} ON CONFLICT DO NOTHING RETURNING id", [_as_json(model, rows)])
        written = {key for (key,) in cursor.fetchall()}
    return [row for row in rows if row.pk in written]


def update_rows(rows: Sequence[models.Model], fields: Sequence[str]) -> None:
    """Writes these fields of rows that are there, as they are now: nothing is checked here."""
    if not rows:
        return
    model = type(rows[0])
    written = (*fields, *_stamp(rows))
    with connection.cursor() as cursor:
        cursor.execute(_update(model, written), [_as_json(model, rows, ("id", *written))])


def _stamp(rows: Sequence[models.Model]) -> list[str]:
    """Says of rows that they are of now, as `save` does; in which fields."""
    now = timezone.now()
    stamped = [field.name for field in type(rows[0])._meta.concrete_fields if getattr(field, "auto_now", False)]
    for name in stamped:
        for row in rows:
            setattr(row, name, now)
    return stamped


@contextmanager
def one_after_the_other() -> Iterator[None]:
    """What is written within is sent without waiting for each answer: the next table's rows are put together while
    PostgreSQL writes the last one's. Whatever fails is told at the end."""
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield


def check_rows(rows: Sequence[models.Model]) -> list[ValidationError | None]:
    """For each row what its CHECK constraints refuse, as `full_clean` would say it; None for a right one."""
    if not rows:
        return []
    model = type(rows[0])
    checks = _checks(model)
    if not checks:
        return [None] * len(rows)
    with connection.cursor() as cursor:
        cursor.execute(_question(model), [_as_json(model, rows)])
        answers = cursor.fetchall()
    return [_refusal(model, checks, broken) for (broken,) in answers]


def check_each_once(rows: Sequence[models.Model], field: str) -> None:
    """Raises ValidationError when two of these new rows, which have `field` in common, break a UNIQUE constraint."""
    if len(rows) < 2:
        return
    for constraint in type(rows[0])._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and field in constraint.fields:
            _check_once(constraint, rows)


def _check_once(constraint: models.UniqueConstraint, rows: Sequence[models.Model]) -> None:
    seen = set()
    for row in rows:
        values = tuple(str(getattr(row, name)) for name in constraint.fields)
        if values in seen and (constraint.condition is None or _holds(constraint.condition, row)):
            message, code = constraint.get_violation_error_message(), constraint.violation_error_code
            raise ValidationError({field_told(type(row), constraint): [ValidationError(message, code=code)]})
        seen.add(values)


def _holds(condition: models.Q, row: models.Model) -> bool:
    return condition.check({field.name: getattr(row, field.attname) for field in row._meta.concrete_fields})


def _refusal(
    model: type[models.Model], checks: Sequence[models.CheckConstraint], broken: Sequence[bool]
) -> ValidationError | None:
    wrong = {}
    for check, is_broken in zip(checks, broken, strict=True):
        if is_broken:
            error = ValidationError(check.get_violation_error_message(), code=check.violation_error_code)
            wrong.setdefault(field_told(model, check), []).append(error)
    return ValidationError(wrong) if wrong else None


# How a row is made ----------------------------------------------------------------------------------------------------
@cache
def _defaults(model: type[models.Model]) -> list[tuple[str, Callable | None, object]]:
    """Return each column's attribute with what makes its first value, or that value where it is always the same."""
    return [
        (field.attname, field.default, None)
        if field.has_default() and callable(field.default)
        else (field.attname, None, field.get_default())
        for field in model._meta.concrete_fields
    ]


@cache
def _fields_by_name(model: type[models.Model]) -> dict[str, models.Field | None]:
    """Return {name: the field whose attribute takes the value}; None where the row keeps it as it is."""
    fields = model._meta.concrete_fields
    by_name = {field.attname: _plainer(field) and field for field in fields}
    return by_name | {field.name: field for field in fields if field.is_relation}


# How a table is asked ------------------------------------------------------------------------------------------------
@cache
def _checks(model: type[models.Model]) -> list[models.CheckConstraint]:
    return [c for c in model._meta.constraints if isinstance(c, models.CheckConstraint)]


@cache
def _columns(
    model: type[models.Model], fields: tuple[str, ...] = ()
) -> tuple[list[str], Callable[[dict], Sequence], list[tuple[str, str, Callable]]]:
    """Return the names of the columns that are written, what picks their values from a row, and what makes some plain.

    The last is (column, attribute, function) for each column whose values are not plain.
    """
    written = [model._meta.get_field(name) for name in fields] or _written(model)
    made = [(field.column, field.attname, _plainer(field)) for field in written if _plainer(field)]
    names = [field.attname for field in written]
    # Of one name alone `itemgetter` returns no sequence.
    pick = itemgetter(*names) if len(names) > 1 else lambda kept: [kept[names[0]]]
    return [field.column for field in written], pick, made


def _written(model: type[models.Model]) -> list[models.Field]:
    # A number that the database counts is left to it.
    return [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]


def _plainer(field: models.Field) -> Callable | None:
    """Django's own fields keep what JSON can say, or a text; others, such as those of countries and files, may not."""
    is_of_django = type(field).__module__.startswith("django.") and not isinstance(field, models.FileField)
    return None if is_of_django or isinstance(field, IdField) else field.get_prep_value


@cache
def _question(model: type[models.Model]) -> str:
    """For each row of a JSON array an array of booleans: which conditions are false. One that is neither passes."""
    with connection.schema_editor(collect_sql=True) as editor:
        conditions = [check._get_check_sql(model, editor).replace("%", "%%") for check in _checks(model)]
    broken = ", ".join(f"({condition}) IS FALSE" for condition in conditions)
    return f"SELECT ARRAY[{broken}] FROM {_recordset(model)} ORDER BY ordinality"


@cache
def _insertion(model: type[models.Model]) -> str:
    columns = ", ".join(connection.ops.quote_name(field.column) for field in _written(model))
    table = connection.ops.quote_name(model._meta.db_table)
    return f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {_recordset(model)} ORDER BY ordinality"


@cache
def _update(model: type[models.Model], fields: tuple[str, ...]) -> str:
    table = connection.ops.quote_name(model._meta.db_table)
    columns = [connection.ops.quote_name(model._meta.get_field(name).column) for name in fields]
    values = ", ".join(f"{column} = told.{column}" for column in columns)
    return f"UPDATE {table} SET {values} FROM {_recordset(model)} told WHERE {table}.id = told.id"


def _recordset(model: type[models.Model]) -> str:
    table = connection.ops.quote_name(model._meta.db_table)
    return f"jsonb_populate_recordset(NULL::{table}, %s::jsonb) WITH ORDINALITY"


def _as_json(model: type[models.Model], rows: Sequence[models.Model], fields: tuple[str, ...] = ()) -> str:
    """Rows with all that is written of them, or with these fields."""
    names, pick, made = _columns(model, fields)
    told = [dict(zip(names, pick(row.__dict__), strict=True)) for row in rows]
    for column, name, make in made:
        for row, values in zip(rows, told, strict=True):
            values[column] = make(getattr(row, name))
    return orjson.dumps(told, default=str).decode()
