"""WhatsApp through Meta's Cloud API, by message templates: outside of a conversation nothing else is carried.

It honours no key: `biz_opaque_callback_data` only comes back with the receipts, and so joins a message that was sent to
an answer that was lost. Errors: https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes
"""

from casework.followups.channels import LONGEST_ID, ChannelError, NotNow, Outgoing, Receipt, Refused, Unknown
from casework.followups.channels.http import Answer, HttpAdapter, failure

# Too many, for the app, the account, the number, or this pair of numbers.
BUSY = frozenset({4, 80007, 130429, 131048, 131056})
# Down, overloaded or in maintenance.
DOWN = frozenset({2, 131000, 131016, 131057, 133004})
# Our token, rights, account, number, payment: not this message, and every other one alike.
OURS = frozenset({0, 3, 10, 33, 190, *range(200, 300), 368, 131005, 131031, 131037, 131042, 131045, 133010})
# "Invalid request or possible server error".
CANNOT_TELL = frozenset({1})


class CloudApi(HttpAdapter):
    name = "cloud"
    honours_key = False
    has_receipts = True

    def __init__(
        self,
        *,
        url: str,
        phone_number_id: str,
        token: str,
        timeout: float,
        connect_timeout: float,
        connections: int,
    ) -> None:
        super().__init__(token=token, timeout=timeout, connect_timeout=connect_timeout, connections=connections)
        self.url = f"{url.rstrip('/')}/{phone_number_id}/messages"

    async def send(self, outgoing: Outgoing) -> Receipt:
        if not outgoing.template:
            raise Refused("no_template")
        answer = await self.post(self.url, message(outgoing))
        if not answer.went_well:
            raise error_in(answer)
        if _digits(_first(answer.body, "contacts", "input")) not in ("", _digits(outgoing.to)):
            raise self.anothers_answer()
        provider_id = _first(answer.body, "messages", "id")
        if not isinstance(provider_id, str) or not 0 < len(provider_id) <= LONGEST_ID:
            raise Unknown("no_id")
        return Receipt(provider_id)


def message(outgoing: Outgoing) -> dict:
    """A template message. Parameters must hold no line breaks, tabs or runs of spaces."""
    template = {"name": outgoing.template, "language": {"code": outgoing.language}}
    if outgoing.parameters:
        parameters = [{"type": "text", "text": " ".join(words.split())} for words in outgoing.parameters]
        template["components"] = [{"type": "body", "parameters": parameters}]
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": outgoing.to.removeprefix("+"),
        "type": "template",
        "template": template,
        "biz_opaque_callback_data": outgoing.key,
    }


def _first(body: dict, listed: str, name: str) -> object:
    """A member of the first object of a list; None where anything is missing or otherwise."""
    try:
        return body[listed][0][name]
    except (KeyError, IndexError, TypeError):
        return None


def _digits(number: object) -> str:
    return "".join(sign for sign in str(number or "") if sign.isdigit())


def error_in(answer: Answer) -> ChannelError:
    """Meta says that its codes count, not the HTTP status; that is for answers without one."""
    said = answer.body.get("error")
    code = said.get("code") if isinstance(said, dict) else None
    if not isinstance(code, int) or isinstance(code, bool) or not 0 <= code <= 999_999:
        return failure(answer.status, "", answer.retry_after)
    if code in BUSY | DOWN | OURS:
        return NotNow(str(code), answer.retry_after)
    if code in CANNOT_TELL:
        return Unknown(str(code))
    if answer.status == 404:  # the template, in this language; other messages may have theirs
        return Refused(str(code))
    return failure(answer.status, str(code), answer.retry_after)
