"""SQL that somebody smuggled into a statement cannot widen what its transaction sees."""

import pytest
from django.db import ProgrammingError, connection, transaction

from casework.access.models import Door
from casework.access.postgresql.base import BEGAN, seal
from casework.access.scope import acting_as, system
from casework.people.models import Person
from tests.roles import a_connection_of_the_owner

EVERYTHING = "on|||{identity}|*||all|"


def smuggled(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else None


def settings_now():
    return smuggled("SELECT current_setting('casework.scope'), current_setting('casework.seal')")[0]


@pytest.fixture
def outside(case, bruno):
    """What is done by Bruno, who sees nobody."""
    with acting_as(bruno, Door.WEB):
        assert not Person.objects.exists()
        yield bruno


@pytest.mark.parametrize(
    "sql",
    [
        "SET LOCAL casework.system = 'on'",
        "SELECT set_config('casework.provinces', '*', true)",
        f"SELECT set_config('casework.scope', '{EVERYTHING}', true)",
        f"SELECT set_config('casework.scope', '{EVERYTHING}', true), set_config('casework.seal', '0', true)",
        f"SELECT set_config('casework.scope', '{EVERYTHING}', true), set_config('casework.seal', encode(sha256("
        f"timestamptz_send(now()) || convert_to('{EVERYTHING}', 'UTF8')), 'hex'), true)",
    ],
)
def test_settings_without_their_seal_show_nothing(outside, sql):
    smuggled(sql)
    assert smuggled("SELECT count(*) FROM people_person") == [(0,)]


def test_a_setting_without_its_seal_takes_away_what_was_seen(case, ana):
    with acting_as(ana, Door.WEB):
        assert Person.objects.exists()
        smuggled("SELECT set_config('casework.scope', replace(current_setting('casework.scope'), '|', '||'), true)")
        assert not Person.objects.exists()


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT key FROM access_scopekey",
        "INSERT INTO access_scopekey (key) VALUES ('x')",
        "SELECT casework_scope_keys()",
        "CREATE OR REPLACE FUNCTION casework_scope() RETURNS text LANGUAGE sql AS $$ SELECT 'on' $$",
        "ALTER TABLE people_person DISABLE ROW LEVEL SECURITY",
        "SET ROLE casework_owner",
    ],
)
def test_the_key_and_what_checks_the_seal_are_out_of_reach(outside, sql):
    with pytest.raises(ProgrammingError), transaction.atomic():
        smuggled(sql)


@pytest.mark.django_db(transaction=True)
def test_a_seal_counts_in_its_own_transaction_alone(case, bruno):
    with system("a test watches a transaction that sees all"), transaction.atomic():
        text, sealed = settings_now()
        assert smuggled("SELECT count(*) FROM people_person") == [(1,)]
    with acting_as(bruno, Door.WEB), transaction.atomic():
        smuggled("SELECT set_config('casework.scope', %s, true), set_config('casework.seal', %s, true)", text, sealed)
        assert smuggled("SELECT count(*) FROM people_person") == [(0,)]


def test_a_seal_is_of_one_text(outside):
    ((began,),) = smuggled(BEGAN)
    assert seal("a", began) != seal("b", began)
    assert len(seal("a", began)) == 64


@pytest.mark.django_db(transaction=True)
def test_nobody_is_seen_when_the_database_does_not_know_our_key(case, settings):
    settings.SECRET_KEY = "another key than that of the last migrate"
    with system("a test sees nothing with another key"), transaction.atomic():
        assert smuggled("SELECT count(*) FROM people_person") == [(0,)]


@pytest.mark.django_db(transaction=True)
def test_an_earlier_key_still_counts_while_it_is_a_fallback(case, settings):
    with a_connection_of_the_owner() as owner:
        owner.execute("INSERT INTO access_scopekey (key, since) VALUES ('newer', now() + interval '1 hour')")
        connection.close()
        with system("a test sees with the key before"), transaction.atomic():
            assert smuggled("SELECT count(*) FROM people_person") == [(1,)]
        owner.execute("DELETE FROM access_scopekey WHERE key = 'newer'")
