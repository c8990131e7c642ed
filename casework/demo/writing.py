"""Writing many rows at once: COPY, table by table, with the checks of foreign keys at the end of each batch.

The columns are the models' own, so a column that is added to a model gets its default here without a change.
"""

from collections.abc import Iterable
from json import dumps
from json.encoder import encode_basestring as quoted
from operator import itemgetter

from django.db import connection, models
from psycopg import Connection

from casework.journey.models import Blocker, Case, Note, StageRecord
from casework.people.models import (
    Consent,
    ContactPoint,
    DataRequest,
    Event,
    Household,
    IdentityDocument,
    Person,
    PersonAccess,
    SpecificNeed,
)
from casework.programmes.models import Award, Instalment, Training

# In the order in which they point at each other.
MODELS = (
    Household,
    Person,
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

    def write(self, psycopg: Connection) -> None:
        """Into the transaction that is open. Foreign keys are checked here, so that their queue does not grow."""
        with psycopg.cursor() as cursor:
            for model, rows in self.rows.items():
                _copy(cursor, self.tables[model].copy, rows)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _copy(cursor, statement: str, rows: Iterable[tuple]) -> None:
    if not rows:
        return
    with cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def analyze() -> None:
    """Tells PostgreSQL's planner what the tables hold now; until autovacuum comes by it would guess."""
    tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in MODELS)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {tables}")
