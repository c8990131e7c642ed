"""What the providers send us, as they would: bodies, and the headers that sign them."""

import hashlib
import hmac
import json
import time
from datetime import UTC, datetime


def signature(said: bytes, secret: str) -> str:
    return "sha256=" + hmac.new(secret.encode(), said, hashlib.sha256).hexdigest()


def gateway_headers(body: bytes, secret: str, at: float | None = None) -> dict[str, str]:
    timestamp = str(int(time.time() if at is None else at))
    return {"X-Timestamp": timestamp, "X-Signature": signature(f"{timestamp}.".encode() + body, secret)}


def whatsapp_headers(body: bytes, secret: str) -> dict[str, str]:
    return {"X-Hub-Signature-256": signature(body, secret)}


def gateway_body(*events: dict) -> bytes:
    return json.dumps({"events": events}).encode()


def gateway_delivery(provider_id: str, *, state: str = "delivered", key: str | None = None, **more: object) -> dict:
    return {"type": "delivery", "id": provider_id, "reference": key, "state": state, "at": _now()} | more


def gateway_reply(provider_id: str, *, sender: str, text: str, **more: object) -> dict:
    return {"type": "reply", "id": provider_id, "from": sender, "text": text, "at": _now()} | more


def whatsapp_body(
    *, statuses: tuple[dict, ...] = (), messages: tuple[dict, ...] = (), field: str = "messages"
) -> bytes:
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550783881", "phone_number_id": "106540352242922"},
    }
    value |= {"statuses": statuses} if statuses else {}
    value |= {"messages": messages} if messages else {}
    change = {"field": field, "value": value}
    return json.dumps({"object": "whatsapp_business_account", "entry": [{"id": "102", "changes": [change]}]}).encode()


def whatsapp_status(
    provider_id: str, *, status: str = "delivered", key: str | None = None, error: int | None = None
) -> dict:
    told = {"id": provider_id, "status": status, "timestamp": _seconds(), "recipient_id": "593991234567"}
    told |= {"biz_opaque_callback_data": key} if key else {}
    return told | ({"errors": [{"code": error, "title": "Message undeliverable"}]} if error else {})


def whatsapp_message(provider_id: str, *, sender: str, answers: str | None = None, **content: object) -> dict:
    """`type` and what belongs to it, such as type="text", text={"body": "1"}."""
    told = {"from": sender.removeprefix("+"), "id": provider_id, "timestamp": _seconds()} | content
    return told | ({"context": {"from": "15550783881", "id": answers}} if answers else {})


def _now() -> str:
    return datetime.now(tz=UTC).isoformat()


def _seconds() -> str:
    return str(int(time.time()))
