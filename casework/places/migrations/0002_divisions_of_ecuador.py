"""The provinces and cantons of Ecuador by INEC code, from the file beside the room's models."""

import csv
from pathlib import Path

from django.db import migrations

SOURCE = Path(__file__).resolve().parent.parent / "ec_divisions.csv"


def load(apps, schema_editor):
    Division = apps.get_model("places", "Division")
    with SOURCE.open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: int(row["level"]))
    Division.objects.bulk_create(
        Division(
            code=row["code"],
            level=int(row["level"]),
            name=row["name"],
            parent_id=row["parent_code"] or None,
            region=row["region"],
        )
        for row in rows
    )


class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop, elidable=False)]
