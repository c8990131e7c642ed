"""The rows PostgreSQL reads for each page and each GET of REST: they grow with what is shown, not with the register.

Rows are counted, not milliseconds, so the machine does not matter. The same addresses are read with few people and with
six times as many; small tables are read by their indexes as large ones are.
"""

import logging
from contextvars import Context
from random import Random

import pytest
from django.conf import settings as configured
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from bench.addresses import READ
from bench.readers import FILES, READERS, addresses_of, reader_of, typed_before
from bench.rows import rows_read, rows_shown
from bench.subjects import browser_of
from casework.access.policy import Role
from casework.demo.organisations import LOGINS
from casework.demo.population import make_population
from tests.roles import connected_as

FEW, MANY = 2_000, 12_000
# One reader of each reach: a partner's manager, a trainer, a ministry's officer, IOM of one province and of all.
WALKED = (
    *("hilda@hias.example", "fabiola@fudela.example", "marta@mremh.example", "pilar@oim.example", "admin@oim.example"),
)
GROWTH, PER_ROW_SHOWN, LEAST_SHOWN = 1.5, 60, 10
ANSWERED = (200, 301, 302)
# What may grow with the register, how many rows for each person registered at most, and why.
GROWING = {
    "expiries": (4, "counts the documents of all open cases that one sees; figures kept ahead come with insights"),
    "team": (4, "counts the tasks and cases of a whole organisation"),
    "our_people": (3, "counts the open cases of a whole organisation"),
    "hand_over": (3, "counts the open cases of a whole organisation"),
    "today": (14, "the longest still or expiring of all that one sees are found by looking at each"),
    "cases": (12, "a list in another order than what it is filtered by looks at its cases until a page is full"),
    "search": (2, "among many of one name the likeliest are found by looking at each"),
    "split_household": (2, "the members of a household are looked for among those of its canton"),
}
# Pages of whose kind the demonstration has no row, or none that one of these sees: their own tests read them.
WITHOUT_ROWS: set[str] = set()


def test_every_role_has_a_reader():
    # The demonstration has no viewer of a ministry, who reads what its officer reads.
    assert {role for _name, email, role, _others in LOGINS if email in READERS} == set(Role) - {Role.MINISTRY_VIEWER}


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_page_reads_what_it_shows_however_large_the_register_is(settings):
    settings.DEBUG = True
    logging.disable(logging.WARNING)
    try:
        few = _read_with(FEW)
        _empty()
        many = _read_with(MANY)
    finally:
        logging.disable(logging.NOTSET)
    grown, heavy = [], []
    for name, (rows, shown) in many.items():
        kind = name.partition(",")[0].partition("?")[0].removeprefix("api:")
        bound = GROWING[kind][0] * MANY if kind in GROWING else 0
        if rows > max(PER_ROW_SHOWN * max(shown, LEAST_SHOWN), bound):
            heavy.append((rows, shown, name))
        if name in few and not bound and rows > max(GROWTH * few[name][0], PER_ROW_SHOWN * LEAST_SHOWN):
            grown.append((few[name][0], rows, name))
    unread = set(READ) - {name.partition(",")[0].partition("?")[0] for name in many} - WITHOUT_ROWS - set(FILES)
    assert unread == set()
    assert (sorted(heavy, reverse=True), sorted(grown, reverse=True)) == ([], [])


def _read_with(people: int) -> dict[str, tuple[int, int]]:
    """{page and reader: (rows read, rows shown)} in a register of so many people."""
    with connected_as(configured.OWNER):
        # As the command does it: in no scope, so that statements which need to stand alone do.
        Context().run(make_population, people, seed=1, today=timezone.localdate())
    connection.ensure_connection()
    connection.connection.execute("SET enable_seqscan = off")
    found = {}
    for email in WALKED:
        reader, browser = reader_of(email, Random(1)), browser_of(email)
        for name, where in addresses_of(reader).items():
            asked = typed_before(browser, name, where)
            rows, response = rows_read(lambda address=asked, by=browser: by.get(address))
            if response.status_code in ANSWERED:
                found[f"{name}, {email}"] = rows, rows_shown(response)
    return found


def _empty() -> None:
    """Leave what migrations made, as before the test."""
    with connected_as(configured.OWNER):
        call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
        connection.creation.deserialize_db_from_string(connection._test_serialized_contents)
