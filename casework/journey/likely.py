"""Whether somebody is registered already, as far as the one who asks may know.

Whom she sees she is told with her case. Of people whom other organisations keep she is told which organisation, since
which month, and which parts agree: so much is needed to ask for access, and no more. It is written in the log.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.access import log
from casework.access.models import Membership, Organisation
from casework.access.policy import Right, require
from casework.access.scope import system
from casework.journey.models import Case
from casework.journey.reading import keepers_of
from casework.people.candidates import Candidate, likely
from casework.people.matching import HIGHLIGHT, Traits, explain
from casework.people.models import Person

PLACE = "likely_people"
SHOWN = 5
# What a comparison is about, for whoever may not know what it found.
PARTS = {
    "given": _("given names"),
    "given_more": _("given names"),
    "family": _("family names"),
    "family_more": _("family names"),
    "swapped": _("names"),
    "birth": _("birth date"),
    "document": _("document"),
    "phone": _("phone"),
    "canton": _("canton"),
    "address": _("address"),
    "sex": _("sex"),
}


@dataclass(frozen=True)
class Registered:
    """Somebody who may be the one that is asked about. `person` and `case` are None where the asker may not see her."""

    very_likely: bool
    why: tuple[str, ...]
    organisation: Organisation | None
    since: date
    person: Person | None = None
    case: Case | None = None


def who_is_likely(traits: Traits, by: Membership) -> list[Registered]:
    """The likeliest first. Nobody for a name alone, which would tell who is known to whom of anybody's name."""
    require(by, Right.REGISTER)
    if not traits.given or not (traits.birth or traits.documents or traits.phones):
        return []
    candidates = likely([traits], most=SHOWN)[0]
    if not candidates:
        return []
    ids = [candidate.person_id for candidate in candidates]
    seen = _seen(ids, by)
    with system("of people the asker may not see she is told who keeps them and since which month"):
        keepers = keepers_of(ids)
        organisations = Organisation.objects.in_bulk(set(filter(None, keepers.values())))
        since = dict(Person.objects.filter(pk__in=ids).values_list("pk", "created_at"))
    log.read_of({person: keeper for person, keeper in keepers.items() if person not in seen}, place=PLACE)
    return [
        Registered(
            very_likely=candidate.probability >= HIGHLIGHT,
            why=_why(candidate, whole=candidate.person_id in seen),
            organisation=organisations.get(keepers[candidate.person_id]),
            since=timezone.localdate(since[candidate.person_id]),
            **seen.get(candidate.person_id, {}),
        )
        for candidate in candidates
        if candidate.person_id in since
    ]


def _seen(ids: list[UUID], by: Membership) -> dict[UUID, dict]:
    """Of these people those the asker may see, each with her open case, else her newest."""
    newest = Case.objects.visible_to(by).filter(person=OuterRef("pk")).order_by("-state", "-opened_on").values("pk")
    people = Person.objects.visible_to(by).filter(pk__in=ids).annotate(of_case=Subquery(newest[:1]))
    people = list(people)
    cases = Case.objects.visible_to(by).in_bulk([person.of_case for person in people if person.of_case])
    return {person.pk: {"person": person, "case": cases.get(person.of_case)} for person in people}


def _why(candidate: Candidate, *, whole: bool) -> tuple[str, ...]:
    """What agrees and differs, in words; of somebody the asker may not see only which parts agree."""
    lines = explain(candidate.score)
    if whole:
        return tuple(str(line.text) for line in lines)
    parts = (str(PARTS[line.comparison]) for line in lines if line.weight > 0)
    return tuple(dict.fromkeys(parts))
