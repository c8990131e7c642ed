"""Timing things and saying on what machine: nothing here knows the domain."""

import os
import platform
import statistics
import subprocess
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext

BASE_DIR = Path(__file__).resolve().parent.parent
WARM_UP = 3


@dataclass(frozen=True)
class Figure:
    """How long one thing took, over all the times it was done, and how many queries it asked at most."""

    name: str
    milliseconds: list[float]
    queries: int
    budget: float | None = None

    def percentile(self, share: float) -> float:
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    def line(self) -> str:
        p50, p95, most = statistics.median(self.milliseconds), self.percentile(0.95), max(self.milliseconds)
        verdict = "" if self.budget is None else f"{self.budget:.0f} {'ok' if p95 <= self.budget else 'MISSED'}"
        cells = (self.name, f"{p50:.1f}", f"{p95:.1f}", f"{most:.1f}", self.queries, len(self.milliseconds), verdict)
        return f"| {' | '.join(map(str, cells))} |"


@dataclass(frozen=True)
class Count:
    """A share of how many it was asked of; at least `bound`, or at most."""

    name: str
    share: float
    bound: float | None = None
    at_most: bool = False

    def line(self) -> str:
        good = self.bound is None or (self.share <= self.bound if self.at_most else self.share >= self.bound)
        sign = "≤" if self.at_most else "≥"
        verdict = "" if self.bound is None else f"{sign} {self.bound:.1%} {'ok' if good else 'MISSED'}"
        return f"| {self.name} | {self.share:.2%} |  |  |  |  | {verdict} |"


HEADINGS = "| what | p50 ms | p95 ms | max ms | queries | times | budget p95 |\n|---|---|---|---|---|---|---|"


def measure(name: str, act: Callable, subjects: Iterable, budget: float | None = None) -> Figure:
    """Does `act` with each subject and takes the time; the first few are done once before, to warm caches."""
    subjects, times, queries = list(subjects), [], 0
    for subject in subjects[:WARM_UP]:
        with CaptureQueriesContext(connection) as captured:
            act(subject)
        queries = max(queries, len(captured))
    for subject in subjects:
        begun = time.perf_counter()
        act(subject)
        times.append((time.perf_counter() - begun) * 1000)
    return Figure(name, times, queries, budget)


def machine() -> str:
    """What the figures were measured on; without it they say nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (version,) = cursor.fetchone()
        cursor.execute("SHOW shared_buffers")
        (buffers,) = cursor.fetchone()
        cursor.execute("SELECT pg_size_pretty(pg_database_size(current_database()))")
        (size,) = cursor.fetchone()
    return f"{hardware()}\n- PostgreSQL {version}, shared_buffers {buffers}, database {size}"


def hardware() -> str:
    """The same for what needs no database."""
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    gigabytes = int(_proc("meminfo", "MemTotal").split()[0]) / 1024**2
    return "\n".join(
        [
            f"- Processor: {_proc('cpuinfo', 'model name')}, {len(os.sched_getaffinity(0))} cores; load {load}",
            f"- Memory: {gigabytes:.0f} GB; Python {platform.python_version()}",
            f"- Commit {_git('describe', '--always', '--dirty')}",
        ]
    )


def _proc(file: str, key: str) -> str:
    for line in Path("/proc", file).read_text().splitlines():
        name, _, value = line.partition(":")
        if name.strip() == key:
            return value.strip()
    return "?"


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=BASE_DIR, capture_output=True, text=True, check=False).stdout.strip()
