"""How often somebody may try something. It is counted in the cache, so that a try that is undone counts too."""

from django.core.cache import cache

from casework.base.errors import TooOften

HOUR = 60 * 60


def count_try(key: str, *, most: int, sentence: str) -> None:
    """TooOften from the try after the `most` that one has in an hour; `sentence` says so, with %(count)s."""
    cache.add(key, 0, HOUR)
    if cache.incr(key) > most:
        raise TooOften(sentence % {"count": most})
