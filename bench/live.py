"""Is this person already here? One new registration against a register of a million with known duplicates.

Some rows of the invented register are held out: of people who are in it under another row, and of people who are not.
"""

import itertools
from collections.abc import Iterator
from uuid import UUID

from django.db import connection, transaction

from bench.measure import Count, Figure, measure
from bench.register import Row, register
from casework.base.many import insert_rows
from casework.people.candidates import likely
from casework.people.likenesses import traits_of, write
from casework.people.matching import HIGHLIGHT, HINT, Traits
from casework.people.models import Likeness, Person

HELD_OUT, EACH = 2_000, 100
AT_ONCE = 20_000
BUDGET, FLOOR_RECALL = 25, 0.985


def live(records: int) -> Iterator[Figure | Count]:
    """Latency of a live check and how often the right person is among the five shown."""
    again, new = fill(records)
    people = [traits for traits, _same in (*again[:200], *new[:200])]
    yield measure(f"is she here already, among {records:,}", lambda one: likely([one]), people, BUDGET)
    found, hinted, first, highlighted = 0, 0, 0, 0
    for traits, same in again:
        shown = likely([traits], worth_telling=lambda *_: True)[0]
        found += any(candidate.person_id in same for candidate in shown)
        first += bool(shown) and shown[0].person_id in same and shown[0].probability >= HINT
        hinted += any(candidate.person_id in same and candidate.probability >= HINT for candidate in shown)
        highlighted += any(candidate.person_id in same and candidate.probability >= HIGHLIGHT for candidate in shown)
    false = sum(bool(likely([traits])[0]) for traits, _ in new)
    yield Count(f"recall@5 of {len(again):,} who are", found / len(again), FLOOR_RECALL)
    yield Count(f"hinted (p ≥ {HINT})", hinted / len(again), 0.98)
    yield Count("hinted, the right one first", first / len(again))
    yield Count(f"very likely (p ≥ {HIGHLIGHT})", highlighted / len(again))
    yield Count(f"hinted falsely, of {len(new):,} who are not", false / len(new), 0.05, at_most=True)


def fill(records: int) -> tuple[list, list]:
    """The register without what is held out, written once; what is held out: traits and the ids of her other rows."""
    again, new, batch = [], [], []
    written = Likeness.objects.exists()
    for person, rows in itertools.groupby(register(records), key=lambda pair: pair[1].person):
        rows = [row for row, _truth in rows]
        if len(rows) > 1 and person % EACH == 0 and len(again) < HELD_OUT:
            again.append((_traits(rows[-1]), {_id(row) for row in rows[:-1]}))
            rows = rows[:-1]
        elif len(rows) == 1 and person % EACH == 1 and len(new) < HELD_OUT:
            new.append((_traits(rows[0]), set()))
            continue
        if not written:
            batch += rows
            if len(batch) >= AT_ONCE:
                _write(batch)
                batch = []
    if not written:
        _write(batch)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE people_person; ANALYZE people_likeness; ANALYZE people_matchkey")
    return again, new


def _id(row: Row) -> UUID:
    return UUID(int=(row.id * 0x9E3779B97F4A7C15F39CC0605CEDC835) % 2**128)


def _traits(row: Row) -> Traits:
    person = Person(
        given_names=row.given_names,
        family_names=row.family_names,
        sex=row.sex,
        birth_date=row.birth_date,
        birth_precision="day" if row.birth_precise else "year",
        canton_id=row.canton,
        address=row.address,
    )
    return traits_of(person, row.documents, row.phones)


def _write(rows: list[Row]) -> None:
    """Write the least that a person is; their traits stand in their likeness."""
    with transaction.atomic():
        insert_rows(
            Person(id=_id(row), given_names=row.given_names or "?", family_names=row.family_names, name_key="-")
            for row in rows
        )
        write((_id(row), _traits(row)) for row in rows)
