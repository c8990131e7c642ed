"""Record as dead the people whose case was closed because of a death: on the day on which the last such case was closed."""

from django.db import migrations

from casework.access.scope import system

RECORD = """
UPDATE people_person p SET died_on = c.closed_on, death_known_by = 'not_said'
FROM (
    SELECT person_id, max(closed_on) AS closed_on FROM journey_case
    WHERE state = 'closed' AND close_reason = 'died' GROUP BY person_id
) c
WHERE c.person_id = p.id AND p.died_on IS NULL AND p.anonymised_on IS NULL
    AND NOT EXISTS (SELECT FROM journey_case o WHERE o.person_id = p.id AND o.state = 'open')
"""


def record(apps, schema_editor):
    with system("deaths that cases were closed with become facts of the people"):
        schema_editor.execute(RECORD)


class Migration(migrations.Migration):
    dependencies = [("journey", "0016_import_questions"), ("people", "0026_deaths")]
    operations = [migrations.RunPython(record, migrations.RunPython.noop, elidable=False)]
