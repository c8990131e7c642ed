"""History is read as the tables it tells of, added to by all, and changed by nobody but in one case.

Who is erased is erased from history too: by a function of the tables' owner, and only once she is anonymised.
"""

from django.db import migrations

from casework.access import row_security as rows
from casework.journey.stages import STAGES_OF_DUTY
from casework.people.rules import ASYLUM_DOCUMENTS

LOG_READER = f"({rows.SYSTEM} OR (SELECT casework_log()) <> '')"
OF_PERSON = {
    "people_contactpointhistory": "contact",
    "people_specificneedhistory": "needs",
    "people_consenthistory": "consents",
    "people_datarequesthistory": "consents",
    "journey_casehistory": "journey",
}
OF_CASE = {
    "journey_blockerhistory": "blockers",
    "journey_notehistory": "notes",
    "journey_attachmenthistory": "attachments",
    "programmes_traininghistory": "programmes",
    "programmes_awardhistory": "programmes",
}
STAFF = (
    "access_organisationhistory",
    "access_userhistory",
    "access_membershiphistory",
    "access_membershipterritoryhistory",
    "access_apiclienthistory",
)
TABLES = {
    "people_personhistory": rows.of_person("identity", "pgh_obj_id"),
    "people_householdhistory": rows.household("pgh_obj_id"),
    "people_personaccesshistory": rows.access(),
    "people_identitydocumenthistory": rows.by_kind(ASYLUM_DOCUMENTS, "asylum", "documents"),
    "people_protectionnotehistory": rows.by_kind({"asylum"}, "asylum", "protection"),
    "journey_stagerecordhistory": rows.of_stage(),
    "programmes_instalmenthistory": rows.of_award("programmes"),
    **{table: rows.of_person(section) for table, section in OF_PERSON.items()},
    **{table: rows.of_case(section) for table, section in OF_CASE.items()},
    **dict.fromkeys(STAFF, LOG_READER),
}
# What leads from a person to the history of each table about her. Cases and awards are still there when this is asked.
CASES = "SELECT id FROM journey_case c WHERE c.person_id = person"
AWARDS = f"SELECT id FROM programmes_award w WHERE w.case_id IN ({CASES})"
FORGOTTEN = [
    "people_householdhistory WHERE NOT EXISTS (SELECT FROM people_household h WHERE h.id = pgh_obj_id)"
    " AND pgh_obj_id IN (SELECT household_id FROM people_personhistory p WHERE p.pgh_obj_id = person)",
    "people_personhistory WHERE pgh_obj_id = person",
    *(
        f"{table} WHERE person_id = person"
        for table in (
            *OF_PERSON,
            "people_personaccesshistory",
            "people_identitydocumenthistory",
            "people_protectionnotehistory",
        )
    ),
    *(f"{table} WHERE case_id IN ({CASES})" for table in (*OF_CASE, "journey_stagerecordhistory")),
    f"programmes_instalmenthistory WHERE award_id IN ({AWARDS})",
]
FORGET = f"""
CREATE OR REPLACE FUNCTION casework_forget_history(person uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
    BEGIN
        IF NOT EXISTS (SELECT FROM people_person WHERE id = person AND anonymised_on IS NOT NULL) THEN
            RAISE EXCEPTION 'Only the history of an anonymised person is forgotten.';
        END IF;
        {" ".join(f"DELETE FROM {rows};" for rows in FORGOTTEN)}
    END $$;
"""  # noqa: S608  (names of ours)


class Migration(migrations.Migration):
    dependencies = [("programmes", "0003_row_security")]
    operations = [
        *(migrations.RunSQL(rows.protect(table, rule, "true"), rows.unprotect(table)) for table, rule in TABLES.items()),
        *(migrations.RunSQL(rows.only_added(table), migrations.RunSQL.noop) for table in TABLES),
        migrations.RunSQL(FORGET, "DROP FUNCTION casework_forget_history(uuid)"),
    ]
