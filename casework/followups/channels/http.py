"""What adapters of HTTP providers share: one session for a batch, every wait bounded, and what each failure means."""

import json
import time
from dataclasses import dataclass
from types import SimpleNamespace, TracebackType
from typing import Self

import aiohttp
from django.utils.http import parse_http_date_safe

from casework.followups.channels import ChannelError, NotNow, Refused, Unknown

LONGEST_ANSWER = 64 * 1024
LONGEST_RETRY_AFTER = 24 * 60 * 60.0
# Not the message's fault: our token, our account or our address of the provider, or the provider is busy.
NOT_THE_MESSAGE = frozenset({401, 402, 403, 404, 405, 407, 408, 425, 429, 503})


@dataclass(frozen=True)
class Answer:
    """What a provider answered. The body is empty when it was no JSON object."""

    status: int
    retry_after: float | None
    body: dict

    @property
    def went_well(self) -> bool:
        return 200 <= self.status < 300


class HttpAdapter:
    """An adapter that posts JSON. No redirects, no cookies, no bodies in any log."""

    def __init__(self, *, token: str, timeout: float, connect_timeout: float, connections: int) -> None:
        self.at_once = connections
        # The session's own timeout comes first: it knows whether the provider had been asked.
        self.seconds = timeout + 5
        self._timeout = aiohttp.ClientTimeout(total=timeout, connect=connect_timeout)
        self._headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}
        self._sessions: list[aiohttp.ClientSession] = []

    async def __aenter__(self) -> Self:
        self._open_session()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for session in self._sessions:
            await session.close()

    def _open_session(self) -> None:
        written = aiohttp.TraceConfig()
        written.on_request_headers_sent.append(_now_asked)
        self._sessions.append(
            aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self.at_once),
                timeout=self._timeout,
                headers=self._headers,
                cookie_jar=aiohttp.DummyCookieJar(),
                trace_configs=[written],
            )
        )

    def anothers_answer(self) -> Unknown:
        """The answer names another message: a provider that answered twice over one connection leaves the second for
        whoever comes next. The rest goes over new connections, so that not each of them gets the one before's.
        """
        self._open_session()
        return Unknown("anothers_answer")

    async def post(self, url: str, body: dict, headers: dict[str, str] | None = None) -> Answer:
        """Raises NotNow when the request was never written, and Unknown when it was and no whole answer came."""
        request = SimpleNamespace(asked=False)
        try:
            async with self._sessions[-1].post(
                url, json=body, headers=headers, allow_redirects=False, trace_request_ctx=request
            ) as response:
                said = await _read(response)
                return Answer(response.status, _retry_after(response.headers.get("Retry-After")), said)
        except TimeoutError:
            raise (Unknown("timed_out") if request.asked else NotNow("connect_timed_out")) from None
        except (aiohttp.ClientError, OSError):
            raise (Unknown("connection_lost") if request.asked else NotNow("no_connection")) from None


async def _now_asked(session: aiohttp.ClientSession, context: SimpleNamespace, params: object) -> None:
    """Called just before the first byte is written: from here on nobody knows what the provider has read."""
    context.trace_request_ctx.asked = True


async def _read(response: aiohttp.ClientResponse) -> dict:
    said = b""
    async for part in response.content.iter_any():
        said += part
        if len(said) > LONGEST_ANSWER:
            raise Unknown("answer_too_long")
    try:
        body = json.loads(said)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def _retry_after(header: str | None) -> float | None:
    """The seconds of a Retry-After, given as seconds or as a date; None when there is none or it says nothing."""
    if not header:
        return None
    if header.isascii() and header.isdigit():
        seconds = float(header[:9])
    elif until := parse_http_date_safe(header):
        seconds = max(0.0, until - time.time())
    else:
        return None
    return min(seconds, LONGEST_RETRY_AFTER)


def failure(status: int, code: str = "", retry_after: float | None = None) -> ChannelError:
    """What an HTTP status means where the provider says nothing clearer; a redirect was not followed."""
    code = code or f"http_{status}"
    if status in NOT_THE_MESSAGE or 300 <= status < 400:
        return NotNow(code, retry_after)
    if 400 <= status < 500 and status != 409:
        return Refused(code)
    return Unknown(code)
