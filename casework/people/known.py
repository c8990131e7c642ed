"""Who of those that somebody tells of may be in the register already: many at once, as `candidates` finds them.

Also people whom the one who asks may not see: what she is told of those is for `journey.likely` to say.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from casework.access.models import Membership
from casework.people.candidates import IMPLIED_AT_ONCE, Candidate, likely, sharing_rare_keys, worth_a_hint
from casework.people.drafts import Draft
from casework.people.likenesses import traits_of_draft
from casework.people.matching import HIGHLIGHT, Kind, Traits, are_identical, have_same_document, telling_keys
from casework.people.matching.comparing import COMPARISONS, Document, Levels
from casework.people.models import Person

# So many are told of a row; so many are compared, those with the rarest keys in common.
MOST, COMPARED = 5, 8
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


def tells_who(traits: Traits) -> bool:
    """Whether so much is said of somebody that one is told of people whom one does not see: never for a name alone,
    which would tell who is known to whom of anybody's name."""
    return bool(traits.given and (traits.birth or traits.documents or traits.phones))


def likely_same(drafts: Sequence[Draft], by: Membership) -> list[tuple[Likely, ...]]:
    """For each those whom she may be, who is identical and seen first, then the likeliest; and whoever has the same
    document."""
    told = [traits_of_draft(draft) for draft in drafts]
    among = partial(sharing_rare_keys, most=COMPARED, implied=IMPLIED_AT_ONCE)
    found = likely(told, worth_telling=_worth_telling, most=MOST, among=among)
    ids = {candidate.person_id for candidates in found for candidate in candidates}
    seen = set(Person.objects.visible_to(by).filter(pk__in=ids).values_list("pk", flat=True))
    return [_likely(traits, candidates, seen) for traits, candidates in zip(told, found, strict=True)]


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


def _likely(traits: Traits, candidates: Sequence[Candidate], seen: set[UUID]) -> tuple[Likely, ...]:
    found = [
        Likely(
            person_id=one.person_id,
            score=round(one.probability, 3),
            why=_why(one),
            identical=are_identical(one.score.levels),
            seen=one.person_id in seen,
        )
        for one in candidates
        if one.person_id in seen or tells_who(traits)
    ]
    return tuple(sorted(found, key=lambda one: (not (one.seen and one.identical), -one.score)))


def _why(candidate: Candidate) -> tuple[str, ...]:
    """What agrees, such as "birth:same"; in words: `matching.words.in_words`."""
    return tuple(
        f"{reason.comparison}:{COMPARISONS[reason.comparison](reason.level).name.lower()}"
        for reason in candidate.score.reasons
        if reason.level and (reason.weight > 0 or reason[:2] == ("document", Document.SAME))
    )
