"""The functions of this room read the sealed scope."""

from django.db import migrations

from casework.access import row_security as rows


class Migration(migrations.Migration):
    dependencies = [("journey", "0014_sealed_scope"), ("programmes", "0004_history_row_security")]
    operations = [migrations.RunSQL(rows.AWARD_FUNCTIONS, migrations.RunSQL.noop)]
