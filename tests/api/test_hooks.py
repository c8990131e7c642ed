"""What providers call: believed when it is signed, taken once, and never broken by what it says."""

import logging
from datetime import UTC

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.settings import api_settings

from casework.api import hooks
from casework.followups.models import Message, Reminder, Reply, Rule, Task
from casework.people.actions import add_contact
from tests.followups.hooks import (
    gateway_body,
    gateway_delivery,
    gateway_headers,
    gateway_reply,
    whatsapp_body,
    whatsapp_headers,
    whatsapp_message,
    whatsapp_status,
)

NUMBER = "+593987654321"
SECRET, TOKEN = "a secret of the provider", "a word of ours"


@pytest.fixture(autouse=True)
def _hooks(settings):
    settings.MESSAGE_HOOKS = {"sms": {"SECRETS": [SECRET]}, "whatsapp": {"SECRETS": [SECRET], "VERIFY_TOKEN": TOKEN}}
    cache.clear()
    yield
    cache.clear()


def tell(provider, body, headers=None):
    """What the provider is answered; a browser without cookies that insists on CSRF."""
    sign = gateway_headers if provider == "sms" else whatsapp_headers
    headers = sign(body, SECRET) if headers is None else headers
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    return browser.post(f"/hooks/{provider}/", body, content_type="application/json", headers=headers)


def sent_to(case, channel, provider_id="m-1"):
    """A reminder of an appointment that went to her by this channel."""
    kind = {"sms": "phone", "whatsapp": "whatsapp"}[channel]
    contact = add_contact(person=case.person, by=case.added_by, kind=kind, value=NUMBER)
    now, about = timezone.now(), {"case": case, "person": case.person}
    facts = {"rule": Rule.objects.get(code="appointment"), "subject": case.pk, "due_on": timezone.localdate()}
    reminder = Reminder.objects.create(send_at=now, state="sent", sent_at=now, **about, **facts)
    sent = {"channel": channel, "to": NUMBER, "contact": contact, "state": "sent", "sent_at": now}
    return Message.objects.create(reminder=reminder, text="Tiene una cita", provider_id=provider_id, **about, **sent)


@pytest.fixture
def case(case, ana):
    case.added_by = ana
    return case


BODIES = {
    "sms": {
        "delivery": lambda: gateway_body(gateway_delivery("m-1")),
        "reply": lambda text: gateway_body(gateway_reply("r-1", sender=NUMBER, text=text)),
    },
    "whatsapp": {
        "delivery": lambda: whatsapp_body(statuses=(whatsapp_status("m-1"),)),
        "reply": lambda text: whatsapp_body(
            messages=(whatsapp_message("r-1", sender=NUMBER, type="text", text={"body": text}),)
        ),
    },
}
PROVIDERS = pytest.mark.parametrize("provider", sorted(BODIES))


@PROVIDERS
def test_a_receipt_moves_its_message(provider, case):
    message = sent_to(case, provider)
    assert tell(provider, BODIES[provider]["delivery"]()).status_code == 200
    message.refresh_from_db()
    assert message.state == "delivered"


@PROVIDERS
def test_an_answer_is_taken_once_however_often_it_is_told(provider, case):
    sent_to(case, provider)
    body = BODIES[provider]["reply"]("No puedo ir")
    assert [tell(provider, body).status_code for _ in range(3)] == [200] * 3
    reply = Reply.objects.get()
    assert (reply.case, reply.text, reply.kind, reply.address) == (case, "No puedo ir", "other", NUMBER)
    assert Task.objects.open().get().origin == "reply"


@PROVIDERS
def test_stop_is_done_at_once(provider, case):
    message = sent_to(case, provider)
    assert tell(provider, BODIES[provider]["reply"]("BAJA")).status_code == 200
    message.contact.refresh_from_db()
    assert message.contact.opted_out_at is not None


@PROVIDERS
@pytest.mark.parametrize("forgery", ["nothing", "another secret", "another body"])
def test_what_is_not_signed_is_refused_without_a_word(provider, forgery, case, caplog):
    message = sent_to(case, provider)
    sign = gateway_headers if provider == "sms" else whatsapp_headers
    body = BODIES[provider]["reply"]("BAJA")
    headers = {"nothing": {}, "another secret": sign(body, "guessed"), "another body": sign(b"{}", SECRET)}[forgery]
    refused = tell(provider, body, headers)
    assert (refused.status_code, refused.content) == (403, b"")
    assert not Reply.objects.exists()
    message.contact.refresh_from_db()
    assert message.contact.opted_out_at is None
    assert NUMBER not in caplog.text
    assert "BAJA" not in caplog.text


