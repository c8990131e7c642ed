"""The embedded PostgreSQL and Valkey that Casework runs on when DATABASE_URL and REDIS_URL are not set.

Nobody starts or stops these servers by hand. A process that needs them attaches (`DEV.attach()`) and keeps what it
gets; the first to attach starts a keeper (config/keeper.py), which runs the servers as its children. Whoever comes next
shares them, and when the last one has let go, or died however it died, the keeper stops the servers and ends.

    bin/run, manage.py, pytest  --hold a shared lock-->  keeper  --parent of-->  postgres, valkey-server

The kernel keeps the promises: a lock goes with its holder, and a server gets SIGINT when its keeper dies.
"""

import contextlib
import hashlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO

from config.processes import Account, Lock, poll, unprivileged_owner

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("CASEWORK_DATA_DIR") or BASE_DIR / ".data").resolve()

# Where root's servers keep things when the account they run as cannot reach the project folder.
ELSEWHERE = Path("/var/lib/casework")
# A socket's path has at most 107 bytes, and libpq, PostgreSQL and URLs give some characters a meaning of their own.
_LONGEST_SOCKET = 107
_PLAIN_PATH = re.compile(r"[A-Za-z0-9/._+-]+")
# The application's role is neither the superuser that initdb makes nor the owner of the tables, whom row-level security
# binds only as long as they wish (deploy/roles.sql).
ROLE = DATABASE = "casework"
OWNER = "casework_owner"
# The keepers that this process started, with their stack's name: it waits for their end, which comes a little after
# they let go of their locks, or they would stay in the process table.
_keepers: list[tuple[str, subprocess.Popen[str]]] = []
# How long a start may take; recovery after a crash is the slow case.
START_SECONDS = 120


class StackError(Exception):
    """The embedded servers cannot be used; the text says why and what to do, for a person at a terminal."""


@dataclass(frozen=True)
class Stack:
    """One set of embedded servers: its folders and how to get hold of it. Making one starts nothing."""

    name: str
    with_valkey: bool = True
    # Trades the safety of the data for speed: right for tests, which make their data anew.
    forgets: bool = False

    @cached_property
    def account(self) -> Account:
        """Whom the servers run as. PostgreSQL refuses to run as root."""
        return unprivileged_owner(BASE_DIR)

    @cached_property
    def home(self) -> Path:
        """The folder of data and sockets: DATA_DIR, if the servers' account gets there."""
        above = next(p for p in DATA_DIR.parents if p.exists())
        return DATA_DIR if self.account.may_enter(above) else ELSEWHERE / self._digest

    @cached_property
    def sockets(self) -> Path:
        """The folder of the servers' sockets, open to their account only."""
        folder = self.home / f"run-{self.name}"
        longest = folder / ".s.PGSQL.5432"
        if _PLAIN_PATH.fullmatch(str(longest)) and len(os.fsencode(longest)) <= _LONGEST_SOCKET:
            return folder
        # Never TMPDIR or XDG_RUNTIME_DIR: all processes of a checkout must come to the same answer.
        return Path(f"/tmp/casework-{self.account.uid}-{self._digest}")  # noqa: S108  (its owner is checked on use)

    @cached_property
    def _digest(self) -> str:
        return hashlib.sha256(os.fsencode(DATA_DIR / self.name)).hexdigest()[:12]

    @property
    def valkey_socket(self) -> Path:
        return self.sockets / "valkey.sock"

    def log(self, server: str) -> Path:
        return DATA_DIR / "logs" / f"{self.name}-{server}.log"

    def lock(self, what: str) -> Lock:
        """One of this stack's locks: start (one starter at a time), users, keeper, servers.

        Raises StackError when it belongs to another user of the machine.
        """
        path = DATA_DIR / "locks" / f"{self.name}-{what}"
        try:
            lock = Lock(path)
        except PermissionError as error:
            raise StackError(_not_yours(path)) from error
        return lock

    def make_folders(self) -> None:
        """Makes what is missing of the folders that are not the servers' own.

        Raises StackError when they belong to another user of the machine.
        """
        _check_owner()
        try:
            for folder in (DATA_DIR, DATA_DIR / "locks", DATA_DIR / "logs", self.home.parent, self.home):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for folder in {self.home.parent, self.home} - set(DATA_DIR.parents):
                if not self.account.may_enter(folder):
                    folder.chmod(folder.stat().st_mode | 0o011)  # in, but not to list what is there
        except PermissionError as error:
            raise StackError(_not_yours(Path(error.filename))) from error
        except OSError as error:
            raise StackError(f"{error.filename} cannot be made: {error.strerror}.") from error

    def is_kept(self) -> bool:
        """Whether the servers have a keeper now."""
        with contextlib.closing(self.lock("keeper")) as keeper:
            return keeper.is_held_elsewhere()

    def attach(self, say: Callable[[str], None] = lambda line: None) -> Lock:
        """Makes sure that the servers run and go on doing so until the lock returned is closed or this process ends.

        `say` is told what is being waited for. Raises StackError when they cannot be started.
        """
        self.make_folders()
        users = self.lock("users")
        with contextlib.closing(self.lock("start")) as start:
            start.wait_exclusive()
            # A keeper that stops its servers holds this lock alone: then this waits until it is done.
            users.wait_shared()
            if not self.is_kept():
                try:
                    self._start_keeper(say)
                except BaseException:
                    users.close()
                    raise
        return users

    def _start_keeper(self, say: Callable[[str], None]) -> None:
        with open_log(self.log("keeper")) as log:
            keeper = subprocess.Popen(  # noqa: S603  (our own module, our own arguments)
                [sys.executable, "-m", "config.keeper", self.name],
                cwd=BASE_DIR,
                env={**os.environ, "CASEWORK_DATA_DIR": str(DATA_DIR)},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,  # Ctrl-C at the terminal is for those who use the servers
            )
        _keepers.append((self.name, keeper))
        with keeper.stdout:
            for line in keeper.stdout:
                kind, _, text = line.rstrip("\n").partition(" ")
                match kind:
                    case "ready":
                        return
                    case "failed":
                        raise StackError(text.replace("\\n", "\n"))
                    case _:
                        say(text)
        raise StackError(f"The keeper of the embedded servers ended before they were ready; see {self.log('keeper')}.")

    def leave(self, hold: Lock | None, seconds: float) -> bool:
        """Gives up what attach() returned; whether that ended the servers in time, or others go on using them."""
        if hold:
            hold.close()
        with contextlib.closing(self.lock("users")) as users, contextlib.closing(self.lock("servers")) as servers:
            for _ in poll(time.monotonic() + seconds):
                _keepers[:] = [(name, keeper) for name, keeper in _keepers if keeper.poll() is None]
                ours_lives = any(name == self.name for name, _ in _keepers)
                if not ours_lives and not self.is_kept() and not servers.is_held_elsewhere():
                    return True
                # Who uses the servers shares this lock; a keeper that stops them has it alone.
                if users.is_held_elsewhere() and users.try_shared():
                    return True
        return False


