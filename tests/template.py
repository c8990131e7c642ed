"""The migrated database that every test database is a copy of: copying it takes a tenth of the time of migrating.

It stays in the test server's data and serves all test runs until a source changes that a migration may read. Beside it
lies a backup of it, from which tests of real processes get their own migrated database (tests/config/conftest.py).
"""

import hashlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test import override_settings

from casework.base.backups import backup
from casework.base.progress import Progress
from config import stack
from config.processes import Lock

ROOT = stack.BASE_DIR


@dataclass(frozen=True)
class Template:
    """The name of the migrated database, what keeps other runs from dropping it, and a backup that stays longer."""

    name: str
    lock: Lock
    backup: Path


def hold(folder: Path) -> Template:
    """The template, made first where there is none for these sources; its backup is copied to the folder."""
    stack.TEST.make_folders()
    name, lock = f"{_prefix()}{_digest()}", stack.TEST.lock("template")
    lock.wait_shared()
    while not _is_whole(name):
        lock.wait_exclusive()
        if not _is_whole(name):
            _drop(_existing())
            _make(name)
        # Between giving up the one lock and getting the other, a run with other sources may come.
        lock.wait_shared()
    return Template(name, lock, Path(shutil.copy(_backup_of(name), folder)))


def _prefix() -> str:
    return f"template_{settings.DATABASES['default']['NAME']}_"


def _digest() -> str:
    """Stands for all that a migration may read: the rooms with tables, their data, the settings and the packages."""
    rooms = (path.parent for path in (ROOT / "casework").glob("*/migrations"))
    house = sorted(path for room in rooms for path in room.rglob("*") if path.suffix in (".py", ".csv"))
    digest = hashlib.sha256()
    for path in (*house, *_beside_the_house()):
        digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def _beside_the_house() -> list[Path]:
    return sorted([ROOT / "requirements.txt", *(ROOT / "config").glob("*.py"), *(ROOT / "deploy").glob("*.sql")])


def _backup_of(name: str) -> Path:
    return stack.TEST.home / f"{name}.backup"


def _is_whole(name: str) -> bool:
    return name in _existing() and _backup_of(name).exists()


def _existing() -> list[str]:
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [_prefix()])
        return [name for (name,) in cursor]


def _drop(names: list[str]) -> None:
    with connection._nodb_cursor() as cursor:
        for name in names:
            cursor.execute(f'DROP DATABASE "{name}"')
            _backup_of(name).unlink(missing_ok=True)


def _make(name: str) -> None:
    """Migrate under another name first: what was broken off is never taken for whole."""
    unfinished = f"{_prefix()}unfinished"
    wanted, database = connection.settings_dict["TEST"]["NAME"], connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = unfinished
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    with override_settings(MEDIA_ROOT=os.devnull):
        backup(_backup_of(name), Progress())
    connection.close()
    connection.settings_dict["TEST"]["NAME"] = wanted
    settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = database
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')
