"""Checking many new rows of one table at once: what their constraints say, in one question instead of one for each."""

import json
from collections.abc import Sequence
from functools import lru_cache

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models


def check_rows(rows: Sequence[models.Model]) -> list[ValidationError | None]:
    """For each row what its CHECK constraints refuse, as `full_clean` would say it; None for a right one."""
    if not rows:
        return []
    model = type(rows[0])
    checks = [c for c in model._meta.constraints if isinstance(c, models.CheckConstraint)]
    if not checks:
        return [None] * len(rows)
    with connection.cursor() as cursor:
        cursor.execute(_question(model), [json.dumps([_columns(row) for row in rows], cls=DjangoJSONEncoder)])
        answers = cursor.fetchall()
    return [_refusal(checks, broken) for (broken,) in answers]


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
            raise ValidationError({NON_FIELD_ERRORS: [ValidationError(message, code=code)]})
        seen.add(values)


def _holds(condition: models.Q, row: models.Model) -> bool:
    return condition.check({field.name: getattr(row, field.attname) for field in row._meta.concrete_fields})


@lru_cache
def _question(model: type[models.Model]) -> str:
    """For each row of a JSON array an array of booleans: which conditions are false. One that is neither passes."""
    with connection.schema_editor(collect_sql=True) as editor:
        checks = [c for c in model._meta.constraints if isinstance(c, models.CheckConstraint)]
        conditions = [check._get_check_sql(model, editor).replace("%", "%%") for check in checks]
    table = connection.ops.quote_name(model._meta.db_table)
    broken = ", ".join(f"({condition}) IS FALSE" for condition in conditions)
    return (
        f"SELECT ARRAY[{broken}] FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb)"  # noqa: S608  (names of ours)
        " WITH ORDINALITY ORDER BY ordinality"
    )


def _columns(row: models.Model) -> dict:
    return {field.column: field.get_prep_value(getattr(row, field.attname)) for field in row._meta.concrete_fields}


def _refusal(checks: Sequence[models.CheckConstraint], broken: Sequence[bool]) -> ValidationError | None:
    wrong = [
        ValidationError(check.get_violation_error_message(), code=check.violation_error_code)
        for check, is_broken in zip(checks, broken, strict=True)
        if is_broken
    ]
    return ValidationError({NON_FIELD_ERRORS: wrong}) if wrong else None
