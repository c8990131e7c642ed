"""Find the owner of a telephone where a column of its own says it: "Phone 1 owner", "De quién es el teléfono"."""

import re
from functools import lru_cache

from .heading_words import SUBJECTS
from .headings import OTHER_PHONE, OWNER
from .values.words import fold, is_not_known, says_none

_NUMBER = re.compile(r"\d{1,2}")
_SMALL_WORDS = frozenset("de del la el las los es su sus her his their the of si a misma mismo esta".split())
_OWN = frozenset(
    """ella herself himself themselves self own yo me mine myself personal suyo suya uno una him propios propias
    owner""".split()
) | (SUBJECTS - {"jefe", "child", "case", "household", "member", "informante", "principal"})


def owner_places(headings: list[str] | tuple[str, ...], places: dict) -> dict[int, int]:
    """For telephones the column that says whose they are ({position: position}): by the number in the headings, else
    the nearest; of two as near the one before."""
    own, others = tuple(places.get("phone", ())), tuple(places.get(OTHER_PHONE, ()))
    return _paired(tuple(headings), tuple(places.get(OWNER, ())), tuple(sorted(own + others)))


@lru_cache(maxsize=100)
def _paired(headings, owners, phones) -> dict[int, int]:
    pairs = {}
    for owner in owners if phones else ():
        same = [
            phone
            for phone in phones
            if _numbers(headings[owner]) and _numbers(headings[phone]) == _numbers(headings[owner])
        ]
        nearest = min(phones, key=lambda phone: (abs(phone - owner), phone))
        pairs.update(dict.fromkeys(same or [nearest], owner))
    return pairs


def _numbers(heading: str) -> list[str]:
    return _NUMBER.findall(heading)


def said_owner(text: str, names: str) -> str:
    """Return the owner of a telephone as written; "" for the person of this name, and for what is not known."""
    if is_not_known(text) or says_none(text):
        return ""
    words = set(fold(text).split()) - _SMALL_WORDS
    return "" if words <= _OWN or words <= set(fold(names).split()) else text
