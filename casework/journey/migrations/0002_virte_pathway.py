"""The VIRTE pathway as rows. Values the domain page marks "check" stay here, as data an administrator can change."""

from datetime import date

from django.db import migrations

# stage, what it needs, in force?, how strictly, validity in days, expiring from, renewable from, fee in USD
STAGES = [
    ("registration", "", False, "blocks", None, 0, None, None),
    ("cpm", "registration", False, "blocks", 180, 30, None, None),
    ("visa", "cpm", False, "blocks", 730, 90, 30, "80.00"),
    ("cedula", "visa", True, "blocks", 730, 90, 30, "5.00"),
    ("training", "visa", False, "warns", None, 0, None, None),
    ("seed_capital", "training", False, "warns", None, 0, None, None),
]


def load(apps, schema_editor):
    Pathway, PathwayStage = (apps.get_model("journey", name) for name in ("Pathway", "PathwayStage"))
    virte = Pathway.objects.create(
        code="virte",
        name="VIRTE",
        legal_basis="Decreto 436 (1 jun 2022), Acuerdo 76; Decreto 753 (31 may 2023); Decreto 370 (23 ago 2024)",
        opens_on=date(2022, 9, 1),
    )
    fields = "stage needs needs_in_force strength validity_days warn_days renewal_days fee".split()
    PathwayStage.objects.bulk_create(PathwayStage(pathway=virte, **dict(zip(fields, row, strict=True))) for row in STAGES)


class Migration(migrations.Migration):
    dependencies = [("journey", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop, elidable=False)]
