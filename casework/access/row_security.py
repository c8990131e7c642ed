"""Row-level security in SQL: the same rule as `people.queries.ScopedQuerySet`, held by the database itself.

Migrations call `protect` for each table; a changed rule is a new migration that calls it again. A policy asks one
question for the whole query, `(SELECT casework_open('notes'))`: may the one who acts see this section of everybody?
Only where the answer is no, a function is asked for each row. It looks at accesses and cantons with nothing hidden from
it; subqueries in the policy itself would be planned with the policies of their own tables, in every query, which took
longer than the queries did.
"""

FUNCTIONS = """
CREATE OR REPLACE FUNCTION casework_system() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT coalesce(current_setting('casework.system', true), '') = 'on' $$;
CREATE OR REPLACE FUNCTION casework_membership() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('casework.membership', true), '')::uuid $$;
CREATE OR REPLACE FUNCTION casework_organisation() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('casework.organisation', true), '')::uuid $$;
CREATE OR REPLACE FUNCTION casework_sections() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT coalesce(nullif(current_setting('casework.sections', true), ''), '{}')::text[] $$;
CREATE OR REPLACE FUNCTION casework_duty() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT coalesce(current_setting('casework.duty', true), '') $$;
CREATE OR REPLACE FUNCTION casework_log() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT coalesce(current_setting('casework.log', true), '') $$;
CREATE OR REPLACE FUNCTION casework_everywhere() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT casework_system() OR coalesce(current_setting('casework.provinces', true), '') = '*' $$;
CREATE OR REPLACE FUNCTION casework_provinces() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(nullif(current_setting('casework.provinces', true), ''), '*')::text[] $$;
CREATE OR REPLACE FUNCTION casework_acts() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT casework_system() OR casework_membership() IS NOT NULL $$;
CREATE OR REPLACE FUNCTION casework_reads(section text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT casework_system() OR section = ANY (casework_sections()) $$;
CREATE OR REPLACE FUNCTION casework_open(section text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT casework_everywhere() AND casework_reads(section) $$;
"""
DROP_FUNCTIONS = "".join(
    f"DROP FUNCTION IF EXISTS casework_{name};"
    for name in (
        "open(text)", "reads(text)", "acts()", "provinces()", "everywhere()", "log()", "duty()", "sections()",
        "organisation()", "membership()", "system()",
    )
)  # fmt: skip

# What is asked for a row. `casework.system` is on within, so that the policies of what they look at let them; whether
# the role reads the section is asked first, by what the transaction was told, which that does not change.
PERSON_FUNCTIONS = """
CREATE OR REPLACE FUNCTION casework_lives_here(person uuid) RETURNS boolean LANGUAGE plpgsql STABLE COST 10
    SET casework.system = 'on' AS $$ BEGIN
    RETURN casework_provinces() IS NOT NULL AND EXISTS (SELECT FROM people_person p WHERE p.id = person
        AND (p.canton_id IS NULL OR left(p.canton_id, 2) = ANY (casework_provinces())));
END $$;
CREATE OR REPLACE FUNCTION casework_sees(person uuid, section text) RETURNS boolean LANGUAGE plpgsql STABLE COST 10
    SET casework.system = 'on' AS $$ BEGIN
    RETURN section = ANY (casework_sections()) AND (EXISTS (
        SELECT FROM people_personaccess a WHERE a.person_id = person
        AND (a.until IS NULL OR a.until > statement_timestamp())
        AND (a.membership_id = casework_membership()
            OR a.membership_id IS NULL AND a.organisation_id = casework_organisation())
        AND (a.sections IS NULL OR section = ANY (a.sections))
    ) OR casework_lives_here(person));
END $$;
CREATE OR REPLACE FUNCTION casework_sees_household(household uuid) RETURNS boolean LANGUAGE plpgsql STABLE COST 10
    SET casework.system = 'on' AS $$ BEGIN
    RETURN EXISTS (SELECT FROM people_person p WHERE p.household_id = household
        AND casework_sees(p.id, 'household') AND casework_sees(p.id, 'identity'));
END $$;
CREATE OR REPLACE FUNCTION casework_sees_accesses(person uuid) RETURNS boolean LANGUAGE plpgsql STABLE COST 10
    SET casework.system = 'on' AS $$ BEGIN
    RETURN EXISTS (SELECT FROM people_personaccess a WHERE a.person_id = person AND a.reason = 'owner'
        AND a.until IS NULL AND a.organisation_id = casework_organisation()) OR casework_lives_here(person);
END $$;
"""
CASE_FUNCTIONS = """
CREATE OR REPLACE FUNCTION casework_sees_case(of_case uuid, section text) RETURNS boolean
    LANGUAGE plpgsql STABLE COST 10 SET casework.system = 'on' AS $$ BEGIN
    RETURN casework_sees((SELECT c.person_id FROM journey_case c WHERE c.id = of_case), section);
END $$;
"""
AWARD_FUNCTIONS = """
CREATE OR REPLACE FUNCTION casework_sees_award(award uuid, section text) RETURNS boolean
    LANGUAGE plpgsql STABLE COST 10 SET casework.system = 'on' AS $$ BEGIN
    RETURN casework_sees_case((SELECT w.case_id FROM programmes_award w WHERE w.id = award), section);
END $$;
"""
DROP_PERSON_FUNCTIONS = "".join(
    f"DROP FUNCTION IF EXISTS casework_{name};"
    for name in ("sees_accesses(uuid)", "sees_household(uuid)", "sees(uuid, text)", "lives_here(uuid)")
)
DROP_CASE_FUNCTIONS = "DROP FUNCTION IF EXISTS casework_sees_case(uuid, text)"
DROP_AWARD_FUNCTIONS = "DROP FUNCTION IF EXISTS casework_sees_award(uuid, text)"

