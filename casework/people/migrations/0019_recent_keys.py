"""Keys of who was written lately stand in a small table of their own, until a job settles them among all others.

A person has some 28 keys, each at another place of an index of gigabytes. Written there one by one, each takes a page of
eight kilobytes along into the log of what was written; by the thousand and in their order, few.
"""

from django.db import migrations

from casework.access import row_security as rows

TWO_TABLES = """
ALTER TABLE people_matchkey RENAME TO people_matchkey_settled;
ALTER INDEX people_matchkey_pkey RENAME TO people_matchkey_settled_pkey;
ALTER TABLE people_matchkey_settled ADD COLUMN recent boolean NOT NULL DEFAULT false;
CREATE TABLE people_matchkey (
    key bigint NOT NULL, person_id uuid NOT NULL, recent boolean NOT NULL DEFAULT true
) PARTITION BY LIST (recent);
ALTER TABLE people_matchkey ATTACH PARTITION people_matchkey_settled FOR VALUES IN (false);
CREATE TABLE people_matchkey_recent PARTITION OF people_matchkey (PRIMARY KEY (key, person_id)) FOR VALUES IN (true);
"""
ONE_TABLE = """
INSERT INTO people_matchkey_settled (key, person_id) SELECT key, person_id FROM people_matchkey_recent
    ON CONFLICT DO NOTHING;
ALTER TABLE people_matchkey DETACH PARTITION people_matchkey_settled;
DROP TABLE people_matchkey;
ALTER TABLE people_matchkey_settled DROP COLUMN recent;
ALTER INDEX people_matchkey_settled_pkey RENAME TO people_matchkey_pkey;
ALTER TABLE people_matchkey_settled RENAME TO people_matchkey;
"""
NEW = ("people_matchkey", "people_matchkey_recent")


class Migration(migrations.Migration):
    dependencies = [("people", "0018_words_like")]
    operations = [
        migrations.RunSQL(TWO_TABLES, ONE_TABLE),
        *(migrations.RunSQL(rows.protect(table, rows.SYSTEM), migrations.RunSQL.noop) for table in NEW),
    ]