def test_an_old_call_is_refused(case):
    body = BODIES["sms"]["reply"]("BAJA")
    old = timezone.now().timestamp() - 301
    assert tell("sms", body, gateway_headers(body, SECRET, at=old)).status_code == 403


@PROVIDERS
def test_without_secrets_nobody_is_believed(provider, settings, db):
    settings.MESSAGE_HOOKS = {"sms": {"SECRETS": []}, "whatsapp": {"SECRETS": [], "VERIFY_TOKEN": ""}}
    body = BODIES[provider]["reply"]("hola")
    sign = gateway_headers if provider == "sms" else whatsapp_headers
    assert tell(provider, body, sign(body, "")).status_code == 403


def test_who_guesses_is_soon_refused_without_being_logged(monkeypatch, db, caplog):
    rates = api_settings.DEFAULT_THROTTLE_RATES | {"failed_sign_in": 2}
    monkeypatch.setitem(api_settings.__dict__, "DEFAULT_THROTTLE_RATES", rates)
    with caplog.at_level(logging.WARNING, logger=hooks.logger.name):
        assert [tell("sms", b"{}", {}).status_code for _ in range(4)] == [403, 403, 429, 429]
    assert len([record for record in caplog.records if record.name == hooks.logger.name]) == 2
    assert tell("sms", gateway_body()).status_code == 200


@PROVIDERS
def test_what_cannot_be_read_is_a_bad_request(provider, db, caplog):
    assert tell(provider, b'{"events": 1, "entry": 1}').status_code == 400
    assert "cannot be read" in caplog.text


@PROVIDERS
def test_what_is_too_long_is_not_read(provider, db):
    assert tell(provider, b" " * (hooks.LARGEST_BODY + 1)).status_code == 413


def test_one_bad_event_loses_no_other_and_is_told_again(case, monkeypatch, caplog):
    sent_to(case, "sms")
    take = hooks.take_reply

    def breaks_on_the_first(channel, reply):
        answer = take(channel, reply)
        if reply.provider_id == "r-1":
            raise RuntimeError(f"{reply.address}: {reply.text}")
        return answer

    monkeypatch.setattr(hooks, "take_reply", breaks_on_the_first)
    events = [gateway_reply(f"r-{n}", sender=NUMBER, text="Secreto") for n in (1, 2)]
    assert tell("sms", gateway_body(*events)).status_code == 500
    assert list(Reply.objects.values_list("provider_id", flat=True)) == ["r-2"]
    assert "RuntimeError" in caplog.text
    assert NUMBER not in caplog.text
    assert "Secreto" not in caplog.text
    monkeypatch.setattr(hooks, "take_reply", take)
    assert tell("sms", gateway_body(*events)).status_code == 200
    assert Reply.objects.count() == 2


def test_meta_is_told_what_it_asks(client, db):
    asked = {"hub.mode": "subscribe", "hub.challenge": "1158201444"}
    known = client.get("/hooks/whatsapp/", asked | {"hub.verify_token": TOKEN})
    assert (known.status_code, known.content, known["Content-Type"]) == (200, b"1158201444", "text/plain")
    assert client.get("/hooks/whatsapp/", asked | {"hub.verify_token": "guessed"}).status_code == 403
    assert client.get("/hooks/sms/").status_code == 405


# Each example leaves what it told in the database of the test, as providers do.
MANY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@PROVIDERS
@MANY
@given(body=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_nothing_that_is_signed_breaks_it(provider, body, db):
    assert tell(provider, body).status_code in (200, 400)


WORDS = st.text(max_size=40)
IDS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=20)


@MANY
@given(text=WORDS, sender=st.from_regex(r"\A\+?[0-9]{3,15}\Z"), provider_id=IDS, answers=st.none() | IDS)
def test_no_answer_breaks_it(text, sender, provider_id, answers, db):
    reply = gateway_reply(provider_id, sender=sender, text=text, answers=answers)
    assert tell("sms", gateway_body(reply)).status_code == 200


@MANY
@given(
    provider_id=IDS,
    key=st.none() | st.uuids().map(str) | WORDS,
    state=st.sampled_from(["sent", "delivered", "read", "failed"]),
    at=st.datetimes(timezones=st.just(UTC)),
)
def test_no_receipt_breaks_it(provider_id, key, state, at, db):
    receipt = gateway_delivery(provider_id, key=key, state=state, at=at.isoformat())
    assert tell("sms", gateway_body(receipt)).status_code == 200
