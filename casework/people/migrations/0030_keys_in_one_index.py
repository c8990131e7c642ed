"""People are looked up by their keys in one index of likenesses, a tenth of the two tables of keys that go.

An index of arrays is used for no reader under a policy, as its operators might tell of rows. So it is read through a
view of the owner's that tells nothing but to work for nobody in particular, asked before any row is read.
"""

import django.contrib.postgres.indexes
from django.db import migrations

VIEW = """
CREATE VIEW people_with_keys AS
    SELECT person_id, keys, noted_at FROM people_likeness WHERE (SELECT casework_system());
REVOKE ALL ON people_with_keys FROM PUBLIC;
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'casework') THEN
        REVOKE ALL ON people_with_keys FROM casework;
        GRANT SELECT ON people_with_keys TO casework;
    END IF;
END $$;
"""
# A word goes with the last person who is found by its key. Where many go at once, most of their words are common, and
# found among a thousand likenesses that stay: to look each up would gather all its bearers.
WORDS_GO = """
DROP TRIGGER keys_added ON people_likeness;
DROP TRIGGER keys_changed ON people_likeness;
DROP TRIGGER keys_gone ON people_likeness;
DROP TRIGGER keys_emptied ON people_likeness;
DROP FUNCTION casework_keys_added(), casework_keys_changed(), casework_keys_gone(), casework_keys_emptied();
DROP TABLE people_matchkey;

CREATE FUNCTION casework_forget_words(gone bigint[]) RETURNS void LANGUAGE sql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
    DELETE FROM people_nameword word WHERE word.key = ANY (gone)
        AND word.key NOT IN (
            SELECT unnest(keys) FROM (
                SELECT keys FROM people_likeness LIMIT CASE WHEN cardinality(gone) > 200 THEN 1000 ELSE 0 END
            ) staying)
        AND NOT EXISTS (SELECT FROM people_likeness bearer WHERE bearer.keys @> ARRAY[word.key]);
$$;
REVOKE ALL ON FUNCTION casework_forget_words(bigint[]) FROM PUBLIC;
CREATE FUNCTION casework_likenesses_gone() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$ BEGIN
    PERFORM casework_forget_words(ARRAY(SELECT DISTINCT unnest(keys) FROM before));
    RETURN NULL;
END $$;
CREATE FUNCTION casework_likenesses_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$ BEGIN
    PERFORM casework_forget_words(ARRAY(SELECT unnest(keys) FROM before EXCEPT SELECT unnest(keys) FROM after));
    RETURN NULL;
END $$;
CREATE FUNCTION casework_likenesses_emptied() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$ BEGIN
    TRUNCATE people_nameword;
    RETURN NULL;
END $$;
CREATE TRIGGER likenesses_gone AFTER DELETE ON people_likeness REFERENCING OLD TABLE AS before
    FOR EACH STATEMENT EXECUTE FUNCTION casework_likenesses_gone();
CREATE TRIGGER likenesses_changed AFTER UPDATE ON people_likeness REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION casework_likenesses_changed();
CREATE TRIGGER likenesses_emptied AFTER TRUNCATE ON people_likeness
    FOR EACH STATEMENT EXECUTE FUNCTION casework_likenesses_emptied();
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0029_few_accesses_each")]
    operations = [
        migrations.AddIndex(
            model_name="likeness",
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["keys"], name="likeness_keys"),
        ),
        migrations.RunSQL(VIEW + WORDS_GO),
    ]
