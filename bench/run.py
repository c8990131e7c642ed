"""Measures Casework on this machine: .venv/bin/python bench/run.py [--people 1000000] [--only search,open] [--out FILE]

It has an embedded database of its own, in .data/bench (or CASEWORK_DATA_DIR), that is filled with the demo's people the
first time and kept. Figures go with the machine they are from; no test asserts them.
"""

import argparse
import gc
import os
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BASE_DIR))
# The register with known duplicates is a database of its own.
OF_REGISTER = ("live",)
DATA = "bench-register" if set(OF_REGISTER) & set(" ".join(sys.argv).replace(",", " ").split()) else "bench"
os.environ.setdefault("CASEWORK_DATA_DIR", str(BASE_DIR / ".data" / DATA))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Tables are made and filled by their owner; what is measured is done as the application.
os.environ["DATABASE_ROLE"] = "owner"

import django  # noqa: E402  (where the data is has to be known before settings are read)
from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

from config import stack  # noqa: E402

# "matching" needs no database and is only done when it is asked for, alone.
MATCHING = "matching"
# Every page of every role takes an hour at a million people, so it is only done when it is asked for.
PAGES = "pages"
PARTS = ("search", "lists", "open", "today", "create", "import", "export", "lock", "plan", "send")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000, help="how many the database gets when it is empty")
    parser.add_argument("--seed", type=int, default=1, help="of the demo, and of what is picked from it")
    parser.add_argument("--times", type=int, default=200, help="how often each thing is done (lists: a fifth)")
    parser.add_argument("--tasks", type=int, default=3_000_000, help="how many open tasks there are when days are read")
    parser.add_argument("--only", default=",".join(PARTS), help=f"some of: {','.join(PARTS)}; or {PAGES}, {MATCHING}")
    parser.add_argument("--visits", type=int, default=10, help="of each page, after the first one")
    parser.add_argument("--page", default="", help="only pages and readers with this in their name")
    parser.add_argument("--rows", type=int, nargs="+", default=[100_000], help="of the registers that are matched")
    parser.add_argument("--out", type=Path, help="also write the figures there")
    arguments = parser.parse_args()
    if arguments.only == MATCHING:
        report(matching_figures(arguments), arguments.out)
        return
    servers = stack.DEV.attach(say=print)
    django.setup()
    # As in production: in debug mode Django keeps the text of every query.
    settings.DEBUG = False
    # Readers are signed in without a sign-in page, so there is no address to count.
    settings.AXES_ENABLED = False
    gc.collect()
    gc.freeze()  # as config/gunicorn_conf.py does
    report(figures(arguments), arguments.out)
    servers.close()


def report(figures: Iterator[str], out: Path | None) -> None:
    """Prints each line as it comes, and writes all where they are wanted."""
    lines: list[str] = []
    for line in figures:
        print(line, flush=True)
        lines.append(line)
    if out:
        out.write_text("\n".join(lines) + "\n")


def matching_figures(arguments: argparse.Namespace) -> Iterator[str]:
    from bench import matching  # noqa: PLC0415  (its numpy would be counted in the memory of the others)
    from bench.measure import hardware  # noqa: PLC0415

    yield hardware()
    yield from matching.accuracies(arguments.rows)


def figures(arguments: argparse.Namespace):
    """The lines of the report, as they come."""
    from django.core.management import call_command  # noqa: PLC0415  (needs django.setup())

    from bench import exports, followups, imports, live, pages, row_security, sending, subjects, tasks  # noqa: PLC0415
    from bench.measure import HEADINGS, machine  # noqa: PLC0415
    from casework.access.scope import system  # noqa: PLC0415
    from casework.people.models import Person  # noqa: PLC0415

    call_command("migrate", interactive=False, verbosity=0)
    with system("a benchmark looks whether it has people"):
        people = Person.objects.count()
    if not people and DATA == "bench":
        begun = time.perf_counter()
        call_command("demo", people=arguments.people, seed=arguments.seed, force=True)
        seconds = time.perf_counter() - begun
        yield f"Demo: {arguments.people:,} people in {seconds:.0f} s, {arguments.people / seconds:,.0f} per second\n"
        people = arguments.people
    connection.close()
    connection.settings_dict["USER"] = stack.ROLE
    yield machine()
    yield f"- {people:,} people\n\n{HEADINGS}"
    rng, times = random.Random(arguments.seed), arguments.times
    parts = {
        "search": lambda: subjects.searches(times, rng),
        "lists": lambda: subjects.worklists(max(5, times // 5)),
        "open": lambda: subjects.open_cases(times, rng),
        "today": lambda: tasks.days(times, arguments.tasks),
        "create": lambda: subjects.creations(times, random.Random()),
        "import": lambda: imports.imports(subjects.membership_of(subjects.PARTNER), random.Random(arguments.seed)),
        "export": lambda: exports.exports(subjects.membership_of(subjects.IOM)),
        "lock": lambda: row_security.costs(times, rng),
        "plan": followups.plans,
        "live": lambda: live.live(arguments.people),
        "send": sending.sendings,
        PAGES: lambda: pages.all_pages(arguments.visits, arguments.tasks, rng, arguments.page),
    }
    for name in arguments.only.split(","):
        with system("benchmarks pick their subjects from all people"):
            for figure in parts[name]():
                yield figure if isinstance(figure, str) else figure.line()


if __name__ == "__main__":
    main()
