"""The second lock on the tables of this room (access/row_security.py): they are read as the notes of a case are."""

from importlib import import_module

from django.db import migrations

from casework.access import row_security as rows

earlier = import_module("casework.programmes.migrations.0004_history_row_security")

OF_CASE = ("followups_task", "followups_reminder", "followups_message", "followups_reply")
OF_IOM = f"({rows.EVERYWHERE} OR (SELECT casework_provinces() IS NOT NULL))"
OWN = f"({OF_IOM} OR organisation_id = (SELECT casework_organisation())) AND (SELECT casework_reads('notes'))"
TABLES = {
    **{table: (rows.of_case("notes"), None) for table in OF_CASE},
    "followups_campaign": (OWN, None),
    "followups_taskhistory": (rows.of_case("notes"), "true"),
    "followups_campaignhistory": (OWN, "true"),
    "followups_rulehistory": (earlier.LOG_READER, "true"),
}
HISTORY = tuple(table for table in TABLES if table.endswith("history"))
FORGET = f"""
CREATE OR REPLACE FUNCTION casework_forget_history(person uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
    BEGIN
        IF NOT EXISTS (SELECT FROM people_person WHERE id = person AND anonymised_on IS NOT NULL) THEN
            RAISE EXCEPTION 'Only the history of an anonymised person is forgotten.';
        END IF;
        DELETE FROM people_contactattempthistory WHERE person_id = person;
        DELETE FROM followups_taskhistory WHERE case_id IN ({earlier.CASES});
        {" ".join(f"DELETE FROM {rows};" for rows in earlier.FORGOTTEN)}
    END $$;
"""  # noqa: S608  (names of ours)


class Migration(migrations.Migration):
    dependencies = [
        ("followups", "0001_initial"),
        ("people", "0008_contact_attempts"),
        ("journey", "0006_norms"),
        ("programmes", "0004_history_row_security"),
    ]
    operations = [
        *(migrations.RunSQL(rows.protect(table, *rule), rows.unprotect(table)) for table, rule in TABLES.items()),
        *(migrations.RunSQL(rows.only_added(table), migrations.RunSQL.noop) for table in HISTORY),
        migrations.RunSQL(FORGET, earlier.FORGET),
    ]
