"""What planning says to PostgreSQL: one statement for each thing it does, about a whole rule at once.

They read `followups_found`, the facts of the rule whose day has come (`source`): a table of its own where there may be
a million of them, else a part of the statement itself. Rows that somebody is writing are passed over and have their
turn in the next run, and of many that are changed so many are at a time, so that nobody waits for anybody.
"""
# ruff: noqa: S608  (put together from names and numbers of ours alone)

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.db import connection

from casework.followups import facts
from casework.followups.models import Rule
from casework.people.models import Person
from casework.people.queries import vulnerable

# Of all cases the facts, and what is to be changed, are tables that end with the work on the rule; who is vulnerable is
# one for all rules.
MAKE_TABLE = "CREATE TEMPORARY TABLE {name} AS {rows}"
DROP_TABLE = "DROP TABLE IF EXISTS {name}"
ALL_VULNERABLE = "SELECT id FROM followups_vulnerable"
VULNERABLE_OF_THESE = "SELECT n.id FROM ({people}) n WHERE n.id IN (SELECT person_id FROM followups_found)"
NUMBERED = "SELECT row_number() OVER () AS number, changing.* FROM ({rows}) changing"

# What `rules.worth_telling` says, of a due day and its fact.
WORTH_TELLING = """({row}.due_on >= %(told_from)s AND ({row}.due_on >= f.anchor OR f.anchor >= %(today)s)
    AND (f.at IS NULL OR f.at > %(now)s))"""
_SEND_AT = "greatest(({due_on} + %(opens)s::time) AT TIME ZONE %(zone)s, %(now)s)"
_DUE = "greatest(f.due_on, %(today)s) + %(task_days)s"
_SORTED = "- %(forward)s - CASE WHEN {vulnerable} THEN %(forward_vulnerable)s ELSE 0 END"
_VULNERABLE = "(v.id IS NOT NULL)"
_OF_THESE = "(%(cases)s::uuid[] IS NULL OR {row}.case_id = ANY(%(cases)s::uuid[]))"
_OPEN = "SELECT FROM followups_task o WHERE o.rule_id = %(rule)s AND o.subject = {subject} AND o.state = 'open'"
_MADE = """SELECT FROM followups_task o
    WHERE o.rule_id = %(rule)s AND o.subject = f.subject AND o.planned_for = f.due_on"""

NEW_REMINDERS = f"""%(for_person)s AND NOT f.restricted AND {WORTH_TELLING.format(row="f")} AND NOT EXISTS (
    SELECT FROM followups_reminder r
    WHERE r.rule_id = %(rule)s AND r.subject = f.subject AND r.due_on = f.due_on)"""
# With nothing at stake it waits until nothing else is to be done about the case: one call serves for both.
_QUIET = (
    "(%(forward)s > 0 OR NOT EXISTS (SELECT FROM followups_task q WHERE q.case_id = f.case_id AND q.state = 'open'))"
)
NEW_TASKS = f"""%(for_staff)s AND NOT EXISTS ({_OPEN.format(subject="f.subject")}) AND NOT EXISTS ({_MADE})
    AND {_QUIET}"""

# In the order of the indexes they go into, which makes a million of them a third quicker.
PLAN_REMINDERS = f"""
    INSERT INTO followups_reminder (id, created_at, updated_at, case_id, person_id, rule_id, subject, due_on, send_at,
        state, why, step, tries)
    SELECT gen_random_uuid(), %(clock)s, %(clock)s, f.case_id, f.person_id, %(rule)s, f.subject, f.due_on,
        {_SEND_AT.format(due_on="f.due_on")}, 'planned', '', 0, 0
    FROM followups_found f WHERE {NEW_REMINDERS}
    ORDER BY f.subject
    ON CONFLICT DO NOTHING"""
