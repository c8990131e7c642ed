"""The functions of this room read the sealed scope."""

from django.db import migrations

from casework.access import row_security as rows


class Migration(migrations.Migration):
    dependencies = [("people", "0022_sealed_scope"), ("journey", "0013_rows_that_wait")]
    operations = [migrations.RunSQL(rows.CASE_FUNCTIONS + rows.IMPORTS, migrations.RunSQL.noop)]
