"""Who is compared with whom, when many people are at hand at once: all that share a key which is not too common."""

from collections.abc import Iterable, Mapping

import numpy as np

from .keys import Key, Kind

# A key that more people than these share is passed over: others of theirs are rarer.
LIMITS: Mapping[Kind, int] = {
    Kind.DOCUMENT: 40,
    Kind.PHONE: 40,
    Kind.BIRTH: 12,
    Kind.NAME_AND_MONTH: 30,
    Kind.PAIR_AND_YEAR: 30,
    Kind.PAIR_AND_DAY: 30,
    Kind.TRIPLE: 40,
    Kind.PAIR: 30,
    Kind.NAME: 30,
}


class Pairing:
    """Collects keys of people that are counted from 0, and gives the pairs of people that share one."""

    def __init__(self):
        self._keys: list[np.ndarray] = []
        self._kinds: list[np.ndarray] = []
        self._sizes: list[int] = []
        self._batch: list[Key] = []

    def add(self, keys: Iterable[Key]) -> None:
        """The keys of the next person."""
        before = len(self._batch)
        self._batch.extend(keys)
        self._sizes.append(len(self._batch) - before)
        if len(self._batch) > 1_000_000:
            self._pack()

    def extend(self, other: "Pairing") -> None:
        """The people of another after those so far."""
        self._pack()
        other._pack()
        self._keys += other._keys
        self._kinds += other._kinds
        self._sizes += other._sizes

    def _pack(self) -> None:
        table = np.array(self._batch, dtype=np.int64).reshape(-1, 2)
        self._kinds.append(table[:, 0].astype(np.int8))
        self._keys.append(table[:, 1].copy())
        self._batch = []

    def pairs(self, limits: Mapping[Kind, int] = LIMITS) -> np.ndarray:
        """Each pair once, as rows of two numbers, the smaller first; sorted."""
        self._pack()
        owners = np.repeat(np.arange(len(self._sizes), dtype=np.int64), self._sizes)
        keys, kinds = np.concatenate(self._keys), np.concatenate(self._kinds)
        order = np.argsort(keys, kind="stable")
        keys, owners, kinds = keys[order], owners[order], kinds[order]
        begins = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]])
        sizes = np.diff(np.r_[begins, len(keys)])
        most = np.zeros(max(Kind) + 1, dtype=np.int64)
        most[list(limits)] = list(limits.values())
        wanted = (sizes > 1) & (sizes <= most[kinds[begins]])
        begins, sizes = begins[wanted], sizes[wanted]
        found = [np.empty(0, dtype=np.int64)]
        for size in np.unique(sizes):
            blocks = owners[begins[sizes == size][:, None] + np.arange(size)]
            left, right = np.triu_indices(size, 1)
            found.append(np.unique(((blocks[:, left] << 32) | blocks[:, right]).ravel()))
        pairs = np.unique(np.concatenate(found))
        return np.stack((pairs >> 32, pairs & 0xFFFFFFFF), axis=1)
