"""Small pieces of Linux that Python's library lacks: locks between processes, death with the parent, whom to run as."""

import ctypes
import fcntl
import os
import pwd
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent(signal_number: int, parent: int) -> None:
    """From now on this process gets this signal when its parent, whose number is given, dies, even by kill -9.

    The kernel forgets the wish when the user id changes, and goes by the thread that forked: fork in the main one.
    """
    _libc.prctl(_PR_SET_PDEATHSIG, signal_number)
    if os.getppid() != parent:  # it died before the wish was made
        os._exit(1)


def dies_with_parent(signal_number: int) -> Callable[[], None]:
    """The same for a child to be: a `preexec_fn` for subprocess, called after the change of user and before exec."""
    return partial(die_with_parent, signal_number, os.getpid())


class Lock:
    """An advisory lock on a file, which the kernel gives up when its holder dies, however it dies."""

    def __init__(self, path: Path) -> None:
        """Raises OSError when the file cannot be opened for writing, e.g. because it belongs to somebody else."""
        self.file: IO[str] = path.open("a+")

    def try_exclusive(self) -> bool:
        return self._flock(fcntl.LOCK_EX | fcntl.LOCK_NB)

    def wait_exclusive(self) -> None:
        self._flock(fcntl.LOCK_EX)

    def wait_shared(self) -> None:
        self._flock(fcntl.LOCK_SH)

    def try_shared(self) -> bool:
        return self._flock(fcntl.LOCK_SH | fcntl.LOCK_NB)

    def _flock(self, how: int) -> bool:
        try:
            fcntl.flock(self.file, how)
        except BlockingIOError:
            return False
        return True

    def is_held_elsewhere(self) -> bool:
        """Whether somebody else holds it, at this moment; gives up what this object holds."""
        free = self.try_exclusive()
        self._flock(fcntl.LOCK_UN)
        return not free

    def close(self) -> None:
        self.file.close()


@dataclass(frozen=True)
class Account:
    """A user of this machine that processes run as."""

    uid: int
    gid: int
    name: str

    @classmethod
    def of(cls, uid: int) -> "Account":
        """Raises KeyError when the machine knows no such user."""
        entry = pwd.getpwuid(uid)
        return cls(entry.pw_uid, entry.pw_gid, entry.pw_name)

    @property
    def is_me(self) -> bool:
        return self.uid == os.geteuid()

    def popen_arguments(self) -> dict[str, object]:
        """What subprocess needs to start a process as this user."""
        return {} if self.is_me else {"user": self.uid, "group": self.gid, "extra_groups": []}

    def may_enter(self, path: Path) -> bool:
        """Whether the permission bits let this user into (or run) this path, through all the folders above it."""
        return self.is_me or all(self._has_x(p.stat()) for p in (path, *path.parents))

    def _has_x(self, status: os.stat_result) -> bool:
        if status.st_uid == self.uid:
            return bool(status.st_mode & stat.S_IXUSR)
        if status.st_gid == self.gid:
            return bool(status.st_mode & stat.S_IXGRP)
        return bool(status.st_mode & stat.S_IXOTH)


def unprivileged_owner(path: Path) -> Account:
    """Who shall run what root must not: ourselves, or when we are root the owner of this path, or `nobody`.

    Raises KeyError when that is nobody and the machine has none.
    """
    if os.geteuid() != 0:
        return Account.of(os.geteuid())
    try:
        owner = Account.of(path.stat().st_uid)
    except KeyError:  # a bind mount from a machine with other users
        owner = None
    return owner if owner and owner.uid != 0 else Account.of(pwd.getpwnam("nobody").pw_uid)


def running(program: str, argument: str) -> list[int]:
    """The processes of a program, given by its file's name, that have exactly this among their arguments."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command, *arguments = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:  # it ended while we looked
            continue
        if Path(os.fsdecode(command)).name == program and os.fsencode(argument) in arguments:
            found.append(int(folder.name))
    return found


def poll(until: float, every: float = 0.05) -> Iterator[None]:
    """Yields now and again until that moment of time.monotonic() has passed, for loops that wait for something."""
    while time.monotonic() < until:
        yield
        time.sleep(every)


def last_lines(path: Path, count: int = 15) -> str:
    """The end of a log, indented, to show to a person; empty when there is none."""
    try:
        with path.open("rb") as log:
            log.seek(max(0, path.stat().st_size - 16_384))
            lines = log.read().decode(errors="replace").splitlines()
    except OSError:
        return ""
    return "\n".join(f"    {line}" for line in lines[-count:])