PLAN_TASKS = f"""
    INSERT INTO followups_task (id, created_at, updated_at, case_id, organisation_id, origin, rule_id, subject,
        planned_for, what, for_whom, due_on, sort_on, vulnerable, snooze_reason, state, outcome, remark)
    SELECT gen_random_uuid(), %(clock)s, %(clock)s, f.case_id, f.organisation_id, 'rule', %(rule)s, f.subject,
        f.due_on, '', %(for_whom)s, {_DUE}, {_DUE} {_SORTED.format(vulnerable=_VULNERABLE)}, {_VULNERABLE}, '',
        'open', '', ''
    FROM followups_found f LEFT JOIN ({{vulnerable}}) v ON v.id = f.person_id WHERE {NEW_TASKS}
    ORDER BY f.subject
    ON CONFLICT DO NOTHING"""


@dataclass(frozen=True)
class Change:
    """What becomes of rows there are: `rows` finds them, `write` changes so many of them (`after` to `upto`)."""

    rows: str
    write: str


def _change(table: str, rows: str, still: str, **columns: str) -> Change:
    """`columns` become these, of rows that are `still` so and that nobody is writing."""
    written = ", ".join(f"{name} = {value}" for name, value in columns.items())
    return Change(
        rows,
        f"""UPDATE {table} SET {written}, updated_at = %(clock)s
        FROM (
            SELECT c.* FROM followups_changing c JOIN {table} t ON t.id = c.id AND {still}
            WHERE c.number > %(after)s AND c.number <= %(upto)s
            FOR NO KEY UPDATE OF t SKIP LOCKED) found
        WHERE {table}.id = found.id""",
    )


# What ended by mistake, or only for a while, and was never tried.
REVIVE_REMINDERS = _change(
    "followups_reminder",
    f"""SELECT r.id FROM followups_found f JOIN followups_reminder r
            ON r.rule_id = %(rule)s AND r.subject = f.subject AND r.due_on = f.due_on
        WHERE %(for_person)s AND NOT f.restricted AND r.state = 'cancelled' AND r.why = 'reason_ended'
            AND r.step = 0 AND r.tries = 0 AND {WORTH_TELLING.format(row="f")}""",
    "t.state = 'cancelled'",
    state="'planned'",
    why="''",
    send_at=_SEND_AT.format(due_on="followups_reminder.due_on"),
)
CANCEL_REMINDERS = _change(
    "followups_reminder",
    f"""SELECT r.id, CASE WHEN EXISTS (
            SELECT FROM unnest(%(offsets)s::int[]) n WHERE r.due_on = CASE %(unit)s
                WHEN 'months' THEN (f.anchor + make_interval(months => n))::date ELSE f.anchor + n END)
            THEN 'too_late' ELSE 'reason_ended' END AS why
        FROM followups_reminder r
            LEFT JOIN followups_found f ON f.subject = r.subject AND NOT f.restricted AND %(for_person)s
        WHERE r.rule_id = %(rule)s AND r.state = 'planned' AND {_OF_THESE.format(row="r")}
            AND (f.subject IS NULL OR r.due_on <> f.due_on OR NOT {WORTH_TELLING.format(row="r")})""",
    "t.state = 'planned'",
    state="'cancelled'",
    why="found.why",
)
# Nobody ended it but planning itself: a rule switched off and on again, a case closed and reopened.
REVIVE_TASKS = _change(
    "followups_task",
    f"""SELECT t.id, {_DUE} AS due FROM followups_found f JOIN followups_task t
            ON t.rule_id = %(rule)s AND t.subject = f.subject AND t.planned_for = f.due_on
        WHERE %(for_staff)s AND t.state = 'cancelled' AND t.ended_by_id IS NULL
            AND NOT EXISTS ({_OPEN.format(subject="t.subject")})""",
    "t.state = 'cancelled'",
    state="'open'",
    ended_at="NULL",
    escalated_on="NULL",
    due_on="found.due",
    sort_on=f"found.due {_SORTED.format(vulnerable='followups_task.vulnerable')}",
)
# A later day of the same fact has come: it is due by the earlier of both, and no longer put off.
BRING_FORWARD = _change(
    "followups_task",
    f"""SELECT t.id, f.due_on AS planned_for, least(t.due_on, {_DUE}) AS due
        FROM followups_found f JOIN followups_task t
            ON t.rule_id = %(rule)s AND t.subject = f.subject AND t.state = 'open'
        WHERE t.planned_for <> f.due_on AND NOT EXISTS ({_MADE})""",
    "t.state = 'open'",
    planned_for="found.planned_for",
    due_on="found.due",
    sort_on=f"found.due {_SORTED.format(vulnerable='followups_task.vulnerable')}",
    snoozed_until="NULL",
    snooze_reason="''",
)
CANCEL_TASKS = _change(
    "followups_task",
    f"""SELECT t.id FROM followups_task t
        WHERE t.rule_id = %(rule)s AND t.state = 'open' AND {_OF_THESE.format(row="t")}
            AND NOT EXISTS (SELECT FROM followups_found f WHERE f.subject = t.subject AND %(for_staff)s)""",
    "t.state = 'open'",
    state="'cancelled'",
    ended_at="%(clock)s",
)
ESCALATE = _change(
    "followups_task",
    "SELECT f.subject AS id FROM followups_found f",
    "t.state = 'open' AND t.escalated_on IS NULL",
    escalated_on="%(today)s",
)
# Whom a rule would reach now that it has not reached: an organisation, who is told, how many, and some of the cases.
COUNT_NEW = f"""
    SELECT organisation_id, told, count(*), (array_agg(case_id ORDER BY case_id))[:%(shown)s] FROM (
        SELECT f.organisation_id, f.case_id, 'person' AS told FROM followups_found f WHERE {NEW_REMINDERS}
        UNION ALL
        SELECT f.organisation_id, f.case_id, %(for_whom)s AS told FROM followups_found f WHERE {NEW_TASKS}
    ) new GROUP BY organisation_id, told ORDER BY organisation_id, told"""


