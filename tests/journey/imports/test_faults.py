"""Of two processes that import a sheet together one after the other is killed with -9, again and again: nobody is
registered twice, and nobody is left out.

Each is started again, as beat does it with a job that was lost.
"""

import os
import random
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.config import living
from tests.config.conftest import data_dir, migrated, start  # noqa: F401

PEOPLE, KILLS = 4000, 6


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


@pytest.mark.usefixtures("migrated")
def test_an_import_that_is_killed_anywhere_goes_on(start: Callable[..., living.Program], sheet: Path):  # noqa: F811
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    chance = random.Random(seed)
    start("-m", "tests.journey.imports.killing", "send", str(sheet)).wait_to_say("send: done")
    programs = [start("-m", "tests.journey.imports.killing", "work") for _ in range(2)]
    for kill in range(KILLS):
        program = programs[kill % 2]
        for _ in range(chance.randrange(1, 5)):
            said = program.process.stdout.readline()
            assert "work: done" not in said
        os.kill(program.process.pid, signal.SIGKILL)
        program.end()
        programs[kill % 2] = start("-m", "tests.journey.imports.killing", "work")
    for program in programs:
        program.wait_to_say("work: done")
    start("-m", "tests.journey.imports.killing", "check", str(PEOPLE)).wait_to_say("check: done")
