"""Is the service able to work? One short check for each thing it needs; no check raises, and none says how it failed.

What went wrong is for the log: `/healthz` is open to everybody.
"""

import logging
import time
from collections.abc import Callable

import psycopg
import redis
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 2
HEARTBEAT_KEY = "worker-heartbeat"
# Beat sends one every 10 seconds; three missed are no accident.
HEARTBEAT_MAX_AGE_SECONDS = 35
DOWN = "down"


def record_heartbeat() -> None:
    """A worker is alive and does what beat and the broker hand it."""
    cache.set(HEARTBEAT_KEY, time.time(), timeout=None)


def database() -> str:
    """On a connection of its own: the usual one has no time limit."""
    parameters = connection.get_connection_params() | {
        "connect_timeout": TIMEOUT_SECONDS,
        "options": f"-c statement_timeout={TIMEOUT_SECONDS}s",
    }
    with psycopg.connect(**parameters) as own:
        own.execute("SELECT 1")
    return "ok"


def broker() -> str:
    with redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
        retry=Retry(NoBackoff(), 0),
    ) as own:
        own.ping()
    return "ok"


def worker() -> str:
    beat_at = cache.get(HEARTBEAT_KEY)
    if beat_at is None:
        return f"{DOWN} (not seen yet)"
    age = max(0, round(time.time() - beat_at))
    return f"{'ok' if age <= HEARTBEAT_MAX_AGE_SECONDS else DOWN} (seen {age} s ago)"


CHECKS: dict[str, Callable[[], str]] = {"database": database, "broker": broker, "worker": worker}


def report() -> dict[str, str]:
    """What /healthz says: `status` (ok or down) and a word for each check."""
    found = {name: _answer(name, check) for name, check in CHECKS.items()}
    return {"status": DOWN if any(is_down(answer) for answer in found.values()) else "ok", **found}


def is_down(answer: str) -> bool:
    return answer.startswith(DOWN)


def _answer(name: str, check: Callable[[], str]) -> str:
    try:
        return check()
    except Exception:
        logger.warning("Health check of the %s failed", name, exc_info=True)
        return DOWN
