"""Many at work at once: .venv/bin/python bench/load.py --users 200 --minutes 15 [--data-dir DIR | --host URL]

It starts the service as bin/run does, on a port of its own, with the data of .data/load (or --data-dir), and signs
people in who work as on an ordinary day; beside them a partner's system polls, a sheet of 2,000 rows is brought in,
and the jobs of the hour run. What they type stays in that register. Needs requirements-bench.txt.
"""

from gevent import monkey

monkey.patch_all()

import argparse  # noqa: E402  (everything has to be patched before it is imported)
import os  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
from contextlib import closing  # noqa: E402
from pathlib import Path  # noqa: E402

BASE_DIR = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BASE_DIR))


def parse_arguments(given: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=200, help="how many sessions are at work at once")
    parser.add_argument("--minutes", type=float, default=15, help="how long, after the ramp")
    parser.add_argument("--act-every", type=float, default=10, help="seconds in which each session does one act")
    parser.add_argument(
        "--quiet", type=float, default=0, help="minutes before, without jobs and sheet, to compare with"
    )
    parser.add_argument("--ramp", type=float, default=60, help="seconds over which sessions sign in")
    place = parser.add_mutually_exclusive_group()
    place.add_argument("--data-dir", type=Path, help="the data of the service (default .data/load)")
    place.add_argument("--host", help="a service that runs already, such as http://127.0.0.1:8000; it is only asked")
    parser.add_argument("--port", type=int, default=8790, help="where the service that is started listens")
    parser.add_argument("--people", type=int, help="what an empty register is filled with (default 2,000)")
    parser.add_argument("--budget", type=float, default=300, help="milliseconds that p95 of each kind may have")
    parser.add_argument("--step-up", action="store_true", help="then 50 sessions more, every two minutes")
    parser.add_argument("--cores", default="", help="such as web=1,db=1: cores of web with jobs, and of database")
    parser.add_argument("--kill-database-at", type=float, help="kill -9 the database so many seconds after the ramp")
    parser.add_argument("--check-writes", action="store_true", help="look afterwards for each write that was answered")
    parser.add_argument("--api-client", help="ID:SECRET of a partner's system; with --host there is none unless given")
    parser.add_argument("--seed", type=int, default=1, help="of who works and what they do")
    parser.add_argument("--out", type=Path, help="also write the report there")
    arguments = parser.parse_args(given)
    ours = arguments.cores or arguments.check_writes or arguments.kill_database_at is not None
    if arguments.host and ours:
        parser.error("--cores, --check-writes and --kill-database-at need the service that this starts, not --host")
    return arguments


def say(line: str) -> None:
    """Tell how far it is; the report alone goes to the output."""
    print(f"{time.strftime('%H:%M:%S')}  {line}", file=sys.stderr, flush=True)


def main() -> int:
    """Returns the exit status: 1 when the load could not be put on."""
    arguments = parse_arguments(sys.argv[1:])
    os.environ["CASEWORK_DATA_DIR"] = str((arguments.data_dir or BASE_DIR / ".data" / "load").resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

    import django  # noqa: PLC0415  (where the data is has to be known before settings are read)

    django.setup()

    from bench.working_day import ServiceError, WorkingDay  # noqa: PLC0415

    lines: list[str] = []
    try:
        with closing(WorkingDay(arguments, say)) as day:
            for line in day.report():
                print(line, flush=True)
                lines.append(line)
    except (ServiceError, ValueError, KeyboardInterrupt) as error:
        say(f"It ended: {error or type(error).__name__}")
        return 1
    finally:
        if arguments.out:
            arguments.out.write_text("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
