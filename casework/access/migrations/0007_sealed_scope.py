"""For whom a transaction acts counts only with a seal; the tables' owner, whose functions answer policies, is not bound.

A register made before has its functions replaced here and in the rooms' own migrations; one made now has them so from
the start.
"""

from django.db import migrations

from casework.access import row_security as rows

UNFORCED = """
DO $$ DECLARE protected regclass; BEGIN
    FOR protected IN SELECT oid FROM pg_class WHERE relforcerowsecurity AND pg_has_role(relowner, 'MEMBER') LOOP
        EXECUTE format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', protected);
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0006_disclosure_budget")]
    operations = [
        migrations.RunSQL(rows.FUNCTIONS, migrations.RunSQL.noop),
        migrations.RunSQL(UNFORCED, migrations.RunSQL.noop),
    ]
