"""Escalated tasks are read in their order, a few at a time: a day on which many are escalated had to be sorted whole."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("followups", "0014_list_in_order")]

    operations = [
        migrations.RemoveIndex(model_name="task", name="task_escalated"),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("escalated_on__isnull", False), ("state", "open")),
                fields=["organisation", "escalated_on", "sort_on", "id"],
                name="task_escalated_in_order",
            ),
        ),
    ]
