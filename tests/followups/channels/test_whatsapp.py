"""WhatsApp's Cloud API: the template message as Meta wants it, and what its error codes mean."""

import pytest

from casework.followups.channels import NotNow, Receipt, Refused, Unknown
from casework.followups.channels.http import Answer
from casework.followups.channels.whatsapp import CloudApi, error_in
from tests.followups.channels.conftest import IMPATIENT, LIMITS, NUMBER, outgoing, send, tells
from tests.followups.fake_gateway import RETRY_AFTER, Mood


def cloud(url: str, *, limits: dict = LIMITS) -> CloudApi:
    return CloudApi(url=url, phone_number_id="106540352242922", **limits)


def template(**other: object):
    return outgoing(template="cita", parameters=("12 de marzo", "10:00"), **other)


def test_a_template_message(provider):
    message = template(language="es")
    [receipt] = send(cloud(provider.url), message)
    assert receipt == Receipt(provider.sent[0].provider_id)
    assert receipt.provider_id.startswith("wamid.")
    [request] = provider.requests
    assert request["headers"]["Authorization"] == "Bearer t0ken"
    assert request["body"] == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": NUMBER[1:],
        "type": "template",
        "template": {
            "name": "cita",
            "language": {"code": "es"},
            "components": [
                {
                    "type": "body",
                    "parameters": [{"type": "text", "text": "12 de marzo"}, {"type": "text", "text": "10:00"}],
                }
            ],
        },
        "biz_opaque_callback_data": message.key,
    }


def test_a_template_without_parameters_has_no_components(provider):
    send(cloud(provider.url), outgoing(template="saludo"))
    assert provider.requests[0]["body"]["template"] == {"name": "saludo", "language": {"code": "es"}}


def test_parameters_are_one_line(provider):
    send(cloud(provider.url), outgoing(template="cita", parameters=("Av. Loja\n\ty      Remigio",)))
    [body] = provider.requests[0]["body"]["template"]["components"]
    assert body["parameters"] == [{"type": "text", "text": "Av. Loja y Remigio"}]


def test_without_a_template_meta_is_not_even_asked(provider):
    [error] = send(cloud(provider.url), outgoing())
    assert (type(error), error.code) == (Refused, "no_template")
    assert not provider.requests


def test_whoever_has_no_whatsapp_is_refused(provider):
    provider.script.numbers[NUMBER] = Mood.REFUSE
    [error] = send(cloud(provider.url), template())
    assert (type(error), error.code) == (Refused, "131026")
    assert "undeliverable" not in tells(error)


def test_too_many_is_not_now(provider):
    provider.script.numbers[NUMBER] = Mood.BUSY
    [error] = send(cloud(provider.url), template())
    assert (type(error), error.code, error.retry_after) == (NotNow, "130429", RETRY_AFTER)


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
    [error] = send(cloud(provider.url, limits=IMPATIENT), template())
    assert (type(error), error.code) == (Unknown, code)
    assert len(provider.sent) == sent


def test_a_second_answer_is_not_the_next_ones(provider):
    numbers = [f"+59399000000{digit}" for digit in range(5)]
    provider.script.chances = {Mood.TWICE: 1.0}
    outcomes = send(cloud(provider.url), *(template(to=number) for number in numbers))
    sent = {one.to: one.provider_id for one in provider.sent}
    assert list(sent) == numbers
    for number, outcome in zip(numbers, outcomes, strict=True):
        assert outcome == Receipt(sent[number]) if isinstance(outcome, Receipt) else isinstance(outcome, Unknown)
    assert isinstance(outcomes[0], Receipt)


def test_it_does_not_claim_to_honour_keys(provider):
    message = template()
    send(cloud(provider.url), message, message)
    assert len(provider.sent) == 2
    assert not CloudApi.honours_key


@pytest.mark.parametrize(
    ("status", "code", "meaning"),
    [
        (400, 131026, Refused),
        (400, 131047, Refused),
        (400, 131049, Refused),
        (400, 132000, Refused),
        (404, 132001, Refused),
        (400, 132015, Refused),
        (400, 100, Refused),
        (400, 4, NotNow),
        (400, 80007, NotNow),
        (400, 131048, NotNow),
        (400, 131056, NotNow),
        (500, 131000, NotNow),
        (500, 131016, NotNow),
        (503, 2, NotNow),
        (401, 190, NotNow),
        (403, 200, NotNow),
        (400, 131042, NotNow),
        (400, 1, Unknown),
        (500, 999, Unknown),
    ],
)
def test_what_a_code_of_metas_means(status, code, meaning):
    error = error_in(Answer(status, None, {"error": {"code": code, "message": "(#1) …"}}))
    assert (type(error), error.code) == (meaning, str(code))


@pytest.mark.parametrize(
    "body", [{}, {"error": None}, {"error": "no"}, {"error": {}}, {"error": {"code": True}}, {"error": {"code": -1}}]
)
def test_without_a_code_the_status_counts(body):
    assert error_in(Answer(400, None, body)).code == "http_400"
