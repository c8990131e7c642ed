"""Questions that are asked of the database again and again, put together once.

To make SQL of a queryset takes Django several times as long as PostgreSQL takes to find a few rows by their keys. A
`Standing` question keeps the SQL of a queryset, never a row: values, the scope and the lock are of each time it is
asked.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.core.exceptions import EmptyResultSet
from django.db import connection, connections
from django.db.models import QuerySet

MOST_SHAPES = 512
_LONG_AGO = datetime(1000, 1, 1, tzinfo=UTC)
# Values that stand for others while a question is put together: nobody's.
_STAND_INS: dict[type, Callable[[int], Any]] = {
    UUID: lambda _place: uuid4(),
    datetime: lambda place: _LONG_AGO + timedelta(days=place),
    date: lambda place: _LONG_AGO.date() + timedelta(days=place),
}


class _Asked(NamedTuple):
    """A queryset of stand-ins with its SQL. `compiler` knows which columns make which row."""

    queryset: QuerySet
    compiler: Any
    sql: str
    parameters: tuple
    names: dict[Any, str]


class Question(NamedTuple):
    """A standing question with what it is asked about."""

    standing: Standing
    shape: tuple
    values: dict[str, Any]

    def rows(self) -> list:
        """Ask, and return the rows."""
        return self.standing.rows(*self.shape, **self.values)


class Standing:
    """A queryset that `build` makes of a shape and of values.

    The shape is what decides how it is asked, such as a role; of each there is one SQL. The values say about whom: ids,
    instants and days, which `build` may only put into conditions and never look at. None is a shape of its own.
    """

    def __init__(self, build: Callable[..., QuerySet]):
        self._build = build
        self._put_together = lru_cache(maxsize=MOST_SHAPES)(self._put_together_anew)

    def rows(self, *shape: Hashable, **values: UUID | datetime | date) -> list:
        """Ask, and return the rows.

        Raises TypeError for a value that is no id, instant or day, ValueError where `build` looked at a value or at the
        clock.
        """
        asked = self._in_shape(shape, values)
        if asked is None:
            return []
        queryset = asked.queryset.all()
        compiler = copy.copy(asked.compiler)
        compiler.connection = connections[compiler.using]
        bound = _bound(asked.parameters, asked.names, values)
        compiler.as_sql = lambda *_args, **_options: (asked.sql, bound)
        queryset.query.get_compiler = lambda *_args, **_options: compiler
        return list(queryset)

    def about(self, *shape: Hashable, **values: UUID | datetime | date) -> Question:
        """Return the question with its values, to be asked with others (`rows_of_few`)."""
        return Question(self, shape, values)

    def statement(self, shape: tuple, values: dict[str, Any]) -> tuple[str, tuple] | None:
        """Return the SQL with its values; None where nobody can be found."""
        asked = self._in_shape(shape, values)
        return asked and (asked.sql, _bound(asked.parameters, asked.names, values))

    def _in_shape(self, shape: tuple, values: dict[str, Any]) -> _Asked | None:
        return self._put_together(shape, tuple((name, type(value)) for name, value in values.items()))

    def _put_together_anew(self, shape: tuple, kinds: tuple[tuple[str, type], ...]) -> _Asked | None:
        """Return the question in this shape; None where nobody can be found, whoever is asked about."""
        stand_ins = {}
        for place, (name, kind) in enumerate(kinds):
            if kind not in _STAND_INS:
                raise TypeError(f"{name} is no id, instant or day: {kind.__name__}")
            stand_ins[name] = _STAND_INS[kind](place)
        queryset = self._build(*shape, **stand_ins)
        compiler = queryset.query.get_compiler(using=queryset.db)
        try:
            sql, parameters = compiler.as_sql()
        except EmptyResultSet:
            return None
        names = {value: name for name, value in stand_ins.items()}
        _refuse_hidden(parameters, names)
        return _Asked(queryset, compiler, sql, tuple(parameters), names)


def rows_of_few(questions: Mapping[str, Question]) -> dict[str, list]:
    """Return the rows of each question, of which most have none: one statement says which have, and those are asked."""
    statements = {name: one.standing.statement(one.shape, one.values) for name, one in questions.items()}
    answerable = {name: statement for name, statement in statements.items() if statement}
    there = dict.fromkeys(questions, False)
    if answerable:
        exist = ", ".join(f"EXISTS ({sql})" for sql, _bound in answerable.values())
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {exist}", [value for _sql, bound in answerable.values() for value in bound])
            there |= dict(zip(answerable, cursor.fetchone(), strict=True))
    return {name: question.rows() if there[name] else [] for name, question in questions.items()}


def _bound(parameters: Iterable, names: dict[Any, str], values: dict[str, Any]) -> tuple:
    return tuple(_value_of(parameter, names, values) for parameter in parameters)


def _value_of(parameter: Any, names: dict[Any, str], values: dict[str, Any]) -> Any:
    if isinstance(parameter, list):
        return [_value_of(one, names, values) for one in parameter]
    return values[names[parameter]] if isinstance(parameter, (UUID, date)) and parameter in names else parameter


def _refuse_hidden(parameters: Iterable, names: dict[Any, str]) -> None:
    """Raise ValueError where a parameter is of this moment, or a stand-in was made into something else."""
    ids = [text for value in names if isinstance(value, UUID) for text in (str(value), value.hex)]
    for parameter in parameters:
        if isinstance(parameter, list):
            _refuse_hidden(parameter, names)
        elif isinstance(parameter, date) and parameter not in names:
            raise ValueError("A standing question looked at the clock: give it the instant as a value.")
        elif not isinstance(parameter, UUID) and any(text in str(parameter) for text in ids):
            raise ValueError("A standing question made something else of a value.")
