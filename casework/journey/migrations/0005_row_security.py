"""The second lock on the tables of this room (access/row_security.py). A ministry sees the stages of its step."""

from django.db import migrations

from casework.access import row_security as rows
from casework.journey.stages import STAGES_OF_DUTY

OF_ITS_STEP = " OR ".join(
    f"(SELECT casework_duty()) = '{duty}' AND stage IN ({', '.join(repr(stage) for stage in stages)})"
    for duty, stages in STAGES_OF_DUTY.items()
)
STAGE = f"{rows.of_case('journey_stagerecord', 'journey')} AND ((SELECT casework_duty()) = '' OR {OF_ITS_STEP})"
TABLES = {
    "journey_case": rows.of_person("journey_case", "journey"),
    "journey_stagerecord": STAGE,
    "journey_blocker": rows.of_case("journey_blocker", "blockers"),
    "journey_note": rows.of_case("journey_note", "notes"),
    "journey_attachment": rows.of_case("journey_attachment", "attachments"),
    "journey_intakerow": rows.of_case("journey_intakerow", "journey"),
}


class Migration(migrations.Migration):
    dependencies = [("people", "0007_row_security"), ("journey", "0004_history")]
    operations = [migrations.RunSQL(rows.protect(table, rule), rows.unprotect(table)) for table, rule in TABLES.items()]
