"""Who of those that somebody tells of may be in the register already: many at once, as `candidates` finds them.

Of people out of sight `disclosure` decides; what is told of them is for `journey.likely` to say.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple
from uuid import UUID

from casework.access.models import Membership
from casework.people.candidates import IMPLIED_AT_ONCE, Candidate, likely, sharing_rare_keys, worth_a_hint
from casework.people.disclosure import disclosed
from casework.people.drafts import Draft
from casework.people.likenesses import traits_of_draft
from casework.people.matching import (
    HIGHLIGHT,
    Agreement,
    Kind,
    Traits,
    agreement,
    are_identical,
    have_same_document,
    telling_keys,
)
from casework.people.matching.comparing import COMPARISONS, Document, Levels

# So many are told of a row; so many are compared, those with the rarest keys in common.
MOST, COMPARED = 5, 8
PLACE = "import"
SAME_DOCUMENT = f"document:{Document.SAME.name.lower()}"
REPEATED_MOST = 5


@dataclass(frozen=True)
class Likely:
    """Somebody in the register, how likely it is she, from 0 to 1, and what speaks for it, as codes.

    `identical`: document, birth date and names are the same. Only then somebody is taken for her without being asked;
    never because of a score.
    """

    person_id: UUID
    score: float
    why: tuple[str, ...]
    identical: bool
    seen: bool

    @property
    def very_likely(self) -> bool:
        return self.score >= HIGHLIGHT

    @property
    def same_document(self) -> bool:
        return SAME_DOCUMENT in self.why


class PossibleMatches(NamedTuple):
    """The people in the register a row may be. `ask_later`: people out of sight were not asked about (`disclosure`)."""

    people: tuple[Likely, ...]
    ask_later: bool


def possible_matches(drafts: Sequence[Draft], by: Membership) -> list[PossibleMatches]:
    """Find for each draft the people it may be, as far as `by` may learn of them.

    Identical and seen people first, then the likeliest, and everybody with the same document.
    """
    told = [traits_of_draft(draft) for draft in drafts]
    among = partial(sharing_rare_keys, most=COMPARED, implied=IMPLIED_AT_ONCE)
    found = likely(told, worth_telling=_worth_telling, most=COMPARED, among=among)
    return [
        PossibleMatches(_likely(one.candidates[:MOST], one.seen), one.ask_later)
        for one in disclosed(told, found, by, place=PLACE)
    ]


def repeating(people: Sequence[Traits]) -> set[int]:
    """The places of those who may be an earlier one of these, as they share a telling key that is no telephone: of one
    telephone is many a family. What more than a few have in common tells nothing."""
    bearers = defaultdict(list)
    for place, traits in enumerate(people):
        for key in telling_keys(traits):
            if key.kind != Kind.PHONE:
                bearers[key].append(place)
    return {place for places in bearers.values() if len(places) <= REPEATED_MOST for place in places[1:]}


def _worth_telling(probability: float, levels: Levels) -> bool:
    """A child carries its parent's number, but so does somebody who is written down under another name."""
    return worth_a_hint(probability, levels) or have_same_document(levels)


def _likely(candidates: Sequence[Candidate], seen: frozenset[UUID]) -> tuple[Likely, ...]:
    found = [
        Likely(
            person_id=one.person_id,
            score=round(one.probability, 3),
            why=_why(one),
            identical=are_identical(one.score.levels),
            seen=one.person_id in seen,
        )
        for one in candidates
    ]
    return tuple(sorted(found, key=lambda one: (not (one.seen and one.identical), -one.score)))


def _why(candidate: Candidate) -> tuple[str, ...]:
    """What agrees, such as "birth:same"; in words: `matching.words.in_words`."""
    return tuple(
        f"{comparison}:{COMPARISONS[comparison](level).name.lower()}"
        for comparison, level, _weight in candidate.score.reasons
        if agreement(comparison, level) in (Agreement.AGREES, Agreement.NEAR)
    )
