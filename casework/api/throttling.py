"""How many requests a minute: of a partner system as many as its row says, of people many, of strangers few.

Requests are counted in the cache by whole minutes, each with one atomic step, so that processes count together. When
the cache cannot be asked everything is let through and the log says so: a limit is there to protect the service, and
must not be what stops it.

A client's first request of a minute also leaves its time in the cache; beat's task writes it to the client's row, so
no request waits for that. While the cache is down only tokens that are given out (casework/api/oauth.py) are recorded.
"""

import hashlib
import logging
import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import redis
from django.core.cache import cache
from django.utils.translation import ngettext
from oauth2_provider.models import AccessToken
from rest_framework import exceptions, throttling
from rest_framework.settings import api_settings

from casework.api import refusals

logger = logging.getLogger(__name__)
clock = time.time

MINUTE = 60
USE_KEPT_SECONDS = 60 * MINUTE


class TooManyRequests(exceptions.APIException):
    status_code = 429
    default_code = "too_many_requests"

    def __init__(self, wait: int):
        sentence = ngettext(
            "Too many requests. Try again in %(seconds)s second.",
            "Too many requests. Try again in %(seconds)s seconds.",
            wait,
        )
        super().__init__(sentence % {"seconds": wait})
        self.wait = wait


class Cache:
    """The cache, left alone for a while after it failed: each try may take as long as its timeout."""

    REST_SECONDS = 10

    def __init__(self):
        self.rests_until = 0.0

    def ask(self, question: Callable, otherwise=None):
        if time.monotonic() < self.rests_until:
            return otherwise
        try:
            return question()
        except (redis.RedisError, OSError, ValueError):  # ValueError: the count went away in between
            self.rests_until = time.monotonic() + self.REST_SECONDS
            logger.warning("The cache fails, so requests are not limited for %s s", self.REST_SECONDS, exc_info=True)
            return otherwise


shared = Cache()


@dataclass(frozen=True)
class Count:
    """Of whom, the how manieth request of this minute it is, and how many there may be."""

    name: str
    number: int
    limit: int
    seconds_left: int

    @property
    def exceeded(self) -> bool:
        return self.number > self.limit

    @property
    def is_first_too_many(self) -> bool:
        """The one that is logged; a program gone wild would fill the log otherwise."""
        return self.number == self.limit + 1

    @property
    def headers(self) -> dict[str, str]:
        """As draft-ietf-httpapi-ratelimit-headers has them: what is left, and the policy."""
        left = max(0, self.limit - self.number)
        return {
            "RateLimit": f'"minute";r={left};t={self.seconds_left}',
            "RateLimit-Policy": f'"minute";q={self.limit};w={MINUTE}',
        }


def count(name: str, limit: int) -> Count:
    """One more of this name in this minute."""
    key, seconds_left = _this_minute(name)
    number = shared.ask(lambda: 1 if cache.add(key, 1, 2 * MINUTE) else cache.incr(key), otherwise=0)
    return Count(name, number, limit, seconds_left)


def look(name: str, limit: int) -> Count:
    """How many of this name there were, were this one more; it does not count."""
    key, seconds_left = _this_minute(name)
    return Count(name, shared.ask(lambda: cache.get(key, 0) + 1, otherwise=0), limit, seconds_left)


def _this_minute(name: str) -> tuple[str, int]:
    now = clock()
    return f"requests:{name}:{int(now // MINUTE)}", math.ceil(MINUTE - now % MINUTE)


def rate(kind: str) -> int:
    return api_settings.DEFAULT_THROTTLE_RATES[kind]


def address_of(request) -> str:
    """Where a request comes from, behind the proxies that are ours; as a digest, since it is kept in the cache."""
    address = throttling.BaseThrottle().get_ident(request) or ""
    return hashlib.sha256(address.encode("utf-8", "surrogateescape")).hexdigest()[:32]


class EachByItsRate(throttling.BaseThrottle):
    """A client by its row, a person by her account, and whoever is neither by address."""

    def allow_request(self, request, view):
        try:
            counted = self._count(request)
        except exceptions.APIException:  # a token or session that is refused is a stranger's
            counted = self._count_stranger(request)
            if not counted.exceeded:
                raise
        request._request.counted = counted
        if counted.is_first_too_many:
            client, operation = refusals.client_of(request), refusals.operation_id(view, request)
            refusals.log(TooManyRequests.default_code, 429, client=client, operation=operation)
        return not counted.exceeded

    def _count(self, request) -> Count:
        if isinstance(request.auth, AccessToken):
            client = request.auth.application
            counted = count(f"client:{client.pk}", client.rate_per_minute)
            if counted.number == 1:
                remember_use(client.pk)
            return counted
        if request.user.is_authenticated:
            return count(f"user:{request.user.pk}", rate("person"))
        return self._count_stranger(request)

    def _count_stranger(self, request) -> Count:
        return count(f"address:{address_of(request)}", rate("address"))


class Counted:
    """For views: a request is counted before anything refuses it, so a wrong token costs as much as a right one."""

    def perform_authentication(self, request):
        super().check_throttles(request)
        super().perform_authentication(request)

    def check_throttles(self, request):
        """Done with the authentication; DRF would do it after everything else."""

    def throttled(self, request, wait):
        raise TooManyRequests(request._request.counted.seconds_left)

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        counted = getattr(getattr(request, "_request", request), "counted", None)
        if counted:
            for name, value in counted.headers.items():
                response[name] = value
        return response


def remember_use(client_pk: int) -> None:
    shared.ask(lambda: cache.set(_use_key(client_pk), clock(), USE_KEPT_SECONDS))


def remembered_uses(client_pks: Iterable[int]) -> dict[int, datetime]:
    """When these clients were last here, those who were in the last hour."""
    keys = {_use_key(pk): pk for pk in client_pks}
    found = shared.ask(lambda: cache.get_many(keys), otherwise={})
    return {keys[key]: datetime.fromtimestamp(at, UTC) for key, at in found.items()}


def _use_key(client_pk: int) -> str:
    return f"used:{client_pk}"
