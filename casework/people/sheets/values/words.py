"""Texts of cells as they are compared; a sheet repeats its words on every line."""

from functools import lru_cache

from casework.base.text import fold
from casework.people import placeholders
from casework.people.placeholders import listed

# One cell is looked at by several readers.
is_not_known = lru_cache(maxsize=10_000)(placeholders.is_not_known)
says_none = lru_cache(maxsize=10_000)(placeholders.says_none)

__all__ = ["fold", "is_not_known", "listed", "says_none"]
