"""What people are found and compared by, and a table of keys that PostgreSQL keeps by it: nobody is looked for by a scan."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models

from casework.access import row_security as rows

# Whatever writes a likeness, or deletes one with its person, the keys follow in the same statement.
KEYS = """
CREATE TABLE people_matchkey (key bigint NOT NULL, person_id uuid NOT NULL, PRIMARY KEY (key, person_id));

CREATE FUNCTION casework_keys_added() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$ BEGIN
    INSERT INTO people_matchkey (key, person_id)
        SELECT unnest(keys), person_id FROM after ORDER BY 1, 2 ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE FUNCTION casework_keys_gone() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$ BEGIN
    DELETE FROM people_matchkey m USING (SELECT unnest(keys) AS key, person_id FROM before) gone
        WHERE m.key = gone.key AND m.person_id = gone.person_id;
    DELETE FROM people_nameword w USING (SELECT unnest(keys) AS key FROM before) gone
        WHERE w.key = gone.key AND NOT EXISTS (SELECT FROM people_matchkey m WHERE m.key = w.key);
    RETURN NULL;
END $$;
CREATE FUNCTION casework_keys_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$ BEGIN
    DELETE FROM people_matchkey m USING (
            SELECT unnest(keys) AS key, person_id FROM before EXCEPT SELECT unnest(keys), person_id FROM after) gone
        WHERE m.key = gone.key AND m.person_id = gone.person_id;
    INSERT INTO people_matchkey (key, person_id)
        SELECT unnest(keys), person_id FROM after EXCEPT SELECT unnest(keys), person_id FROM before
        ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER keys_added AFTER INSERT ON people_likeness REFERENCING NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION casework_keys_added();
CREATE TRIGGER keys_changed AFTER UPDATE ON people_likeness REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION casework_keys_changed();
CREATE TRIGGER keys_gone AFTER DELETE ON people_likeness REFERENCING OLD TABLE AS before
    FOR EACH STATEMENT EXECUTE FUNCTION casework_keys_gone();
"""
# All words of names, to find what one that is misspelt was meant for; gone with the last who is found by its key.
WORDS = """
CREATE TABLE people_nameword (word text PRIMARY KEY, key bigint NOT NULL);
CREATE INDEX nameword_key ON people_nameword (key);
CREATE INDEX nameword_trigrams ON people_nameword USING gin (word gin_trgm_ops);
"""
NO_KEYS = """
DROP TRIGGER keys_added ON people_likeness;
DROP TRIGGER keys_changed ON people_likeness;
DROP TRIGGER keys_gone ON people_likeness;
DROP FUNCTION casework_keys_added(), casework_keys_changed(), casework_keys_gone();
DROP TABLE people_matchkey;
"""
TABLES = ("people_likeness", "people_matchkey", "people_nameword")


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0012_data_requests_waiting'),
    ]

    operations = [
        migrations.CreateModel(
            name='MatchModel',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='last changed')),
                ('number', models.PositiveIntegerField(unique=True, verbose_name='number')),
                ('data', models.JSONField(verbose_name='what was learned')),
                ('people', models.PositiveIntegerField(verbose_name='people in the register')),
                ('sample', models.PositiveIntegerField(verbose_name='people whose likeness was looked at')),
            ],
            options={
                'verbose_name': 'model of matching',
                'verbose_name_plural': 'models of matching',
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='Likeness',
            fields=[
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='likeness', serialize=False, to='people.person', verbose_name='person')),
                ('values', models.JSONField(verbose_name='what she is compared by')),
                ('keys', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None, verbose_name='keys she is found by')),
                ('made_by', models.PositiveSmallIntegerField(verbose_name='made by version')),
                ('noted_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='noted at')),
            ],
            options={
                'verbose_name': 'likeness',
                'verbose_name_plural': 'likenesses',
                'indexes': [models.Index(fields=['noted_at', 'person'], name='likeness_noted')],
            },
        ),
        migrations.RunSQL(KEYS, NO_KEYS),
        migrations.RunSQL(WORDS, "DROP TABLE people_nameword"),
        *(migrations.RunSQL(rows.protect(table, rows.SYSTEM), rows.unprotect(table)) for table in TABLES),
    ]
