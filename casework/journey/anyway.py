"""Registering somebody whom the register likely holds already: what was said of it, and the pairs that it leaves."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access.models import Membership
from casework.access.scope import system
from casework.base.text import tidy
from casework.journey.actions import register, register_person
from casework.journey.likely import PLACE, Found, Part, Registered, registered_matches, told_of
from casework.journey.models import Case
from casework.people.candidates import Candidate, likely, traits_of
from casework.people.drafts import Draft
from casework.people.likenesses import traits_of_draft
from casework.people.matching import are_identical
from casework.people.models import Duplicate, Person
from casework.people.once import bearers_of, wait_for_numbers

State, Reason = Duplicate.State, Duplicate.Reason


@transaction.atomic
def register_anyway(*, by: Membership, reason: str = "", words: str = "", **told) -> Case:
    """Registers a person as `register` does, and leaves a pair with each who may be she.

    `reason` says why she is none of them. It decides the pairs with those whom `by` sees: of the others it is only
    remembered, and whoever sees both decides.
    """
    words = tidy(words)
    _check(reason, words)
    case = register(by=by, not_the_same=reason, **told)
    _leave_pairs(case.person, by, reason, words)
    return case


@transaction.atomic
def register_person_anyway(*, by: Membership, reason: str, words: str = "", **told) -> Person:
    """The same for a person without a case."""
    words = tidy(words)
    _check(reason, words)
    person = register_person(by=by, not_the_same=reason, **told)
    _leave_pairs(person, by, reason, words)
    return person


def probably_registered(draft: Draft, by: Membership) -> list[Registered]:
    """Find people who are registered already and very likely this person, or have a document of theirs and `by` sees.

    Nobody else registers these numbers meanwhile. Of people out of sight it tells what `registered_matches` tells.
    """
    wait_for_numbers(document.number_key for document in draft.documents)
    found = [one for one in registered_matches(traits_of_draft(draft), by).people if one.very_likely]
    rest = bearers_of(draft.documents, by) - {one.person.pk for one in found if one.person}
    same = (Found(person_id, True, (Part.DOCUMENT,)) for person_id in rest)
    return [*found, *told_of(same, by, place=PLACE).values()]


def _leave_pairs(person: Person, by: Membership, reason: str, words: str) -> None:
    candidates = candidates_of(person)
    seen = set(
        Person.objects.visible_to(by).filter(pk__in=[c.person_id for c in candidates]).values_list("pk", flat=True)
    )
    with system("pairs of people are kept for those who see both, and who registers may see one alone"):
        Duplicate.objects.bulk_create(
            _pair(person, candidate, by, reason if candidate.person_id in seen else "", words)
            for candidate in candidates
        )


def _check(reason: str, words: str) -> None:
    if reason and reason not in Reason:
        raise ValidationError(
            {"not_the_same": ValidationError(_("Say why they are different."), code="invalid_choice")}
        )
    if reason == Reason.OTHER and not words:
        sentence = _("Say the other reason in words.")
        raise ValidationError({"not_the_same_words": ValidationError(sentence, code="required")})


def candidates_of(person: Person) -> list[Candidate]:
    """Who in the register may be this person, by all that is known of her now."""
    with system("duplicates are looked for in the whole register"):
        known = traits_of({person.pk})
    return likely([known[person.pk]], but=[person.pk])[0]


def _pair(person: Person, candidate: Candidate, by: Membership, reason: str, words: str) -> Duplicate:
    one, other = sorted([person.pk, candidate.person_id])
    pair = Duplicate(
        one_id=one,
        other_id=other,
        probability=round(candidate.probability, 4),
        identical=are_identical(candidate.score.levels),
        remark=words,
    )
    if reason:
        pair.state, pair.reason = State.DIFFERENT, reason
        pair.decided_at, pair.decided_by, pair.decided_for = timezone.now(), by.user, by.organisation
    return pair
