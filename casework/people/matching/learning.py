"""Learns a model from a register in which nobody has said who is the same.

Every pair of people is a stranger, relative, namesake or match. Strangers agree by chance, which pairs drawn at random
show; so among the candidates there are so many strangers of each pattern of agreement, and who shows it beyond that is
something else. Expectation-maximisation finds what, over a table of patterns and how many pairs show them: pairs
themselves are not kept, and tables of parts of a register may be added up.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from random import Random

import numpy as np

from .comparing import COMPARISONS, BirthDate, Levels, Name, compare
from .keys import keys
from .model import BAND_SHARES, Model, Pair, bands_of
from .pairing import Pairing
from .traits import Traits

Patterns = Mapping[Levels, int]

RANDOM_PAIRS = 400_000
ITERATIONS, ENOUGH = 200, 1e-8
SMOOTHING = 0.5
SIZES = {name: len(levels) for name, levels in COMPARISONS.items()}

# What agrees by chance in a class; all else is learned. Strangers agree in nothing but by chance.
BY_CHANCE = {
    Pair.STRANGER: set(COMPARISONS),
    Pair.RELATIVE: {"given", "given_more", "sex"},
    Pair.NAMESAKE: {"birth", "document"},
    Pair.MATCH: set(),
}
# But some are named after a relative: that share is learned.
NAMED_AFTER = ("given", "given_more")
NAMED_AFTER_LEVELS = {Name.SOUNDS_SAME: 0.05, Name.CLOSE: 0.05}
NAMED_AFTER_AT_MOST = 0.5
# What hardly happens to one person written down twice. Without it sons become their fathers.
AT_MOST = {
    "given": {Name.DIFFERENT: 0.02},
    "family": {Name.DIFFERENT: 0.01},
    "birth": {
        BirthDate.TWO_SLIPS: 0.002,
        BirthDate.YEAR_NEAR: 0.001,
        BirthDate.DIFFERENT: 0.001,
        BirthDate.GENERATION: 0.0005,
    },
}
# Where learning begins: how a person written down twice agrees. Relatives and namesakes begin with their share of it.
_NAME_BEGINS = (0.25, 0.2, 0.15, 0.15, 0.12, 0.06, 0.04, 0.03)
MATCH_BEGINS = {
    "given": _NAME_BEGINS,
    "given_more": _NAME_BEGINS,
    "family": _NAME_BEGINS,
    "family_more": _NAME_BEGINS,
    "swapped": (0.95, 0.05),
    "birth": (0.75, 0.06, 0.06, 0.02, 0.01, 0.04, 0.03, 0.01, 0.01, 0.01),
    "document": (0.85, 0.01, 0.06, 0.08),
    "phone": (0.6, 0.05, 0.35),
    "canton": (0.85, 0.05, 0.1),
    "address": (0.5, 0.2, 0.1, 0.2),
    "sex": (0.98, 0.02),
}
BEGINS_AS_MATCH = {
    Pair.RELATIVE: {"family", "family_more", "swapped", "phone", "canton", "address"},
    Pair.NAMESAKE: {"given", "given_more", "family", "family_more", "swapped", "sex"},
}
# How many pairs of each class there are for each person, to begin with.
PAIRS_BEGIN = {Pair.RELATIVE: 0.5, Pair.NAMESAKE: 0.5, Pair.MATCH: 0.2}


def learn(candidates: Patterns, by_chance: Patterns, *, people: int, shares: Mapping[str, float]) -> Model:
    """A model from how many `candidates` (pairs that share a key) and pairs drawn `by_chance` agree at which levels.

    `shares` says of names that are not rare what share of people bears them; the levels were found with `bands_of` it.
    """
    return _Learning(candidates, by_chance, people, shares).learned()


def learn_from(people: Sequence[Traits]) -> Model:
    """A model from people who are all at hand. The same people give the same model."""
    shares = name_shares(people)
    bands = bands_of(shares)
    pairing = Pairing()
    for traits in people:
        pairing.add(keys(traits))
    candidates = Counter(compare(people[i], people[j], bands) for i, j in pairing.pairs().tolist())
    by_chance = Counter(compare(people[i], people[j], bands) for i, j in random_pairs(len(people)))
    return learn(candidates, by_chance, people=len(people), shares=shares)


def name_shares(people: Sequence[Traits]) -> dict[str, float]:
    """What share of the people bears each name, of those that are not rare."""
    counts = Counter(token for traits in people for token in {*traits.given, *traits.family})
    least = BAND_SHARES[0] * len(people)
    return {token: round(number / len(people), 6) for token, number in sorted(counts.items()) if number >= least}


def random_pairs(people: int, number: int = RANDOM_PAIRS, seed: int = 1) -> list[tuple[int, int]]:
    """Pairs of different people drawn at random, the same each time."""
    rng = Random(seed)  # noqa: S311  (nothing secret)
    drawn = ((int(rng.random() * people), int(rng.random() * people)) for _ in range(number))
    return [(one, other) for one, other in drawn if one != other]


class _Learning:
    """Expectation-maximisation over a table of patterns."""

    def __init__(self, candidates: Patterns, by_chance: Patterns, people: int, shares: Mapping[str, float]):
        self.people, self.shares = people, shares
        self.all_pairs = people * (people - 1) / 2
        ordered = sorted(candidates)
        self.counts = np.array([candidates[levels] for levels in ordered], dtype=float)
        table = np.array(ordered, dtype=np.int64).reshape(-1, len(COMPARISONS))
        self.levels = dict(zip(COMPARISONS, table.T, strict=True))
        self.chance = self._chance(by_chance)
        self.named_after = self._named_after()
        self.share_named_after = dict.fromkeys(NAMED_AFTER, 0.05)
        self.pairs = np.array([self.all_pairs, *(share * people for share in PAIRS_BEGIN.values())])
        self.chances = {name: self._beginning(name) for name in COMPARISONS}
        self.likelihood = -np.inf

    def learned(self) -> Model:
        for _ in range(ITERATIONS):
            before = self.likelihood
            self.step()
            if self.likelihood - before < ENOUGH * abs(self.likelihood):
                break
        chances = {
            name: [[float(f"{chance:.6g}") for chance in row] for row in self.chances[name]] for name in COMPARISONS
        }
        return Model(
            people=self.people,
            pairs=[round(float(number), 1) for number in self.pairs],
            chances=chances,
            shares=self.shares,
        )

    def step(self) -> None:
        """Once: what each pattern most likely is, and from that the chances anew."""
        weighted = self._expected()
        self.pairs = weighted.sum(axis=0)
        self.pairs[Pair.STRANGER] = self.all_pairs - self.pairs[1:].sum()
        for name in COMPARISONS:
            for pair in (Pair.RELATIVE, Pair.NAMESAKE, Pair.MATCH):
                counted = np.bincount(self.levels[name], weights=weighted[:, pair], minlength=SIZES[name] + 1)[1:]
                if pair == Pair.RELATIVE and name in NAMED_AFTER:
                    self.chances[name][pair] = self._partly_named_after(name, counted)
                elif name not in BY_CHANCE[pair]:
                    self.chances[name][pair] = _shared_out(counted, AT_MOST.get(name, {}) if pair == Pair.MATCH else {})

    def _expected(self) -> np.ndarray:
        """How many pairs of each pattern are of each class; sets the likelihood on the way."""
        logs = np.repeat(np.log(self.pairs / self.all_pairs)[None, :], len(self.counts), axis=0)
        for name, levels in self.levels.items():
            # Row 0 is "not known": the same for all classes, so it says nothing.
            logs += np.vstack((np.zeros(len(Pair)), np.log(self.chances[name]).T))[levels]
        most = logs.max(axis=1, keepdims=True)
        parts = np.exp(logs - most)
        totals = parts.sum(axis=1, keepdims=True)
        self.likelihood = float(self.counts @ (most + np.log(totals))[:, 0])
        return parts / totals * self.counts[:, None]

    def _chance(self, by_chance: Patterns) -> dict[str, np.ndarray]:
        found = {name: np.full(size, SMOOTHING) for name, size in SIZES.items()}
        for levels, number in by_chance.items():
            for name, level in zip(COMPARISONS, levels, strict=True):
                if level:
                    found[name][level - 1] += number
        return {name: numbers / numbers.sum() for name, numbers in found.items()}

    def _named_after(self) -> np.ndarray:
        """The levels at which a child's name agrees with the relative's it is: as common as names are."""
        levels = np.zeros(len(Name))
        for token, band in bands_of(self.shares).items():
            levels[band - 1] += self.shares[token]
        # Everybody bears about four names; what no common name accounts for is rare.
        levels[Name.SAME_RARE - 1] = max(3.4 - levels.sum(), 0.1)
        levels *= (1 - sum(NAMED_AFTER_LEVELS.values())) / levels.sum()
        for level, share in NAMED_AFTER_LEVELS.items():
            levels[level - 1] = share
        return levels

    def _partly_named_after(self, name: str, counted: np.ndarray) -> np.ndarray:
        share = self.share_named_after[name]
        named, chance = share * self.named_after, (1 - share) * self.chance[name]
        share = float((counted * named / np.maximum(named + chance, 1e-300)).sum() / max(counted.sum(), 1e-300))
        share = self.share_named_after[name] = min(max(share, 0.01), NAMED_AFTER_AT_MOST)
        return share * self.named_after + (1 - share) * self.chance[name]

    def _beginning(self, name: str) -> np.ndarray:
        rows = np.repeat(self.chance[name][None, :], len(Pair), axis=0)
        rows[Pair.MATCH] = MATCH_BEGINS[name]
        for pair, names in BEGINS_AS_MATCH.items():
            if name in names:
                rows[pair] = MATCH_BEGINS[name]
        if name == "document":
            rows[Pair.RELATIVE] = (rows[Pair.RELATIVE] + rows[Pair.MATCH]) / 2
        if name in NAMED_AFTER:
            share = self.share_named_after[name]
            rows[Pair.RELATIVE] = share * self.named_after + (1 - share) * self.chance[name]
        return rows


def _shared_out(counted: np.ndarray, at_most: Mapping[int, float]) -> np.ndarray:
    """The most likely chances of levels counted so often, none above what it may be at most."""
    counted = counted + SMOOTHING
    held = np.zeros(len(counted), dtype=bool)
    chances = counted / counted.sum()
    while True:
        over = [level - 1 for level, most in at_most.items() if not held[level - 1] and chances[level - 1] > most]
        if not over:
            return chances
        held[over] = True
        kept = sum(most for level, most in at_most.items() if held[level - 1])
        chances = np.where(held, chances, counted * (1 - kept) / counted[~held].sum())
        for level, most in at_most.items():
            if held[level - 1]:
                chances[level - 1] = most
