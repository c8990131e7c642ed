"""The second lock on the tables of this room (access/row_security.py)."""

from django.db import migrations

from casework.access import row_security as rows

TABLES = {
    "programmes_training": rows.of_case("programmes"),
    "programmes_award": rows.of_case("programmes"),
    "programmes_instalment": rows.of_award("programmes"),
}


class Migration(migrations.Migration):
    dependencies = [("journey", "0005_row_security"), ("programmes", "0002_history")]
    operations = [
        migrations.RunSQL(rows.AWARD_FUNCTIONS, rows.DROP_AWARD_FUNCTIONS),
        *(migrations.RunSQL(rows.protect(table, rule), rows.unprotect(table)) for table, rule in TABLES.items()),
    ]
