"""Row-level security in SQL: the same rule as `people.queries.ScopedQuerySet`, held by the database itself.

Migrations call `protect` for each table; a changed rule is a new migration that calls it again. A policy asks one
question for the whole query, `(SELECT casework_open('notes'))`: may the one who acts see this section of everybody?
Only where the answer is no, a function is asked for each row. It looks at accesses and cantons with nothing hidden from
it; subqueries in the policy itself would be planned with the policies of their own tables, in every query, which took
longer than the queries did (docs/decisions.md, "Sight": what else was measured).

For whom a transaction acts is told by `access.scope` and sealed: SHA-256 over the text, the instant at which the
transaction began, and a key of the owner's that `manage.py migrate` takes from SECRET_KEY.
"""

# The scope is told as one text (`access.scope.Scope.told`) with a seal, and counts only where the seal fits text,
# transaction and a key that the application's role cannot read. So no statement that was smuggled in can widen it.
# The key is folded into the plan of `casework_scope` once a session: it is IMMUTABLE as far as a session goes.
SEAL = """
CREATE TABLE IF NOT EXISTS access_scopekey (key bytea PRIMARY KEY, since timestamptz NOT NULL DEFAULT now());
REVOKE ALL ON access_scopekey FROM PUBLIC;
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'casework') THEN
        REVOKE ALL ON access_scopekey FROM casework;
    END IF;
END $$;
CREATE OR REPLACE FUNCTION casework_scope_keys() RETURNS bytea[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT coalesce(array_agg(key ORDER BY since DESC), '{}') FROM public.access_scopekey $$;
REVOKE ALL ON FUNCTION casework_scope_keys() FROM PUBLIC;
CREATE OR REPLACE FUNCTION casework_scope() RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER
    SET search_path = pg_catalog AS $$
DECLARE
    told text := current_setting('casework.scope', true);
    seal text := current_setting('casework.seal', true);
    scope_key bytea;
BEGIN
    IF told <> '' THEN
        FOREACH scope_key IN ARRAY public.casework_scope_keys() LOOP
            IF seal = encode(
                sha256(scope_key || timestamptz_send(now()) || convert_to(told, 'UTF8') || scope_key), 'hex'
            ) THEN RETURN told; END IF;
        END LOOP;
    END IF;
    RETURN '';
END $$;
"""
# The parts of the text, in this order.
SCOPE_PARTS = ("system", "membership", "organisation", "sections", "provinces", "duty", "log", "imports")


def part(name: str, scope: str = "casework_scope()") -> str:
    """Return SQL for one part of the scope; '' where nothing was told or the seal does not fit."""
    return f"split_part({scope}, '|', {SCOPE_PARTS.index(name) + 1})"


def _function(name: str, returns: str, body: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION casework_{name} RETURNS {returns} LANGUAGE sql STABLE PARALLEL SAFE"
        f" AS $$ SELECT {body} $$;\n"
    )


IMPORTS = _function("imports()", "uuid", f"nullif({part('imports')}, '')::uuid")
FUNCTIONS = SEAL + "".join(
    (
        _function("system()", "boolean", f"{part('system')} = 'on'"),
        _function("membership()", "uuid", f"nullif({part('membership')}, '')::uuid"),
        _function("organisation()", "uuid", f"nullif({part('organisation')}, '')::uuid"),
        _function("sections()", "text[]", f"coalesce(nullif({part('sections')}, ''), '{{}}')::text[]"),
        _function("duty()", "text", part("duty")),
        _function("log()", "text", part("log")),
        _function("provinces()", "text[]", f"nullif(nullif({part('provinces')}, ''), '*')::text[]"),
        f"""
CREATE OR REPLACE FUNCTION casework_everywhere() RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE scope text := casework_scope();
BEGIN
    RETURN {part("system", "scope")} = 'on' OR {part("provinces", "scope")} = '*';
END $$;
CREATE OR REPLACE FUNCTION casework_acts() RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE scope text := casework_scope();
BEGIN
    RETURN {part("system", "scope")} = 'on' OR {part("membership", "scope")} <> '';
END $$;
CREATE OR REPLACE FUNCTION casework_reads(section text) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE scope text := casework_scope();
BEGIN
    RETURN {part("system", "scope")} = 'on'
        OR section = ANY (coalesce(nullif({part("sections", "scope")}, ''), '{{}}')::text[]);
END $$;
CREATE OR REPLACE FUNCTION casework_open(section text) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE scope text := casework_scope();
BEGIN
    RETURN {part("system", "scope")} = 'on' OR {part("provinces", "scope")} = '*'
        AND section = ANY (coalesce(nullif({part("sections", "scope")}, ''), '{{}}')::text[]);
END $$;
""",
    )
)
DROP_FUNCTIONS = (
    "".join(
        f"DROP FUNCTION IF EXISTS casework_{name};"
        for name in (
            "open(text)", "reads(text)", "acts()", "provinces()", "everywhere()", "log()", "duty()", "sections()",
            "organisation()", "membership()", "system()", "scope()", "scope_keys()",
        )
    )
    + "DROP TABLE IF EXISTS access_scopekey;"
)  # fmt: skip

