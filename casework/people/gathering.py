"""Many new households at once, by the rules by which `households` makes one: for what registers people by hundreds."""

from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone

from casework.access.models import Membership
from casework.access.policy import Section, require_write
from casework.base.errors import Conflict
from casework.base.many import check_rows, insert_rows, update_rows
from casework.people.actions import require_living, require_writable
from casework.people.drafts import event
from casework.people.household_rules import HEAD
from casework.people.models import Household, Person, PersonAccess

WRITTEN = ("household", "relationship", "household_since", "principal_applicant")
Members = Sequence[tuple[UUID, str]]


@transaction.atomic
def create_households(*, homes: Sequence[Members], by: Membership) -> list[bool]:
    """Make a household of each of these people who live in none, with what each is to its head: (person, relationship).

    Each household wholly or not at all: the answer says of each whether it was made. It is not where somebody is out of
    sight, lives in a household, died, may not be written by `by`, or is what a constraint refuses.
    """
    require_write(by, Section.HOUSEHOLD)
    people = _locked({key for members in homes for key, _relationship in members}, by)
    drafted: list[list[Person]] = []
    made: list[Household] = []
    for members in homes:
        joining = [people[key] for key, _relationship in members if key in people and _may_join(people[key], by)]
        relationships = [relationship for _key, relationship in members]
        if len(joining) < len(members) or relationships.count(HEAD) != 1:
            drafted.append([])
            continue
        head = joining[relationships.index(HEAD)]
        household = Household(canton_id=head.canton_id, address=head.address)
        for person, relationship in zip(joining, relationships, strict=True):
            person.household, person.relationship, person.household_since = household, relationship, None
            person.principal_applicant = False
        made.append(household)
        drafted.append(joining)
    refused = _refused([person for joining in drafted for person in joining])
    drafted = [[] if any(person.pk in refused for person in joining) else joining for joining in drafted]
    _write([person for joining in drafted for person in joining], made, by)
    return [bool(joining) for joining in drafted]


def _locked(keys: set[UUID], by: Membership) -> dict[UUID, Person]:
    """The people as they are now, locked in the order of their ids, with what is open of them to `by`."""
    accesses = Prefetch("accesses", PersonAccess.objects.open_for(by), to_attr="open_accesses")
    seen = Person.objects.visible_to(by).filter(pk__in=keys).order_by("pk")
    return {
        person.pk: person for person in seen.select_for_update(of=("self",), no_key=True).prefetch_related(accesses)
    }


def _may_join(person: Person, by: Membership) -> bool:
    try:
        require_writable(person, by, Section.HOUSEHOLD)
        require_living(person)
    except (Conflict, ObjectDoesNotExist, PermissionDenied):
        return False
    return person.household_id is None


def _refused(people: Sequence[Person]) -> set[UUID]:
    return {person.pk for person, error in zip(people, check_rows(people), strict=True) if error}


def _write(people: Sequence[Person], made: Sequence[Household], by: Membership) -> None:
    now, joined = timezone.now(), {person.household_id for person in people}
    lines = [
        event(person, by, "household_joined", Section.HOUSEHOLD, relationship=str(person.relationship))
        for person in people
    ]
    for line in lines:
        line.at = now
    insert_rows(household for household in made if household.pk in joined)
    update_rows(people, WRITTEN)
    insert_rows(lines)
