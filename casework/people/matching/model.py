"""What agreements are worth: how likely two people are one, and why."""

import json
from collections.abc import Mapping, Sequence
from enum import IntEnum
from functools import lru_cache
from math import exp, log
from pathlib import Path
from typing import NamedTuple, Self

from .comparing import COMPARISONS, MISSING, Bands, Levels, compare
from .traits import Traits

# A person is asked from the first on; the second is shown as "very likely". Nothing is ever merged by a score alone.
HINT, HIGHLIGHT = 0.13, 0.99
# From which share of people that bear it a name is uncommon, common, very common; other names are rare.
BAND_SHARES = (0.0005, 0.0025, 0.01)
REMEMBERED = 1 << 18
DEFAULT = Path(__file__).parent / "default_model.json"


class Pair(IntEnum):
    """What two people may be to one another."""

    STRANGER = 0
    RELATIVE = 1
    NAMESAKE = 2
    MATCH = 3


class Reason(NamedTuple):
    """One comparison's part in a score: in doublings of the odds, for the match or, below 0, against it."""

    comparison: str
    level: int
    weight: float


class Score(NamedTuple):
    """How likely two people are each thing to one another, and why."""

    classes: tuple[float, ...]
    reasons: tuple[Reason, ...]

    @property
    def probability(self) -> float:
        """That the two are the same person."""
        return self.classes[Pair.MATCH]

    @property
    def levels(self) -> Levels:
        return tuple(reason.level for reason in self.reasons)

    @property
    def rival(self) -> Pair:
        """What else the two are most likely."""
        return _rival(self.classes)


class Model:
    """How often pairs of each class agree at each level, how many such pairs there are, and how common names are."""

    def __init__(
        self,
        *,
        people: int,
        pairs: Sequence[float],
        chances: Mapping[str, Sequence[Sequence[float]]],
        shares: Mapping[str, float],
    ):
        """For a register of so many `people`: the number of `pairs` of each class, the `chances` of each comparison's
        levels in each class, and the `shares` of people who bear a name, of those names that are not rare."""
        self.people = people
        self.pairs = tuple(pairs)
        self.chances = {name: tuple(tuple(row) for row in chances[name]) for name in COMPARISONS}
        self.shares = dict(shares)
        self.bands: Bands = bands_of(self.shares)
        self._weights = tuple(
            ((0.0,) * len(Pair), *zip(*([log(chance) for chance in row] for row in self.chances[name]), strict=True))
            for name in COMPARISONS
        )
        # Of pairs in a register, strangers are nearly all.
        self._priors = tuple(log(number) for number in self.pairs)
        self.probability = lru_cache(REMEMBERED)(self._probability)

    def for_people(self, people: int) -> Self:
        """The same for a register of another size: whoever is twice in it has so many more strangers around her.

        Duplicates and relatives grow with the people, chance agreement with the pairs of people.
        """
        growth = max(people, 2) / self.people
        stranger, relative, namesake, match = self.pairs
        pairs = (stranger * growth**2, relative * growth, namesake * growth**2, match * growth)
        return type(self)(people=max(people, 2), pairs=pairs, chances=self.chances, shares=self.shares)

    def compare(self, one: Traits, other: Traits) -> Levels:
        return compare(one, other, self.bands)

    def score(self, one: Traits, other: Traits) -> Score:
        """How likely the two are the same person, with the reasons."""
        return self.score_of(compare(one, other, self.bands))

    def score_of(self, levels: Levels) -> Score:
        """The same from levels; each reason counts against what the two most likely are if not the same."""
        classes = self.classes(levels)
        rival = _rival(classes)
        rows = (weights[level] for level, weights in zip(levels, self._weights, strict=True))
        doublings = ((row[Pair.MATCH] - row[rival]) / log(2) for row in rows)
        return Score(classes, tuple(map(Reason, COMPARISONS, levels, doublings)))

    def _probability(self, levels: Levels) -> float:
        """That two people who agree at these levels are the same: the quick way for many pairs."""
        return self.classes(levels)[Pair.MATCH]

    def classes(self, levels: Levels) -> tuple[float, ...]:
        """How likely two people who agree at these levels are each thing to one another."""
        stranger, relative, namesake, match = self._priors
        for level, weights in zip(levels, self._weights, strict=True):
            if level != MISSING:
                row = weights[level]
                stranger += row[0]
                relative += row[1]
                namesake += row[2]
                match += row[3]
        most = max(stranger, relative, namesake, match)
        likelihoods = (exp(stranger - most), exp(relative - most), exp(namesake - most), exp(match - most))
        total = sum(likelihoods)
        return tuple(likelihood / total for likelihood in likelihoods)

    def as_data(self) -> dict:
        """As plain data, for a row or a file."""
        return {"people": self.people, "pairs": self.pairs, "chances": self.chances, "shares": self.shares}

    @classmethod
    def from_data(cls, data: Mapping) -> Self:
        return cls(**{name: data[name] for name in ("people", "pairs", "chances", "shares")})


def _rival(classes: tuple[float, ...]) -> Pair:
    return max(list(Pair)[:-1], key=lambda pair: classes[pair])


def bands_of(shares: Mapping[str, float]) -> dict[str, int]:
    """How common names are, as levels of comparison; names that are not in it are rare."""
    return {
        token: 1 + sum(share >= least for least in BAND_SHARES)
        for token, share in shares.items()
        if share >= BAND_SHARES[0]
    }


@lru_cache(1)
def default_model() -> Model:
    """A model learned from an invented register, for as long as a register has none of its own."""
    return Model.from_data(json.loads(DEFAULT.read_text()))