ACTS = "(SELECT casework_acts())"
SYSTEM = "(SELECT casework_system())"
EVERYWHERE = "(SELECT casework_everywhere())"


def of_person(section: str, column: str = "person_id") -> str:
    return f"((SELECT casework_open('{section}')) OR casework_sees({column}, '{section}'))"


def of_case(section: str) -> str:
    return f"((SELECT casework_open('{section}')) OR casework_sees_case(case_id, '{section}'))"


def of_award(section: str) -> str:
    return f"((SELECT casework_open('{section}')) OR casework_sees_award(award_id, '{section}'))"


def of_stage() -> str:
    """Of the stages of a case a ministry sees those of its step (`stage_function`)."""
    return f"{of_case('journey')} AND ((SELECT casework_duty() = '') OR casework_sees_stage(stage))"


def stage_function(stages_of_duty: dict) -> str:
    known = " ".join(
        f"WHEN '{duty}' THEN stage IN ({', '.join(repr(stage) for stage in stages)})"
        for duty, stages in stages_of_duty.items()
    )
    return f"""
        CREATE OR REPLACE FUNCTION casework_sees_stage(stage text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
        AS $$ SELECT CASE casework_duty() {known} ELSE true END $$;
    """


def by_row() -> str:
    """Where a column names the section."""
    reads = "section = ANY ((SELECT casework_sections())::text[])"
    return f"({SYSTEM} OR {reads} AND ({EVERYWHERE} OR casework_sees(person_id, section)))"


def by_kind(kinds: set[str], then: str, otherwise: str) -> str:
    """Rows of these kinds belong to one section, all others to another."""
    listed = ", ".join(f"'{kind}'" for kind in sorted(kinds))
    return f"(kind IN ({listed}) AND {of_person(then)} OR kind NOT IN ({listed}) AND {of_person(otherwise)})"


def household(key: str = "id") -> str:
    return f"((SELECT casework_open('household')) OR casework_sees_household({key}))"


def access() -> str:
    """An organisation sees its own accesses, and all those to the people it keeps."""
    return f"""({EVERYWHERE} OR organisation_id = (SELECT casework_organisation())
        OR membership_id = (SELECT casework_membership()) OR casework_sees_accesses(person_id))"""


def asked() -> str:
    """An organisation sees what it asked itself, and what is asked about the people it keeps."""
    return """((SELECT casework_open('consents')) OR (SELECT casework_reads('consents'))
        AND (organisation_id = (SELECT casework_organisation()) OR casework_sees_accesses(person_id)))"""


def protect(table: str, using: str, check: str | None = None) -> str:
    """SQL that lets only these rows be seen, changed and deleted, and only those of `check` (default: the same) in."""
    return f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        DROP POLICY IF EXISTS within_scope ON {table};
        CREATE POLICY within_scope ON {table} USING ({using}) WITH CHECK ({check or using});
    """


def only_added(table: str) -> str:
    """SQL that lets the application add rows and read them, and no more: that is how logs are kept."""
    return f"""
        DO $$ BEGIN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'casework') THEN
                REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM casework;
            END IF;
        END $$;
    """  # noqa: S608  (names of ours)


def unprotect(table: str) -> str:
    return f"""
        DROP POLICY IF EXISTS within_scope ON {table};
        ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
    """