# Of a rule that is switched off.
NO_FACTS = """SELECT case_id, case_id AS person_id, organisation_id, subject, due_on AS anchor, ended_at AS at, due_on,
    false AS restricted FROM followups_task WHERE false"""


def source(rule: Rule, today: date, cases: list[UUID] | None = None) -> str:
    """A query of the facts of this rule whose day has come: of its days the last one (`rules.offset_due`)."""
    offsets = sorted(rule.offsets)
    months = rule.unit == Rule.Unit.MONTHS
    first = relativedelta(months=offsets[0]) if months else timedelta(days=offsets[0])
    # Months may be shorter where they are added than where they are taken away; the day itself is asked below.
    latest = today - first + timedelta(days=3 if months else 0)
    days = [day_sql("f.anchor", offset, rule.unit) for offset in offsets]
    come = ", ".join(f"CASE WHEN {day} <= %(today)s THEN {day} END" for day in days)
    restricted = "SELECT FROM people_person p WHERE p.id = f.of_person AND p.restricted_on IS NOT NULL"
    # OFFSET 0 keeps the facts a query of their own: else the day they count from would be worked out for each offset.
    return f"""SELECT f.of_case AS case_id, f.of_person AS person_id, f.of_organisation AS organisation_id,
        f.about AS subject, f.anchor, f.at, greatest({come}) AS due_on, EXISTS ({restricted}) AS restricted
        FROM ({sql_of(facts.found(rule.trigger, latest=latest, cases=cases))} OFFSET 0) f
        WHERE {days[0]} <= %(today)s"""


def day_sql(anchor: str, offset: int, unit: str) -> str:
    """The day so far from the anchor."""
    if unit == Rule.Unit.MONTHS:
        return f"({anchor} + make_interval(months => {offset:d}))::date"
    return f"({anchor} + {offset:d})"


def vulnerable_people(today: date) -> str:
    """The ids of the vulnerable."""
    return sql_of(Person.objects.order_by().filter(vulnerable(today)).values("id"))


def sql_of(rows: Iterable) -> str:
    """A queryset as the text of a query with its values in it, to be a part of one with values of its own."""
    sql, values = rows.query.sql_with_params()
    return connection.ops.compose_sql(sql, values).replace("%", "%%")
