"""The service under load: started as bin/run does it, watched from outside, pinned to cores, its database killed."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import gevent
import psutil
import psycopg
from django.conf import settings

from bench.loads import Shares
from bench.reading import fingerprint
from config import gunicorn_conf, stack
from config.probe import health
from config.processes import dies_with_parent, last_lines

LOOK_EVERY, STOP_WITHIN, COMES_BACK_WITHIN = 5, 90, 180
# So many requests are answered at once; gunicorn's other threads wait for their turn (casework/web/turns.py).
TURNS = gunicorn_conf.workers * settings.TURNS
# What each process belongs to, by words of its command line.
KINDS = {"web": ("gunicorn",), "worker": ("celery", "worker"), "beat": ("celery", "beat")}
ON_DATABASE_CORES = ("postgres", "valkey")
AT_WORK = """
SELECT query, CASE WHEN wait_event_type IS NULL THEN 'processor' ELSE wait_event_type || ' ' || wait_event END
FROM pg_stat_activity
WHERE datname = current_database() AND state = 'active' AND pid <> pg_backend_pid()
"""


class ServiceError(Exception):
    """The service does not run; the text says why."""


class Service:
    """Web, worker, beat, database and broker as config/run.py starts them, on a port of their own."""

    def __init__(self, port: int, say: Callable[[str], None]) -> None:
        self.port, self.say = port, say
        self.address = f"http://127.0.0.1:{port}"
        self.log = stack.DATA_DIR / "logs" / "bench-load.log"
        self.run: subprocess.Popen[bytes] | None = None
        self.cores: dict[str, set[int]] = {}

    def make_people(self, people: int) -> None:
        """Fill an empty register with so many; one that has people stays as it is."""
        self.say(f"Making sure that there are people ({people:,} if there is none)")
        subprocess.run(
            [sys.executable, "manage.py", "demo", "--people", str(people), "--seed", "1"],
            cwd=stack.BASE_DIR,
            check=True,
        )

    def start(self) -> None:
        """Return when /healthz is well. Raises ServiceError when bin/run ends before."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with stack.open_log(self.log) as log:
            self.run = subprocess.Popen(
                [sys.executable, "-m", "config.run", "--port", str(self.port)],
                cwd=stack.BASE_DIR,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=dies_with_parent(signal.SIGTERM),
            )
        begun = time.monotonic()
        while health(f"{self.address}/")[0] != 200:
            if self.run.poll() is not None:
                raise ServiceError(f"bin/run ended. The end of {self.log}:\n{last_lines(self.log)}")
            gevent.sleep(1)
        self.say(f"The service runs at {self.address}, after {time.monotonic() - begun:.0f} s")

    def stop(self) -> None:
        if self.run and self.run.poll() is None:
            self.run.send_signal(signal.SIGTERM)
            try:
                self.run.wait(STOP_WITHIN)
            except subprocess.TimeoutExpired:
                self.run.kill()
                self.run.wait()

    def processes(self) -> Iterator[tuple[str, psutil.Process]]:
        """Yield each process of the service with what it belongs to."""
        for process in psutil.Process(self.run.pid).children(recursive=True):
            with suppress(psutil.Error):
                yield _kind(process), process

    def kill_database(self) -> None:
        """Kill PostgreSQL's first process with -9; the others end when they notice. Raises ServiceError without one."""
        found = [process for kind, process in self.processes() if kind == "postgres"]
        first = [process for process in found if process.ppid() not in {one.pid for one in found}]
        if len(first) != 1:
            raise ServiceError(f"PostgreSQL is no process of this service: {len(first)} found")
        first[0].kill()

    def comes_back(self) -> float | None:
        """Return after how many seconds /healthz is well again; None when that takes too long."""
        begun = time.monotonic()
        gevent.sleep(1)
        while time.monotonic() - begun < COMES_BACK_WITHIN:
            if health(f"{self.address}/")[0] == 200:
                return time.monotonic() - begun
            gevent.sleep(0.5)
        return None

    def pin(self) -> None:
        """Keep each process, with all of its threads, on the cores that are its own; those to come inherit it."""
        for kind, process in self.processes():
            mine = self.cores.get("db" if kind in ON_DATABASE_CORES else "web")
            if mine:
                with suppress(OSError, psutil.Error):
                    for thread in Path(f"/proc/{process.pid}/task").iterdir():
                        os.sched_setaffinity(int(thread.name), mine)


def _kind(process: psutil.Process) -> str:
    words = process.cmdline()
    text, name = " ".join(words), process.name()
    if name.startswith(("postgres", "valkey")) or text.startswith("postgres"):
        return "valkey" if name.startswith("valkey") else "postgres"
    return next((kind for kind, marks in KINDS.items() if all(mark in text for mark in marks)), "runner")


class Watch:
    """Looks at the service every few seconds while it is under load."""

    def __init__(self, service: Service, under_way: Callable[[], int]) -> None:
        self.service, self.under_way = service, under_way
        self.shares = Shares()
        self.spent: dict[int, float] = {}
        self.busy = 0.0
        self.connection: psycopg.Connection | None = None

    def begin(self) -> Shares:
        """Begin anew, and return what was seen before."""
        seen, self.shares = self.shares, Shares()
        return seen

    def look_for_good(self) -> None:
        looked = time.monotonic()
        self._processors(first=True)
        while True:
            gevent.sleep(LOOK_EVERY)
            if self.service.cores:
                self.service.pin()
            now = time.monotonic()
            self.shares.looks += 1
            self.shares.seconds += now - looked
            looked = now
            self.shares.under_way.append(self.under_way())
            self._processors()
            with suppress(psycopg.Error, OSError):  # the database may be gone just now
                self._statements()

    def _processors(self, *, first: bool = False) -> None:
        """Add what each kind of process spent since the last look; "others" is the rest of the machine."""
        spent_by: Counter = Counter()
        for kind, process in [("visitors", psutil.Process()), *self.service.processes()]:
            with suppress(psutil.Error):
                times = process.cpu_times()
                spent = times.user + times.system
                spent_by[kind] += spent - self.spent.get(process.pid, 0.0)
                self.spent[process.pid] = spent
        machine = psutil.cpu_times()
        busy = sum(machine) - machine.idle - machine.iowait
        spent_by["others"] = max(0.0, busy - self.busy - sum(spent_by.values()))
        self.busy = busy
        if not first:
            for kind, spent in spent_by.items():
                self.shares.cpu[kind] += spent

    def _statements(self) -> None:
        if self.connection is None or self.connection.closed:
            self.connection = _connect()
        rows = self.connection.execute(AT_WORK).fetchall()
        self.shares.active.append(len(rows))
        for statement, waited in rows:
            self.shares.statements[fingerprint(statement)] += 1
            self.shares.waits[waited] += 1


def _connect() -> psycopg.Connection:
    named = settings.DATABASES["default"]
    places = {"host": named["HOST"], "port": named.get("PORT") or 5432, "dbname": named["NAME"], "user": named["USER"]}
    return psycopg.connect(**places, password=named.get("PASSWORD") or None, autocommit=True, connect_timeout=5)
