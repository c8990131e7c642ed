"""Days in words, the same on every page."""

import functools
from datetime import date

from babel.dates import format_date
from django.utils import translation


def written(day: date) -> str:
    """A day in the reader's language: "12 mar 2025"."""
    return _written(day, translation.get_language())


# A list says the same few days over and over, and Babel takes its time for each.
@functools.lru_cache(2048)
def _written(day: date, language: str) -> str:
    return format_date(day, "d MMM y", locale=language)
