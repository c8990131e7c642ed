"""An answer is repeated only to those who still see its people; with a person who is erased it goes.

The trigger's function is the owner's, whom the table's policy does not bind: an erasure sees no other's answers.
"""

from django.db import migrations, models

FORGET = """
ALTER TABLE api_givenanswer NO FORCE ROW LEVEL SECURITY;
CREATE FUNCTION casework_forget_answers() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$ BEGIN
    DELETE FROM api_givenanswer WHERE opened ? NEW.id::text;
    RETURN NULL;
END $$;
CREATE TRIGGER forget_answers AFTER UPDATE OF anonymised_on ON people_person
    FOR EACH ROW WHEN (NEW.anonymised_on IS NOT NULL) EXECUTE FUNCTION casework_forget_answers();
"""
NO_FORGETTING = """
DROP TRIGGER forget_answers ON people_person;
DROP FUNCTION casework_forget_answers();
ALTER TABLE api_givenanswer FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("api", "0002_row_security"), ("people", "0021_disclosure_questions")]
    operations = [
        migrations.AddField(
            model_name="givenanswer",
            name="opened",
            field=models.JSONField(
                blank=True, default=dict, verbose_name="people in it, and the parts that were open"
            ),
        ),
        migrations.RunSQL(FORGET, NO_FORGETTING),
    ]
