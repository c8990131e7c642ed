"""A backup and what it brings back, with real programs on a real server: database, files, grants and locks."""

import re
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from tests.config import living

# Counts, a person seen as one member sees them, and what deploy/database.sql wants of a database.
LOOK = """
import os, sys
from config import stack
servers = stack.DEV.attach()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from casework.access.models import Door, Membership
from casework.access.scope import acting_as, system
from casework.people.models import Person
with system("a test counts"):
    print("people", Person.objects.count())
    by = Membership.objects.select_related("user", "organisation").get(user__email="ana@hias.example")
with acting_as(by, Door.WEB):
    print("seen", Person.objects.count())
call_command("check", databases=["default"], fail_level="WARNING")
with connection.cursor() as cursor:
    cursor.execute("SELECT count(*) FROM pg_default_acl WHERE defaclrole = 'casework_owner'::regrole")
    print("defaults", cursor.fetchone()[0])
    cursor.execute("SELECT has_table_privilege('casework', 'access_logentry', 'DELETE')")
    print("may change the log", cursor.fetchone()[0])
servers.close()
"""


@pytest.fixture
def manage(start: Callable[..., living.Program], tmp_path: Path) -> Callable[..., tuple[int, str]]:
    def run(*arguments: str) -> tuple[int, str]:
        program = start("manage.py", *arguments, MEDIA_ROOT=str(tmp_path / "media"))
        said = program.process.stdout.read()
        return program.process.wait(60), said

    return run


def test_a_backup_brings_back_all_that_was_there(manage, start, tmp_path):
    media, file = tmp_path / "media", tmp_path / "casework.backup"
    status, said = manage("demo", "--people", "30")  # on an empty database: it makes the tables first
    assert status == 0, said
    assert "making its tables" in said
    assert "Traceback" not in said
    (media / "aa").mkdir(parents=True)
    (media / "aa" / "paper").write_text("attached")
    before = start("-c", LOOK).end()
    assert before[0] == 0, before
    assert "people 30" in before[1]
    status, said = manage("backup", str(file))
    assert (status, "It holds personal data" in said) == (0, True), said
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    (media / "aa" / "paper").write_text("changed")
    (media / "aa" / "later").write_text("later")
    status, said = manage("shell", "-c", "from django.db import connection as c; c.cursor().execute('SELECT 1')")
    assert status == 0, said
    status, said = manage("restore", str(file))
    assert (status, "--yes" in said) == (1, True)
    status, said = manage("restore", str(file), "--yes")
    assert status == 0, said
    assert start("-c", LOOK).end() == before
    assert [(path.name, path.read_text()) for path in (media / "aa").iterdir()] == [("paper", "attached")]


@pytest.mark.usefixtures("migrated")
def test_what_is_no_backup_changes_nothing(manage, tmp_path):
    broken = tmp_path / "broken"
    broken.write_bytes(b"not a backup")
    status, said = manage("restore", str(broken), "--yes")
    assert status == 1
    assert "is no backup that can be read" in said
    assert "Traceback" not in said
    assert manage("migrate", "--check")[0] == 0


def test_compose_passes_on_every_variable_that_the_documents_name():
    """One that is missing there is set by nobody who reads the documents and starts compose.yaml."""
    compose = yaml.safe_load((settings.BASE_DIR / "compose.yaml").read_text())
    passed = set(compose["x-casework"]["environment"]) | set(compose["services"]["migrate"]["environment"])
    documented = set()
    for line in (settings.BASE_DIR / "docs" / "operations.md").read_text().splitlines():
        if line.startswith("| `"):
            documented |= set(re.findall(r"`([A-Z][A-Z0-9_]{3,})(?:=\w+)?`", line.split("|")[1]))
    of_bin_run = {"PORT", "CASEWORK_DATA_DIR", "PG_BINDIR"}
    of_the_image = {"DEBUG", "MEDIA_ROOT"}
    of_development = {"MESSAGES_ANY_TIME"}
    assert len(documented) > 40
    assert documented - of_bin_run - of_the_image - of_development <= passed
