"""The second lock on the tables of this room (access/row_security.py)."""

from django.db import migrations

from casework.access import row_security as rows
from casework.people.rules import ASYLUM_DOCUMENTS


TABLES = {
    "people_person": (rows.of_person("identity", "id"), rows.ACTS),
    "people_household": (rows.household(), rows.ACTS),
    "people_personaccess": (rows.access(), rows.SYSTEM),
    "people_identitydocument": (rows.by_kind(ASYLUM_DOCUMENTS, "asylum", "documents"), None),
    "people_contactpoint": (rows.of_person("contact"), None),
    "people_specificneed": (rows.of_person("needs"), None),
    "people_protectionnote": (rows.by_kind({"asylum"}, "asylum", "protection"), None),
    "people_consent": (rows.of_person("consents"), None),
    "people_datarequest": (rows.of_person("consents"), None),
    "people_event": (rows.by_row(), None),
}


class Migration(migrations.Migration):
    dependencies = [("access", "0005_row_security"), ("people", "0006_emergency_seen")]
    operations = [
        migrations.RunSQL(rows.PERSON_FUNCTIONS, rows.DROP_PERSON_FUNCTIONS),
        *(migrations.RunSQL(rows.protect(table, *rule), rows.unprotect(table)) for table, rule in TABLES.items()),
    ]
