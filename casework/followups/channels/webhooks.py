"""What providers tell us: whether it is really them, and what they say. Pure: no request, no database, no clock.

A body has come from outside even when it is signed: all that is wrong with it is one error, BadHook, and what is right
is clean enough to be stored (no NUL, no half characters, nothing longer than expected).
"""

import hashlib
import hmac
import json
import re
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar

from casework.followups.channels import LONGEST_ID, short_code

Found = TypeVar("Found")

OLDEST_SECONDS = 5 * 60
# More than any SMS has; what a chat has beyond it is cut.
LONGEST_TEXT = 2000
NUMBER = re.compile(r"\+?\d{3,15}", re.ASCII)
NAME = re.compile(r"[!-~]+")


class BadHook(Exception):
    """A body that is not what its provider sends."""


class State(StrEnum):
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"


STATES = frozenset(State)


@dataclass(frozen=True)
class Delivery:
    """What became of a message of ours. The key is that of Outgoing, where the provider gave it back."""

    key: str | None
    provider_id: str
    state: State
    code: str
    at: datetime


@dataclass(frozen=True)
class Reply:
    """What somebody wrote to us. The address is E.164, or empty where the provider keeps it to itself.

    A picture or a voice has no text, and its kind says what it is.
    """

    provider_id: str
    address: str
    text: str
    at: datetime
    answers_provider_id: str | None = None
    kind: str = "text"


Told = Delivery | Reply


# Who says it -----------------------------------------------------------------------------------------------------


def signed_by_gateway(body: bytes, *, signature: str, timestamp: str, secrets: Sequence[str], now: float) -> bool:
    """X-Signature is "sha256=" and the HMAC of X-Timestamp, a dot and the body; X-Timestamp is within five minutes."""
    if not re.fullmatch(r"\d{1,12}", timestamp, re.ASCII) or abs(now - int(timestamp)) > OLDEST_SECONDS:
        return False
    return _is_signed(timestamp.encode() + b"." + body, signature, secrets)


def signed_by_whatsapp(body: bytes, *, signature: str, secrets: Sequence[str]) -> bool:
    """X-Hub-Signature-256 is "sha256=" and the HMAC of the raw body with the app's secret."""
    return _is_signed(body, signature, secrets)


def _is_signed(said: bytes, signature: str, secrets: Sequence[str]) -> bool:
    """With any of the secrets, as they overlap while one is changed."""
    given = signature.encode(errors="replace")
    right = [f"sha256={hmac.new(s.encode(), said, hashlib.sha256).hexdigest()}".encode() for s in secrets if s]
    return any(hmac.compare_digest(given, one) for one in right)


def whatsapp_challenge(asked: Mapping[str, str], *, verify_token: str) -> str | None:
    """What Meta wants to read when the address of the webhook is entered; None when it is not Meta that asks."""
    token = asked.get("hub.verify_token", "").encode(errors="replace")
    known = bool(verify_token) and hmac.compare_digest(token, verify_token.encode())
    challenge = asked.get("hub.challenge", "")
    fits = re.fullmatch(r"\w{1,100}", challenge, re.ASCII)
    return challenge if known and fits and asked.get("hub.mode") == "subscribe" else None


# What it says ----------------------------------------------------------------------------------------------------


def read_gateway(body: bytes) -> list[Told]:
    """Of {"events": […]}, in the shapes that docs/operations.md describes."""
    return [_of_gateway(event) for event in _each(_object(body), "events")]


def read_whatsapp(body: bytes) -> list[Told]:
    """The statuses and messages among the changes of a notification; other changes are none of ours."""
    told: list[Told] = []
    for entry in _each(_object(body), "entry"):
        for change in _each(entry, "changes"):
            if change.get("field") == "messages":
                value = _mapping(change.get("value"))
                told += [found for status in _each(value, "statuses") if (found := _status(status))]
                told += [_whatsapp_reply(message) for message in _each(value, "messages")]
    return told


