"""The second lock on the tables of this room (access/row_security.py)."""

from django.db import migrations

from casework.access import row_security as rows

CASE_OF_AWARD = "(SELECT w.case_id FROM programmes_award w WHERE w.id = programmes_instalment.award_id)"
PERSON_OF_AWARD = f"(SELECT c.person_id FROM journey_case c WHERE c.id = {CASE_OF_AWARD})"
TABLES = {
    "programmes_training": rows.of_case("programmes_training", "programmes"),
    "programmes_award": rows.of_case("programmes_award", "programmes"),
    "programmes_instalment": rows.seen(PERSON_OF_AWARD, "'programmes'"),
}


class Migration(migrations.Migration):
    dependencies = [("journey", "0005_row_security"), ("programmes", "0002_history")]
    operations = [migrations.RunSQL(rows.protect(table, rule), rows.unprotect(table)) for table, rule in TABLES.items()]
