"""For development: that a message was sent is shown where the server runs, without a word of it.

To read what would be sent, choose the channel `file`. Settings refuse both for production.
"""

from casework.followups.channels import Outgoing, Plain, Receipt


class Console(Plain):
    name = "console"
    honours_key = False
    has_receipts = False
    at_once = 1
    seconds = 5.0

    async def send(self, outgoing: Outgoing) -> Receipt:
        print(f"  ✉ message {outgoing.key} ({len(outgoing.text)} signs)", flush=True)
        return Receipt(f"console-{outgoing.key}")
