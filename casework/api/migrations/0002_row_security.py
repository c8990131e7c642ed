"""An answer that was given is given again to the one who got it, and to nobody else."""

from django.db import migrations

from casework.access import row_security as rows

MINE = f"({rows.SYSTEM} OR membership_id = (SELECT casework_membership()))"


class Migration(migrations.Migration):
    dependencies = [("access", "0005_row_security"), ("api", "0001_initial")]
    operations = [migrations.RunSQL(rows.protect("api_givenanswer", MINE), rows.unprotect("api_givenanswer"))]
