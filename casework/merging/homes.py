"""With whom somebody lives whose two records become one: in one household, and whom she leaves has a head."""

from datetime import date
from typing import NamedTuple

from casework.merging.moving import Change, change
from casework.merging.rules import COLUMNS, Part, Side
from casework.people.household_rules import HEAD, heir, to_new_head
from casework.people.models import Person

NOWHERE = {"household": None, "relationship": "", "household_since": None, "principal_applicant": False}


class Member(NamedTuple):
    """Who lives in a household afterwards, and what she was to the head who is there no more."""

    pk: object
    person: Person
    relationship: str
    born_until: date | None


def settle(kept: Person, gone: Person, side: Side, today: date) -> tuple[dict, list[Change]]:
    """Where the one who is kept lives afterwards, and what becomes of those with whom either was recorded."""
    place = place_of(gone if side == Side.GONE else kept)
    if kept.household_id and kept.household_id == gone.household_id:
        place["principal_applicant"] = kept.principal_applicant or gone.principal_applicant
    changes = []
    for household in sorted({kept.household_id, gone.household_id} - {None}, key=str):
        people = Person.objects.filter(household=household).exclude(pk__in=(kept.pk, gone.pk)).order_by("pk")
        members = [Member(person.pk, person, person.relationship, person.born_until) for person in people]
        if place["household"] == household:
            members.append(Member(kept.pk, kept, place["relationship"], kept.born_until))
        if members and not any(member.relationship == HEAD for member in members):
            changes += _succeed(members, kept, place, today)
    return place, changes


def place_of(person: Person) -> dict:
    """Her place in a household, by its columns."""
    return {column: getattr(person, person._meta.get_field(column).attname) for column in COLUMNS[Part.HOUSEHOLD]}


def _succeed(members: list[Member], kept: Person, place: dict, today: date) -> list[Change]:
    """The heir becomes the head, and all others what they are to the heir; the one who is kept in her new place."""
    head, changes = heir(members, today), []
    for member in members:
        becomes = HEAD if member is head else to_new_head(head.relationship, member.relationship)
        if member.person is kept:
            place["relationship"] = becomes
        elif becomes != member.relationship:
            changes.append(change(member.person, relationship=becomes))
    return changes
