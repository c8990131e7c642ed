"""Where to look for who might be the same: two people that share a key are worth comparing.

Keys are signed 64-bit numbers, the same in every process and version; which field a name stood in does not matter.
"""

from collections.abc import Iterable, Iterator
from enum import IntEnum
from hashlib import blake2b
from itertools import combinations
from typing import NamedTuple

from .names import key_sound, tokens
from .traits import SHORTEST_PHONE, Birth, Traits, number_key, phone_key

# More names than these make no more keys: 6 make 15 pairs and 20 triples.
NAMES_MOST = 6
# A shorter number has no part that is its own.
SHORTEST_WITH_PARTS = 6


class Kind(IntEnum):
    """What a key is made of. Keys of different kinds are never the same."""

    DOCUMENT = 1  # a number
    PHONE = 2  # the last seven digits
    BIRTH = 3  # the birth date, whichever of its numbers is the month
    NAME_AND_MONTH = 4  # a name and the month of birth
    PAIR_AND_YEAR = 5  # two names and the year of birth
    PAIR_AND_DAY = 6  # two names and the day of the year, whichever of its numbers is the month
    TRIPLE = 7  # three names
    PAIR = 8  # two names
    NAME = 9  # one name, to search by; duplicates are found by it when few bear it
    NUMBER_PART = 10  # a document number without its first, middle or last third: it is mistyped in one place

    __hash__ = int.__hash__  # an enumeration's own is slow, and a million people have thirty million keys


class Key(NamedTuple):
    kind: Kind
    value: int


def keys(traits: Traits) -> set[Key]:
    """Return all keys of a person: some 22, one for a telephone and four for a document."""
    found = _number_keys(traits)
    found |= {_key(Kind.NUMBER_PART, *part) for _, number in traits.documents for part in _parts(number)}
    names = name_sounds((*traits.given, *traits.family))
    found |= _name_keys(names)
    if traits.birth:
        found.update(_birth_keys(traits.birth, names))
    return found


def telling_keys(traits: Traits) -> set[Key]:
    """The few of her keys that tell most: the whole numbers, and of who has no document two names with the year."""
    found = _number_keys(traits)
    if traits.birth and not traits.documents:
        found.update(_pairs_and_year(traits.birth, name_sounds((*traits.given, *traits.family))))
    return found


def search_keys(words: str) -> set[Key]:
    """The keys of what somebody typed to search by: names in any order, a document or a telephone number."""
    names = name_sounds(tokens(words))
    found = _name_keys(names)
    number, phone = number_key(words), phone_key(words)
    if number:
        found.add(_key(Kind.DOCUMENT, number))
    if len(phone) >= SHORTEST_PHONE:
        found.add(_key(Kind.PHONE, phone))
    return found


def name_sounds(names: Iterable[str]) -> list[str]:
    """How the names sound, each once and in an order that does not depend on theirs."""
    return sorted({key_sound(name) for name in names})[:NAMES_MOST]


def _number_keys(traits: Traits) -> set[Key]:
    documents = {_key(Kind.DOCUMENT, number) for _, number in traits.documents}
    return documents | {_key(Kind.PHONE, number) for number in traits.phones}


def _parts(number: str) -> Iterator[tuple[str, str]]:
    """Yield what is left of a number without each of its thirds, and which that is."""
    third = len(number) // 3
    if len(number) >= SHORTEST_WITH_PARTS:
        before = (len(number) - third) // 2
        yield "first", number[third:]
        yield "middle", number[:before] + number[before + third :]
        yield "last", number[:-third]


def _name_keys(names: list[str]) -> set[Key]:
    kinds = ((Kind.NAME, 1), (Kind.PAIR, 2), (Kind.TRIPLE, 3))
    return {_key(kind, *some) for kind, number in kinds for some in combinations(names, number)}


def _birth_keys(birth: Birth, names: list[str]) -> Iterator[Key]:
    yield from _pairs_and_year(birth, names)
    if birth.precise:
        day = "-".join(sorted((birth.digits[4:6], birth.digits[6:])))
        yield _key(Kind.BIRTH, str(birth.year), day)
        yield from (_key(Kind.NAME_AND_MONTH, name, birth.digits[:6]) for name in names)
        yield from (_key(Kind.PAIR_AND_DAY, *pair, day) for pair in combinations(names, 2))


def _pairs_and_year(birth: Birth, names: list[str]) -> Iterator[Key]:
    yield from (_key(Kind.PAIR_AND_YEAR, *pair, str(birth.year)) for pair in combinations(names, 2))


def _key(kind: Kind, *parts: str) -> Key:
    digest = blake2b("|".join((_PREFIXES[kind], *parts)).encode(), digest_size=8).digest()
    return _new(Key, (kind, int.from_bytes(digest, "big", signed=True)))


_PREFIXES = {kind: str(int(kind)) for kind in Kind}
_new = tuple.__new__
