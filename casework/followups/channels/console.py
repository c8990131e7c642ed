"""For development: messages are shown where the server runs. Settings refuse it for production."""

from casework.followups.channels import Outgoing, Plain, Receipt


class Console(Plain):
    name = "console"
    honours_key = False
    has_receipts = False
    at_once = 1
    seconds = 5.0

    async def send(self, outgoing: Outgoing) -> Receipt:
        head = f"{outgoing.to} · {outgoing.subject}" if outgoing.subject else outgoing.to
        print(f"\n  ✉ {head}\n    {outgoing.text}\n", flush=True)
        return Receipt(f"console-{outgoing.key}")
