"""Who in the register may be the same person, found by keys and judged by what agrees.

Whoever asks is told of people she may not see: what of them is shown is for the caller to decide.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

import orjson
from django.db import connection

from casework.access.scope import system
from casework.people.likenesses import READABLE
from casework.people.matching import HINT, LIMITS, Model, Score, Traits, default_model, keys, telling_keys
from casework.people.matching.comparing import Levels
from casework.people.matching.keys import Kind
from casework.people.models import MatchModel

# So many people a key is followed to: who shares a rarer key, too, is found by that.
FOLLOWED = {
    Kind.DOCUMENT: 40,
    Kind.NUMBER_PART: 20,
    Kind.PHONE: 40,
    Kind.BIRTH: 60,
    Kind.NAME_AND_MONTH: 60,
    Kind.PAIR_AND_YEAR: 60,
    Kind.PAIR_AND_DAY: 60,
    Kind.TRIPLE: 60,
    Kind.PAIR: 60,
}
# So many are compared, those with the rarest keys in common first.
COMPARED = 80
SHOWN = 5
# Who bears two of her names, or three, bears each of them, too, and far more people bear one alone: among a million who
# is hinted stays as it is without asking for that. The second is for who has little time.
IMPLIED = {Kind.NAME: Kind.PAIR}
IMPLIED_AT_ONCE = {Kind.NAME: Kind.PAIR, Kind.PAIR: Kind.TRIPLE}
# A key says the more the fewer share it.
SHARING = """
SELECT asked.asker, sharing.person_id, sum(1.0::float8 / cardinality(block.people)) AS much
FROM unnest(%s::int[], %s::bigint[], %s::int[]) AS asked (asker, key, most)
CROSS JOIN LATERAL (
    SELECT array_agg(person_id) AS people
    FROM (SELECT person_id FROM people_with_keys WHERE keys @> ARRAY[asked.key] LIMIT {most}) bearers
) block
CROSS JOIN LATERAL unnest(block.people) AS sharing (person_id)
{among}
GROUP BY 1, 2
"""
FIND = SHARING.format(most="asked.most", among="")
# The same for many at once: a key that more people than so many share is passed over, as others of theirs are rarer.
FIND_MANY = SHARING.format(
    most="asked.most + 1",
    among="""WHERE cardinality(block.people) <= asked.most
    AND CASE WHEN %s::uuid[] IS NULL THEN true ELSE sharing.person_id < (%s::uuid[])[asked.asker + 1] END""",
)
BEST = """
SELECT asker, person_id FROM (
    SELECT *, row_number() OVER (PARTITION BY asker ORDER BY much DESC, person_id) AS place FROM ({found}) found
) placed
WHERE place <= {most} ORDER BY asker, place
"""
# What a much older version noted cannot be read; a job notes it anew.
LOAD = "SELECT person_id, values FROM people_likeness WHERE person_id = ANY(%s::uuid[]) AND made_by >= %s"
# How many people there are is as PostgreSQL knows it: counting a million takes longer than comparing.
NEWEST = """
SELECT (SELECT max(number) FROM people_matchmodel), reltuples FROM pg_class WHERE oid = 'people_likeness'::regclass
"""


MET = """
SELECT DISTINCT asked.asker
FROM unnest(%s::int[], %s::bigint[]) AS asked (asker, key)
CROSS JOIN LATERAL (SELECT noted_at FROM people_with_keys WHERE keys @> ARRAY[asked.key] LIMIT 60) bearers
WHERE bearers.noted_at > %s ORDER BY 1
"""


class Candidate(NamedTuple):
    """Somebody in the register who may be the same person."""

    person_id: UUID
    score: Score

    @property
    def probability(self) -> float:
        return self.score.probability


def worth_a_hint(probability: float, levels: Levels) -> bool:
    return probability >= HINT


def likely(
    people: Sequence[Traits],
    *,
    worth_telling: Callable[[float, Levels], bool] = worth_a_hint,
    most: int = SHOWN,
    but: Sequence[UUID | None] = (),
    among: Callable[[Sequence[Traits]], list[list[UUID]]] | None = None,
) -> list[list[Candidate]]:
    """For each of these people those in the register who may be she, the likeliest first.

    `but` says of each under which id she stands there herself, where she does. For thousands let it look `among` those
    who share a rare key (`sharing_rare_keys`): many times as fast, and nearly as sure.
    """
    with system("duplicates are looked for in the whole register"):
        found = (among or sharing_keys)(people)
        known = traits_of({other for others in found for other in others})
        model = current_model()
    return [
        _judged(traits, others, known, model, but[at] if but else None, worth_telling, most)
        for at, (traits, others) in enumerate(zip(people, found, strict=True))
    ]


def sharing_keys(people: Sequence[Traits]) -> list[list[UUID]]:
    """For each those with the rarest keys in common."""
    return _found(FIND, _asked(people, FOLLOWED, {}), len(people), COMPARED)


def sharing_rare_keys(
    people: Sequence[Traits],
    *,
    most: int,
    below: Sequence[UUID] | None = None,
    implied: Mapping[Kind, Kind] = IMPLIED,
) -> list[list[UUID]]:
    """For each those with a key in common that is not too common, those with the rarest of them first.

    Only of ids smaller than hers, where `below` says under which each stands in the register. Keys of a kind `implied`
    by another are passed over for who has one of that.
    """
    return _found(FIND_MANY, [*_asked(people, LIMITS, implied), below, below], len(people), most)


def met_since(people: Sequence[Traits], since: datetime) -> list[int]:
    """The places of those who share a telling key with somebody who was noted since then."""
    asked = [(asker, key.value) for asker, traits in enumerate(people) for key in telling_keys(traits)]
    if not asked:
        return []
    with system("duplicates are looked for in the whole register"), connection.cursor() as cursor:
        cursor.execute(MET, [*map(_array, zip(*asked, strict=True)), since])
        return [asker for (asker,) in cursor.fetchall()]


def _asked(people: Sequence[Traits], limits: Mapping[Kind, int], implied: Mapping[Kind, Kind]) -> list[str]:
    """Who asks, for which key, and how many may share it or are followed; kinds without a limit are not asked for."""
    askers, wanted, most = [], [], []
    for asker, traits in enumerate(people):
        hers = keys(traits)
        kinds = {key.kind for key in hers}
        for key in hers:
            if key.kind in limits and implied.get(key.kind) not in kinds:
                askers.append(asker)
                wanted.append(key.value)
                most.append(limits[key.kind])
    return [*map(_array, (askers, wanted, most))]


def _found(sql: str, asked: list, askers: int, most: int) -> list[list[UUID]]:
    """For each who asks those whom she shares most with, of rows (asker, person, how much)."""
    shared = [[] for _ in range(askers)]
    with connection.cursor() as cursor:
        cursor.execute(BEST.format(found=sql, most=most), asked)
        for asker, person in cursor.fetchall():
            shared[asker].append(person)
    return shared


def _array(numbers: Sequence[int]) -> str:
    """As PostgreSQL writes it: twenty thousand numbers sent one by one take longer than they are looked up."""
    return f"{{{','.join(map(str, numbers))}}}"


def traits_of(people: set[UUID]) -> dict[UUID, Traits]:
    """What these are compared by, as far as they are known."""
    with connection.cursor() as cursor:
        cursor.execute(LOAD, [list(people), READABLE])
        return {person: Traits.of_values(orjson.loads(values)) for person, values in cursor.fetchall()}


def _judged(traits, others, known, model: Model, herself: UUID | None, worth_telling, most: int) -> list[Candidate]:
    judged = []
    for other in others:
        if other == herself or other not in known:
            continue
        levels = model.compare(traits, known[other])
        probability = model.probability(levels)
        if worth_telling(probability, levels):
            judged.append((-probability, str(other), other, levels))
    # Reasons are said of the few that are told alone.
    return [Candidate(other, model.score_of(levels)) for *_, other, levels in sorted(judged)[:most]]


def current_model() -> Model:
    """The newest model, fit for as many people as there are; without one the model that is shipped."""
    with connection.cursor() as cursor:
        cursor.execute(NEWEST)
        number, people = cursor.fetchone()
    return _model(number, _roughly(max(int(people), 1)))


def _roughly(people: int) -> int:
    """With one significant digit, so that a register that grows asks for no new model each day."""
    scale = 10 ** (len(str(people)) - 1)
    return max(people // scale * scale, 1_000)


@lru_cache(4)
def _model(number: int | None, people: int) -> Model:
    if number is None:
        return default_model().for_people(people)
    return Model.from_data(MatchModel.objects.get(number=number).data).for_people(people)
