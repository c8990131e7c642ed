"""Every index is written to with every row: none repeats what another does."""

from django.db import connection

# Pairs of one table's indexes of which the first, not unique, has the columns with which the second begins.
COVERED = """
SELECT covered.indexrelid::regclass::text, wider.indexrelid::regclass::text
FROM pg_index covered
JOIN pg_index wider USING (indrelid)
JOIN pg_class narrow ON narrow.oid = covered.indexrelid
JOIN pg_class wide ON wide.oid = wider.indexrelid AND wide.relam = narrow.relam
JOIN pg_class owner ON owner.oid = indrelid
WHERE owner.relnamespace = 'public'::regnamespace AND owner.relname ~ '^people_'
    AND covered.indexrelid <> wider.indexrelid AND NOT covered.indisunique
    AND covered.indpred IS NULL AND wider.indpred IS NULL AND covered.indexprs IS NULL AND wider.indexprs IS NULL
    AND starts_with(wider.indkey::text, covered.indkey::text || ' ')
    AND starts_with(wider.indclass::text, covered.indclass::text || ' ')
"""


def test_no_index_begins_another(db):
    with connection.cursor() as cursor:
        cursor.execute(COVERED)
        covered = [(name, wider) for name, wider in cursor.fetchall()]
    assert not covered, "; ".join(name for name, _ in covered)
