import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config import stack
from tests.config import living
from tests.template import Template


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """An empty data folder, which the servers' account can reach where it can reach the checkout's own."""
    folder = stack.DATA_DIR / f"t-{uuid.uuid4().hex[:8]}"
    yield folder
    living.kill_all(folder)
    living.wait_for("all processes of the test to be gone", lambda: not living.of(folder))
    shutil.rmtree(folder)


@pytest.fixture
def start(data_dir: Path) -> Iterator[Callable[..., living.Program]]:
    """Starts programs on the test's data folder, and kills those that are left after it."""
    started: list[living.Program] = []

    def start(*arguments: str, **environment: str) -> living.Program:
        started.append(living.Program(data_dir, *arguments, **environment))
        return started[-1]

    yield start
    for program in started:
        program.kill()


@pytest.fixture
def migrated(start: Callable[..., living.Program], _template: Template) -> None:
    """The test's data folder has a database with all tables, from a backup: a tenth of the work of migrating."""
    restoring = start("manage.py", "restore", str(_template.backup), "--yes")
    restoring.wait_to_say("Brought back")
    assert restoring.end()[0] == 0
