"""What the tests of real processes share: whose processes live, and waiting for something with an end to it."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from config import stack
from config.processes import poll

Found = TypeVar("Found")
# Seconds. A first start migrates from nothing, which takes two minutes of a slow machine that has other tests to run.
PATIENCE = 300


def wait_for(what: str, look: Callable[[], Found], seconds: float = 30) -> Found:
    """The first true thing that `look` finds; fails the test when there is none in time."""
    for _ in poll(time.monotonic() + seconds):
        if found := look():
            return found
    raise AssertionError(f"Not within {seconds} s: {what}")


def of(data_dir: Path) -> dict[int, str]:
    """The living processes that belong to this data folder, by what they were started with or where they are."""
    mark, found = os.fsencode(data_dir), {}
    for folder in Path("/proc").glob("[0-9]*"):
        pid = int(folder.name)
        try:
            cwd = os.fsencode(os.readlink(folder / "cwd"))
            command = (folder / "cmdline").read_bytes()
            if pid != os.getpid() and (mark in command + b"\0" + (folder / "environ").read_bytes() + cwd):
                found[pid] = command.replace(b"\0", b" ").decode()
        except OSError:  # it ended while we looked, or it is somebody else's
            continue
    return found


def find(data_dir: Path, *words: str) -> int | None:
    """The one process of this data folder whose command line has all these words and whose parent's has not."""
    living = of(data_dir)
    named = {pid for pid, command in living.items() if all(word in command for word in words)}
    found = [pid for pid in named if _parent(pid) not in named]
    return found[0] if len(found) == 1 else None


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


class Program:
    """A program of this checkout that works on another data folder."""

    def __init__(self, data_dir: Path, *arguments: str, **more_environment: str) -> None:
        self.data_dir = data_dir
        environment = {**os.environ, "CASEWORK_DATA_DIR": str(data_dir), **more_environment}
        for name in ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "REDIS_URL"):
            environment.pop(name, None)
        self.process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=stack.BASE_DIR,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said: list[str] = []

    def wait_to_say(self, *texts: str) -> str:
        """Wait until each of these texts was said, in any order, and return the line with the last of them.

        Fails the test when the program ends, or takes too long, without having said one.
        """
        missing = set(texts)
        patience = threading.Timer(PATIENCE, self.process.kill)
        patience.start()
        try:
            for line in self.process.stdout:
                self.said.append(line)
                missing -= {text for text in missing if text in line}
                if not missing:
                    return line
        finally:
            patience.cancel()
        raise AssertionError(f"It ended without saying {sorted(missing)}. It said:\n{''.join(self.said)}")

    def end(self, signal_number: int | None = None) -> tuple[int, str]:
        """Sends the signal, if any, and gives the exit status and all that it said."""
        if signal_number is not None:
            self.process.send_signal(signal_number)
        rest, _ = self.process.communicate(timeout=60)
        return self.process.returncode, "".join(self.said) + rest

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()


def kill_all(data_dir: Path) -> None:
    for pid in of(data_dir):
        # One may have ended since they were counted.
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
