"""The list of tasks of all states is read in its order, a page at a time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("followups", "0013_texts_of_one_sms")]

    operations = [
        migrations.AddIndex(
            model_name="task",
            index=models.Index(fields=["sort_on", "id"], name="task_in_order"),
        ),
    ]
