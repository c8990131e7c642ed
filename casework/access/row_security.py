"""Row-level security in SQL: the same rule as `people.queries.ScopedQuerySet`, held by the database itself.

Migrations call `protect` for each table; a changed rule is a new migration that calls it again. Policies read what the
transaction was told (access/scope.py) by the functions of FUNCTIONS. `(SELECT f())` is reckoned once a query, not once
a row.
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
"""
DROP_FUNCTIONS = "".join(
    f"DROP FUNCTION IF EXISTS casework_{name}();"
    for name in (
        "acts", "provinces", "everywhere", "log", "duty", "sections", "organisation", "membership", "system"
    )
)  # fmt: skip

# Two questions that tables ask which people's own policy asks back: within, nothing is hidden, so they end there.
PERSON_FUNCTIONS = """
CREATE OR REPLACE FUNCTION casework_keeps(person uuid) RETURNS boolean LANGUAGE sql STABLE SET casework.system = 'on'
    AS $$ SELECT EXISTS (SELECT FROM people_personaccess a WHERE a.person_id = person AND a.reason = 'owner'
        AND a.until IS NULL AND a.organisation_id = casework_organisation()) $$;
CREATE OR REPLACE FUNCTION casework_lives_here(person uuid) RETURNS boolean LANGUAGE sql STABLE
    SET casework.system = 'on'
    AS $$ SELECT EXISTS (SELECT FROM people_person p WHERE p.id = person
        AND (p.canton_id IS NULL OR left(p.canton_id, 2) = ANY (casework_provinces()))) $$;
"""
DROP_PERSON_FUNCTIONS = (
    "DROP FUNCTION IF EXISTS casework_keeps(uuid); DROP FUNCTION IF EXISTS casework_lives_here(uuid);"
)

ACTS = "(SELECT casework_acts())"
SYSTEM = "(SELECT casework_system())"
EVERYWHERE = "(SELECT casework_everywhere())"
_IN_TERRITORY = "(SELECT casework_provinces()) IS NOT NULL"
_PROVINCES = "((SELECT casework_provinces())::text[])"
_SECTIONS = "((SELECT casework_sections())::text[])"


def reads(section: str) -> str:
    """Whether the role reads this section; `section` is SQL, such as `'needs'` or a column."""
    return f"({SYSTEM} OR {section} = ANY ({_SECTIONS}))"


def opened(person: str, section: str) -> str:
    """Whether an access is open to the one who acts, to this person's file in this section. Both are SQL."""
    return f"""EXISTS (SELECT FROM people_personaccess a WHERE a.person_id = {person}
        AND (a.until IS NULL OR a.until > statement_timestamp())
        AND (a.membership_id = (SELECT casework_membership())
            OR a.membership_id IS NULL AND a.organisation_id = (SELECT casework_organisation()))
        AND (a.sections IS NULL OR {section} = ANY (a.sections)))"""


def within_scope(person: str, section: str) -> str:
    """Whether the row scope of the one who acts reaches this person in this section."""
    here = f"({_IN_TERRITORY} AND EXISTS (SELECT FROM people_person p WHERE p.id = {person} AND {_lives_here('p')}))"
    return f"({EVERYWHERE} OR {opened(person, section)} OR {here})"


def _lives_here(person: str) -> str:
    return f"({person}.canton_id IS NULL OR left({person}.canton_id, 2) = ANY ({_PROVINCES}))"


def seen(person: str, section: str) -> str:
    """The whole rule: the role reads the section, and the row scope reaches the person."""
    return f"{reads(section)} AND {within_scope(person, section)}"


def of_person(table: str, section: str, column: str = "person_id") -> str:
    return seen(f"{table}.{column}", f"'{section}'")


def of_case(table: str, section: str, column: str = "case_id") -> str:
    person = f"(SELECT c.person_id FROM journey_case c WHERE c.id = {table}.{column})"  # noqa: S608  (names of ours)
    return seen(person, f"'{section}'")


def by_kind(table: str, kinds: set[str], then: str, otherwise: str) -> str:
    """Rows of these kinds belong to one section, all others to another."""
    listed = ", ".join(f"'{kind}'" for kind in sorted(kinds))
    return f"""({table}.kind IN ({listed}) AND {of_person(table, then)}
        OR {table}.kind NOT IN ({listed}) AND {of_person(table, otherwise)})"""


def person_herself() -> str:
    here = f"({_IN_TERRITORY} AND {_lives_here('people_person')})"
    return f"{reads(IDENTITY)} AND ({EVERYWHERE} OR {opened('people_person.id', IDENTITY)} OR {here})"


def household(key: str = "people_household.id") -> str:
    member = f"({_IN_TERRITORY} AND {_lives_here('p')} OR {opened('p.id', HOUSEHOLD)})"
    return f"""{reads(HOUSEHOLD)} AND ({EVERYWHERE}
        OR EXISTS (SELECT FROM people_person p WHERE p.household_id = {key} AND {member}))"""


def access(table: str = "people_personaccess") -> str:
    """An organisation sees its own accesses, and all those to the people it keeps."""
    return f"""({EVERYWHERE} OR {table}.organisation_id = (SELECT casework_organisation())
        OR {table}.membership_id = (SELECT casework_membership())
        OR casework_keeps({table}.person_id)
        OR {_IN_TERRITORY} AND casework_lives_here({table}.person_id))"""


IDENTITY, HOUSEHOLD = "'identity'", "'household'"


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
