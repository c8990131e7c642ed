"""Every index is written to with every row: none repeats what another does."""

from django.apps import apps
from django.db import connection

# Pairs of one table's indexes of which the first, not unique, has the columns with which the second begins.
COVERED = """
SELECT covered.indexrelid::regclass::text, wider.indexrelid::regclass::text
FROM pg_index covered
JOIN pg_index wider USING (indrelid)
JOIN pg_class narrow ON narrow.oid = covered.indexrelid
JOIN pg_class wide ON wide.oid = wider.indexrelid AND wide.relam = narrow.relam
JOIN pg_class owner ON owner.oid = indrelid
WHERE owner.relnamespace = 'public'::regnamespace AND owner.relname = ANY(%s)
    AND covered.indexrelid <> wider.indexrelid AND NOT covered.indisunique
    AND covered.indpred IS NULL AND wider.indpred IS NULL AND covered.indexprs IS NULL AND wider.indexprs IS NULL
    AND starts_with(wider.indkey::text, covered.indkey::text || ' ')
    AND starts_with(wider.indclass::text, covered.indclass::text || ' ')
"""
# Foreign keys that are constraints, and rows that one removed would be looked for in: no index begins with the column.
WITHOUT_INDEX = """
SELECT key.conrelid::regclass::text, key.confrelid::regclass::text, a.attname
FROM pg_constraint key
JOIN pg_attribute a ON a.attrelid = key.conrelid AND a.attnum = key.conkey[1]
WHERE key.contype = 'f' AND key.conrelid::regclass::text = ANY(%s) AND key.confrelid::regclass::text = ANY(%s)
    AND NOT EXISTS (
        SELECT FROM pg_index i WHERE i.indrelid = key.conrelid AND i.indkey[0] = key.conkey[1]
    )
"""
# What erasure, merging and undoing an import delete, by hundreds of rows.
DELETED = ["people_person", "people_identitydocument", "people_contactpoint", "journey_case", "followups_reminder"]


def tables_of_the_house() -> list[str]:
    """The tables that we wrote ourselves: those between two others are Django's."""
    ours = [app for app in apps.get_app_configs() if app.name.startswith("casework.")]
    return [model._meta.db_table for app in ours for model in app.get_models() if not model._meta.proxy]


def test_no_index_begins_another(db):
    with connection.cursor() as cursor:
        cursor.execute(COVERED, [tables_of_the_house()])
        covered = [(name, wider) for name, wider in cursor.fetchall()]
    assert not covered, "; ".join(name for name, _ in covered)


def test_what_hangs_on_rows_that_are_deleted_is_found_by_an_index(db):
    with connection.cursor() as cursor:
        cursor.execute(WITHOUT_INDEX, [tables_of_the_house(), DELETED])
        assert cursor.fetchall() == []
