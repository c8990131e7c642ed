"""The few whose date of birth is not known to the day are found by an index of their own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0024_one_key_for_a_cedula")]

    operations = [
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("birth_date__isnull", False), models.Q(("birth_precision", "day"), _negated=True)),
                fields=["birth_date"],
                name="person_birth_not_exact",
            ),
        ),
    ]
