"""Who of those that somebody tells of may be in the register already: many at once, looked up by index.

By what agrees wholly: a document's number, or the name with the exact day of birth. Only among the people whom the one
who asks may see.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from casework.access.models import Membership
from casework.people.drafts import Draft
from casework.people.models import IdentityDocument, Person

DOCUMENT, NAME_AND_BIRTH = "same_document", "same_name_and_birth"
SCORES = {frozenset({DOCUMENT}): 0.6, frozenset({NAME_AND_BIRTH}): 0.8, frozenset({DOCUMENT, NAME_AND_BIRTH}): 0.99}
# From here on it is taken for the same person, unless somebody says otherwise.
SURE = 0.99
MOST = 5


@dataclass(frozen=True)
class Traits:
    """What is told of somebody, in the forms in which the register is searched."""

    name_key: str
    birth_date: date | None
    birth_precision: str
    document_keys: tuple[str, ...]

    @classmethod
    def of(cls, draft: Draft) -> "Traits":
        person = draft.person
        keys = tuple(document.number_key for document in draft.documents)
        return cls(person.name_key, person.birth_date, person.birth_precision, keys)


@dataclass(frozen=True)
class Likely:
    """Somebody in the register, how likely it is she, from 0 to 1, and what speaks for it."""

    person_id: UUID
    score: float
    why: tuple[str, ...]


def likely_same(traits: Sequence[Traits], by: Membership) -> list[tuple[Likely, ...]]:
    """For each those whom she may be, the likeliest first."""
    by_document = _by_document({key for each in traits for key in each.document_keys}, by)
    by_name = _by_name_and_birth(traits, by)
    return [_likely(each, by_document, by_name) for each in traits]


def _by_document(keys: Iterable[str], by: Membership) -> dict[str, set[UUID]]:
    found = defaultdict(set)
    documents = IdentityDocument.objects.visible_to(by).filter(number_key__in=list(keys))
    for key, person_id in documents.values_list("number_key", "person_id"):
        found[key].add(person_id)
    return found


def _by_name_and_birth(traits: Sequence[Traits], by: Membership) -> dict[tuple[str, date], set[UUID]]:
    exact = {(each.name_key, each.birth_date) for each in traits if each.birth_precision == Person.BirthPrecision.DAY}
    names, births = {name for name, _birth in exact}, {birth for _name, birth in exact}
    people = Person.objects.visible_to(by).filter(
        name_key__in=names, birth_date__in=births, birth_precision=Person.BirthPrecision.DAY
    )
    found = defaultdict(set)
    for person_id, name, birth in people.values_list("pk", "name_key", "birth_date"):
        found[name, birth].add(person_id)
    return found


def _likely(each: Traits, by_document: dict, by_name: dict) -> tuple[Likely, ...]:
    why = defaultdict(set)
    for key in each.document_keys:
        for person_id in by_document.get(key, ()):
            why[person_id].add(DOCUMENT)
    if each.birth_precision == Person.BirthPrecision.DAY:
        for person_id in by_name.get((each.name_key, each.birth_date), ()):
            why[person_id].add(NAME_AND_BIRTH)
    found = [Likely(person_id, SCORES[frozenset(codes)], tuple(sorted(codes))) for person_id, codes in why.items()]
    return tuple(sorted(found, key=lambda one: (-one.score, str(one.person_id)))[:MOST])
