"""Forgetting history is the owner's function, whom no policy binds: it needs no scope. Requests for access go as well."""

from importlib import import_module

from django.db import migrations

earlier = import_module("casework.followups.migrations.0002_row_security")

ATTEMPTS = "DELETE FROM people_contactattempthistory WHERE person_id = person;"
FORGET = earlier.FORGET.replace(
    ATTEMPTS, f"{ATTEMPTS}\n        DELETE FROM people_accessrequesthistory WHERE person_id = person;"
)
UNBOUND = """
ALTER FUNCTION casework_forget_history(uuid) RESET ALL;
ALTER FUNCTION casework_forget_history(uuid) SET search_path = public, pg_temp;
"""


class Migration(migrations.Migration):
    dependencies = [("programmes", "0005_sealed_scope"), ("followups", "0010_access_asked")]
    operations = [
        migrations.RunSQL(FORGET, migrations.RunSQL.noop),
        migrations.RunSQL(UNBOUND, migrations.RunSQL.noop),
    ]
