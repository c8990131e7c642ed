"""The name of a file that named a person who was erased goes from the history of its import, too."""

from django.db import migrations

FORGET = """
CREATE FUNCTION casework_forget_import_name(import uuid) RETURNS void LANGUAGE sql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
    UPDATE journey_importhistory h SET name = i.name FROM journey_import i WHERE i.id = import AND h.pgh_obj_id = i.id
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("journey", "0014_sealed_scope")]
    operations = [migrations.RunSQL(FORGET, "DROP FUNCTION casework_forget_import_name(uuid)")]
