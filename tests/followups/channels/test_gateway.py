"""SMS over the plain gateway: what each way of going wrong means, and what is never told of it."""

import asyncio
import socket

import pytest
from aiohttp import web

from casework.followups.channels import NotNow, Receipt, Refused, Unknown
from casework.followups.channels.gateway import Gateway
from casework.followups.channels.http import LONGEST_ANSWER
from tests.followups.channels.conftest import IMPATIENT, LIMITS, NUMBER, TEXT, outgoing, send, tells
from tests.followups.fake_gateway import RETRY_AFTER, Mood, doubles


def gateway(url: str, *, honours_key: bool = True, limits: dict = LIMITS) -> Gateway:
    return Gateway(url=f"{url}/sms", honours_key=honours_key, has_receipts=True, **limits)


def test_what_is_asked_and_what_is_kept(provider):
    message = outgoing()
    [receipt] = send(gateway(provider.url), message)
    assert receipt == Receipt(provider.sent[0].provider_id)
    [request] = provider.requests
    assert request["body"] == {"to": NUMBER, "text": TEXT, "reference": message.key}
    assert request["headers"]["Idempotency-Key"] == message.key
    assert request["headers"]["Authorization"] == "Bearer t0ken"


def test_the_same_key_sends_once_and_both_times_counts_as_sent(provider):
    message = outgoing()
    first, second = send(gateway(provider.url), message, message)
    assert first == second == Receipt(provider.sent[0].provider_id)
    assert len(provider.sent) == 1


def test_a_gateway_that_ignores_keys_sends_twice(provider):
    provider.script.honours_keys = False
    message = outgoing()
    send(gateway(provider.url), message, message)
    assert doubles(provider.sent) == {message.key: 2}


def test_an_unknown_number_is_refused(provider):
    provider.script.numbers[NUMBER] = Mood.REFUSE
    [error] = send(gateway(provider.url), outgoing())
    assert (type(error), error.code) == (Refused, "unknown_number")


def test_too_many_is_not_now_and_says_when(provider):
    provider.script.numbers[NUMBER] = Mood.BUSY
    [error] = send(gateway(provider.url), outgoing())
    assert (type(error), error.code, error.retry_after) == (NotNow, "too_many", RETRY_AFTER)


@pytest.mark.parametrize(
    ("mood", "code", "sent"),
    [
        (Mood.FAIL, "http_500", 0),
        (Mood.DROP, "connection_lost", 0),
        (Mood.LOSE, "connection_lost", 1),
        (Mood.HANG, "timed_out", 0),
        (Mood.MUTE, "timed_out", 1),
    ],
)
def test_who_was_asked_and_gave_no_answer_may_have_sent(provider, mood, code, sent):
    provider.script.numbers[NUMBER] = mood
    [error] = send(gateway(provider.url, limits=IMPATIENT), outgoing())
    assert (type(error), error.code) == (Unknown, code)
    assert len(provider.sent) == sent


def test_after_a_lost_answer_the_key_finds_what_was_sent(provider):
    message = outgoing()
    provider.script.numbers[NUMBER] = Mood.LOSE
    [lost] = send(gateway(provider.url), message)
    provider.script.numbers.clear()
    [found] = send(gateway(provider.url), message)
    assert isinstance(lost, Unknown)
    assert found == Receipt(provider.sent[0].provider_id)
    assert len(provider.sent) == 1


def test_a_second_answer_is_not_the_next_ones(provider):
    """It comes over the same connection, early enough to be dropped or late enough to be taken for the next."""
    provider.script.numbers[NUMBER] = Mood.TWICE
    messages = [outgoing() for _ in range(5)]
    outcomes = send(gateway(provider.url), *messages)
    sent = {one.key: one.provider_id for one in provider.sent}
    assert sorted(sent) == sorted(message.key for message in messages)
    for message, outcome in zip(messages, outcomes, strict=True):
        if isinstance(outcome, Receipt):
            assert outcome == Receipt(sent[message.key])
        else:
            assert isinstance(outcome, Unknown)
    assert isinstance(outcomes[0], Receipt)


def test_an_answer_that_names_another_message_is_not_believed():
    with pytest.raises(Unknown, match="anothers_answer"):
        answering(status=202, text='{"id": "sms-1", "reference": "another"}')


def test_where_nobody_listens_nothing_was_sent():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        [error] = send(gateway(f"http://127.0.0.1:{free.getsockname()[1]}"), outgoing())
    assert (type(error), error.code) == (NotNow, "no_connection")


def test_an_address_without_a_machine_was_not_asked():
    [error] = send(gateway("http://gateway.invalid"), outgoing())
    assert (type(error), error.code) == (NotNow, "no_connection")


def answering(**response: object):
    """What the adapter makes of this answer."""

    async def answer(request: web.Request) -> web.Response:
        return web.Response(**response)

    async def ask() -> object:
        app = web.Application()
        app.router.add_post("/sms", answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        try:
            async with gateway(f"http://127.0.0.1:{runner.addresses[0][1]}") as adapter:
                return await adapter.send(outgoing())
        finally:
            await runner.cleanup()

    return asyncio.run(ask())


@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        (302, NotNow),
        (400, Refused),
        (401, NotNow),
        (403, NotNow),
        (404, NotNow),
        (409, Unknown),
        (410, Refused),
        (422, Refused),
        (429, NotNow),
        (500, Unknown),
        (502, Unknown),
        (503, NotNow),
        (504, Unknown),
    ],
)
def test_what_a_status_means(status, meaning):
    """A wrong token or a wrong URL is no fault of the message: it waits until somebody has put it right."""
    with pytest.raises(meaning, match=f"http_{status}"):
        answering(status=status, headers={"Location": "/elsewhere"} if status == 302 else {})


@pytest.mark.parametrize(
    "body",
    [b"", b"sent", b"[]", b"{}", b'{"id": ""}', b'{"id": null}', b'{"id": {}}', b'{"id": "' + b"9" * 201 + b'"}'],
)
def test_taken_over_without_an_id_is_unknown(body):
    with pytest.raises(Unknown, match="no_id"):
        answering(status=202, body=body)


def test_an_id_may_be_a_number():
    assert answering(status=200, body=b'{"id": 17}') == Receipt("17")


def test_an_endless_answer_is_not_read_to_its_end():
    with pytest.raises(Unknown, match="answer_too_long"):
        answering(status=200, body=b" " * (LONGEST_ANSWER + 1))


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        ("999999999999", 86_400),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_when_to_come_again(header, seconds):
    with pytest.raises(NotNow) as caught:
        answering(status=503, headers={"Retry-After": header})
    assert caught.value.retry_after == seconds


def test_an_error_holds_neither_number_nor_words():
    said = f'{{"code": "{NUMBER[1:]}", "message": "{NUMBER}: {TEXT}"}}'
    with pytest.raises(Refused) as caught:
        answering(status=422, text=said)
    assert caught.value.code == "http_422"
    assert NUMBER[1:] not in tells(caught.value)
    assert "cita" not in tells(caught.value)