def _of_gateway(event: dict) -> Told:
    kind = event.get("type")
    if kind == "delivery":
        state = event.get("state")
        if not isinstance(state, str) or state not in STATES:
            raise BadHook("state")
        return Delivery(
            key=_key(event.get("reference")),
            provider_id=_name(event.get("id")),
            state=State(state),
            code=short_code(event.get("code")),
            at=_moment(event.get("at")),
        )
    if kind == "reply":
        return Reply(
            provider_id=_name(event.get("id")),
            address=_address(event.get("from")),
            text=_text(event.get("text")),
            at=_moment(event.get("at")),
            answers_provider_id=_maybe(_name, event.get("answers")),
        )
    raise BadHook("type")


def _status(status: dict) -> Delivery | None:
    """None for what a message may go through besides, such as that it was played or deleted."""
    state = status.get("status")
    if not isinstance(state, str):
        raise BadHook("status")
    if state not in STATES:
        return None
    errors = list(_each(status, "errors"))
    return Delivery(
        key=_key(status.get("biz_opaque_callback_data")),
        provider_id=_name(status.get("id")),
        state=State(state),
        code=short_code(errors[0].get("code")) if errors else "",
        at=_seconds(status.get("timestamp")),
    )


def _whatsapp_reply(message: dict) -> Reply:
    context = _maybe(_mapping, message.get("context")) or {}
    address = _maybe(_address, message.get("from"))
    return Reply(
        provider_id=_name(message.get("id")),
        address=f"+{address.removeprefix('+')}" if address else "",
        text=_whatsapp_text(message),
        at=_seconds(message.get("timestamp")),
        answers_provider_id=_maybe(_name, context.get("id")),
        kind=short_code(message.get("type")) or "unknown",
    )


def _whatsapp_text(message: dict) -> str:
    """What she wrote, or what stood on the button that she pressed."""
    kind = message.get("type")
    if kind == "text":
        return _text(_mapping(message.get("text")).get("body"))
    if kind == "button":
        button = _mapping(message.get("button"))
        return _text(button.get("text") or button.get("payload"))
    if kind == "interactive":
        interactive = _mapping(message.get("interactive"))
        pressed = interactive.get("button_reply") or interactive.get("list_reply")
        return _text(_mapping(pressed).get("title")) if pressed else ""
    return ""


# What it may look like -------------------------------------------------------------------------------------------


def _object(body: bytes) -> dict:
    try:
        return _mapping(json.loads(body))
    except (ValueError, RecursionError):
        raise BadHook("no JSON") from None


def _mapping(value: object) -> dict:
    if not isinstance(value, dict):
        raise BadHook("no object")
    return value


def _each(holder: dict, name: str) -> Iterator[dict]:
    """The objects of a list that may be missing."""
    values = holder.get(name, [])
    if not isinstance(values, list):
        raise BadHook(f"{name} is no list")
    return map(_mapping, values)


def _maybe(read: Callable[[object], Found], value: object) -> Found | None:
    return None if value is None or value == "" else read(value)


def _name(value: object) -> str:
    """A provider's id: signs that can be seen, and not too many."""
    words = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(words, str) or len(words) > LONGEST_ID or not NAME.fullmatch(words):
        raise BadHook("id")
    return words


def _address(value: object) -> str:
    if not isinstance(value, str) or not NUMBER.fullmatch(value):
        raise BadHook("number")
    return value


def _text(value: object) -> str:
    """Words as they can be stored: whole characters, no NUL, and not too many."""
    if not isinstance(value, str):
        raise BadHook("text")
    return value[:LONGEST_TEXT].replace("\0", "").encode(errors="replace").decode()


def _key(value: object) -> str | None:
    """None for what is no key of ours: other programs may send by the same account."""
    try:
        return str(uuid.UUID(value)) if isinstance(value, str) else None
    except ValueError:
        return None


def _moment(value: object) -> datetime:
    """An instant in ISO 8601, with its offset."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        if moment is None or moment.tzinfo is None:
            raise BadHook("at")
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadHook("at") from None


def _seconds(value: object) -> datetime:
    """An instant in seconds since 1970, which Meta writes as text."""
    if not isinstance(value, str | int) or not re.fullmatch(r"\d{1,11}", str(value), re.ASCII):
        raise BadHook("timestamp")
    return datetime.fromtimestamp(int(value), tz=UTC)
