"""Lists of REST are read in their order, a page at a time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programmes", "0006_duty_told_once")]

    operations = [
        migrations.AddIndex(
            model_name="training",
            index=models.Index(fields=["-starts_on", "-id"], name="training_newest"),
        ),
        migrations.AddIndex(
            model_name="award",
            index=models.Index(fields=["-created_at", "-id"], name="award_newest"),
        ),
    ]
