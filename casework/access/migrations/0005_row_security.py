"""What policies read of the transaction, and the log's own: written by all, read by few, changed by nobody."""

from django.db import migrations

from casework.access import row_security as rows

LOG_READ = """(SELECT casework_system()) OR (SELECT casework_log()) = 'all'
    OR (SELECT casework_log()) = 'own' AND (organisation_id = (SELECT casework_organisation())
        OR owners @> ARRAY[(SELECT casework_organisation())])"""
# The application may not change what it logged.
ONLY_ADDED = rows.only_added("access_logentry")


class Migration(migrations.Migration):
    dependencies = [("access", "0004_history")]
    operations = [
        migrations.RunSQL(rows.FUNCTIONS, rows.DROP_FUNCTIONS),
        migrations.RunSQL(rows.protect("access_logentry", LOG_READ, "true"), rows.unprotect("access_logentry")),
        migrations.RunSQL(ONLY_ADDED, migrations.RunSQL.noop),
    ]
