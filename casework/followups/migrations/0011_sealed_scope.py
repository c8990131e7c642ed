"""Forgetting history is the owner's function, whom no policy binds: it needs no scope."""

from django.db import migrations

UNBOUND = """
ALTER FUNCTION casework_forget_history(uuid) RESET ALL;
ALTER FUNCTION casework_forget_history(uuid) SET search_path = public, pg_temp;
"""


class Migration(migrations.Migration):
    dependencies = [("programmes", "0005_sealed_scope"), ("followups", "0010_access_asked")]
    operations = [migrations.RunSQL(UNBOUND, migrations.RunSQL.noop)]
