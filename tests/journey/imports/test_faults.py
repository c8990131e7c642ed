"""A real process that imports is killed with -9 again and again: nobody is registered twice, and nobody is left out.

It is started again each time, as beat does it with a job that was lost.
"""

import os
import random
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.config import living
from tests.config.conftest import data_dir, start  # noqa: F401

PEOPLE, KILLS = 3000, 6


@pytest.fixture
def sheet(tmp_path) -> Path:
    path = tmp_path / "brigada.csv"
    rows = (
        f"Maribel;Prueba {_letters(number)};V-{10_000_000 + number};viene de la brigada" for number in range(PEOPLE)
    )
    path.write_text("\n".join(["Nombres;Apellidos;Cédula;Observaciones", *rows]))
    return path


def _letters(number: int) -> str:
    return "".join("abcdefghij"[int(digit)] for digit in str(number)).title()


def test_an_import_that_is_killed_anywhere_goes_on(start: Callable[..., living.Program], data_dir: Path, sheet: Path):  # noqa: F811
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    chance = random.Random(seed)
    migrating = start("manage.py", "migrate").process
    living.wait_for("the tables", lambda: migrating.poll() is not None, 240)
    start("-m", "tests.journey.imports.killing", "send", str(sheet)).wait_to_say("send: done")
    kills = 0
    while True:
        at_work = start("-m", "tests.journey.imports.killing", "work")
        limit = chance.randrange(1, 5) if kills < KILLS else None
        for _ in range(limit or 10**6):
            if "work: done" in (said := at_work.process.stdout.readline()) or not said:
                break
        if limit is None or "work: done" in said:
            break
        os.kill(at_work.process.pid, signal.SIGKILL)
        at_work.end()
        kills += 1
    assert at_work.end()[0] == 0
    print(f"{kills} kills")
    assert kills >= KILLS - 2
    start("-m", "tests.journey.imports.killing", "check", str(PEOPLE)).wait_to_say("check: done")
