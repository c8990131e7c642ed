"""A provider of messages that behaves as badly as real ones: a real HTTP server for the tests and for bench/.

It speaks the plain gateway (POST /sms) and WhatsApp's Cloud API (POST /<phone number id>/messages), and remembers each
message it has sent in a list and, when it is given one, in a file, a line each, which outlives kill -9:

    python -m tests.followups.fake_gateway --record sent.jsonl --latency-ms 20 --lose 0.01 --number +593991234567=refuse

prints where it listens (on --port, or any free one). It ends when its parent does.
"""

import argparse
import asyncio
import itertools
import json
import os
import signal
import threading
import time
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from random import Random
from typing import Self

import aiohttp
from aiohttp import web

from config.processes import die_with_parent
from tests.followups import hooks


class Mood(StrEnum):
    """How it treats one request. Only the last three, and a good one, send the message."""

    WELL = "well"
    # This number never: 422, or WhatsApp's 131026.
    REFUSE = "refuse"
    # 500 without a word.
    FAIL = "fail"
    # 429 with Retry-After, or WhatsApp's 130429.
    BUSY = "busy"
    # Closes the connection, and does not send.
    DROP = "drop"
    # Says nothing, and does not send.
    HANG = "hang"
    # Sends, and says nothing.
    MUTE = "mute"
    # Sends, and closes the connection instead of answering.
    LOSE = "lose"
    # Sends once, and answers twice.
    TWICE = "twice"


SENDS = frozenset({Mood.WELL, Mood.MUTE, Mood.LOSE, Mood.TWICE})
RETRY_AFTER = 7


@dataclass(frozen=True)
class Sent:
    """A message that has reached somebody. Its key may be there more than once: those are the doubles."""

    channel: str
    key: str
    to: str
    text: str
    provider_id: str
    at: float


@dataclass
class Script:
    """How it behaves: by number, else by chance, the same for the same seed and order of requests."""

    latency: float = 0.0
    chances: dict[Mood, float] = field(default_factory=dict)
    numbers: dict[str, Mood] = field(default_factory=dict)
    seed: int = 0
    honours_keys: bool = True
    # Where receipts go, signed with the secret: {"sms": URL, "whatsapp": URL}; each of them as often as this says.
    hooks: dict[str, str] = field(default_factory=dict)
    secret: str = "secret"
    receipts: int = 1


class FakeGateway:
    def __init__(self, script: Script | None = None, record: Path | None = None) -> None:
        self.script = script or Script()
        self.sent: list[Sent] = []
        self.requests: deque[dict] = deque(maxlen=1000)
        self.most_at_once = 0
        self.url = ""
        self._now = 0
        self._random = Random(self.script.seed)
        self._ids = itertools.count(1)
        self._by_key: dict[tuple[str, str], str] = {}
        self._record = os.open(record, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600) if record else None
        self._telling: set[asyncio.Task] = set()
        for sent in sent_to(record) if record else ():
            self._by_key[sent.channel, sent.key] = sent.provider_id

    # As a server -------------------------------------------------------------------------------------------------

    async def start(self, port: int = 0) -> Self:
        app = web.Application()
        app.router.add_post("/sms", self.sms)
        app.router.add_post("/{number}/messages", self.whatsapp)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port, reuse_address=True, backlog=1024)
        await site.start()
        self._session = aiohttp.ClientSession()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def stop(self) -> None:
        await self._session.close()
        await self._runner.cleanup()
        if self._record is not None:
            os.close(self._record)

    # What it is asked --------------------------------------------------------------------------------------------

    async def sms(self, request: web.Request) -> web.StreamResponse:
        said = await request.json()
        self.requests.append({"headers": dict(request.headers), "body": said})
        key = request.headers.get("Idempotency-Key", "")
        async with self._one_more():
            mood = self._mood(said["to"])
            if self.script.honours_keys and mood in SENDS and ("sms", key) in self._by_key:
                return await self._answer(request, mood, {"id": self._by_key["sms", key], "reference": key}, status=409)
            if mood is Mood.REFUSE:
                return web.json_response({"code": "unknown_number"}, status=422)
            if mood not in SENDS:
                return await self._fail(request, mood, {"code": "too_many"}, status=429)
            sent = self._send("sms", key, said["to"], said["text"])
            return await self._answer(request, mood, {"id": sent.provider_id, "reference": key}, status=202)

    async def whatsapp(self, request: web.Request) -> web.StreamResponse:
        said = await request.json()
        self.requests.append({"headers": dict(request.headers), "body": said})
        to = f"+{said['to']}"
        async with self._one_more():
            mood = self._mood(to)
            if mood is Mood.REFUSE:
                return web.json_response(_meta_error(131026, "Message undeliverable"), status=400)
            if mood not in SENDS:
                return await self._fail(request, mood, _meta_error(130429, "Rate limit hit"), status=400)
            sent = self._send("whatsapp", said.get("biz_opaque_callback_data", ""), to, json.dumps(said["template"]))
            body = {
                "messaging_product": "whatsapp",
                "contacts": [{"input": said["to"], "wa_id": said["to"]}],
                "messages": [{"id": sent.provider_id, "message_status": "accepted"}],
            }
            return await self._answer(request, mood, body, status=200)

    # What it does ------------------------------------------------------------------------------------------------

    def _one_more(self) -> "_Visit":
        return _Visit(self)

    def _mood(self, to: str) -> Mood:
        if to in self.script.numbers:
            return self.script.numbers[to]
        if not self.script.chances:
            return Mood.WELL
        drawn = self._random.random()
        for mood, chance in self.script.chances.items():
            drawn -= chance
            if drawn < 0:
                return mood
        return Mood.WELL

    def _send(self, channel: str, key: str, to: str, text: str) -> Sent:
        provider_id = f"{'wamid.' if channel == 'whatsapp' else 'sms-'}{os.getpid()}-{next(self._ids)}"
        sent = Sent(channel, key, to, text, provider_id, time.time())
        self.sent.append(sent)
        self._by_key[channel, key] = provider_id
        if self._record is not None:
            os.write(self._record, (json.dumps(sent.__dict__) + "\n").encode())
        if channel in self.script.hooks:
            task = asyncio.create_task(self._tell(sent))
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)
        return sent

    async def _tell(self, sent: Sent) -> None:
        for state, _ in itertools.product(("sent", "delivered"), range(self.script.receipts)):
            if sent.channel == "whatsapp":
                status = hooks.whatsapp_status(sent.provider_id, status=state, key=sent.key)
                body = hooks.whatsapp_body(statuses=(status,))
                headers = hooks.whatsapp_headers(body, self.script.secret)
            else:
                body = hooks.gateway_body(hooks.gateway_delivery(sent.provider_id, state=state, key=sent.key))
                headers = hooks.gateway_headers(body, self.script.secret)
            headers |= {"Content-Type": "application/json"}
            try:
                async with self._session.post(self.script.hooks[sent.channel], data=body, headers=headers):
                    continue
            except aiohttp.ClientError:  # they are down; a real one would come again
                continue

    async def _fail(self, request: web.Request, mood: Mood, busy: dict, status: int) -> web.StreamResponse:
        if mood is Mood.FAIL:
            return web.Response(status=500)
        if mood is Mood.BUSY:
            return web.json_response(busy, status=status, headers={"Retry-After": str(RETRY_AFTER)})
        if mood is Mood.HANG:
            await _until_they_hang_up()
        return _hang_up(request)

    async def _answer(self, request: web.Request, mood: Mood, body: dict, status: int) -> web.StreamResponse:
        if mood is Mood.MUTE:
            await _until_they_hang_up()
        if mood is Mood.LOSE:
            return _hang_up(request)
        response = web.json_response(body, status=status)
        if mood is Mood.TWICE:
            await response.prepare(request)
            await response.write_eof()
            again = json.dumps(body)
            head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(again)}\r\n\r\n"
            if request.transport:
                request.transport.write((head + again).encode())
        return response


