"""Groups of people that seem to be one, of pairs that seem to be."""

from collections.abc import Iterable
from typing import Any

# The halves of a group belong together when so much speaks for it on average over all pairs across. Two that were never
# compared share no key and count as nothing: one false link must not chain two families.
COHESION = 0.4
MEMBERS_MOST = 12


def clusters(
    pairs: Iterable[tuple[Any, Any, float]],
    *,
    at_least: float,
    cohesion: float = COHESION,
    members_most: int = MEMBERS_MOST,
) -> list[tuple]:
    """Groups of two and more of (one, other, probability), the surest pairs joined first.

    Whoever is compared can be sorted, such as ids; the order of the pairs does not matter.
    """
    scored: dict[Any, dict[Any, float]] = {}
    for one, other, probability in pairs:
        scored.setdefault(one, {})[other] = probability
        scored.setdefault(other, {})[one] = probability
    links = sorted(
        (-probability, one, other)
        for one, others in scored.items()
        for other, probability in others.items()
        if one < other and probability >= at_least
    )
    groups = {one: [one] for one in scored}
    for _, one, other in links:
        ours, theirs = groups[one], groups[other]
        if ours is theirs or len(ours) + len(theirs) > members_most:
            continue
        across = sum(scored[mine].get(yours, 0.0) for mine in ours for yours in theirs)
        if across >= cohesion * len(ours) * len(theirs):
            ours.extend(theirs)
            for member in theirs:
                groups[member] = ours
    found = {id(group): tuple(sorted(group)) for group in groups.values() if len(group) > 1}
    return sorted(found.values())
