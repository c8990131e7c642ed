"""As journey 0019, for what became of stages; the function of before is in use nowhere then."""

from django.db import migrations

from casework.access import row_security as rows


class Migration(migrations.Migration):
    dependencies = [("programmes", "0005_sealed_scope"), ("journey", "0019_duty_told_once")]
    operations = [
        migrations.RunSQL(
            rows.protect("journey_stagerecordhistory", rows.of_stage(), "true"), migrations.RunSQL.noop
        ),
        migrations.RunSQL("DROP FUNCTION IF EXISTS casework_sees_stage(text)", migrations.RunSQL.noop),
    ]
