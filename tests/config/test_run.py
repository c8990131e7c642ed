"""bin/run, with real processes: it starts, says what is wrong, mends what breaks, and leaves nothing behind."""

import json
import os
import signal
import socket
from collections.abc import Callable
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from config import probe, run
from tests.config import living


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def bin_run(start: Callable[..., living.Program], port: int) -> Callable[..., living.Program]:
    return lambda *arguments: start("-m", "config.run", "--no-demo", "--port", str(port), *arguments)


def test_it_runs_mends_itself_refuses_a_second_and_dies_whole(data_dir: Path, bin_run, port: int):
    first = bin_run()
    first.wait_to_say("Casework is ready")
    address = run.url("127.0.0.1", port)

    def healthz() -> tuple[int, dict[str, str]]:
        status, text = probe.health(address)
        return status, json.loads(text or "{}")

    status, report = healthz()
    assert (status, report["database"], report["broker"]) == (200, "ok", "ok")

    status, said = bin_run().end()
    assert status == 1
    assert f"already running in this folder (process {first.process.pid}): {address}" in said

    valkey = living.find(data_dir, "valkey-server")
    os.kill(valkey, signal.SIGSTOP)
    status, report = healthz()
    assert (status, report["status"], report["database"], report["broker"]) == (503, "down", "ok", "down")
    os.kill(valkey, signal.SIGKILL)
    living.wait_for("a new Valkey", lambda: healthz()[0] == 200)

    def sign_in_page() -> int:
        with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
            connection.request("GET", "/account/login/")
            return connection.getresponse().status

    os.kill(living.find(data_dir, "postgres", "-D"), signal.SIGKILL)
    answered = [sign_in_page()]
    living.wait_for("a new PostgreSQL", lambda: answered.append(sign_in_page()) or healthz()[0] == 200)
    assert set(answered) <= {200, 503}

    services = {"web": "gunicorn", "worker": "celery --app config worker"}
    killed = {name: living.find(data_dir, words) for name, words in services.items()}
    for pid in killed.values():
        os.kill(pid, signal.SIGKILL)
    first.wait_to_say(*(f"{name} ended unexpectedly, by SIGKILL" for name in services))
    for name, words in services.items():
        # Only one is found when the processes that the old one had forked are gone, too.
        living.wait_for(f"a new {name}", lambda w=words, n=name: living.find(data_dir, w) not in (killed[n], None))
    living.wait_for("health", lambda: healthz()[0] == 200)

    first.end(signal.SIGKILL)
    living.wait_for("every process to be gone", lambda: not living.of(data_dir), seconds=15)


@pytest.mark.usefixtures("migrated")
def test_asked_to_stop_it_stops_everything_and_says_so(data_dir: Path, bin_run):
    runner = bin_run()
    runner.wait_to_say("Casework is ready")
    assert len(living.of(data_dir)) > 5
    status, said = runner.end(signal.SIGTERM)
    assert (status, living.of(data_dir)) == (0, {})
    assert said.endswith("Stopped\n")
    assert "terminating connection" not in (data_dir / "logs/web.log").read_text()


def test_ctrl_c_while_it_starts_leaves_nothing(data_dir: Path, bin_run):
    runner = bin_run()
    runner.wait_to_say("Starting PostgreSQL")
    status, said = runner.end(signal.SIGINT)
    assert (status, living.of(data_dir)) == (0, {})
    assert "Traceback" not in said


def test_a_taken_port_is_named_with_the_way_out(bin_run, port: int, data_dir: Path):
    with socket.create_server(("127.0.0.1", port)):
        status, said = bin_run().end()
    assert status == 1
    assert f"Port {port} is taken" in said
    assert "--port" in said
    assert living.of(data_dir) == {}


def test_an_address_that_is_not_this_machines_is_said_so(bin_run):
    status, said = bin_run("--host", "192.0.2.1").end()
    assert status == 1
    assert "Cannot listen on 192.0.2.1" in said
