"""Who is compared with whom, when many people are at hand at once: all that share a key which is not too common."""

from array import array
from collections.abc import Collection, Mapping

import numpy as np

from .keys import Key, Kind

# A key that more people than these share is passed over: others of theirs are rarer.
LIMITS: Mapping[Kind, int] = {
    Kind.DOCUMENT: 40,
    Kind.NUMBER_PART: 20,
    Kind.PHONE: 40,
    Kind.BIRTH: 12,
    Kind.NAME_AND_MONTH: 20,
    Kind.PAIR_AND_YEAR: 30,
    Kind.PAIR_AND_DAY: 30,
    Kind.TRIPLE: 40,
    Kind.PAIR: 18,
    Kind.NAME: 12,
}


class Pairing:
    """Collects keys of people that are counted from 0, and gives the pairs of people that share one."""

    def __init__(self):
        # Plain arrays: a million people have thirty million keys.
        self._values, self._kinds, self._sizes = array("q"), array("b"), array("q")

    def add(self, keys: Collection[Key]) -> None:
        """The keys of the next person."""
        self._values.extend([key.value for key in keys])
        self._kinds.extend([key.kind for key in keys])
        self._sizes.append(len(keys))

    def extend(self, other: "Pairing") -> None:
        """The people of another after those so far."""
        self._values += other._values
        self._kinds += other._kinds
        self._sizes += other._sizes

    def pairs(self, limits: Mapping[Kind, int] = LIMITS) -> np.ndarray:
        """Each pair once, as rows of two numbers, the smaller first; sorted."""
        owners = np.repeat(np.arange(len(self._sizes), dtype=np.int64), self._sizes)
        keys, kinds = np.array(self._values), np.array(self._kinds)
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
