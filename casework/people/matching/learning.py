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

from .comparing import COMPARISONS, Levels, Name, compare
from .keys import keys
from .model import BAND_SHARES, Model, Pair, bands_of
from .pairing import Pairing
from .traits import Traits

Patterns = Mapping[Levels, int]

RANDOM_PAIRS = 250_000
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
# But some are named after a relative: how many is learned, up to so many by first and by second name. More of them than
# that are no relatives.
NAMED_AFTER = {"given": 0.1, "given_more": 0.3}
NAMED_AFTER_SLIPS = {Name.SOUNDS_SAME: 0.05, Name.CLOSE: 0.05}
NAMES_EACH = 3.4
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
# What is known of people before looking at a register, counted as so many pairs for each person: who is written down
# twice is hardly ever so with another birth date altogether, and of relatives few are twins and few bear the number of
# another. Without it sons become their fathers.
KNOWN_WEIGHT = 0.25
KNOWN = {
    Pair.MATCH: {
        "birth": (0.8, 0.035, 0.07, 0.01, 0.002, 0.04, 0.04, 0.001, 0.001, 0.0005),
    },
    Pair.RELATIVE: {
        "birth": (0.02, 0.0005, 0.002, 0.002, 0.01, 0.0025, 0.005, 0.1, 0.3, 0.558),
        "document": (0.1, 0.05, 0.01, 0.84),
    },
}
KNOWN_SLIPS = {Name.SOUNDS_SAME: 0.06, Name.CLOSE: 0.06, Name.ALIKE: 0.03, Name.DIFFERENT: 0.015}
# Namesakes live where they live; in a large register it shows how many more of them near one another there are.
MOSTLY_BY_CHANCE = ("phone", "canton", "address")
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
        self.drawn = self._drawn(by_chance)
        self.chance = {name: numbers / numbers.sum() for name, numbers in self.drawn.items()}
        self.named_after = self._same_name(NAMED_AFTER_SLIPS)
        self.share_named_after = dict.fromkeys(NAMED_AFTER, 0.05)
        self.pairs = np.array([self.all_pairs, *(share * people for share in PAIRS_BEGIN.values())])
        self.chances = {name: self._beginning(name) for name in COMPARISONS}
        known = {(pair, name): chances for pair, rows in KNOWN.items() for name, chances in rows.items()}
        known |= {(Pair.MATCH, name): self._same_name(KNOWN_SLIPS) for name in ("given", "family")}
        known |= {(Pair.NAMESAKE, name): self.chance[name] for name in MOSTLY_BY_CHANCE}
        self.known = {key: KNOWN_WEIGHT * people * np.array(chances) for key, chances in known.items()}
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
        self.pairs = np.maximum(weighted.sum(axis=0), SMOOTHING)
        self.pairs[Pair.STRANGER] = self.all_pairs - self.pairs[1:].sum()
        for name in COMPARISONS:
            self.chance[name] = self._chance(name, weighted)
            for pair in Pair:
                self.chances[name][pair] = self._agreement(name, pair, self._counted(name, weighted[:, pair]))

    def _agreement(self, name: str, pair: Pair, counted: np.ndarray) -> np.ndarray:
        if pair == Pair.RELATIVE and name in NAMED_AFTER:
            return self._partly_named_after(name, counted)
        if name in BY_CHANCE[pair]:
            return self.chance[name]
        counted = counted + SMOOTHING + self.known.get((pair, name), 0)
        return counted / counted.sum()

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

    def _drawn(self, by_chance: Patterns) -> dict[str, np.ndarray]:
        """How many of all pairs agree at each level, by those drawn."""
        found = {name: np.full(size, SMOOTHING) for name, size in SIZES.items()}
        for levels, number in by_chance.items():
            for name, level in zip(COMPARISONS, levels, strict=True):
                if level:
                    found[name][level - 1] += number
        one_stands_for = self.all_pairs / sum(by_chance.values())
        return {name: numbers * one_stands_for for name, numbers in found.items()}

    def _chance(self, name: str, weighted: np.ndarray) -> np.ndarray:
        """Of the pairs drawn some were no strangers; in a small register they are many enough to matter."""
        known = self._counted(name, weighted[:, 1:].sum(axis=1))
        least = SMOOTHING * self.drawn[name].sum() / RANDOM_PAIRS
        strangers = np.maximum(self.drawn[name] - known, least)
        return strangers / strangers.sum()

    def _counted(self, name: str, weights: np.ndarray) -> np.ndarray:
        return np.bincount(self.levels[name], weights=weights, minlength=SIZES[name] + 1)[1:]

    def _same_name(self, slips: Mapping[int, float]) -> np.ndarray:
        """The levels at which one name agrees with itself: as rare as names are, but for what is slipped."""
        levels = np.zeros(len(Name))
        for token, band in bands_of(self.shares).items():
            levels[band - 1] += self.shares[token]
        # What the common names of a person with some three names leave over is rare.
        levels[Name.SAME_RARE - 1] = max(NAMES_EACH - levels.sum(), 0.1)
        levels *= (1 - sum(slips.values())) / levels.sum()
        for level, share in slips.items():
            levels[level - 1] = share
        return levels

    def _partly_named_after(self, name: str, counted: np.ndarray) -> np.ndarray:
        share = self.share_named_after[name]
        named, chance = share * self.named_after, (1 - share) * self.chance[name]
        share = float((counted * named / np.maximum(named + chance, 1e-300)).sum() / max(counted.sum(), 1e-300))
        share = self.share_named_after[name] = min(max(share, 0.01), NAMED_AFTER[name])
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
