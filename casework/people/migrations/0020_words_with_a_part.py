"""Names that contain what was typed are found by the index of words, as those spelt nearly so are (0018)."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION casework_words_with(part text, most int) RETURNS SETOF text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp ROWS 20
    AS $$ SELECT word FROM people_nameword
        WHERE (SELECT casework_system()) AND word LIKE '%' || part || '%'
        ORDER BY starts_with(word, part) DESC, length(word), word LIMIT most $$;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0019_recent_keys")]
    operations = [migrations.RunSQL(FUNCTION, "DROP FUNCTION casework_words_with(text, int)")]
