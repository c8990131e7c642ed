"""Looks for people who may be one, or of one household: everybody once, then those who changed. Nobody is merged by it.

    for looked_at in find(part=0, seconds=20): …

The register is looked through in `PARTS`, so that as many processes can be at it. Each part remembers how far it is and
goes on from there, whenever and wherever it is asked again.
"""

import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone

from casework.access.scope import system
from casework.base.behind_people import Pace
from casework.base.collecting import uncollected
from casework.people.candidates import current_model, sharing_rare_keys, traits_of
from casework.people.matching import (
    HINT,
    Model,
    Pair,
    are_identical,
    share_a_home,
)
from casework.people.matching.comparing import Levels
from casework.people.models import Duplicate, DuplicateSearch, Person

# So many are looked at in a transaction: half a second's work.
PARTS, AT_ONCE = 2, 300
# So many are compared with each, those with the rarest keys in common.
COMPARED = 150
# From which probability two who share a telephone or an address are proposed as one household.
RELATIVES = 0.9
# What was noted a moment ago may stand in a transaction that has not ended, and come to light behind later ones.
SETTLED = timedelta(minutes=10)
VERDICTS = 1 << 18
NEXT = """
SELECT person_id, noted_at FROM people_likeness
WHERE noted_at < %(until)s AND get_byte(uuid_send(person_id), 15) %% %(parts)s = %(part)s
    AND (noted_at, person_id) > (coalesce(%(noted_at)s, '-infinity'::timestamptz), coalesce(%(person)s, %(first)s))
ORDER BY noted_at, person_id LIMIT %(most)s
"""
# People whom the parts have not looked at yet, or all of them once more.
LEFT = """
SELECT count(*) FROM people_likeness known
LEFT JOIN people_duplicatesearch search ON search.part = get_byte(uuid_send(known.person_id), 15) %% %(parts)s
WHERE known.noted_at < %(until)s AND (%(again)s OR search.person IS NULL
    OR (known.noted_at, known.person_id) > (search.noted_at, search.person))
"""
# What was decided stays decided.
KEEP = """
INSERT INTO people_duplicate (id, created_at, updated_at, one_id, other_id, kind, probability, identical, found_at,
    state, reason, remark)
SELECT gen_random_uuid(), now(), now(), one, other, kind, probability, identical, now(), 'open', '', ''
FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::float[], %s::boolean[])
    AS found (one, other, kind, probability, identical)
WHERE EXISTS (SELECT FROM people_person WHERE id = one) AND EXISTS (SELECT FROM people_person WHERE id = other)
ON CONFLICT (one_id, other_id) DO UPDATE
SET kind = excluded.kind, probability = excluded.probability, identical = excluded.identical, updated_at = now()
WHERE people_duplicate.state = 'open' AND (people_duplicate.kind, people_duplicate.probability,
    people_duplicate.identical) IS DISTINCT FROM (excluded.kind, excluded.probability, excluded.identical)
"""


class Verdict(NamedTuple):
    """What two people who agree at some levels may be, and how likely."""

    kind: str
    probability: float
    identical: bool = False


class Found(NamedTuple):
    """A pair, the smaller id first."""

    one: UUID
    other: UUID
    verdict: Verdict | None


def find(*, part: int, seconds: float | None = None, again: bool = False) -> Iterator[int]:
    """Goes on with a part until it is done, or until so many seconds are over; tells how many people it has looked at
    since the part was begun. `again` looks at everybody once more. Nothing where another process is at this part.
    """
    ends = None if seconds is None else time.monotonic() + seconds
    until, pace = timezone.now() - SETTLED, Pace()
    while True:
        # Not around the yield: who asks goes on in her own scope.
        with system("duplicates are looked for in the whole register"), transaction.atomic():
            DuplicateSearch.objects.get_or_create(part=part)
            search = DuplicateSearch.objects.select_for_update(skip_locked=True).filter(part=part).first()
            if search is None:
                return
            if again:
                search.noted_at = search.person = search.finished_at = None
                search.looked_at, again = 0, False
            more = _look_at_some(search, until)
            search.save()
        pace.give_way()
        yield search.looked_at
        if not more or (ends is not None and time.monotonic() > ends):
            return


def unfinished(*, part: int) -> bool:
    """Whether somebody of this part is still to be looked at."""
    with system("duplicates are looked for in the whole register"):
        search = DuplicateSearch.objects.filter(part=part).first() or DuplicateSearch(part=part)
        return bool(_next(search, timezone.now() - SETTLED, most=1))


