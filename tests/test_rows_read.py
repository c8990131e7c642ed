"""The rows PostgreSQL reads for each page and each GET of REST: as many as it shows need, not the whole register.

Rows are counted, not milliseconds, so the machine does not matter. Tables are read by their indexes, as large ones are.
"""

import logging
from contextvars import Context
from random import Random

import pytest
from django.conf import settings as configured
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

PEOPLE = 8_000
# One reader of each reach: of a partner, a training, a ministry; of IOM in a province, in protection, everywhere.
WALKED = (
    *("hilda@hias.example", "fabiola@fudela.example", "marta@mremh.example"),
    *("pilar@oim.example", "ines@oim.example", "admin@oim.example"),
)
PER_ROW_SHOWN, LEAST_SHOWN = 60, 10
ANSWERED = (200, 301, 302)
# What may grow with the register, how many rows for each person registered at most, and why.
GROWING = {
    "expiries": (6, "counts the documents of all open cases that one sees; figures kept ahead come with insights"),
    "team": (4, "counts the tasks and cases of a whole organisation"),
    "our_people": (3, "counts the open cases of a whole organisation"),
    "hand_over": (3, "counts the open cases of a whole organisation"),
    "today": (14, "the longest still or expiring of all that one sees are found by looking at each"),
    "cases": (12, "a list in another order than what it is filtered by looks at its cases until a page is full"),
    "search": (2, "among many of one name the likeliest are found by looking at each"),
    "household": (1, "in a small register stays are read by another index; 480 rows at a million"),
    "awards": (1, "whoever sees few of many looks through them until a page is full"),
    "split_household": (2, "the members of a household are looked for among those of its canton"),
}
# Not asked for here: the demonstration has no such row.
WITHOUT_ROWS = {
    *("download", "api:attachment", "api:attachment-content", "ask_access", "nothing_here", "task", "api:task"),
    *("import", "import_progress", "import_columns", "import_errors_csv", "import_errors_xlsx", "undo_import"),
    *("api:import", "api:import-rows", "api:import-row", "api:import-homes"),
    *("api:import-errors-csv", "api:import-errors-xlsx"),
    *("campaign", "campaign_progress", "edit_campaign", "merge_undo", "api:merge"),
    *("change_relationship", "leave_household"),
}


def test_every_role_has_a_reader():
    # The demonstration has no viewer of a ministry, who reads what its officer reads.
    assert {role for _name, email, role, _others in LOGINS if email in READERS} == set(Role) - {Role.MINISTRY_VIEWER}


@pytest.mark.django_db(transaction=True)
def test_a_page_reads_what_it_shows_and_not_the_register(settings):
    settings.DEBUG = True
    logging.disable(logging.WARNING)
    try:
        read = _read_with(PEOPLE)
    finally:
        logging.disable(logging.NOTSET)
    asked = {name.partition(",")[0].partition("?")[0] for name in read}
    assert set(READ) - asked - WITHOUT_ROWS - set(FILES) == set()
    heavy = []
    for name, (rows, shown) in read.items():
        if shown is None:
            continue
        kind = name.partition(",")[0].partition("?")[0].removeprefix("api:")
        bound = GROWING[kind][0] * PEOPLE if kind in GROWING else 0
        if rows > max(PER_ROW_SHOWN * max(shown, LEAST_SHOWN), bound):
            heavy.append((rows, shown, name))
    assert sorted(heavy, reverse=True) == []


def _read_with(people: int) -> dict[str, tuple[int, int | None]]:
    """{page and reader: (rows read, rows shown; None where it is refused)} in a register of so many people."""
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
            found[f"{name}, {email}"] = rows, rows_shown(response) if response.status_code in ANSWERED else None
    return found
