"""Texts of cells as they are compared; a sheet repeats its words on every line."""

from functools import lru_cache

from casework.base import text as base_text
from casework.people import placeholders
from casework.people.placeholders import listed

# One cell is folded by several readers.
fold = lru_cache(maxsize=10_000)(base_text.fold)
is_not_known = lru_cache(maxsize=10_000)(placeholders.is_not_known)
says_none = lru_cache(maxsize=10_000)(placeholders.says_none)

__all__ = ["fold", "is_not_known", "listed", "says_none"]