def to_look_at(*, again: bool) -> int:
    """How many people a search begun now would look at, in all parts."""
    asked = {"parts": PARTS, "until": timezone.now() - SETTLED, "again": again}
    with system("duplicates are looked for in the whole register"), connection.cursor() as cursor:
        cursor.execute(LEFT, asked)
        return cursor.fetchone()[0]


def looked_at() -> int:
    """How many people all parts have looked at since each was begun."""
    with system("duplicates are looked for in the whole register"):
        return DuplicateSearch.objects.aggregate(all=Sum("looked_at"))["all"] or 0


def _look_at_some(search: DuplicateSearch, until) -> bool:
    """The next people of the part; whether there may be more."""
    people = _next(search, until, most=AT_ONCE)
    if people:
        with uncollected():
            _look_for([person for person, _noted_at in people], everybody=search.finished_at is None)
        (search.person, search.noted_at) = people[-1]
        search.looked_at += len(people)
    if len(people) < AT_ONCE:
        search.finished_at = timezone.now()
        return False
    return True


def _next(search: DuplicateSearch, until, *, most: int) -> list[tuple]:
    asked = {"until": until, "parts": PARTS, "part": search.part, "most": most, "first": UUID(int=0)}
    with connection.cursor() as cursor:
        cursor.execute(NEXT, asked | {"noted_at": search.noted_at, "person": search.person})
        return cursor.fetchall()


def _look_for(people: Sequence[UUID], *, everybody: bool) -> None:
    """Who may be these people, or live with them: kept as pairs; open pairs that came to nothing go."""
    model = current_model()
    verdict_of = _verdicts(model)
    known = traits_of(set(people))
    # The first time everybody is looked for, and each pair met from one side is enough.
    sharing = sharing_rare_keys(list(known.values()), most=COMPARED, below=list(known) if everybody else None)
    open_before = _open_pairs(people)
    met = ((person, other) for person, others in zip(known, sharing, strict=True) for other in others)
    pairs = {(one, other) if one < other else (other, one) for one, other in met if one != other}.union(open_before)
    known |= traits_of({person for pair in pairs for person in pair} - set(known))
    verdicts = (
        Found(one, other, verdict_of(model.compare(known[one], known[other])))
        for one, other in pairs
        if one in known and other in known
    )
    found = _worth_keeping([pair for pair in verdicts if pair.verdict])
    _keep(found)
    gone = set(open_before).difference((pair.one, pair.other) for pair in found)
    open_pairs = Duplicate.objects.filter(pk__in=[open_before[pair] for pair in gone], state=Duplicate.State.OPEN)
    open_pairs.delete()


@lru_cache(2)
def _verdicts(model: Model):
    """What people are who agree at some levels; the same few hundred thousand patterns come again and again."""

    @lru_cache(VERDICTS)
    def verdict_of(levels: Levels) -> Verdict | None:
        classes = model.classes(levels)
        if classes[Pair.MATCH] >= HINT:
            return Verdict(Duplicate.Kind.PERSON.value, round(classes[Pair.MATCH], 4), are_identical(levels))
        if classes[Pair.RELATIVE] >= RELATIVES and share_a_home(levels):
            return Verdict(Duplicate.Kind.HOUSEHOLD.value, round(classes[Pair.RELATIVE], 4))
        return None

    return verdict_of


def _open_pairs(people: Sequence[UUID]) -> dict[tuple[UUID, UUID], UUID]:
    pairs = Duplicate.objects.filter(state=Duplicate.State.OPEN)
    of_one, of_other = pairs.filter(one__in=people), pairs.filter(other__in=people)
    rows = of_one.union(of_other).values_list("one_id", "other_id", "pk")
    return {(one, other): pair for one, other, pair in rows}


def _worth_keeping(found: Sequence[Found]) -> list[Found]:
    """Of those who may be of one household only pairs of which one is in none yet, and for her the likeliest."""
    kept = [pair for pair in found if pair.verdict.kind == Duplicate.Kind.PERSON]
    homes = [pair for pair in found if pair.verdict.kind == Duplicate.Kind.HOUSEHOLD]
    if not homes:
        return kept
    people = {person for pair in homes for person in (pair.one, pair.other)}
    alone = set(Person.objects.filter(pk__in=people, household=None).values_list("pk", flat=True))
    told = set()
    for pair in sorted(homes, key=lambda pair: (-pair.verdict.probability, pair.one, pair.other)):
        lone = {pair.one, pair.other} & alone - told
        if lone:
            told |= lone
            kept.append(pair)
    return kept


def _keep(found: Sequence[Found]) -> None:
    if found:
        columns = zip(*((pair.one, pair.other, *pair.verdict) for pair in found), strict=True)
        with connection.cursor() as cursor:
            cursor.execute(KEEP, list(map(list, columns)))
