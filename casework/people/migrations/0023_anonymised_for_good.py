"""A person who was anonymised stays so: the day is set once."""

from django.db import migrations

ONCE = """
CREATE FUNCTION casework_anonymised_for_good() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'A person who was anonymised stays anonymised.' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER anonymised_for_good BEFORE UPDATE OF anonymised_on ON people_person FOR EACH ROW
    WHEN (OLD.anonymised_on IS NOT NULL AND NEW.anonymised_on IS DISTINCT FROM OLD.anonymised_on)
    EXECUTE FUNCTION casework_anonymised_for_good();
"""
NOT_ONCE = "DROP TRIGGER anonymised_for_good ON people_person; DROP FUNCTION casework_anonymised_for_good();"


class Migration(migrations.Migration):
    dependencies = [("people", "0022_sealed_scope")]
    operations = [migrations.RunSQL(ONCE, NOT_ONCE)]
