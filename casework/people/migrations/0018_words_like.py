"""Words spelt nearly so are found by their index: below a row's policy PostgreSQL uses it for no such operator.

So the words are read by a function of their owner's, who is not bound by the policy; everybody else still is, and the
function, too, tells nothing but to work for nobody in particular.
"""

from django.db import migrations

FUNCTION = """
ALTER TABLE people_nameword NO FORCE ROW LEVEL SECURITY;
CREATE FUNCTION casework_words_like(wanted text, shortest int, longest int) RETURNS SETOF text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp ROWS 20
    AS $$ SELECT word FROM people_nameword
        WHERE (SELECT casework_system()) AND word % wanted AND length(word) BETWEEN shortest AND longest
        ORDER BY similarity(word, wanted) DESC LIMIT 20 $$;
"""
NO_FUNCTION = """
DROP FUNCTION casework_words_like(text, int, int);
ALTER TABLE people_nameword FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0017_access_requests")]
    operations = [migrations.RunSQL(FUNCTION, NO_FUNCTION)]
