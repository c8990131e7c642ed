"""Who of those that somebody tells of may be in the register already: many at once, as `candidates` finds them.

Only among the people whom the one who asks may see.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from casework.access.models import Membership
from casework.people.candidates import IMPLIED_AT_ONCE, Candidate, likely, sharing_rare_keys, worth_a_hint
from casework.people.drafts import Draft
from casework.people.likenesses import traits_of_draft
from casework.people.matching import are_identical, have_same_document
from casework.people.matching.comparing import COMPARISONS, Document, Levels
from casework.people.models import Person

# So many are told of a row; so many are compared, those with the rarest keys in common.
MOST, COMPARED = 5, 8


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


def likely_same(drafts: Sequence[Draft], by: Membership) -> list[tuple[Likely, ...]]:
    """For each those whom she may be, who is identical first, then the likeliest; and whoever has the same document."""
    told = [traits_of_draft(draft) for draft in drafts]
    among = partial(sharing_rare_keys, most=COMPARED, implied=IMPLIED_AT_ONCE)
    found = likely(told, worth_telling=_worth_telling, most=MOST, among=among)
    ids = {candidate.person_id for candidates in found for candidate in candidates}
    seen = set(Person.objects.visible_to(by).filter(pk__in=ids).values_list("pk", flat=True))
    return [_likely([candidate for candidate in candidates if candidate.person_id in seen]) for candidates in found]


def _worth_telling(probability: float, levels: Levels) -> bool:
    """A child carries its parent's number, but so does somebody who is written down under another name."""
    return worth_a_hint(probability, levels) or have_same_document(levels)


def _likely(candidates: Sequence[Candidate]) -> tuple[Likely, ...]:
    found = [
        Likely(one.person_id, round(one.probability, 3), _why(one), are_identical(one.score.levels))
        for one in candidates
    ]
    return tuple(sorted(found, key=lambda one: (not one.identical, -one.score)))


def _why(candidate: Candidate) -> tuple[str, ...]:
    """What agrees, such as "birth:same"; in words: `matching.words.in_words`."""
    return tuple(
        f"{reason.comparison}:{COMPARISONS[reason.comparison](reason.level).name.lower()}"
        for reason in candidate.score.reasons
        if reason.level and (reason.weight > 0 or reason[:2] == ("document", Document.SAME))
    )
