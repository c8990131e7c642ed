"""For development: messages are appended to a file, one JSON object a line. Settings refuse it for production."""

import json
import os
from dataclasses import asdict
from pathlib import Path

from casework.followups.channels import Outgoing, Plain, Receipt


class File(Plain):
    name = "file"
    honours_key = False
    has_receipts = False
    at_once = 1
    seconds = 5.0

    def __init__(self, path: str, channel: str) -> None:
        self.path = Path(path)
        self.channel = channel

    async def send(self, outgoing: Outgoing) -> Receipt:
        line = json.dumps({"channel": self.channel, **asdict(outgoing)}, ensure_ascii=False)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # One write at the end of the file, so that lines of several processes never mix; nobody else may read it.
        handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, f"{line}\n".encode())
        finally:
            os.close(handle)
        return Receipt(f"file-{outgoing.key}")
