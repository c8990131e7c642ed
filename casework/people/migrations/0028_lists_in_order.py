"""Lists of REST are read in their order, a page at a time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0027_emergency_reads_found")]

    operations = [
        migrations.AddIndex(
            model_name="accessrequest",
            index=models.Index(fields=["-asked_at", "-id"], name="access_request_newest"),
        ),
        migrations.AddIndex(
            model_name="duplicate",
            index=models.Index(fields=["-probability", "id"], name="duplicate_likeliest"),
        ),
        migrations.AddIndex(
            model_name="household",
            index=models.Index(fields=["created_at", "id"], name="household_in_order"),
        ),
    ]
