"""What the database must be like for its locks to hold; `manage.py check --database default` asks."""

from django.conf import settings
from django.core.checks import Error, Warning
from django.db import connections

FACTS = """
    SELECT rolsuper OR rolbypassrls,
        (SELECT coalesce(bool_or(pg_has_role(relowner, 'MEMBER')), false) FROM pg_class
            WHERE oid = to_regclass('people_person')),
        (SELECT proleakproof FROM pg_proc WHERE oid = 'pg_catalog.textlike(text, text)'::regprocedure)
    FROM pg_roles WHERE rolname = current_user
"""


def the_locks_hold(app_configs, databases, **kwargs) -> list:
    """An error for a role that no row-level security binds; warnings for one that could lift it, or is slowed by it."""
    found = []
    for alias in databases or ():
        with connections[alias].cursor() as cursor:
            cursor.execute(FACTS)
            unbound, owns, leakproof = cursor.fetchone()
        if unbound:
            found.append(Error("The database's role is not bound by row-level security.", _HINT, id="access.E001"))
        if owns and not settings.AS_OWNER:
            sentence = "The database's role owns the tables, so it could change its own log."
            found.append(Warning(sentence, _HINT, id="access.W001"))
        if not leakproof:
            found.append(Warning("Searches by parts of a name cannot use their index.", _HINT, id="access.W002"))
    return found


_HINT = "Run deploy/roles.sql and deploy/database.sql as a superuser; give DATABASE_OWNER_URL to migrations only."
