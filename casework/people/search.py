"""Finding people as somebody types: names in any order, misspelt, without accents, nicknames; numbers however written,
also a household's.

    find(text, by)      ids of people whom `by` may see, the best first

Names are looked up by the keys people are found by (`likenesses`), so nothing is scanned; what is found is ranked by
how near each word that was typed is to a word of the name. Where nobody has such a name, words are taken for misspelt,
and then for parts of names, of which the names of the register that contain them are looked up.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations, product
from math import prod
from uuid import UUID

import orjson
from django.apps import apps
from django.db import connection
from django.db.models import Q, UUIDField
from django.db.models.expressions import RawSQL
from rapidfuzz.distance import OSA

from casework.access.models import Membership
from casework.access.scope import system
from casework.base.text import fold, squash, tidy
from casework.people.matching.keys import Kind, search_keys
from casework.people.matching.names import (
    PAIRS,
    SAME,
    SOUNDS_SAME,
    full_names,
    key_sound,
    surname_nearness,
    tokens,
)
from casework.people.rules import PHONE_KEY_DIGITS, document_keys

# So many are found at most: who is one of more of a common name is asked for by another. So many words of what was
# typed are looked for.
MOST, WORDS_MOST = 60, 6
# Where words are written in many ways, so many by each: the most of a common name are passed over.
OF_EACH, OF_EACH_PART = 15, 3
# How many words one may be misspelt for, itself among them, where two are looked up together and where three; and by
# how many signs, short words by one.
SPELLINGS, SLIPS, SHORT_WORD = {2: 4, 3: 2}, 2, 6
# Of more words than these none is taken for a part where each is a name itself, nor ever a shorter one; so many names
# that contain one, or so many pairs of such names, are looked for by their keys.
PARTS_MOST, SHORTEST_PART, WHOLES_MOST = 3, 3, 150
# What it costs when a word is not the same: it sounds the same, is near, is somewhat alike, is none of the name's.
COSTS = (0.0, 0.5, 1.0, 2.0, 4.0)
UNSAID = 0.1
BEGINNING, PART = COSTS[2:4]
# Who costs less a word is near enough for nobody else to be looked for.
NEAR = 0.5

# A household's number, alone or after the word: "hogar 39d78cc9".
HOUSEHOLD = re.compile("(?:hogar |household )?([0-9a-f]{8})")

BY_KEYS = """
SELECT shared.person_id FROM unnest(%s::bigint[]) AS asked (key)
CROSS JOIN LATERAL (
    SELECT k.person_id FROM people_with_keys k WHERE k.keys @> ARRAY[asked.key] AND {visible} LIMIT {each}
) shared GROUP BY 1 ORDER BY count(*) DESC LIMIT {most}
"""
HERS = RawSQL("k.person_id", [], output_field=UUIDField())
NAMES = "SELECT person_id, (values->0) || (values->1) FROM people_likeness WHERE person_id = ANY(%s::uuid[])"
NAMES_AMONG = "SELECT count(*) FROM people_nameword WHERE word = ANY(%s::text[])"
LIKE_WORD = "SELECT casework_words_like(%s, %s, %s)"
WITH_PART = "SELECT casework_words_with(%s, %s)"


def find(text: str, by: Membership | None) -> list[UUID]:
    """People by document or phone number, by e-mail, by whole or partial names; only by what `by` may read."""
    number, home = squash(text), HOUSEHOLD.fullmatch(fold(text))
    if "@" in text:
        contacts = apps.get_model("people", "ContactPoint").objects.visible_to(by)
        return _once(contacts.filter(value_key=tidy(text).lower()).values_list("person", flat=True)[:MOST])
    if home:
        return _once([*_by_number(number, by), *_by_household(home[1], by)])
    if any(sign.isdigit() for sign in number):
        return _by_number(number, by)
    words = list(dict.fromkeys(tokens(text)))[:WORDS_MOST]
    if not words:
        return []
    with system("who is found by a name is asked for by what its searcher may see; nobody else leaves"):
        return _by_names(words, by)


def _by_number(number: str, by: Membership | None) -> list[UUID]:
    documents = apps.get_model("people", "IdentityDocument").objects.visible_to(by)
    found = list(documents.filter(number_key__in=document_keys(number)).values_list("person", flat=True))
    if number.isdigit() and len(number) >= PHONE_KEY_DIGITS:
        contacts = apps.get_model("people", "ContactPoint").objects.visible_to(by)
        found += contacts.filter(value_key=number[-PHONE_KEY_DIGITS:]).values_list("person", flat=True)[:MOST]
    return _once(found)


def _by_household(number: str, by: Membership | None) -> list[UUID]:
    """Who lives in the household with this number (`Household.number`), the head first."""
    first, last = UUID(f"{number}{'0' * 24}"), UUID(f"{number}{'f' * 24}")
    members = apps.get_model("people", "Person").objects.filter(household__gte=first, household__lte=last)
    return list(members.members_seen_by(by).values_list("pk", flat=True)[:MOST])


def _once(people: Iterable[UUID]) -> list[UUID]:
    return list(dict.fromkeys(people))


# By keys --------------------------------------------------------------------------------------------------------------
def _by_names(words: Sequence[str], by: Membership | None) -> list[UUID]:
    visible = _visible_to(by)
    if not visible:
        return []
    found, asked = [], set()
    for keys, each in _wider_and_wider(words):
        found = sorted({*found, *_ranked(_by_keys(keys - asked, visible, each), words)})[:MOST]
        asked |= keys
        if found and found[0][0] < NEAR * max(len(words), 2):
            break
    return [person for *_, person in found] or _by_parts(words, visible, by)


def _wider_and_wider(words: Sequence[str]) -> Iterator[tuple[set[int], int]]:
    """What people are found by, and how many by each at most, to be asked until somebody's name is near: all words, or
    three of them; two of three; words that are spelt nearly so."""
    yield _keys_of(words, 3), MOST
    if _sounds(words) == 3:
        yield _keys_of(words, 2), MOST
    # Of four words three belong to her name, of fewer two or the one there is (`_ranked`).
    together = 3 if _sounds(words) > 3 else 2
    yield _keys_of_each(_spellings(words, together), together), OF_EACH


def _sounds(words: Sequence[str]) -> int:
    return len({key_sound(word) for word in words})


def _keys_of(words: Sequence[str], together: int) -> set[int]:
    """The keys of so many of the words at once, or of all where there are fewer."""
    kind = (Kind.NAME, Kind.PAIR, Kind.TRIPLE)[min(_sounds(words), together) - 1]
    return {key.value for key in search_keys(" ".join(words)) if key.kind == kind}


def _keys_of_each(wordings: Iterable[Sequence[str]], together: int) -> set[int]:
    return {key for wording in wordings for key in _keys_of(wording, together)}


def _visible_to(by: Membership | None) -> tuple[str, tuple] | None:
    """Whether they see whoever has a key, as SQL and its values; None for who sees nobody."""
    sight = apps.get_model("people", "Person").objects.sight_of(HERS, by).order_by().values("pk")
    if sight.query.is_empty():
        return None
    if by.is_everywhere:
        return "true", ()
    sql, values = sight.query.sql_with_params()
    # Without an OFFSET it may become a join, which reads all accesses there are where a name is taken for common.
    return f"EXISTS ({sql} OFFSET 0)", values


def _by_keys(keys: set[int], visible: tuple[str, tuple], each: int) -> list[UUID]:
    """Those with most of these keys; so many by each at most."""
    if not keys:
        return []
    condition, values = visible
    with connection.cursor() as cursor:
        cursor.execute(BY_KEYS.format(visible=condition, each=each, most=MOST), [list(keys), *values])
        return [person for (person,) in cursor.fetchall()]


def _spellings(words: Sequence[str], together: int) -> Iterator[Sequence[str]]:
    """So many of the words at once, or all where there are fewer, each also as names of the register that are spelt
    nearly so."""
    near = [_near(word)[: SPELLINGS[together]] for word in words]
    for some in combinations(near, min(together, len(near))):
        yield from product(*some)


def _near(word: str) -> list[str]:
    most = SLIPS if len(word) >= SHORT_WORD else 1
    with connection.cursor() as cursor:
        cursor.execute(LIKE_WORD, [word, len(word) - most, len(word) + most])
        known = [name for (name,) in cursor.fetchall()]
    distances = sorted((OSA.distance(word, name, score_cutoff=most), name) for name in known)
    return _once([word, *(name for distance, name in distances if distance <= most)])


# By parts -------------------------------------------------------------------------------------------------------------
def _by_parts(words: Sequence[str], visible: tuple[str, tuple], by: Membership | None) -> list[UUID]:
    """Those whose names contain what was typed, word by word."""
    parts = [word for word in words if len(word) >= SHORTEST_PART]
    if not parts or (len(words) > PARTS_MOST and _are_names(parts)):
        return []
    wholes = sorted((_names_with(part) for part in parts), key=len)
    if not wholes[0]:
        return []
    two = wholes[:2]
    if prod(map(len, two)) > WHOLES_MOST:
        return _scanned(words, by)
    keys = _keys_of_each(product(*two), len(two))
    found = _ranked(_by_keys(keys, visible, max(MOST // len(keys), OF_EACH_PART)), words)
    return [person for *_, person in found]


def _are_names(words: Sequence[str]) -> bool:
    """Whether somebody in the register bears each of them."""
    with connection.cursor() as cursor:
        cursor.execute(NAMES_AMONG, [list(words)])
        return cursor.fetchone() == (len(words),)


def _names_with(part: str) -> list[str]:
    """Names of the register that contain it, one more than are looked for by their keys."""
    with connection.cursor() as cursor:
        cursor.execute(WITH_PART, [part, WHOLES_MOST + 1])
        return [name for (name,) in cursor.fetchall()]


def _scanned(words: Sequence[str], by: Membership | None) -> list[UUID]:
    """The same where too many names contain them, by the index of names as they are written."""
    parts = Q(*(Q(name_key__contains=word) for word in words))
    people = apps.get_model("people", "Person").objects.visible_to(by).filter(parts)
    return list(people.order_by().values_list("pk", flat=True)[:MOST])


# Ranking --------------------------------------------------------------------------------------------------------------
def _ranked(people: Sequence[UUID], words: Sequence[str]) -> list[tuple[float, tuple[str, ...], UUID]]:
    """What each costs, her names and who she is, the nearest first.

    Without those to whose name one of two words, or two of more, do not belong.
    """
    if not people:
        return []
    with connection.cursor() as cursor:
        cursor.execute(NAMES, [list(people)])
        names = cursor.fetchall()
    ranked = []
    for person, bears in names:
        bears = tuple(orjson.loads(bears))
        costs = [min((_cost(word, name) for name in bears), default=COSTS[-1]) for word in words]
        strange = sum(cost == COSTS[-1] for cost in costs)
        if strange <= (len(words) > 2):
            cost = sum(costs) + UNSAID * max(len(bears) - len(words), 0)
            ranked.append((cost, bears, person))
    return sorted(ranked)


@lru_cache(PAIRS)
def _cost(word: str, name: str) -> float:
    if word == name:
        return COSTS[SAME]
    if set(full_names(word)) & set(full_names(name)):
        return COSTS[SOUNDS_SAME]
    if OSA.distance(word, name, score_cutoff=1) <= 1 and len(word) >= SHORT_WORD:
        return COSTS[SOUNDS_SAME]
    if name.startswith(word):
        return BEGINNING
    if len(word) >= SHORTEST_PART and word in name:
        return PART
    return COSTS[surname_nearness(word, name)]
