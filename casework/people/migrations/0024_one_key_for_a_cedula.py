"""V-9876543, V-09876543 and 09876543 are looked up by one key: leading zeros of a Venezuelan cédula do not count."""

from django.db import migrations

# Not where the person has the same document under the other key already: that pair is for somebody to look at.
WITHOUT_ZEROS = r"""
UPDATE people_identitydocument AS document
SET number_key = regexp_replace(number_key, '^([VE])0+', '\1')
WHERE kind = 've_cedula' AND number_key ~ '^[VE]0+[1-9]' AND NOT EXISTS (
    SELECT FROM people_identitydocument AS other
    WHERE other.person_id = document.person_id AND other.kind = 've_cedula' AND other.id <> document.id
    AND regexp_replace(other.number_key, '^([VE])0+', '\1') = regexp_replace(document.number_key, '^([VE])0+', '\1')
    AND other.issued_on IS NOT DISTINCT FROM document.issued_on
);
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0023_anonymised_for_good")]
    operations = [migrations.RunSQL(WITHOUT_ZEROS, migrations.RunSQL.noop)]