def open_log(path: Path, most_bytes: int = 10_000_000) -> IO[bytes]:
    """A log to add to; one that has grown large is put aside first, and the one put aside before is lost."""
    if path.exists() and path.stat().st_size > most_bytes:
        path.replace(path.with_suffix(".log.old"))
    return path.open("ab")


def _check_owner() -> None:
    """Raises StackError when a part of the data is another user's: mostly root's, who ran this here before."""
    if os.geteuid() != 0:
        for path in (DATA_DIR, *DATA_DIR.glob("*"), *DATA_DIR.glob("l*s/*")):
            with contextlib.suppress(FileNotFoundError):  # not made yet, or just removed by who made it
                if path.lstat().st_uid != os.geteuid():
                    raise StackError(_not_yours(path))


def _not_yours(path: Path) -> str:
    while not path.exists():
        path = path.parent
    try:
        owner = Account.of(path.stat().st_uid).name
    except KeyError:
        owner = "another user"
    me = Account.of(os.geteuid()).name
    return (
        f"{path} belongs to {owner}, and you are {me}. Run this as {owner},"
        f" or hand the data over first, as root: chown -R {me} {DATA_DIR}"
    )


DEV = Stack("dev")
TEST = Stack("test", with_valkey=False, forgets=True)


def is_needed() -> bool:
    """Whether settings point at an embedded server."""
    return not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"))


def database_settings(stack: Stack = DEV, role: str = ROLE) -> dict[str, dict[str, object]]:
    """Django's DATABASES for the embedded PostgreSQL; starts nothing."""
    return {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": DATABASE,
            "USER": role,
            "HOST": str(stack.sockets),
            "PORT": "5432",
        }
    }


def redis_url(stack: Stack = DEV) -> str:
    """The URL of the embedded Valkey; starts nothing."""
    return f"unix://{stack.valkey_socket}?db=0"