class _Visit:
    """One request under way: counted, and as slow as the script says."""

    def __init__(self, gateway: FakeGateway) -> None:
        self.gateway = gateway

    async def __aenter__(self) -> None:
        gateway = self.gateway
        gateway._now += 1
        gateway.most_at_once = max(gateway.most_at_once, gateway._now)
        if gateway.script.latency:
            await asyncio.sleep(gateway.script.latency)

    async def __aexit__(self, *error: object) -> None:
        self.gateway._now -= 1


async def _until_they_hang_up() -> None:
    """The handler is cancelled when the client closes its connection."""
    await asyncio.Event().wait()


def _hang_up(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.abort()
    return web.Response()


def _meta_error(code: int, message: str) -> dict:
    return {"error": {"message": f"(#{code}) {message}", "type": "OAuthException", "code": code, "fbtrace_id": "A"}}


# Beside a test ---------------------------------------------------------------------------------------------------


def sent_to(record: Path) -> Iterator[Sent]:
    """What a gateway has written down, living or killed; a line it had not finished is none."""
    if not record.exists():
        return
    for line in record.read_text(encoding="utf-8").splitlines(keepends=True):
        if line.endswith("\n"):
            yield Sent(**json.loads(line))


def doubles(sent: list[Sent]) -> dict[str, int]:
    """How often each key was sent that was sent more than once."""
    return {key: count for key, count in Counter(one.key for one in sent).items() if count > 1}


@contextmanager
def running(script: Script | None = None, record: Path | None = None) -> Iterator[FakeGateway]:
    """A gateway in a thread of this process."""
    gateway, loop = FakeGateway(script, record), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    asyncio.run_coroutine_threadsafe(gateway.start(), loop).result(timeout=30)
    try:
        yield gateway
    finally:
        asyncio.run_coroutine_threadsafe(gateway.stop(), loop).result(timeout=30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=30)
        loop.close()


# By itself -------------------------------------------------------------------------------------------------------


def main() -> None:
    die_with_parent(signal.SIGKILL, parent=os.getppid())
    parser = argparse.ArgumentParser(prog="python -m tests.followups.fake_gateway")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--record", type=Path)
    parser.add_argument("--latency-ms", type=float, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--ignore-keys", action="store_true")
    for mood in Mood:
        if mood is not Mood.WELL:
            parser.add_argument(f"--{mood}", type=float, default=0, metavar="CHANCE")
    parser.add_argument("--number", action="append", default=[], metavar="+593…=MOOD")
    parser.add_argument("--hook", action="append", default=[], metavar="CHANNEL=URL")
    parser.add_argument("--secret", default="secret")
    parser.add_argument("--receipts", type=int, default=1, help="how often each is delivered")
    given = parser.parse_args()
    script = Script(
        latency=given.latency_ms / 1000,
        chances={mood: chance for mood in Mood if (chance := getattr(given, mood, 0))},
        numbers={number: Mood(mood) for number, mood in (pair.split("=") for pair in given.number)},
        seed=given.seed,
        honours_keys=not given.ignore_keys,
        hooks=dict(pair.split("=", 1) for pair in given.hook),
        secret=given.secret,
        receipts=given.receipts,
    )
    asyncio.run(_serve(FakeGateway(script, given.record), given.port))


async def _serve(gateway: FakeGateway, port: int) -> None:
    await gateway.start(port)
    print(gateway.url, flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    main()
