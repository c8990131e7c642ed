"""Keep the whole service in one file, and bring it back: the database as PostgreSQL dumps it, and the files beside it.

Both run as the tables' owner (`manage.py` sees to it), on the embedded server and any other. A backup holds everything
that is known of people: it is written for its owner alone, and is to be encrypted and kept no longer than needed.
"""

import os
import re
import shutil
import subprocess
import tarfile
import tempfile
from collections import deque
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.backends.postgresql.client import DatabaseClient
from django.utils.module_loading import import_string

from casework.base.progress import Progress

DUMP, FILES = "database.dump", "files"
# Whoever uses the database while it is brought back holds its tables.
LOCK_TIMEOUT = "15s"
# In one transaction: either all is as it was in the backup, or nothing has changed.
BEFORE = f"""
\\set ON_ERROR_STOP on
BEGIN;
SET LOCAL lock_timeout = '{LOCK_TIMEOUT}';
SET LOCAL client_min_messages = 'warning';
DROP OWNED BY CURRENT_USER CASCADE;
"""
AFTER = "\nCOMMIT;\n"
# What the programs of PostgreSQL say of a table that is written, and when a statement is done.
_DUMPS, _DONE = re.compile("pg_dump: dumping contents of table"), re.compile(r"[A-Z]+( [A-Z0-9]+)*$")
# So many lines are kept of what a program says: more than a backup has steps.
MOST_LINES = 20_000
_TABLES = "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relowner = current_user::regrole"


class BackupError(Exception):
    """A sentence on why it could not be done, for whoever runs the machine."""


def backup(path: Path, progress: Progress) -> None:
    """Write a backup to a file that only its owner can read. Raises BackupError, and leaves no half of a file."""
    unfinished = path.with_name(f"{path.name}.unfinished")
    try:
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            dump = Path(folder) / DUMP
            dumps = [_program("pg_dump"), "--verbose", "--format=custom", f"--file={dump}", _database()]
            _run(dumps, _counting("Tables", _DUMPS, _tables(), progress))
            progress("Files", 0, 1)
            handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "wb") as file, tarfile.open(fileobj=file, mode="w|") as archive:
                archive.add(dump, DUMP)
                if Path(settings.MEDIA_ROOT).is_dir():
                    archive.add(settings.MEDIA_ROOT, FILES)
        unfinished.replace(path)
    except OSError as error:
        raise BackupError(f"The backup could not be written: {error.strerror}.") from None
    finally:
        unfinished.unlink(missing_ok=True)


def _unpack(archive: tarfile.TarFile, folder: str) -> None:
    """Unpack files and folders into this folder; raises TarError for anything else, or that would go elsewhere.

    Python checks it, too, but only from 3.11.4 on.
    """
    for member in archive.getmembers():
        parts = Path(member.name).parts
        if not (member.isreg() or member.isdir()) or member.name.startswith("/") or ".." in parts:
            raise tarfile.TarError(f"{member.name} is no file of a backup")
    archive.extraction_filter = getattr(tarfile, "data_filter", None)
    archive.extractall(folder)  # noqa: S202  (each member was looked at)


def restore(path: Path, progress: Progress) -> None:
    """Bring the database and the files back as they were in a backup; what was there before is gone.

    Raises BackupError when the file is none of ours, or somebody uses the database: then nothing has changed.
    """
    with tempfile.TemporaryDirectory() as folder:
        try:
            with tarfile.open(path) as archive:
                _unpack(archive, folder)
        except (OSError, tarfile.TarError) as error:
            raise BackupError(f"{path} is no backup that can be read: {error}.") from None
        dump, script = Path(folder) / DUMP, Path(folder) / "restore.sql"
        if not dump.is_file():
            raise BackupError(f"{path} holds no {DUMP}.")
        plain = Path(folder) / "plain.sql"
        progress("Unpacking", 0, 1)
        _run([_program("pg_restore"), "--no-owner", f"--file={plain}", str(dump)])
        steps = _run([_program("pg_restore"), "--list", str(dump)]).count("\n")
        with script.open("wb") as whole, plain.open("rb") as statements:
            whole.write(BEFORE.encode())
            shutil.copyfileobj(statements, whole)
            whole.write(AFTER.encode())
        connection.close()
        brings = [_program("psql"), "--no-psqlrc", f"--file={script}", _database()]
        _run(brings, _counting("Steps", _DONE, steps, progress))
        _bring_files_back(Path(folder) / FILES)


def _bring_files_back(kept: Path) -> None:
    """Put the files of the backup in the place of those that are there."""
    media = Path(settings.MEDIA_ROOT)
    media.mkdir(parents=True, exist_ok=True)
    for old in media.iterdir():
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    if kept.is_dir():
        shutil.copytree(kept, media, dirs_exist_ok=True)


def _program(name: str) -> str:
    return str(import_string(settings.POSTGRES_PROGRAMS)() / name)


def _database() -> str:
    return connection.settings_dict["NAME"]


def _tables() -> int:
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        return cursor.fetchone()[0]


def _counting(phase: str, counted: re.Pattern, total: int, progress: Progress) -> Callable[[str], None]:
    """Count the lines of a program that say so; what else it says is not looked at."""
    done = 0

    def hear(line: str) -> None:
        nonlocal done
        if counted.match(line):
            done += 1
            progress(phase, min(done, total), total)

    progress(phase, 0, total)
    return hear


def _run(command: list[str], hear: Callable[[str], None] = lambda line: None) -> str:
    """Run a program of PostgreSQL on the database of the settings, and return the end of what it said.

    It may repeat rows, and is not shown: `hear` gets it line by line. Raises BackupError when it fails.
    """
    known = connection.settings_dict
    _arguments, password = DatabaseClient.settings_to_cmd_args_env(known, [])
    place = {"PGHOST": known["HOST"], "PGPORT": str(known["PORT"] or ""), "PGUSER": known["USER"]}
    environment = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"} | {name: text for name, text in place.items() if text}
    environment |= password or {}
    said: deque[str] = deque(maxlen=MOST_LINES)
    with subprocess.Popen(  # noqa: S603  (programs of PostgreSQL, found in known places)
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as program:
        for line in program.stdout:
            hear(line)
            said.append(line)
    if program.returncode:
        raise BackupError(_reason(Path(command[0]).name, "".join(said)))
    return "".join(said)


def _reason(program: str, said: str) -> str:
    if "lock timeout" in said:
        return "Somebody is using the database, so nothing was changed. Stop web, worker and beat first."
    if "version mismatch" in said or "unsupported version" in said:
        return f"{program} is older than the server or the backup. Set PG_BINDIR to newer programs."
    if "could not connect" in said or "connection to server" in said:
        return "The database does not answer."
    return f"{program} failed. Run it by hand to read what it says, as that may repeat what people told."
