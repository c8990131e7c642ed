"""What the tests of the adapters share: a fake provider, and sending one message through an adapter."""

import asyncio
import uuid
from collections.abc import Iterator

import pytest

from casework.followups.channels import Adapter, ChannelError, Outgoing, Receipt
from tests.followups.fake_gateway import FakeGateway, running

NUMBER = "+593991234567"
TEXT = "Tiene una cita el 12 de marzo a las 10:00. Responda 1 para confirmar."
LIMITS = {"token": "t0ken", "timeout": 20.0, "connect_timeout": 20.0, "connections": 10}
# For what never answers: the shortest that is enough to connect to this machine.
IMPATIENT = LIMITS | {"timeout": 0.5, "connect_timeout": 0.5}


@pytest.fixture
def provider() -> Iterator[FakeGateway]:
    with running() as gateway:
        yield gateway


def outgoing(**other: object) -> Outgoing:
    return Outgoing(**({"key": str(uuid.uuid4()), "to": NUMBER, "text": TEXT} | other))


def send(adapter: Adapter, *messages: Outgoing) -> list[Receipt | ChannelError]:
    """One after the other, over the same connections."""

    async def batch() -> list[Receipt | ChannelError]:
        async with adapter:
            return [await _outcome(adapter, message) for message in messages]

    return asyncio.run(batch())


async def _outcome(adapter: Adapter, message: Outgoing) -> Receipt | ChannelError:
    try:
        return await adapter.send(message)
    except ChannelError as error:
        return error


def tells(error: ChannelError) -> str:
    """All that a log could take from an error."""
    return f"{error!r} {error} {error.args} {error.__dict__} {error.__cause__!r}"
