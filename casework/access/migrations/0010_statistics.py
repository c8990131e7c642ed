"""The application may have statistics gathered of the owner's tables, and nothing else that an owner may.

PostgreSQL 17 has a privilege MAINTAIN, which would also let it lock and rebuild them; older servers have none.
"""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION casework_gather_statistics(filled text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
DECLARE found regclass;
BEGIN
    SELECT oid INTO found FROM pg_class WHERE relname = filled AND relnamespace = 'public'::regnamespace
        AND relkind IN ('r', 'p') AND relowner = current_user::regrole;
    IF found IS NULL THEN
        RAISE EXCEPTION 'no table of ours: %', filled USING ERRCODE = 'undefined_table';
    END IF;
    EXECUTE format('ANALYZE %s', found);
END $$;
REVOKE EXECUTE ON FUNCTION casework_gather_statistics(text) FROM PUBLIC;
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'casework') THEN
        GRANT EXECUTE ON FUNCTION casework_gather_statistics(text) TO casework;
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0009_reader_told_once")]
    operations = [migrations.RunSQL(FUNCTION, "DROP FUNCTION casework_gather_statistics(text)")]
