"""The one small interface to whoever carries messages, and the choice among them, by settings.

A send ends in a Receipt or in one of three errors, and which one it is decides what may be done next: Refused goes by
another channel, NotNow is tried again, and after Unknown only an adapter that honours the key may be asked again.
"""

import re
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from django.conf import settings
from django.utils.module_loading import import_string

from casework.followups.channels.codes import Channel

# A word, or a number too short to be anybody's telephone: what may be stored and logged of what a provider says.
SHORT_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}|\d{1,6}")

# Of what a provider calls a message; longer than any does, and what there is room for.
LONGEST_ID = 120


@dataclass(frozen=True)
class Outgoing:
    """One message to one address. The key, a UUID, is the same at every try of it."""

    key: str
    to: str
    text: str
    subject: str = ""
    language: str = "es"
    template: str = ""
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Receipt:
    """The provider has taken it over, and calls it by this id."""

    provider_id: str


class ChannelError(Exception):
    """Why there is no receipt: a short code, which is stored and logged; never an address, a text or free words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Refused(ChannelError):
    """This message will never go to this address by this channel."""


class NotNow(ChannelError):
    """It was certainly not sent, and may be later; after so many seconds, if the provider said so."""

    def __init__(self, code: str, retry_after: float | None = None) -> None:
        super().__init__(code)
        self.retry_after = retry_after


class Unknown(ChannelError):
    """The provider was asked, and whether it sent nobody can tell."""


class Adapter(Protocol):
    """What speaks to one provider. `async with` holds its connections, for one batch."""

    name: str
    # Sending again with the same key sends nothing twice.
    honours_key: bool
    # What became of a message is told later, by webhook.
    has_receipts: bool
    # How many sends at the same time it can bear, and how many seconds one of them may take at most.
    at_once: int
    seconds: float

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Raises Refused, NotNow or Unknown."""

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Plain:
    """The lifetime of an adapter that holds nothing open."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None


def adapters() -> dict[Channel, Adapter]:
    """A new adapter, not yet open, for each channel that is switched on (config/messages.py)."""
    return {
        Channel(code): import_string(chosen["ADAPTER"])(**chosen["OPTIONS"])
        for code, chosen in settings.MESSAGE_CHANNELS.items()
    }


def short_code(said: object) -> str:
    """What a provider calls an error, if that is a code and nothing else; otherwise empty."""
    words = str(said) if isinstance(said, str | int) and not isinstance(said, bool) else ""
    return words if SHORT_CODE.fullmatch(words) else ""
