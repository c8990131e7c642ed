"""How long each stage usually takes: our estimates, as data, until IOM's office sets them."""

from django.db import migrations, models


# Days from the day a stage is started or submitted.
NORMS = {"registration": 30, "cpm": 60, "visa": 90, "cedula": 45, "training": 120, "seed_capital": 90}


def load(apps, schema_editor):
    stages = apps.get_model("journey", "PathwayStage").objects
    for stage, days in NORMS.items():
        stages.filter(stage=stage, norm_days=None).update(norm_days=days)


class Migration(migrations.Migration):

    dependencies = [
        ('journey', '0005_row_security'),
    ]

    operations = [
        migrations.AddField(
            model_name='pathwaystage',
            name='norm_days',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='usually takes (days)'),
        ),
        migrations.RunPython(load, migrations.RunPython.noop, elidable=False),
    ]