# What is asked for a row. These functions are the tables' owner's, whom their policies do not bind (`protect`). Whom
# they answer for stands in the sealed scope; a policy reads it once a statement and hands it over (`READER`): to read
# it for each row took more than half of the time. Handed something else they tell which organisation may see a person
# whose id one knows, and show no row.
_OF_OWNER = "LANGUAGE plpgsql STABLE SECURITY DEFINER COST 10 SET search_path = public, pg_temp"
_READER = "organisation uuid, membership uuid, provinces text[]"
READER = "(SELECT casework_organisation()), (SELECT casework_membership()), (SELECT casework_provinces())"
_OPEN_NOW = """(a.until IS NULL OR a.until > statement_timestamp())
        AND (a.membership_id = membership OR a.membership_id IS NULL AND a.organisation_id = organisation)
        AND (a.sections IS NULL OR section = ANY (a.sections))"""
PERSON_FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION casework_lives_in(person uuid, provinces text[]) RETURNS boolean {_OF_OWNER} AS $$ BEGIN
    RETURN provinces IS NOT NULL AND EXISTS (SELECT FROM people_person p WHERE p.id = person
        AND (p.canton_id IS NULL OR left(p.canton_id, 2) = ANY (provinces)));
END $$;
CREATE OR REPLACE FUNCTION casework_sees(person uuid, section text, {_READER}) RETURNS boolean {_OF_OWNER} AS $$ BEGIN
    RETURN EXISTS (SELECT FROM people_personaccess a WHERE a.person_id = person AND {_OPEN_NOW})
        OR casework_lives_in(person, provinces);
END $$;
CREATE OR REPLACE FUNCTION casework_sees_household(household uuid, {_READER}) RETURNS boolean {_OF_OWNER} AS $$ BEGIN
    RETURN EXISTS (SELECT FROM people_person p WHERE p.household_id = household
        AND casework_sees(p.id, 'household', organisation, membership, provinces)
        AND casework_sees(p.id, 'identity', organisation, membership, provinces));
END $$;
CREATE OR REPLACE FUNCTION casework_sees_accesses(person uuid, organisation uuid, provinces text[])
    RETURNS boolean {_OF_OWNER} AS $$ BEGIN
    RETURN EXISTS (SELECT FROM people_personaccess a WHERE a.person_id = person AND a.reason = 'owner'
        AND a.until IS NULL AND a.organisation_id = organisation) OR casework_lives_in(person, provinces);
END $$;
"""  # noqa: S608  (names of ours)
CASE_FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION casework_sees_case(of_case uuid, section text, {_READER}) RETURNS boolean {_OF_OWNER} AS $$
BEGIN
    RETURN EXISTS (SELECT FROM journey_case c JOIN people_personaccess a ON a.person_id = c.person_id
        WHERE c.id = of_case AND {_OPEN_NOW})
        OR provinces IS NOT NULL
        AND casework_lives_in((SELECT c.person_id FROM journey_case c WHERE c.id = of_case), provinces);
END $$;
"""  # noqa: S608  (names of ours)
AWARD_FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION casework_sees_award(award uuid, section text, {_READER}) RETURNS boolean {_OF_OWNER} AS $$
BEGIN
    RETURN casework_sees_case(
        (SELECT w.case_id FROM programmes_award w WHERE w.id = award), section, organisation, membership, provinces);
