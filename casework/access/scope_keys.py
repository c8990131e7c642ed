"""Give the database the keys by which it knows the scopes that this service seals, after each `migrate`."""

from django.conf import settings
from django.db import connections, transaction

from casework.access.postgresql.base import scope_key

KEEP = """
INSERT INTO access_scopekey (key, since)
    SELECT key, now() - place * interval '1 second' FROM unnest(%s::bytea[]) WITH ORDINALITY AS kept (key, place)
    ON CONFLICT (key) DO UPDATE SET since = excluded.since
"""
DROP = "DELETE FROM access_scopekey WHERE key <> ALL (%s::bytea[])"


def keep_scope_keys(using: str) -> None:
    """Keep the keys made of SECRET_KEY and its fallbacks, and no other; the tables' owner alone may."""
    keys = [scope_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regclass('access_scopekey') IS NOT NULL")
        if cursor.fetchone()[0]:
            cursor.execute(DROP, [keys])
            cursor.execute(KEEP, [keys])
