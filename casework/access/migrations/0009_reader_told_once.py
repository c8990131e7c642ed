"""Policies read for whom they answer once a statement, and hand it to the functions that are asked for each row.

A register made before has its functions and policies replaced here (and those of stages in journey 0019); one made now
has them so from the start.
"""

import re

from django.db import migrations

from casework.access import row_security as rows

BEFORE = "casework_sees_award(uuid, text)", "casework_sees_case(uuid, text)", "casework_sees_household(uuid)"
BEFORE += "casework_sees_accesses(uuid)", "casework_sees(uuid, text)", "casework_lives_here(uuid)"
# As PostgreSQL writes a call of before: its row, and its section, named or in a column.
CALL = re.compile(r"casework_sees(_case|_award)?\((\w+), ('\w+'::text|\(section\)::text)\)")
CALL_OF_HOUSEHOLD = re.compile(r"casework_sees_household\((\w+)\)")
CALL_OF_ACCESSES = re.compile(r"casework_sees_accesses\((\w+)\)")


def hand_over_the_reader(apps, schema_editor):
    """Give each policy the calls of now in place of those of before."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT tablename, policyname, qual, with_check FROM pg_policies WHERE schemaname = 'public'")
        for table, policy, using, check in cursor.fetchall():
            if "casework_sees" in f"{using} {check}":
                cursor.execute(f"ALTER POLICY {policy} ON {table} USING ({of_now(using)}) WITH CHECK ({of_now(check)})")


def of_now(condition: str) -> str:
    """Write a policy's condition with the calls of now."""
    condition = CALL.sub(_of_section, condition)
    reads = "(SELECT casework_reads('household')) AND (SELECT casework_reads('identity'))"
    household = rf"({reads} AND casework_sees_household(\1, {rows.READER}))"
    return CALL_OF_ACCESSES.sub(rows.KEEPS, CALL_OF_HOUSEHOLD.sub(household, condition))


def _of_section(call: re.Match) -> str:
    of_what, row, section = call.groups()
    seen = f"casework_sees{of_what or ''}({row}, {section}, {rows.READER})"
    # Where the section is a column, the policy asks by itself whether it is read.
    return f"((SELECT casework_reads({section})) AND {seen})" if section.startswith("'") else seen


class Migration(migrations.Migration):
    dependencies = [("access", "0008_powers_by_two")]
    operations = [
        migrations.RunSQL(rows.PERSON_FUNCTIONS + rows.CASE_FUNCTIONS + rows.AWARD_FUNCTIONS, migrations.RunSQL.noop),
        migrations.RunPython(hand_over_the_reader, migrations.RunPython.noop),
        migrations.RunSQL("".join(f"DROP FUNCTION IF EXISTS {name};" for name in BEFORE), migrations.RunSQL.noop),
    ]
