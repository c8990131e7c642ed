"""What the database must be like for its locks to hold; `manage.py check --database default` asks."""

from django.conf import settings
from django.core.checks import Error, Warning
from django.db import connections, transaction

from casework.access.postgresql.base import BEGAN, seal
from casework.access.row_security import SCOPE_PARTS

FACTS = """
    SELECT rolsuper OR rolbypassrls,
        (SELECT coalesce(bool_or(pg_has_role(relowner, 'MEMBER')), false) FROM pg_class
            WHERE oid = to_regclass('people_person')),
        (SELECT proleakproof FROM pg_proc WHERE oid = 'pg_catalog.textlike(text, text)'::regprocedure)
    FROM pg_roles WHERE rolname = current_user
"""
SEALED = """
    SELECT casework_system() FROM (SELECT set_config('casework.scope', %s, true), set_config('casework.seal', %s, true)
        OFFSET 0) told
"""


def the_locks_hold(app_configs, databases, **kwargs) -> list:
    """An error for a role that no row-level security binds; warnings for one that could lift it, or is slowed by it."""
    found = []
    for alias in databases or ():
        with connections[alias].cursor() as cursor:
            cursor.execute(FACTS)
            unbound, owns, leakproof = cursor.fetchone()
        if not settings.AS_OWNER and not _knows_our_seal(alias):
            sentence = "The database does not know the key that seals scopes: whoever asks sees nothing."
            found.append(Error(sentence, "Run manage.py migrate with this SECRET_KEY.", id="access.E002"))
        if unbound:
            found.append(Error("The database's role is not bound by row-level security.", _HINT, id="access.E001"))
        if owns and not settings.AS_OWNER:
            sentence = (
                "The database's role owns the tables: row-level security does not bind it, and it could change its log."
            )
            found.append(Warning(sentence, _HINT, id="access.W001"))
        if not leakproof:
            found.append(Warning("Searches by parts of a name cannot use their index.", _HINT, id="access.W002"))
    return found


def _knows_our_seal(alias: str) -> bool:
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        cursor.execute("SELECT to_regclass('access_scopekey') IS NULL")
        if cursor.fetchone()[0]:
            return True  # not migrated yet: there is nothing to be sealed
        cursor.execute(BEGAN)
        whole = "on" + "|" * (len(SCOPE_PARTS) - 1)
        cursor.execute(SEALED, [whole, seal(whole, cursor.fetchone()[0])])
        return cursor.fetchone()[0]


_HINT = "Run deploy/roles.sql and deploy/database.sql as a superuser; give DATABASE_OWNER_URL to migrations only."
