"""What all tests share: a database server of their own, started by the first test that needs it."""

import gc
import itertools
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client, TransactionTestCase
from django.utils import translation
from hypothesis import settings

from casework.access.scope import system
from config import stack
from config.processes import Lock
from tests import reference, template
from tests.roles import connected_as

pytest_plugins = ["tests.cast"]

# What a GET may write, by its nature: the session, the log of reads, that recovery codes were looked at, and all that
# signing in writes on the way back from an identity provider.
OF_A_READER = (
    "django_session",
    'INSERT INTO "access_logentry" ',
    'UPDATE "mfa_authenticator" SET "data"',
)
WAY_BACK = re.compile(r"/account/oidc/\w+/login/callback/")
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|TRUNCATE|COPY|CREATE|ALTER|DROP)\b", re.IGNORECASE)

TESTS = Path(__file__).parent
# What takes longest. First real processes: those that migrate from nothing do it while the template is made; for the
# others one mostly waits. Then what walks through everything there is.
LONGEST = (
    "config/test_backup.py",
    "config/test_run.py",
    "followups/test_faults.py",
    "journey/imports/test_faults.py",
    "config/",
    "test_rows_read.py",
    "test_matrix.py",
    "test_every_url.py",
    "api/test_schema.py",
)

# The first example that touches the database pays for its start; how long one takes says nothing.
settings.register_profile("casework", deadline=None, max_examples=50)
settings.load_profile("casework")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those that take longest first: at the end the other worker would have nothing to do meanwhile."""
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    path = item.path.relative_to(TESTS).as_posix()
    return next((place for place, longest in enumerate(LONGEST) if path.startswith(longest)), len(LONGEST))


def pytest_collection_finish() -> None:
    """What is loaded by now stays until the end: the garbage collector need not walk through it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Sentences are compared in English, the language they are written in; requests choose their own."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _reading_never_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A GET that writes fails its test, whatever page or endpoint it is, but for the little named above."""
    ask = Client.request

    def request(self, **environ):
        reads = environ.get("REQUEST_METHOD") in ("GET", "HEAD", "OPTIONS")
        if not reads or WAY_BACK.fullmatch(environ["PATH_INFO"]):
            return ask(self, **environ)
        with connection.execute_wrapper(_refuse_writes):
            return ask(self, **environ)

    monkeypatch.setattr(Client, "request", request)


def _refuse_writes(execute, sql, params, many, context):
    if WRITES.match(sql) and not any(part in sql for part in OF_A_READER):
        pytest.fail(f"a GET wrote: {sql[:80]}")
    return execute(sql, params, many, context)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, _template: template.Template, django_db_blocker) -> Iterator[None]:
    """Once the owner has made the tables, the tests are the application, which row-level security binds.

    After a test with transactions of its own the owner puts the tables back, which the application may not do.
    """
    _template.lock.close()
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        kept = reference.keep()

        def put_back(self: TransactionTestCase) -> None:
            with connected_as(django_settings.OWNER):
                reference.put_back(kept)

        patch.setattr(TransactionTestCase, "_fixture_teardown", put_back)
        with connected_as(django_settings.APPLICATION):
            yield


@pytest.fixture(autouse=True)
def _arranged_by_the_system() -> Iterator[None]:
    """What a test arranges and looks up it does as the system; each request runs in the scope of who asks."""
    with system("a test arranges and looks up what it likes"):
        yield


@pytest.fixture(scope="session")
def _server() -> Iterator[None]:
    """The embedded server of the tests, where no other is configured."""
    try:
        server = None if os.environ.get("DATABASE_URL") else stack.TEST.attach()
    except stack.StackError as error:
        pytest.exit(str(error), returncode=1)
    yield
    if server:
        server.close()


@pytest.fixture(scope="session")
def _template(_server: None, django_db_blocker, tmp_path_factory: pytest.TempPathFactory) -> template.Template:
    """Held until the test database has been copied from it."""
    with django_db_blocker.unblock():
        held = template.hold(tmp_path_factory.mktemp("template"))
    connection.settings_dict["TEST"]["TEMPLATE"] = held.name
    return held


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, _template: template.Template
) -> Iterator[None]:
    """Before the test database is made: its name is one that no other pytest uses at this time."""
    test_settings = connection.settings_dict["TEST"]
    test_settings["NAME"], claim = _free_name(test_settings["NAME"] or f"test_{connection.settings_dict['NAME']}")
    yield
    claim.close()


def _free_name(wanted: str) -> tuple[str, Lock]:
    stack.TEST.make_folders()
    for number in itertools.count(1):
        name = wanted if number == 1 else f"{wanted}_{number}"
        claim = stack.TEST.lock(name)
        if claim.try_exclusive():
            return name, claim
        claim.close()
    raise AssertionError("itertools.count ends never")
