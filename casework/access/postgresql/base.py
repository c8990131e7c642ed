"""The connection. Django finds it by the name of the package in DATABASES["default"]["ENGINE"]."""

import contextlib
import logging
from contextvars import ContextVar
from hashlib import sha256

from django.conf import settings
from django.db import OperationalError, transaction
from django.db.backends.postgresql import base
from psycopg.errors import LockNotAvailable, QueryCanceled
from psycopg.pq import TransactionStatus

logger = logging.getLogger(__name__)

# What is being done now is done in this scope (`access.scope.Scope`), or in none. It lives here, as Django makes
# connections before anything that knows memberships can be imported.
scope: ContextVar = ContextVar("scope", default=None)
# Settings of PostgreSQL that bound the work of a transaction, such as statement_timeout (`access.bounds`).
bounds: ContextVar[dict[str, str] | None] = ContextVar("bounds", default=None)

BEGAN = "SELECT timestamptz_send(now())"


def scope_key(secret: str) -> bytes:
    """Make the key that seals scopes from a SECRET_KEY."""
    return sha256(b"casework.access.scope" + secret.encode()).digest()


def seal(text: str, began: bytes) -> str:
    """Seal the text of a scope for the transaction that began at this instant (access/row_security.py)."""
    key = scope_key(settings.SECRET_KEY)
    return sha256(key + began + text.encode() + key).hexdigest()


class DatabaseWrapper(base.DatabaseWrapper):
    """Declares the scope at the start of each transaction, and gives single statements one of their own."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(_within_a_transaction)
        # The instant at which the open transaction began, as PostgreSQL sends it: what a seal is bound to.
        self._began: bytes | None = None

    def init_connection_state(self):
        """Says that no trigger is ignored: pgtrigger's ask for each row, and where nothing was said they fail first."""
        super().init_connection_state()
        self.connection.execute("SELECT set_config('pgtrigger.ignore', '{}', false)")

    def _set_autocommit(self, autocommit):
        super()._set_autocommit(autocommit)
        self._began = None
        if not autocommit:
            self.declare_scope()

    def declare_scope(self) -> None:
        """Tell the open transaction whom it runs for, until it ends; sealed, or it would count for nothing."""
        told = scope.get()
        if told is None:
            return
        if self._began is None:
            self._began = self.connection.execute(BEGAN).fetchone()[0]
        sealed = {"casework.scope": told.text, "casework.seal": seal(told.text, self._began)}
        told_settings = (bounds.get() or {}) | told.history | sealed
        pairs = [part for pair in told_settings.items() for part in pair]
        calls = ", ".join(["set_config(%s, %s, true)"] * len(told_settings))
        self.connection.execute(f"SELECT {calls}", pairs)

    def is_usable_now(self) -> bool:
        """Whether the open transaction takes statements: it does not after an error that nobody undid."""
        return self.connection is not None and self.connection.info.transaction_status != TransactionStatus.INERROR


def _within_a_transaction(execute, sql, params, many, context):
    """A statement outside a transaction gets one, where there is a scope to be declared in it."""
    connection = context["connection"]
    alone = not connection.in_atomic_block and connection.get_autocommit() and scope.get() is not None
    with transaction.atomic(using=connection.alias) if alone else contextlib.nullcontext():
        try:
            return execute(sql, params, many, context)
        except OperationalError as error:
            if isinstance(error.__cause__, (QueryCanceled, LockNotAvailable)):
                logger.warning("statement %s ended: %s", fingerprint(sql), type(error.__cause__).__name__)
            raise


def fingerprint(sql: object) -> str:
    """Digest a statement without its values, as Django sends it: the same for the same work, and nobody's data."""
    return sha256(str(sql).encode()).hexdigest()[:12]
