"""What all tests share: a database server of their own, started by the first test that needs it."""

import itertools
import os
from collections.abc import Iterator

import pytest
from django.db import connection
from django.utils import translation
from hypothesis import settings

from config import stack
from config.processes import Lock

pytest_plugins = ["tests.cast"]

# The first example that touches the database pays for its start; how long one takes says nothing.
settings.register_profile("casework", deadline=None, max_examples=50)
settings.load_profile("casework")


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Sentences are compared in English, the language they are written in; requests choose their own."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """Before the test database is made: its server runs, and its name is one that no other pytest uses at this time."""
    try:
        server = None if os.environ.get("DATABASE_URL") else stack.TEST.attach()
    except stack.StackError as error:
        pytest.exit(str(error), returncode=1)
    test_settings = connection.settings_dict["TEST"]
    test_settings["NAME"], claim = _free_name(test_settings["NAME"] or f"test_{connection.settings_dict['NAME']}")
    yield
    claim.close()
    if server:
        server.close()


def _free_name(wanted: str) -> tuple[str, Lock]:
    stack.TEST.make_folders()
    for number in itertools.count(1):
        name = wanted if number == 1 else f"{wanted}_{number}"
        claim = stack.TEST.lock(name)
        if claim.try_exclusive():
            return name, claim
        claim.close()
    raise AssertionError("itertools.count ends never")
