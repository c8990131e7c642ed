"""The connection. Django finds it by the name of the package in DATABASES["default"]["ENGINE"]."""

import contextlib
from contextvars import ContextVar

from django.db import transaction
from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

# What is being done now is done in this scope (`access.scope.Scope`), or in none. It lives here, as Django makes
# connections before anything that knows memberships can be imported.
scope: ContextVar = ContextVar("scope", default=None)


class DatabaseWrapper(base.DatabaseWrapper):
    """Declares the scope at the start of each transaction, and gives single statements one of their own."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(_within_a_transaction)

    def init_connection_state(self):
        """Says that no trigger is ignored: pgtrigger's ask for each row, and where nothing was said they fail first."""
        super().init_connection_state()
        self.connection.execute("SELECT set_config('pgtrigger.ignore', '{}', false)")

    def _set_autocommit(self, autocommit):
        super()._set_autocommit(autocommit)
        if not autocommit:
            self.declare_scope()

    def declare_scope(self) -> None:
        """Tells the open transaction whom it runs for, until it ends."""
        if scope.get() is None:
            return
        told = scope.get().told()
        pairs = [part for pair in told.items() for part in pair]
        calls = ", ".join(["set_config(%s, %s, true)"] * len(told))
        self.connection.execute(f"SELECT {calls}", pairs)

    def is_usable_now(self) -> bool:
        """Whether the open transaction takes statements: it does not after an error that nobody undid."""
        return self.connection is not None and self.connection.info.transaction_status != TransactionStatus.INERROR


def _within_a_transaction(execute, sql, params, many, context):
    """A statement outside a transaction gets one, where there is a scope to be declared in it."""
    connection = context["connection"]
    alone = not connection.in_atomic_block and connection.get_autocommit() and scope.get() is not None
    with transaction.atomic(using=connection.alias) if alone else contextlib.nullcontext():
        return execute(sql, params, many, context)
