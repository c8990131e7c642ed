"""Sending a batch: many at once, each within its time, and none stopped by another's failure."""

import asyncio
import logging
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack

from casework.followups.channels import Adapter, ChannelError, NotNow, Outgoing, Receipt, Refused, Unknown, adapters
from casework.followups.channels.codes import Channel

# As long as any other code.
LONGEST_CODE = 40

logger = logging.getLogger(__name__)


def send_all(
    outgoing: Sequence[tuple[Channel, Outgoing]], *, at_once: int, deadline: float
) -> list[Receipt | ChannelError]:
    """What became of each, in their order. After this moment of time.monotonic() no send is begun any more."""
    return asyncio.run(_send_all(outgoing, at_once, deadline)) if outgoing else []


async def _send_all(
    outgoing: Sequence[tuple[Channel, Outgoing]], at_once: int, deadline: float
) -> list[Receipt | ChannelError]:
    everybody = asyncio.Semaphore(at_once)
    wanted = {channel for channel, _ in outgoing}
    async with AsyncExitStack() as batch:
        lines = {
            channel: _Line(adapter, everybody, deadline) for channel, adapter in adapters().items() if channel in wanted
        }
        for line in lines.values():
            batch.push_async_callback(line.close)
            await line.open()
        return await asyncio.gather(*(_one(lines.get(channel), message) for channel, message in outgoing))


async def _one(line: "_Line | None", message: Outgoing) -> Receipt | ChannelError:
    if line is None:
        return Refused("channel_off")
    return await line.send(message)


class _Line:
    """One adapter during a batch: how many sends it may have under way, and that none of them raises."""

    def __init__(self, adapter: Adapter, everybody: asyncio.Semaphore, deadline: float) -> None:
        self.adapter = adapter
        self.everybody = everybody
        self.own = asyncio.Semaphore(adapter.at_once)
        self.deadline = deadline
        self.is_open = False

    async def open(self) -> None:
        try:
            await self.adapter.__aenter__()
            self.is_open = True
        except Exception as error:
            logger.warning("%s could not be opened: %s", self.adapter.name, type(error).__name__)

    async def close(self) -> None:
        """What was sent is sent, so an error now must not take the receipts with it."""
        if not self.is_open:
            return
        try:
            await self.adapter.__aexit__(None, None, None)
        except Exception as error:
            logger.warning("%s could not be closed: %s", self.adapter.name, type(error).__name__)

    async def send(self, message: Outgoing) -> Receipt | ChannelError:
        if not self.is_open:
            return NotNow("could_not_open")
        async with self.own, self.everybody:
            if time.monotonic() >= self.deadline:
                return NotNow("out_of_time")
            try:
                async with asyncio.timeout(self.adapter.seconds):
                    return await self.adapter.send(message)
            except ChannelError as error:
                return error
            except TimeoutError:
                return Unknown("timed_out")
            except Exception as error:
                logger.warning("%s failed in an unexpected way: %s", self.adapter.name, type(error).__name__)
                return Unknown(type(error).__name__[:LONGEST_CODE])
