"""A batch: how many at once, until when, and that one message's failure is its own."""

import asyncio
import time
from types import SimpleNamespace

import pytest

from casework.followups.channels import NotNow, Outgoing, Plain, Receipt, Refused, Unknown, adapters, sending
from casework.followups.channels.codes import Channel
from casework.followups.channels.sending import send_all
from tests.followups.channels.conftest import LIMITS, NUMBER, TEXT, outgoing
from tests.followups.fake_gateway import Mood

LATER = float("inf")


class Odd(Plain):
    """An adapter that does with a message what its text says, and remembers in what company."""

    name = "odd"
    honours_key = False
    has_receipts = False
    seconds = 30.0

    def __init__(self, at_once=1000, seconds=30.0, opens=True, closes=True):
        self.at_once, self.seconds, self.opens, self.closes = at_once, seconds, opens, closes
        self.now = self.most = 0
        Odd.last = self

    async def __aenter__(self):
        if not self.opens:
            raise OSError(NUMBER)
        return self

    async def __aexit__(self, *error):
        if not self.closes:
            raise OSError(NUMBER)

    async def send(self, message: Outgoing) -> Receipt:
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            await asyncio.sleep(0)
            return await self.do(message)
        finally:
            self.now -= 1

    async def do(self, message: Outgoing) -> Receipt:
        if message.text == "refuse":
            raise Refused("no")
        if message.text == "break":
            raise ZeroDivisionError(NUMBER)
        if message.text == "hang":
            await asyncio.Event().wait()
        return Receipt(message.key)


@pytest.fixture
def odd(settings):
    def switch_on(channel=Channel.SMS, **options):
        chosen = {"ADAPTER": f"{__name__}.Odd", "OPTIONS": options}
        settings.MESSAGE_CHANNELS = {**getattr(settings, "MESSAGE_CHANNELS", {}), channel.value: chosen}

    settings.MESSAGE_CHANNELS = {}
    return switch_on


def sms(*texts):
    return [(Channel.SMS, outgoing(text=text)) for text in texts]


def test_nothing_to_send_opens_nothing(odd):
    odd(opens=False)
    assert send_all([], at_once=5, deadline=LATER) == []


def test_each_has_its_outcome_in_the_order_given(odd):
    odd()
    batch = sms("", "refuse", "", "break", "")
    outcomes = send_all(batch, at_once=3, deadline=LATER)
    assert [type(outcome) for outcome in outcomes] == [Receipt, Refused, Receipt, Unknown, Receipt]
    assert [outcomes[i].provider_id for i in (0, 2, 4)] == [batch[i][1].key for i in (0, 2, 4)]


def test_what_nobody_expected_is_unknown_by_its_class_and_leaks_nothing(odd, caplog):
    odd()
    [error] = send_all(sms("break"), at_once=1, deadline=LATER)
    assert (type(error), error.code) == (Unknown, "ZeroDivisionError")
    assert "ZeroDivisionError" in caplog.text
    assert NUMBER not in caplog.text


def test_one_that_hangs_is_unknown_and_stops_nobody(odd):
    odd(seconds=0.05)
    outcomes = send_all(sms("", "hang", "", ""), at_once=1, deadline=LATER)
    assert [type(outcome) for outcome in outcomes] == [Receipt, Unknown, Receipt, Receipt]
    assert outcomes[1].code == "timed_out"


def test_no_more_at_once_than_the_batch_may(odd):
    odd()
    send_all(sms(*[""] * 40), at_once=4, deadline=LATER)
    assert Odd.last.most == 4


def test_no_more_at_once_than_the_adapter_bears(odd):
    odd(at_once=2)
    send_all(sms(*[""] * 40), at_once=30, deadline=LATER)
    assert Odd.last.most == 2


def test_after_the_deadline_nothing_is_begun(odd):
    odd()
    outcomes = send_all(sms("", ""), at_once=1, deadline=time.monotonic())
    assert {(type(outcome), outcome.code) for outcome in outcomes} == {(NotNow, "out_of_time")}
    assert Odd.last.most == 0


def test_the_deadline_is_looked_at_before_each(odd, monkeypatch):
    odd()
    clock = iter([1.0, 2.0, 3.0, 4.0])
    monkeypatch.setattr(sending, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    outcomes = send_all(sms("", "", "", ""), at_once=1, deadline=3.0)
    assert [type(outcome) for outcome in outcomes] == [Receipt, Receipt, NotNow, NotNow]


def test_a_channel_that_is_off_refuses(odd):
    odd()
    [error] = send_all([(Channel.WHATSAPP, outgoing())], at_once=1, deadline=LATER)
    assert (type(error), error.code) == (Refused, "channel_off")


def test_an_adapter_that_cannot_be_opened_stops_no_other(odd, caplog):
    odd(Channel.WHATSAPP, opens=False)
    odd(Channel.SMS)
    outcomes = send_all([(Channel.WHATSAPP, outgoing()), (Channel.SMS, outgoing())], at_once=2, deadline=LATER)
    assert [type(outcome) for outcome in outcomes] == [NotNow, Receipt]
    assert outcomes[0].code == "could_not_open"
    assert NUMBER not in caplog.text


def test_an_adapter_that_cannot_be_closed_takes_no_receipt_with_it(odd, caplog):
    odd(closes=False)
    [receipt] = send_all(sms(""), at_once=1, deadline=LATER)
    assert isinstance(receipt, Receipt)
    assert "could not be closed: OSError" in caplog.text
    assert NUMBER not in caplog.text


def test_a_whole_batch_through_real_connections(provider, settings):
    """Every tenth number is bad in one way or another; each of the others is sent, once."""
    options = {"url": f"{provider.url}/sms", "honours_key": True, "has_receipts": False} | LIMITS
    settings.MESSAGE_CHANNELS = {"sms": {"ADAPTER": "casework.followups.channels.gateway.Gateway", "OPTIONS": options}}
    bad = dict(zip(range(0, 100, 10), [Mood.REFUSE, Mood.FAIL, Mood.BUSY, Mood.DROP, Mood.LOSE] * 2, strict=True))
    messages = [outgoing(to=f"+5939900000{number:02}") for number in range(100)]
    provider.script.numbers = {messages[number].to: mood for number, mood in bad.items()}
    outcomes = send_all([(Channel.SMS, message) for message in messages], at_once=8, deadline=LATER)
    meaning = {Mood.REFUSE: Refused, Mood.FAIL: Unknown, Mood.BUSY: NotNow, Mood.DROP: Unknown, Mood.LOSE: Unknown}
    assert [type(o) for o in outcomes] == [meaning[bad[n]] if n in bad else Receipt for n in range(100)]
    sent = [one.key for one in provider.sent]
    assert sorted(sent) == sorted(
        message.key for n, message in enumerate(messages) if bad.get(n, Mood.LOSE) is Mood.LOSE
    )
    assert provider.most_at_once <= 8


def test_adapters_are_those_of_the_settings(odd):
    odd(Channel.EMAIL)
    chosen = adapters()
    assert list(chosen) == [Channel.EMAIL]
    assert isinstance(chosen[Channel.EMAIL], Odd)
    assert TEXT not in repr(chosen)
