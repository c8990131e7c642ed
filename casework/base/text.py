"""Normalising text so that spellings of the same thing compare equal."""

import re
import unicodedata
from functools import lru_cache

# "Format" characters, such as soft hyphens and the direction marks that come along when a number is copied.
INVISIBLE = "Cf"
# What is written here most is told at once, without a look at each sign.
_NO_WORD, _ACCENTS = re.compile(r"[^a-z0-9]+"), re.compile("[\u0300-\u036f]+")
# Words of lists, places and names come again and again; longer texts hardly do, and none is kept for it.
_REMEMBERED, _SHORT = 1 << 14, 80


def fold(text: str) -> str:
    """Lower case, no accents or punctuation, words parted by one space: "José  de-la Ñusta" → "jose de la nusta".

    Digits of every script become 0–9.
    """
    return _fold_short(text) if len(text) <= _SHORT else _fold(text)


def _fold(text: str) -> str:
    if text.isascii():
        return " ".join(_NO_WORD.sub(" ", text.lower()).split())
    # Twice: the lower case of what was taken apart can be taken apart again. Folding what is folded changes nothing.
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    without_accents = _ACCENTS.sub("", plain)
    if without_accents.isascii():
        return " ".join(_NO_WORD.sub(" ", without_accents).split())
    return " ".join("".join(_plain(c) for c in plain).split())


_fold_short = lru_cache(_REMEMBERED)(_fold)


def _plain(c: str) -> str:
    if c.isdecimal():
        return str(unicodedata.decimal(c))
    if c.isalnum():
        return c
    return "" if unicodedata.combining(c) or unicodedata.category(c) == INVISIBLE else " "


def squash(text: str) -> str:
    """Only the letters and digits, upper case, for numbers written in many ways: "V-12.345.678" → "V12345678"."""
    return fold(text).replace(" ", "").upper()


def tidy(text: str) -> str:
    """The text as typed, in one line: white space and control characters become one space, invisible signs nothing."""
    if text.isprintable():
        return " ".join(text.split())
    shown = (c for c in text if unicodedata.category(c) != INVISIBLE)
    return " ".join("".join(c if c.isprintable() else " " for c in shown).split())


def tidy_lines(text: str) -> str:
    """The same for a text of several lines: each is tidied, and empty ones at either end are left out."""
    return "\n".join(tidy(line) for line in text.splitlines()).strip()
