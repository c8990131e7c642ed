"""Pairs of people who may be one, side by side, as far as the one who looks reads them; and why they may be."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch

from casework.access.models import Membership
from casework.access.scope import system
from casework.journey.models import Case
from casework.people.candidates import current_model, traits_of
from casework.people.matching import HIGHLIGHT, HINT, Agreement, clusters, explain
from casework.people.matching.words import Line
from casework.people.models import ContactPoint, Duplicate, IdentityDocument, Person


@dataclass(frozen=True)
class Side:
    """One of the two, with the newest case the reader sees."""

    person: Person
    case: Case | None


@dataclass(frozen=True)
class Pair:
    """Two people who may be one, with the lines of the comparison; none when one of them is compared no more."""

    duplicate: Duplicate
    sides: tuple[Side, Side]
    why: tuple[Line, ...]

    @property
    def very_likely(self) -> bool:
        return self.duplicate.probability >= HIGHLIGHT

    @property
    def agreeing(self) -> list[str]:
        return self._texts(Agreement.AGREES)

    @property
    def near(self) -> list[str]:
        return self._texts(Agreement.NEAR)

    @property
    def differing(self) -> list[str]:
        return self._texts(Agreement.DIFFERS)

    def _texts(self, agreement: Agreement) -> list[str]:
        return [str(line.text) for line in self.why if line.agreement == agreement]


def side_by_side(duplicates: Iterable[Duplicate], by: Membership) -> list[Pair]:
    """Pairs that `by` may see, in their order; a few queries however many they are."""
    duplicates = list(duplicates)
    ids = {person for pair in duplicates for person in (pair.one_id, pair.other_id)}
    documents = IdentityDocument.objects.visible_to(by).order_by("created_at")
    contacts = ContactPoint.objects.visible_to(by).order_by("created_at")
    people = Person.objects.visible_to(by).select_related("canton__parent", "household").prefetch_related(
        Prefetch("documents", documents, to_attr="seen_documents"),
        Prefetch("contacts", contacts, to_attr="seen_contacts"),
    )  # fmt: skip
    people = people.in_bulk(ids)
    cases = Case.objects.visible_to(by).select_related("organisation", "caseworker").newest_of(ids)
    why = _why(duplicates)
    return [
        Pair(pair, tuple(Side(people[pk], cases.get(pk)) for pk in (pair.one_id, pair.other_id)), why[pair.pk])
        for pair in duplicates
        if pair.one_id in people and pair.other_id in people
    ]


def _why(duplicates: list[Duplicate]) -> dict[UUID, tuple[Line, ...]]:
    with system("what is said of a pair is said to those who see both, who asked for it"):
        known = traits_of({person for pair in duplicates for person in (pair.one_id, pair.other_id)})
        model = current_model()
    return {
        pair.pk: tuple(explain(model.score(known[pair.one_id], known[pair.other_id])))
        if pair.one_id in known and pair.other_id in known
        else ()
        for pair in duplicates
    }


def grouped(pairs: list[Pair]) -> list[list[Pair]]:
    """Pairs of people who may all be one stand together, where the first of them stands."""
    scored = [(pair.duplicate.one_id, pair.duplicate.other_id, pair.duplicate.probability) for pair in pairs]
    group_of = {person: group for group in clusters(scored, at_least=HINT) for person in group}
    groups: dict[tuple, list[Pair]] = {}
    for pair in pairs:
        one, other = pair.duplicate.one_id, pair.duplicate.other_id
        together = group_of.get(one) is not None and group_of.get(one) == group_of.get(other)
        groups.setdefault(group_of[one] if together else (one, other), []).append(pair)
    return list(groups.values())
