"""PostgreSQL learns more of the names, so that it knows how many people a common surname finds.

With its usual hundred samples it took every part of a name for rare, and sorted all of the eleven thousand Morales to
show the first fifty: 270 ms instead of 20 at a million people. ANALYZE of the table takes three seconds there.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE people_person ALTER COLUMN name_key SET STATISTICS 500",
            "ALTER TABLE people_person ALTER COLUMN name_key SET STATISTICS -1",
        )
    ]
