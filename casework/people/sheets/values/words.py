"""The words with which a sheet says that something is not known or that there is none."""

import re
from functools import lru_cache

from casework.base import text as base_text

# One cell is folded by several readers, and a sheet repeats its words on every line.
fold = lru_cache(maxsize=10_000)(base_text.fold)


def listed(text):
    """The entries of a table written as "one|two words|three" over any number of lines."""
    return [" ".join(entry.split()) for entry in text.split("|")]


NOT_KNOWN = frozenset(
    listed("""n a|na|ns|nr|n s|nd|n d|s d|sd|null|nan|no sabe|no se sabe|no responde|no sabe no responde|ns nr|sin dato|
    sin datos|sin informacion|desconocido|desconocida|no informa|no registra|no aplica|por confirmar|pendiente|unknown|
    not known|no data|not applicable|not stated""")
)
NONE = frozenset(listed("no|ninguno|ninguna|nada|n t|nt|s n|sn|none|cero"))
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
NONE_BEGINS = ("no ", "sin ", "does not have ", "has no ", "without ")


def is_not_known(text):
    """True for an empty cell, one of only punctuation ("?", "--"), and words such as "no sabe" or "N/A"."""
    return not _LETTER_OR_DIGIT.search(text) or fold(text) in NOT_KNOWN


def says_none(text):
    """True for "no tiene", "ninguno", "sin correo", "s/n": there is none, which is different from not known."""
    folded = fold(text)
    return folded in NONE or (folded.startswith(NONE_BEGINS) and not any(map(str.isdigit, folded)))
