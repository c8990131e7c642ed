"""The documents that people have to keep in force, in a table of their own that PostgreSQL keeps by triggers.

To count a year of a million people's, four tables were joined: 3 to 6 s.
"""

import django.db.models.deletion
from django.db import migrations, models

from casework.access import row_security as rows

# In the order of the table's columns. As `journey.rules.superseded`, a CPM stops mattering once the visa is asked for.
OF_CASES = """
SELECT r.id AS record_id, r.stage, d.expires_on, r.stage = 'cpm' AND EXISTS (
        SELECT FROM journey_stagerecord v WHERE v.case_id = r.case_id AND v.stage = 'visa'
            AND v.status IN ('in_progress', 'submitted', 'done', 'not_needed')) AS superseded,
    c.id AS case_id, c.person_id
FROM journey_case c
JOIN journey_stagerecord r ON r.case_id = c.id
JOIN people_identitydocument d ON d.id = r.document_id
WHERE c.state = 'open' AND r.status = 'done' AND r.stage IN ('cpm', 'visa', 'cedula') AND d.expires_on IS NOT NULL
"""
COLUMNS = "(record_id, stage, expires_on, superseded, case_id, person_id)"
TRIGGERS = f"""
CREATE FUNCTION casework_note_expiries(of_cases uuid[]) RETURNS void LANGUAGE sql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
    DELETE FROM journey_expiry e WHERE e.case_id = ANY (of_cases)
        AND NOT EXISTS (SELECT FROM ({OF_CASES} AND c.id = ANY (of_cases)) now WHERE now.record_id = e.record_id);
    INSERT INTO journey_expiry AS e {COLUMNS} {OF_CASES} AND c.id = ANY (of_cases)
    ON CONFLICT (record_id) DO UPDATE SET stage = excluded.stage, expires_on = excluded.expires_on,
        superseded = excluded.superseded, case_id = excluded.case_id, person_id = excluded.person_id
        WHERE (e.stage, e.expires_on, e.superseded, e.case_id, e.person_id) IS DISTINCT FROM
            (excluded.stage, excluded.expires_on, excluded.superseded, excluded.case_id, excluded.person_id);
$$;
-- For whoever writes cases while triggers are off.
CREATE FUNCTION casework_note_all_expiries() RETURNS void LANGUAGE sql AS $$
    INSERT INTO journey_expiry {COLUMNS} {OF_CASES}
$$;
REVOKE ALL ON FUNCTION casework_note_expiries(uuid[]), casework_note_all_expiries() FROM PUBLIC;

CREATE FUNCTION casework_expiries_of_stages_added() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
DECLARE of_cases uuid[] := ARRAY(
    SELECT DISTINCT case_id FROM after WHERE stage = 'visa' OR status = 'done' AND document_id IS NOT NULL);
BEGIN
    IF of_cases <> '{{}}' THEN PERFORM casework_note_expiries(of_cases); END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION casework_expiries_of_stage() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$ BEGIN
    -- Of a stage that is deleted there is no new one.
    PERFORM casework_note_expiries(ARRAY[OLD.case_id, NEW.case_id]);
    RETURN NULL;
END $$;
CREATE FUNCTION casework_expiries_of_case() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$ BEGIN
    PERFORM casework_note_expiries(ARRAY[NEW.id]);
    RETURN NULL;
END $$;
CREATE FUNCTION casework_expiries_of_document() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$ BEGIN
    PERFORM casework_note_expiries(ARRAY(SELECT case_id FROM journey_stagerecord WHERE document_id = NEW.id));
    RETURN NULL;
END $$;

CREATE TRIGGER expiries_added AFTER INSERT ON journey_stagerecord REFERENCING NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION casework_expiries_of_stages_added();
CREATE TRIGGER expiries_changed AFTER UPDATE OF stage, status, document_id, case_id ON journey_stagerecord FOR EACH ROW
    WHEN ((OLD.stage, OLD.status, OLD.document_id, OLD.case_id)
        IS DISTINCT FROM (NEW.stage, NEW.status, NEW.document_id, NEW.case_id))
    EXECUTE FUNCTION casework_expiries_of_stage();
-- Undoing an import deletes hundreds that have nothing to do with documents.
CREATE TRIGGER expiries_gone AFTER DELETE ON journey_stagerecord FOR EACH ROW
    WHEN (OLD.stage = 'visa' OR OLD.status = 'done' AND OLD.document_id IS NOT NULL)
    EXECUTE FUNCTION casework_expiries_of_stage();
CREATE TRIGGER expiries_changed AFTER UPDATE OF state, person_id ON journey_case FOR EACH ROW
    WHEN ((OLD.state, OLD.person_id) IS DISTINCT FROM (NEW.state, NEW.person_id))
    EXECUTE FUNCTION casework_expiries_of_case();
CREATE TRIGGER expiries_changed AFTER UPDATE OF expires_on ON people_identitydocument FOR EACH ROW
    WHEN (OLD.expires_on IS DISTINCT FROM NEW.expires_on)
    EXECUTE FUNCTION casework_expiries_of_document();
"""
# The application may delete, as erasing a person does, and writes none.
ONLY_READ = """
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'casework') THEN
        REVOKE INSERT, UPDATE, TRUNCATE ON journey_expiry FROM casework;
    END IF;
END $$;
"""
NO_TRIGGERS = """
DROP TRIGGER expiries_changed ON people_identitydocument;
DROP TRIGGER expiries_changed ON journey_case;
DROP TRIGGER expiries_gone ON journey_stagerecord;
DROP TRIGGER expiries_changed ON journey_stagerecord;
DROP TRIGGER expiries_added ON journey_stagerecord;
DROP FUNCTION casework_expiries_of_document(), casework_expiries_of_case(), casework_expiries_of_stage(),
    casework_expiries_of_stages_added(), casework_note_all_expiries(), casework_note_expiries(uuid[]);
"""
SEEN = f"{rows.of_person('documents')} AND casework_sees_stage(stage, (SELECT casework_duty()))"


class Migration(migrations.Migration):

    dependencies = [
        ('journey', '0021_list_in_order'),
        ('people', '0032_fewer_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Expiry',
            fields=[
                ('record', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, serialize=False, to='journey.stagerecord', verbose_name='stage')),
                ('stage', models.CharField(choices=[('registration', 'Registration'), ('cpm', 'CPM'), ('visa', 'VIRTE visa'), ('cedula', 'Cédula'), ('training', 'Training'), ('seed_capital', 'Seed capital')], max_length=14, verbose_name='stage')),
                ('expires_on', models.DateField(verbose_name='expires on')),
                ('superseded', models.BooleanField(verbose_name='superseded')),
                ('case', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='expiries', to='journey.case', verbose_name='case')),
                ('person', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.person', verbose_name='person')),
            ],
            options={
                'verbose_name': 'expiry',
                'verbose_name_plural': 'expiries',
                'indexes': [models.Index(fields=['superseded', 'expires_on', 'stage', 'person'], name='expiry_in_order')],
            },
        ),
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
        migrations.RunSQL("SELECT casework_note_all_expiries()", migrations.RunSQL.noop),
        migrations.RunSQL(rows.protect("journey_expiry", SEEN), rows.unprotect("journey_expiry")),
        migrations.RunSQL(ONLY_READ, migrations.RunSQL.noop),
    ]
