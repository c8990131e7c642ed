"""The list of cases of all states is read in the order of their last moves, a page at a time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journey", "0020_unreachable_found")]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["-moved_at", "id"], name="case_moved"),
        ),
    ]
