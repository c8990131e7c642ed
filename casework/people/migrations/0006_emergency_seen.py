"""Who has taken note of an emergency read."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_consent_texts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="personaccess",
            name="acknowledged_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="taken note of by",
            ),
        ),
        migrations.AddField(
            model_name="personaccess",
            name="acknowledged_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="taken note of at"),
        ),
        migrations.AddConstraint(
            model_name="personaccess",
            constraint=models.CheckConstraint(
                condition=models.Q(("acknowledged_at", None), ("acknowledged_by", None))
                | models.Q(
                    ("acknowledged_at__isnull", False),
                    ("acknowledged_by__isnull", False),
                    ("reason", "emergency"),
                ),
                name="access_acknowledged_whole",
                violation_error_message="Of an emergency read it is kept who has taken note of it, and when.",
            ),
        ),
    ]
