"""A stage that is deleted asks for expiries anew only where it has to do with them: undoing an import deletes hundreds."""

from django.db import migrations

AGAIN = """
DROP TRIGGER expiries_gone ON journey_stagerecord;
CREATE TRIGGER expiries_gone AFTER DELETE ON journey_stagerecord FOR EACH ROW {when}
    EXECUTE FUNCTION casework_expiries_of_stage();
"""
WHEN = "WHEN (OLD.stage = 'visa' OR OLD.status = 'done' AND OLD.document_id IS NOT NULL)"


class Migration(migrations.Migration):

    dependencies = [
        ('journey', '0025_additions_by_statement'),
    ]

    operations = [
        migrations.RunSQL(AGAIN.format(when=WHEN), AGAIN.format(when="")),
    ]
