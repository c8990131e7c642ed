"""What providers tell us: only with the right signature, and nothing but BadHook for whatever else comes."""

import json
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from casework.followups.channels.webhooks import (
    LONGEST_TEXT,
    OLDEST_SECONDS,
    BadHook,
    Delivery,
    Reply,
    State,
    read_gateway,
    read_whatsapp,
    signed_by_gateway,
    signed_by_whatsapp,
    whatsapp_challenge,
)
from tests.followups import hooks

NOW = 1_773_300_000.0
BODY = b'{"events": []}'
KEY = str(uuid4())


def is_signed(headers, *, body=BODY, secrets=("new", "old"), now=NOW):
    return signed_by_gateway(
        body, signature=headers["X-Signature"], timestamp=headers["X-Timestamp"], secrets=secrets, now=now
    )


@pytest.mark.parametrize("secret", ["new", "old"])
def test_either_secret_signs_while_one_is_changed(secret):
    assert is_signed(hooks.gateway_headers(BODY, secret, NOW))
    assert signed_by_whatsapp(BODY, signature=hooks.signature(BODY, secret), secrets=["new", "old"])


def test_another_secret_or_another_body_does_not():
    signed = hooks.gateway_headers(BODY, "other", NOW)
    assert not is_signed(signed)
    assert not is_signed(hooks.gateway_headers(BODY, "new", NOW), body=BODY + b" ")
    assert not signed_by_whatsapp(BODY, signature=hooks.signature(BODY, "other"), secrets=["new"])
    assert not signed_by_whatsapp(BODY + b" ", signature=hooks.signature(BODY, "new"), secrets=["new"])


@pytest.mark.parametrize("age", [-OLDEST_SECONDS - 1, OLDEST_SECONDS + 1])
def test_an_old_one_is_not_believed_again_nor_one_from_the_future(age):
    assert not is_signed(hooks.gateway_headers(BODY, "new", NOW - age))


@pytest.mark.parametrize("age", [-OLDEST_SECONDS, 0, OLDEST_SECONDS])
def test_five_minutes_are_no_age(age):
    assert is_signed(hooks.gateway_headers(BODY, "new", NOW - age))


def test_the_time_is_signed_too():
    headers = hooks.gateway_headers(BODY, "new", NOW - 3600) | {"X-Timestamp": str(int(NOW))}
    assert not is_signed(headers)


@pytest.mark.parametrize("secrets", [[], [""]])
def test_without_a_secret_nobody_is_believed(secrets):
    assert not is_signed(hooks.gateway_headers(BODY, "", NOW), secrets=secrets)
    assert not signed_by_whatsapp(BODY, signature=hooks.signature(BODY, ""), secrets=secrets)


@given(st.text(), st.text())
def test_no_header_raises(signature, timestamp):
    assert not signed_by_gateway(BODY, signature=signature, timestamp=timestamp, secrets=["new"], now=NOW)
    assert not signed_by_whatsapp(BODY, signature=signature, secrets=["new"])


def test_metas_first_question():
    asked = {"hub.mode": "subscribe", "hub.verify_token": "tok", "hub.challenge": "1158201444"}
    assert whatsapp_challenge(asked, verify_token="tok") == "1158201444"
    assert whatsapp_challenge(asked, verify_token="other") is None
    assert whatsapp_challenge(asked | {"hub.verify_token": ""}, verify_token="") is None
    assert whatsapp_challenge(asked | {"hub.challenge": "<script>"}, verify_token="tok") is None
    assert whatsapp_challenge(asked | {"hub.mode": "ask"}, verify_token="tok") is None
    assert whatsapp_challenge({}, verify_token="tok") is None


def test_a_gateways_delivery():
    at = "2026-03-12T10:00:00-05:00"
    body = hooks.gateway_body(hooks.gateway_delivery("sms-1", state="failed", key=KEY.upper(), code="absent", at=at))
    told = Delivery(KEY, "sms-1", State.FAILED, "absent", datetime(2026, 3, 12, 15, tzinfo=UTC))
    assert read_gateway(body) == [told]


