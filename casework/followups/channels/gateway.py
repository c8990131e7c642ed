"""SMS through a gateway over HTTP, in the plain shape that docs/operations.md describes.

The key goes twice: as header for a gateway that honours it, and as reference, which comes back with receipts.
"""

from casework.followups.channels import LONGEST_ID, Outgoing, Receipt, Unknown, short_code
from casework.followups.channels.http import HttpAdapter, failure

ALREADY_SENT = 409


class Gateway(HttpAdapter):
    name = "gateway"

    def __init__(
        self,
        *,
        url: str,
        token: str,
        honours_key: bool,
        has_receipts: bool,
        timeout: float,
        connect_timeout: float,
        connections: int,
    ) -> None:
        super().__init__(token=token, timeout=timeout, connect_timeout=connect_timeout, connections=connections)
        self.url = url
        self.honours_key = honours_key
        self.has_receipts = has_receipts

    async def send(self, outgoing: Outgoing) -> Receipt:
        answer = await self.post(
            self.url,
            {"to": outgoing.to, "text": outgoing.text, "reference": outgoing.key},
            {"Idempotency-Key": outgoing.key},
        )
        if answer.body.get("reference", outgoing.key) != outgoing.key:
            raise self.anothers_answer()
        if not answer.went_well and answer.status != ALREADY_SENT:
            raise failure(answer.status, short_code(answer.body.get("code")), answer.retry_after)
        provider_id = answer.body.get("id")
        if not isinstance(provider_id, str | int) or not 0 < len(str(provider_id)) <= LONGEST_ID:
            raise Unknown("no_id" if answer.went_well else f"http_{answer.status}")
        return Receipt(str(provider_id))
