"""A ministry's cases are read in the order in which the stages it sees changed, a page at a time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journey", "0022_expiries")]

    operations = [
        migrations.AddIndex(
            model_name="stagerecord",
            index=models.Index(fields=["updated_at", "case"], name="stage_record_in_order"),
        ),
    ]
