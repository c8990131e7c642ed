"""The second lock on imports: only the organisation that imports sees them, and with a territory only who sent them."""

from django.db import migrations

from casework.access import row_security as rows

OWN = f"({rows.SYSTEM} OR organisation_id = (SELECT casework_imports()))"
# One with a territory sees what she sent herself.
HERS = "((SELECT casework_provinces() IS NULL) OR membership_id = (SELECT casework_membership()))"
TABLES = {
    "journey_import": (f"({rows.SYSTEM} OR organisation_id = (SELECT casework_imports()) AND {HERS})", None),
    # By the policy of the import itself.
    "journey_importrow": (f"({rows.SYSTEM} OR EXISTS (SELECT FROM journey_import i WHERE i.id = sheet_id))", None),
    "journey_columnmapping": (OWN, None),
    "journey_importhistory": (
        f"({rows.SYSTEM} OR organisation_id = (SELECT casework_imports()) AND {HERS})",
        "true",
    ),
}  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("journey", "0007_imports"), ("people", "0011_attempts_remembered")]
    operations = [
        migrations.RunSQL(rows.IMPORTS, "DROP FUNCTION IF EXISTS casework_imports()"),
        *(migrations.RunSQL(rows.protect(table, *rule), rows.unprotect(table)) for table, rule in TABLES.items()),
        migrations.RunSQL(rows.only_added("journey_importhistory"), migrations.RunSQL.noop),
    ]