def test_a_gateways_reply():
    at = "2026-03-12T15:00:00Z"
    body = hooks.gateway_body(hooks.gateway_reply("in-1", sender="+593991234567", text="BAJA", answers="sms-1", at=at))
    told = Reply("in-1", "+593991234567", "BAJA", datetime(2026, 3, 12, 15, tzinfo=UTC), "sms-1", "text")
    assert read_gateway(body) == [told]


def test_a_key_that_is_none_of_ours_is_no_key():
    """Another program may send by the same account; its receipts are none of our messages'."""
    [told] = read_gateway(hooks.gateway_body(hooks.gateway_delivery("sms-1", key="invoice 17")))
    assert told.key is None
    [told] = read_whatsapp(hooks.whatsapp_body(statuses=(hooks.whatsapp_status("wamid.1", key="promo"),)))
    assert told.key is None


def test_the_states_of_whatsapp():
    statuses = [hooks.whatsapp_status("wamid.1", status=status, key=KEY) for status in ("sent", "delivered", "read")]
    told = read_whatsapp(hooks.whatsapp_body(statuses=tuple(statuses)))
    assert [(one.key, one.provider_id, one.state, one.code) for one in told] == [
        (KEY, "wamid.1", State.SENT, ""),
        (KEY, "wamid.1", State.DELIVERED, ""),
        (KEY, "wamid.1", State.READ, ""),
    ]
    assert all(one.at == datetime.fromtimestamp(int(statuses[0]["timestamp"]), tz=UTC) for one in told)


def test_why_whatsapp_could_not_deliver():
    body = hooks.whatsapp_body(statuses=(hooks.whatsapp_status("wamid.1", status="failed", error=131026),))
    [told] = read_whatsapp(body)
    assert (told.state, told.code, told.key) == (State.FAILED, "131026", None)


def test_what_else_may_befall_a_message_is_passed_over():
    body = hooks.whatsapp_body(statuses=(hooks.whatsapp_status("wamid.1", status="played"),))
    assert read_whatsapp(body) == []


def test_other_changes_are_none_of_ours():
    body = hooks.whatsapp_body(statuses=({"nonsense": 1},), field="message_template_status_update")
    assert read_whatsapp(body) == []


@pytest.mark.parametrize(
    ("content", "text", "kind"),
    [
        ({"type": "text", "text": {"body": "¿A qué hora?"}}, "¿A qué hora?", "text"),
        ({"type": "button", "button": {"text": "Confirmar", "payload": "1"}}, "Confirmar", "button"),
        ({"type": "button", "button": {"payload": "1"}}, "1", "button"),
        (
            {
                "type": "interactive",
                "interactive": {"type": "button_reply", "button_reply": {"id": "1", "title": "Sí"}},
            },
            "Sí",
            "interactive",
        ),
        ({"type": "interactive", "interactive": {"type": "nfm_reply"}}, "", "interactive"),
        ({"type": "image", "image": {"id": "17", "caption": "mi cédula"}}, "", "image"),
        ({"type": "audio", "audio": {"id": "17"}}, "", "audio"),
        ({"type": "reaction", "reaction": {"message_id": "wamid.1", "emoji": "👍"}}, "", "reaction"),
        ({"type": "<b>"}, "", "unknown"),
        ({}, "", "unknown"),
    ],
)
def test_what_people_write_by_whatsapp(content, text, kind):
    message = hooks.whatsapp_message("wamid.9", sender="+593991234567", answers="wamid.1", **content)
    [told] = read_whatsapp(hooks.whatsapp_body(messages=(message,)))
    assert (told.text, told.kind) == (text, kind)
    assert (told.provider_id, told.address, told.answers_provider_id) == ("wamid.9", "+593991234567", "wamid.1")


def test_who_hides_her_number_has_no_address():
    message = hooks.whatsapp_message("wamid.9", sender="", type="text", text={"body": "1"})
    del message["from"]
    [told] = read_whatsapp(hooks.whatsapp_body(messages=(message,)))
    assert (told.address, told.text, told.answers_provider_id) == ("", "1", None)


