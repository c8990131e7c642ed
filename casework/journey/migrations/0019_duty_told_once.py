"""Policies of stages read a ministry's duty once a statement (access 0009); one made now has them so from the start."""

from django.db import migrations

from casework.access import row_security as rows
from casework.journey.stages import STAGES_OF_DUTY


class Migration(migrations.Migration):
    dependencies = [("journey", "0018_import_households"), ("access", "0009_reader_told_once")]
    operations = [
        migrations.RunSQL(rows.stage_function(STAGES_OF_DUTY), migrations.RunSQL.noop),
        migrations.RunSQL(rows.protect("journey_stagerecord", rows.of_stage()), migrations.RunSQL.noop),
    ]
