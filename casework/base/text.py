"""Normalising text so that spellings of the same thing compare equal."""

import unicodedata


def fold(text: str) -> str:
    """Lower case, no accents or punctuation, words parted by one space: "José  de-la Ñusta" → "jose de la nusta"."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in plain.casefold()).split())


def squash(text: str) -> str:
    """Only the letters and digits, upper case, for numbers written in many ways: "V-12.345.678" → "V12345678"."""
    return fold(text).replace(" ", "").upper()


def tidy(text: str) -> str:
    """The text as typed, with runs of white space and control characters made one space."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
