"""Writing many rows at once: COPY, table by table, with the checks of foreign keys at the end of each batch.

What COPY reads is put together where the batch is made, in a process beside the one that writes. The columns are the
models' own, so a column that is added to a model gets its default here without a change.
"""

from collections.abc import Iterable
from json import dumps
from json.encoder import encode_basestring as quoted
from operator import itemgetter
from typing import NamedTuple

from django.db import connection, models

from casework.journey.models import Blocker, Case, Note, StageRecord
from casework.people.models import (
    Consent,
    ContactPoint,
    DataRequest,
    Event,
    Household,
    IdentityDocument,
    Likeness,
    Person,
    PersonAccess,
    SpecificNeed,
)
from casework.programmes.models import Award, Instalment, Training

# In the order in which they point at each other.
MODELS = (
    Household,
    Person,
    Likeness,
    IdentityDocument,
    ContactPoint,
    SpecificNeed,
    Consent,
    PersonAccess,
    DataRequest,
    Case,
    StageRecord,
    Blocker,
    Note,
    Training,
    Award,
    Instalment,
    Event,
)

TABLES = tuple(model._meta.db_table for model in MODELS)
# Signs that no text of a person holds, until what they stand for is put in.
_ROW, _CELL, _NULL = "\x1e", "\x1f", "\x00"
_ESCAPED = (
    ("\\", "\\\\"),
    ("\n", "\\n"),
    ("\r", "\\r"),
    ("\t", "\\t"),
    (_ROW, "\n"),
    (_CELL, "\t"),
    (_NULL, "\\N"),
)


def encode_facts(facts: dict[str, str | int | list[str]]) -> str:
    """JSON of what an event holds. There are so many events that json's general encoder took a tenth of the time."""
    return "{" + ", ".join([f'"{k}": {quoted(v) if type(v) is str else dumps(v)}' for k, v in facts.items()]) + "}"


def array(values: Iterable[str]) -> str:
    """As PostgreSQL reads an array."""
    return f"{{{','.join(sorted(values))}}}"


class Table:
    """Where a model's rows are kept, and what a column holds when nothing is said."""

    def __init__(self, model: type[models.Model]) -> None:
        # A number that the database counts (the timeline's) is left to it.
        fields = [f for f in model._meta.concrete_fields if not isinstance(f, models.AutoField)]
        self.defaults = {f.attname: _default(f) for f in fields}
        self.in_order = itemgetter(*self.defaults)
        columns = ", ".join(connection.ops.quote_name(f.column) for f in fields)
        self.copy = f"COPY {connection.ops.quote_name(model._meta.db_table)} ({columns}) FROM STDIN"


def _default(field: models.Field):
    """None for what is made anew for each row (ids, instants): that is said, or PostgreSQL refuses the row."""
    return None if field.has_default() and callable(field.default) else field.get_default()


class Batch:
    """Rows of all tables, gathered to be written together. Values are what PostgreSQL reads: text, numbers, None."""

    tables = {model: Table(model) for model in MODELS}

    def __init__(self) -> None:
        self.rows: dict[type[models.Model], list[tuple]] = {model: [] for model in MODELS}
        # Words of their names.
        self.words: set[str] = set()

    def add(self, model: type[models.Model], **values) -> None:
        """One row; columns that are not named get the model's default."""
        table = self.tables[model]
        row = table.defaults | values
        if len(row) > len(table.defaults):
            raise TypeError(f"not columns of {model.__name__}: {sorted(row.keys() - table.defaults.keys())}")
        self.rows[model].append(table.in_order(row))

    def change_last(self, model: type[models.Model], **values) -> None:
        """Other values in the row of this table that was added last."""
        table, rows = self.tables[model], self.rows[model]
        rows[-1] = table.in_order(dict(zip(table.defaults, rows[-1], strict=True)) | values)

    def made(self, people: int) -> "Made":
        """The batch, of so many people, as it is written."""
        copies = [(self.tables[model].copy, as_copy_reads(rows)) for model, rows in self.rows.items() if rows]
        counts = {model._meta.label: len(rows) for model, rows in self.rows.items()}
        return Made(people, counts, copies, self.words)


class Made(NamedTuple):
    """A batch to be written: how many people and rows of each model, the statements of COPY with what they read, and
    the words of names, of which each is kept once for all batches."""

    people: int
    counts: dict[str, int]
    copies: list[tuple[str, bytes]]
    words: set[str]

    def write(self) -> None:
        """Write into the open transaction. Foreign keys are checked here, so that their queue does not grow."""
        with connection.cursor() as cursor:
            for statement, text in self.copies:
                with cursor.copy(statement) as copy:
                    copy.write(text)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def as_copy_reads(rows: Iterable[tuple]) -> bytes:
    """Rows as COPY's text: the signs that part cells and rows are put in last, when those within a text are escaped.

    Raises ValueError for a text that holds one of the three signs that stand for them until then.
    """
    rows = list(rows)
    text = _ROW.join([_CELL.join([v if type(v) is str else _NULL if v is None else str(v) for v in r]) for r in rows])
    if text.count(_ROW) != len(rows) - 1 or text.count(_CELL) != sum(map(len, rows)) - len(rows):
        raise ValueError("a text holds a sign that parts rows or cells")
    for sign, written in _ESCAPED:
        text = text.replace(sign, written)
    return f"{text}\n".encode()
