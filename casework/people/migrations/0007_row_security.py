"""The second lock on the tables of this room (access/row_security.py)."""

from django.db import migrations

from casework.access import row_security as rows
from casework.people.rules import ASYLUM_DOCUMENTS


TABLES = {
    "people_person": (rows.person_herself(), rows.ACTS),
    "people_household": (rows.household(), rows.ACTS),
    "people_personaccess": (rows.access(), rows.SYSTEM),
    "people_identitydocument": (rows.by_kind("people_identitydocument", ASYLUM_DOCUMENTS, "asylum", "documents"), None),
    "people_contactpoint": (rows.of_person("people_contactpoint", "contact"), None),
    "people_specificneed": (rows.of_person("people_specificneed", "needs"), None),
    "people_protectionnote": (rows.by_kind("people_protectionnote", {"asylum"}, "asylum", "protection"), None),
    "people_consent": (rows.of_person("people_consent", "consents"), None),
    "people_datarequest": (rows.of_person("people_datarequest", "consents"), None),
    "people_event": (rows.seen("people_event.person_id", "people_event.section"), None),
}


class Migration(migrations.Migration):
    dependencies = [("access", "0005_row_security"), ("people", "0006_emergency_seen")]
    operations = [
        migrations.RunSQL(rows.PERSON_FUNCTIONS, rows.DROP_PERSON_FUNCTIONS),
        *(migrations.RunSQL(rows.protect(table, *rule), rows.unprotect(table)) for table, rule in TABLES.items()),
    ]
