"""The second lock on the tables of this room (access/row_security.py). A ministry sees the stages of its step."""

from django.db import migrations

from casework.access import row_security as rows
from casework.journey.stages import STAGES_OF_DUTY

TABLES = {
    "journey_case": rows.of_person("journey"),
    "journey_stagerecord": rows.of_stage(),
    "journey_blocker": rows.of_case("blockers"),
    "journey_note": rows.of_case("notes"),
    "journey_attachment": rows.of_case("attachments"),
    "journey_intakerow": rows.of_case("journey"),
}


class Migration(migrations.Migration):
    dependencies = [("people", "0007_row_security"), ("journey", "0004_history")]
    operations = [
        migrations.RunSQL(rows.CASE_FUNCTIONS, rows.DROP_CASE_FUNCTIONS),
        migrations.RunSQL(rows.stage_function(STAGES_OF_DUTY), rows.DROP_STAGE_FUNCTION),
        *(migrations.RunSQL(rows.protect(table, rule), rows.unprotect(table)) for table, rule in TABLES.items()),
    ]
