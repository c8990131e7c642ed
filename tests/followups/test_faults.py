"""Real processes that are killed while thousands of reminders go out: nobody is left without, and nobody gets two.

The day before nothing ran at all. Then worker, beat, broker and database are killed with -9 again and again, at moments
that differ from run to run (the seed is printed), and started again by who looks after them.
"""

import os
import random
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.config import living
from tests.config.conftest import data_dir, migrated, start  # noqa: F401
from tests.followups.crowd import number_of
from tests.followups.fake_gateway import Mood, Script, doubles, running, sent_to

VICTIMS = {
    "the worker": ("celery", "worker"),
    "beat": ("celery", "beat"),
    "the broker": ("valkey-server",),
    "the database": ("postgres", "-D"),
}
PATIENCE = 240


@pytest.fixture
def gateway(data_dir: Path, request) -> Iterator:  # noqa: F811
    """Slow, sometimes without an answer, and now and then in trouble of its own."""
    data_dir.mkdir(parents=True, exist_ok=True)
    chances = {Mood.LOSE: 0.01, Mood.FAIL: 0.01, Mood.DROP: 0.005}
    script = Script(latency=0.05, chances=chances, seed=1, honours_keys=request.param)
    with running(script, data_dir / "sent.jsonl") as gateway:
        yield gateway


@pytest.fixture
def casework(start: Callable[..., living.Program], gateway) -> Callable[..., living.Program]:  # noqa: F811
    """A program of Casework that sends by this gateway, at any hour."""
    environment = {
        "MESSAGES_SMS": "gateway",
        "MESSAGES_WHATSAPP": "off",
        "MESSAGES_EMAIL": "off",
        "SMS_GATEWAY_URL": f"{gateway.url}/sms",
        "SMS_GATEWAY_TOKEN": "token",
        "SMS_GATEWAY_HONOURS_KEYS": str(gateway.script.honours_keys),
        "MESSAGES_TIMEOUT": "1",
        "MESSAGES_CONNECT_TIMEOUT": "1",
        "MESSAGES_CONNECTIONS": "10",
        "MESSAGES_LEASE_SECONDS": "12",
        "MESSAGES_RETRY_SECONDS": "2",
        "MESSAGES_DISPATCHERS": "2",
        "MESSAGES_ANY_TIME": "true",
    }
    return lambda *arguments: start(*arguments, **environment)


@pytest.mark.usefixtures("migrated")
@pytest.mark.parametrize(
    ("gateway", "people", "kills"),
    [(True, 5000, 7), (False, 800, 2)],
    ids=["with keys", "without keys"],
    indirect=["gateway"],
)
def test_everybody_is_told_whatever_dies(casework, data_dir: Path, gateway, people: int, kills: int):  # noqa: F811
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    chance, record = random.Random(seed), data_dir / "sent.jsonl"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    runner = casework("-m", "config.run", "--no-demo", "--port", port)
    runner.wait_to_say("Casework is ready")
    casework("-m", "tests.followups.crowd", "make", str(people)).wait_to_say("make: done")
    casework("manage.py", "reminders", "plan").wait_to_say("Planned for")

    wanted = {number_of(place) for place in range(people)}
    for victim in chance.choices(list(VICTIMS), k=kills):
        some = len(set(told(record))) + chance.randrange(people // 25, people // 10)
        living.wait_for("more to be sent", lambda n=some: len(set(told(record))) >= min(n, people), PATIENCE)
        kill(data_dir, victim)
    living.wait_for("everybody to be told", lambda: set(told(record)) == wanted, PATIENCE)
    casework("-m", "tests.followups.crowd", "check", str(people)).wait_to_say("check: done")

    twice = doubles(list(sent_to(record)))
    print(f"{kills} kills, {people} people, {len(twice)} told twice")
    if gateway.script.honours_keys:
        assert twice == {}
    else:
        # Asked, and no answer: what was under way when a process died, and the answers that were lost.
        assert len(twice) <= people // 2


def told(record: Path) -> list[str]:
    return [one.to for one in sent_to(record)]


def kill(data_dir: Path, victim: str) -> None:  # noqa: F811
    """With -9, once it is there: it may not have come back from the last time yet."""
    pid = living.wait_for(f"{victim} to be there", lambda: living.find(data_dir, *VICTIMS[victim]), 60)
    os.kill(pid, signal.SIGKILL)