END $$;
"""  # noqa: S608  (names of ours)
DROP_PERSON_FUNCTIONS = "".join(
    f"DROP FUNCTION IF EXISTS casework_{name};"
    for name in (
        "sees_accesses(uuid, uuid, text[])", "sees_household(uuid, uuid, uuid, text[])",
        "sees(uuid, text, uuid, uuid, text[])", "lives_in(uuid, text[])",
    )
)  # fmt: skip
DROP_CASE_FUNCTIONS = "DROP FUNCTION IF EXISTS casework_sees_case(uuid, text, uuid, uuid, text[])"
DROP_AWARD_FUNCTIONS = "DROP FUNCTION IF EXISTS casework_sees_award(uuid, text, uuid, uuid, text[])"

ACTS = "(SELECT casework_acts())"
SYSTEM = "(SELECT casework_system())"
EVERYWHERE = "(SELECT casework_everywhere())"
KEEPS = "casework_sees_accesses(person_id, (SELECT casework_organisation()), (SELECT casework_provinces()))"


def _open_or(section: str, seen: str) -> str:
    """SQL: this section of everybody is open to the reader, or the reader reads it and the row is `seen`."""
    return f"((SELECT casework_open('{section}')) OR (SELECT casework_reads('{section}')) AND {seen})"


def of_person(section: str, column: str = "person_id") -> str:
    return _open_or(section, f"casework_sees({column}, '{section}', {READER})")


def of_case(section: str) -> str:
    return _open_or(section, f"casework_sees_case(case_id, '{section}', {READER})")


def of_award(section: str) -> str:
    return _open_or(section, f"casework_sees_award(award_id, '{section}', {READER})")


def of_stage() -> str:
    """Of the stages of a case a ministry sees those of its step (`stage_function`)."""
    return f"{of_case('journey')} AND casework_sees_stage(stage, (SELECT casework_duty()))"


def stage_function(stages_of_duty: dict) -> str:
    known = " ".join(
        f"WHEN '{duty}' THEN stage IN ({', '.join(repr(stage) for stage in stages)})"
        for duty, stages in stages_of_duty.items()
    )
    return f"""
        CREATE OR REPLACE FUNCTION casework_sees_stage(stage text, duty text) RETURNS boolean
        LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT CASE duty {known} ELSE true END $$;
    """


DROP_STAGE_FUNCTION = "DROP FUNCTION IF EXISTS casework_sees_stage(text, text)"


def by_row() -> str:
    """Where a column names the section."""
    reads = "section = ANY ((SELECT casework_sections())::text[])"
    return f"({SYSTEM} OR {reads} AND ({EVERYWHERE} OR casework_sees(person_id, section, {READER})))"


def by_kind(kinds: set[str], then: str, otherwise: str) -> str:
    """Rows of these kinds belong to one section, all others to another."""
    listed = ", ".join(f"'{kind}'" for kind in sorted(kinds))
    return f"(kind IN ({listed}) AND {of_person(then)} OR kind NOT IN ({listed}) AND {of_person(otherwise)})"


def household(key: str = "id") -> str:
    return _open_or("household", f"(SELECT casework_reads('identity')) AND casework_sees_household({key}, {READER})")


def access() -> str:
    """An organisation sees its own accesses, and all those to the people it keeps."""
    return f"""({EVERYWHERE} OR organisation_id = (SELECT casework_organisation())
        OR membership_id = (SELECT casework_membership()) OR {KEEPS})"""


def asked() -> str:
    """An organisation sees what it asked itself, and what is asked about the people it keeps."""
    own = "organisation_id = (SELECT casework_organisation())"
    return _open_or("consents", f"({own} OR {KEEPS})")


def protect(table: str, using: str, check: str | None = None) -> str:
    """Return SQL that lets only these rows be seen, changed and deleted, and only those of `check` (as `using`) in.

    The owner is not bound: it makes the tables and the functions that answer policies, and serves no request.
    """
    return f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
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
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
    """
