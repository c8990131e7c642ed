"""The reference data: what the migrations put into the tables, and what each test begins with.

A test with transactions of its own leaves rows in any table. Django empties them and has its serializer write the
reference data anew, row by row, before the next such test; what comes after the last one finds empty tables. Here each
such test ends as it began, in one transaction, so tests may run in any order.
"""

from django.db import connection, transaction
from psycopg import sql

Kept = dict[str, bytes]


def keep() -> Kept:
    """Read the rows of all tables that have some, as PostgreSQL copies them."""
    with transaction.atomic(), connection.cursor() as cursor:
        names = [name for name in _tables() if _has_rows(cursor, name)]
        return {name: _rows(cursor, name) for name in names}


def put_back(kept: Kept) -> None:
    """Empty the tables and fill them with what was kept; only their owner may. No trigger makes history of it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(map(sql.Identifier, _tables()))))
        for name, rows in kept.items():
            cursor.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(name)))
            with cursor.copy(sql.SQL("COPY {} FROM STDIN (FORMAT binary)").format(sql.Identifier(name))) as copy:
                copy.write(rows)
        # A table whose rows are still to be checked takes no ALTER.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name in kept:
            cursor.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(sql.Identifier(name)))


def _tables() -> list[str]:
    return connection.introspection.django_table_names(only_existing=True, include_views=False)


def _has_rows(cursor, name: str) -> bool:
    cursor.execute(sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.Identifier(name)))
    return cursor.fetchone()[0]


def _rows(cursor, name: str) -> bytes:
    with cursor.copy(sql.SQL("COPY {} TO STDOUT (FORMAT binary)").format(sql.Identifier(name))) as copy:
        return b"".join(copy)
