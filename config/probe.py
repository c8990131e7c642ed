"""Asks a running Casework how it is: `python -m config.probe` prints what /healthz says, and fails when that is bad.

For the container's health check, and for bin/run while it waits.
"""

import os
import sys
import urllib.error
import urllib.request

TIMEOUT_SECONDS = 8


def health(address: str) -> tuple[int, str]:
    """The status and text of /healthz; status 0 and no text when nothing answers."""
    # By a name that is allowed, whatever address it listens on.
    host = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].lstrip("*.") or "localhost"
    request = urllib.request.Request(f"{address}healthz", headers={"Host": host})  # noqa: S310  (http, as ours is)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(errors="replace")
    except OSError:
        return 0, ""


if __name__ == "__main__":
    status, text = health(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000/")
    print(text or "nothing answers")
    sys.exit(status != 200)
