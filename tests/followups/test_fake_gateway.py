"""The fake provider itself: that what it has written down can be counted after kill -9."""

import signal
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.conf import settings

from casework.followups.channels import Receipt
from casework.followups.channels.gateway import Gateway
from casework.followups.channels.webhooks import State, read_gateway, signed_by_gateway
from tests.followups.channels.conftest import LIMITS, outgoing, send
from tests.followups.fake_gateway import Script, doubles, running, sent_to


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., tuple[subprocess.Popen, str]]]:
    started: list[subprocess.Popen] = []

    def start(*arguments: str) -> tuple[subprocess.Popen, str]:
        command = [sys.executable, "-m", "tests.followups.fake_gateway", "--record", str(tmp_path / "sent"), *arguments]
        started.append(subprocess.Popen(command, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True))
        return started[-1], started[-1].stdout.readline().strip()

    yield start
    for process in started:
        process.kill()
        process.communicate()


def gateway(url: str) -> Gateway:
    return Gateway(url=f"{url}/sms", honours_key=True, has_receipts=True, **LIMITS)


def test_killed_it_still_knows_what_it_sent_and_comes_back_at_the_same_place(start, tmp_path):
    message = outgoing()
    process, url = start()
    before = send(gateway(url), message)
    process.send_signal(signal.SIGKILL)
    process.wait()
    _, again = start("--port", url.rpartition(":")[2])
    assert again == url
    assert send(gateway(url), message) == before
    [sent] = sent_to(tmp_path / "sent")
    assert (sent.key, sent.to, sent.text) == (message.key, message.to, message.text)


def test_one_that_ignores_keys_has_doubles(start, tmp_path):
    message = outgoing()
    _, url = start("--ignore-keys", "--latency-ms", "1")
    send(gateway(url), message, message, outgoing())
    assert doubles(list(sent_to(tmp_path / "sent"))) == {message.key: 2}


def test_chances_are_the_same_for_the_same_seed(start):
    keys = [str(uuid.UUID(int=number)) for number in range(30)]
    _, one = start("--refuse", "0.5", "--seed", "7")
    _, other = start("--refuse", "0.5", "--seed", "7")
    outcomes = [[type(o) for o in send(gateway(url), *(outgoing(key=k) for k in keys))] for url in (one, other)]
    assert outcomes[0] == outcomes[1]
    assert 0 < outcomes[0].count(Receipt) < 30


class Hook(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append((body, dict(self.headers)))
        self.send_response(204)
        self.end_headers()
        if len(self.server.heard) == self.server.enough:
            self.server.done.set()

    def log_message(self, *args: object) -> None:
        pass


def test_receipts_are_signed_and_may_come_twice():
    server = HTTPServer(("127.0.0.1", 0), Hook)
    server.heard, server.enough, server.done = [], 4, threading.Event()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    script = Script(hooks={"sms": f"http://127.0.0.1:{server.server_port}"}, secret="s", receipts=2)
    message = outgoing()
    with running(script) as provider:
        [receipt] = send(gateway(provider.url), message)
        assert server.done.wait(timeout=30)
    server.shutdown()
    server.server_close()
    told = [one for body, _ in server.heard for one in read_gateway(body)]
    assert [one.state for one in told] == [State.SENT, State.SENT, State.DELIVERED, State.DELIVERED]
    assert {(one.key, one.provider_id) for one in told} == {(message.key, receipt.provider_id)}
    for body, headers in server.heard:
        signature, timestamp = headers["X-Signature"], headers["X-Timestamp"]
        assert signed_by_gateway(body, signature=signature, timestamp=timestamp, secrets=["s"], now=float(timestamp))