def test_words_can_be_stored():
    words = "\0hola\ud83d" + "a" * LONGEST_TEXT
    [told] = read_gateway(hooks.gateway_body(hooks.gateway_reply("in-1", sender="+593991234567", text=words)))
    assert told.text.startswith("hola?a")
    assert len(told.text) <= LONGEST_TEXT


DELIVERY = hooks.gateway_delivery("sms-1", key=KEY)
REPLY = hooks.gateway_reply("in-1", sender="+593991234567", text="1")


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"type": "invoice"},
        DELIVERY | {"state": "lost"},
        DELIVERY | {"state": ["sent"]},
        DELIVERY | {"id": ""},
        DELIVERY | {"id": "a b"},
        DELIVERY | {"id": "a\0"},
        DELIVERY | {"id": "x" * 201},
        DELIVERY | {"id": True},
        DELIVERY | {"at": "2026-03-12T10:00:00"},
        DELIVERY | {"at": "0001-01-01T00:00:00+14:00"},
        DELIVERY | {"at": "soon"},
        DELIVERY | {"at": 1773300000},
        REPLY | {"from": "Yulimar"},
        REPLY | {"from": None},
        REPLY | {"from": "+" + "5" * 16},
        REPLY | {"text": None},
        REPLY | {"answers": "a b"},
    ],
)
def test_a_malformed_event_is_a_bad_hook(event):
    with pytest.raises(BadHook):
        read_gateway(hooks.gateway_body(event))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"null",
        b"[]",
        b"[" * 100_000,
        b'{"events": {}}',
        b'{"events": [1]}',
        b'{"entry": 1}',
        b'{"entry": [{"changes": [{"field": "messages"}]}]}',
        b'{"entry": [{"changes": [{"field": "messages", "value": {"statuses": [{"status": 1}]}}]}]}',
        b'{"entry": [{"changes": [{"field": "messages", "value": {"messages": [{"type": "text"}]}}]}]}',
        hooks.whatsapp_body(statuses=(hooks.whatsapp_status("wamid.1") | {"timestamp": "9" * 12},)),
        hooks.whatsapp_body(statuses=(hooks.whatsapp_status("wamid.1") | {"errors": [7]},)),
    ],
)
def test_a_malformed_body_is_a_bad_hook_to_one_or_the_other(body):
    caught = 0
    for read in (read_gateway, read_whatsapp):
        try:
            read(body)
        except BadHook:
            caught += 1
    assert caught


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def holding(*shapes: dict):
    """Objects with the members that a provider's have, each of which holds anything at all."""
    names = sorted({name for shape in shapes for name in shape})
    good = st.sampled_from(sorted({str(shape[name]) for shape in shapes for name in shape}))
    return st.dictionaries(st.sampled_from(names), good | JSON)


GATEWAY = st.builds(lambda events: {"events": events}, st.lists(holding(DELIVERY, REPLY)) | JSON)
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "statuses": st.lists(holding(hooks.whatsapp_status("wamid.1", key=KEY, error=1))) | JSON,
        "messages": st.lists(
            holding(
                hooks.whatsapp_message("wamid.9", sender="+593991234567", answers="wamid.1", type="text", text={}),
                {"type": "button", "button": {"text": "1"}},
                {"type": "interactive", "interactive": {}},
            )
        )
        | JSON,
    },
)
WHATSAPP = st.builds(lambda value: {"entry": [{"changes": [{"field": "messages", "value": value}]}]}, VALUES | JSON)


@given(st.binary() | (GATEWAY | WHATSAPP | JSON).map(lambda said: json.dumps(said).encode()))
@example(b"[" * 100_000)
@example(b'{"events": [{"type": "reply", "id": ' + b"9" * 5000 + b"}]}")
def test_no_body_raises_anything_but_bad_hook(body):
    for read in (read_gateway, read_whatsapp):
        try:
            told = read(body)
        except BadHook:
            continue
        for one in told:
            assert isinstance(one, Delivery | Reply)
            # What PostgreSQL would refuse never gets that far.
            assert "\0" not in repr(one.__dict__.values())
            json.dumps({name: str(value) for name, value in one.__dict__.items()}, ensure_ascii=False).encode()
