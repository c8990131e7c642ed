"""The functions of this room read the sealed scope; those of triggers are the owner's, whom no policy binds."""

from django.db import migrations

from casework.access import row_security as rows

TRIGGERS = "".join(
    f"ALTER FUNCTION casework_keys_{name}() RESET ALL;"
    f"ALTER FUNCTION casework_keys_{name}() SECURITY DEFINER SET search_path = public, pg_temp;"
    for name in ("added", "gone", "changed", "emptied")
)


class Migration(migrations.Migration):
    dependencies = [("access", "0007_sealed_scope"), ("people", "0021_disclosure_questions")]
    operations = [
        migrations.RunSQL(rows.PERSON_FUNCTIONS, migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGERS, migrations.RunSQL.noop),
    ]
