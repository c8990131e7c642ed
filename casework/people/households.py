"""The only writers of households: who lives in them, who heads them, and where they are.

Where somebody lives now stands in her own row, and `HouseholdStay` keeps where she lived before; both are written here
only. A household in which anybody lives has a head: whoever takes it away names another, or the heir by rule follows.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.access.models import Membership
from casework.access.policy import Section
from casework.access.scope import system
from casework.base.errors import Conflict, about
from casework.base.text import tidy
from casework.people.actions import lock_household, lock_person, note_death, record_event, require_living
from casework.people.household_rules import (
    check_applicant,
    check_head,
    check_split,
    check_why,
    heir,
    through,
    to_new_head,
)
from casework.people.models import Household, HouseholdStay, Person
from casework.people.rules import check_day_of_act

Relationship, Why = Person.Relationship, HouseholdStay.Why
HEAD = Relationship.HEAD
LEAVING = (Why.MOVED, Why.SEPARATED, Why.LEFT_COUNTRY, Why.DIED, Why.MISTAKE, Why.OTHER)
SPLITTING = (Why.MOVED, Why.SEPARATED, Why.MISTAKE, Why.OTHER)
JOINING = (Why.TOGETHER, Why.REUNITED, Why.TWICE, Why.MISTAKE, Why.OTHER)


# Who lives there ------------------------------------------------------------------------------------------------------
@transaction.atomic
def create_household(
    *, head: Person, by: Membership, canton=None, address: str = "", since: date | None = None
) -> Household:
    """A household with this person as its head; she must not be in one (Conflict)."""
    head = lock_person(head, by, Section.HOUSEHOLD)
    if head.household_id:
        raise Conflict("in_household_already", str(_("This person is in a household already.")))
    household = _new(canton or head.canton, address or head.address)
    _come(head, household, HEAD, by, since)
    return household


@transaction.atomic
def join_household(
    *,
    person: Person,
    household: Household,
    relationship: str,
    by: Membership,
    since: date | None = None,
    new_head: Person | None = None,
) -> Person:
    """The person becomes a member, leaving the household she was in; `new_head` is for that one, if she headed it.

    `since` is the day she came, None where nobody knows it; who leaves another household comes today.
    """
    (person,), homes = _lock([person], [household], by)
    household = homes[household.pk]
    if person.household_id == household.pk:
        raise Conflict("in_household_already", str(_("This person is in this household already.")))
    check_head(relationship, _members(household))
    if person.household_id:
        since = since or timezone.localdate()
        _go(person, homes, by, _day(since, [person], "since"), Why.TOGETHER, new_head)
    return _come(person, household, relationship, by, since)


@transaction.atomic
def join_household_of(*, person: Person, other: Person, relationship: str, by: Membership, **more) -> Person:
    """The person joins the household of another, who becomes its head if she had none."""
    household = other.household or create_household(head=other, by=by)
    return join_household(person=person, household=household, relationship=relationship, by=by, **more)


@transaction.atomic
def leave_household(
    *,
    person: Person,
    by: Membership,
    why: str,
    on: date | None = None,
    new_head: Person | None = None,
    death: dict | None = None,
) -> HouseholdStay:
    """The person lives in no household any more; of who died it is recorded, with the facts of `death`."""
    (person,), homes = _lock([person], [], by)
    if not person.household_id:
        raise Conflict("in_no_household", str(_("This person is in no household.")))
    check_why(why, LEAVING)
    on = _day(on, [person])
    stay = _go(person, homes, by, on, why, new_head)
    record_event(person=person, by=by, kind="household_left", section=Section.HOUSEHOLD, leaving=why)
    if why == Why.DIED:
        note_death(person=person, by=by, **(death or {"on": on, "known_by": Person.DeathKnownBy.NOT_SAID}))
    return stay


# Who is what ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def make_head(*, person: Person, by: Membership) -> Person:
    """The person becomes the head of her household; what the others are to her follows (`household_rules`)."""
    person, household = _lock_member(person, by)
    if person.relationship == HEAD:
        raise Conflict("head_already", str(_("This person is the head already.")))
    _head(household, person, by)
    return person


@transaction.atomic
def change_relationship(*, person: Person, relationship: str, by: Membership) -> Person:
    """Says anew what the person is to the head. Nobody ceases to be the head so: another is made the head."""
    person, _household = _lock_member(person, by)
    if person.relationship == HEAD:
        raise Conflict("is_head", str(_("This person is the head: make somebody else the head first.")))
    check_head(relationship, [person])
    if relationship == person.relationship:
        return person
    person.relationship = relationship
    person.full_clean(exclude=["name_key"])
    _save_relationship(person, by)
    return person


@transaction.atomic
def set_applicant(*, household: Household, by: Membership, person: Person | None) -> Household:
    """Who applies for the visa on behalf of all: one adult of the household, or nobody."""
    household = lock_household(household, by)
    applicant = None
    if person:
        applicant = lock_person(person, by, Section.HOUSEHOLD)
        _require_member(applicant, household)
        check_applicant(applicant.born_until, today=timezone.localdate())
    with system("who applied until now may be out of sight of who says that another does"):
        for former in household.members.filter(principal_applicant=True).exclude(pk=person and person.pk):
            _apply(former, by, applies=False)
    if applicant and not applicant.principal_applicant:
        _apply(applicant, by, applies=True)
    return household


# Where they live ------------------------------------------------------------------------------------------------------
@transaction.atomic
def update_household(*, household: Household, by: Membership, **fields) -> Household:
    """Changes where a household lives: its canton and address. It is on the timeline of every member."""
    household = lock_household(household, by)
    for field in ("canton", "address"):
        if field in fields:
            value = fields.pop(field)
            setattr(household, field, tidy(value) if isinstance(value, str) else value)
    if fields:
        raise TypeError(f"not fields of a household: {sorted(fields)}")
    household.full_clean()
    household.save()
    _tell(_members(household), by, "household_changed")
    return household


# Of one two, and of two one -------------------------------------------------------------------------------------------
@transaction.atomic
def split_household(
    *,
    household: Household,
    members: Sequence[tuple[Person, str]],
    by: Membership,
    why: str,
    on: date | None = None,
    canton=None,
    address: str = "",
    new_head: Person | None = None,
) -> Household:
    """Some members leave into a household of their own; `members` says who is what there, one of them its head.

    `new_head` is for those who stay, where their head leaves.
    """
    check_why(why, SPLITTING)
    check_split(members)
    leaving, homes = _lock([person for person, _relationship in members], [household], by)
    household, day = homes[household.pk], _day(on, leaving)
    for person in leaving:
        _require_member(person, household)
    staying = [member for member in _members(household) if member not in leaving]
    if not staying:
        raise Conflict("nobody_stays", str(_("Nobody would stay: change where the household lives instead.")))
    own = _new(canton or household.canton, address)
    moving = sorted(zip(leaving, members, strict=True), key=lambda pair: pair[1][1] != HEAD)
    for person, _told in moving:
        _go(person, {}, by, day, why, None)
    _succeed(household, by, new_head)
    _tell([*staying, *leaving], by, "household_split", leaving=why)
    for person, (_asked, relationship) in moving:
        _come(person, own, relationship, by, day)
    return own


@transaction.atomic
def join_households(
    *, household: Household, other: Household, relationship: str, by: Membership, why: str, on: date | None = None
) -> Household:
    """Those of `other` come to live in this one; `relationship` is what their head is to the head here."""
    check_why(why, JOINING)
    if household.pk == other.pk:
        raise ValidationError({"household": ValidationError(_("This is the same household."), code="same")})
    coming = list(Person.objects.filter(household=other).members_seen_by(by))
    coming, homes = _lock(coming, [household, other], by)
    household, other, day = homes[household.pk], homes[other.pk], _day(on, coming)
    staying = _members(household)
    if set(coming) != set(_members(other)):
        raise PermissionDenied(_("You do not see everybody of that household: ask IOM to join the two."))
    check_head(relationship, staying)
    if not coming:
        raise Conflict("nobody_lives_there", str(_("Nobody lives in that household any more.")))
    applies = not any(person.principal_applicant for person in staying)
    _tell([*staying, *coming], by, "households_joined", leaving=why)
    for person in coming:
        was, applied = person.relationship, person.principal_applicant and applies
        _go(person, {}, by, day, why, None)
        _come(person, household, through(relationship, was), by, day, applies=applied)
    return household


def sizes_of(homes: Iterable[Household]) -> dict[UUID, int]:
    """How many live in each, also out of sight: numbers only."""
    with system("how many live there: numbers"):
        counted = Household.objects.filter(pk__in=[home.pk for home in homes]).annotate(size=Count("members"))
        return dict(counted.values_list("pk", "size"))


# What others do to a household ----------------------------------------------------------------------------------------
def lock_home(person: Person, by: Membership) -> None:
    """Locks the household of somebody whose own row is locked next: in the order in which it is done here."""
    _lock_homes(_homes_of([person], by), by)


def after_erasure(homes: Iterable[UUID], by: Membership) -> None:
    """Households of somebody who was erased get another head, or go with her where they were nobody else's."""
    for household in Household.objects.filter(pk__in=homes):
        _succeed(household, by, None)
    Household.objects.filter(pk__in=homes, members=None, stays=None).delete()


# Beneath --------------------------------------------------------------------------------------------------------------
def _lock(
    people: Sequence[Person], homes: Iterable[Household], by: Membership
) -> tuple[list[Person], dict[UUID, Household]]:
    """These people and all households concerned, as they are now, locked till the transaction ends.

    Households first and each in the order of their ids, so that two who change the same ones wait for each other and
    never in a circle; while one is locked nobody joins or leaves it.
    """
    locked = _lock_homes({home.pk for home in homes} | _homes_of(people, by), by)
    now = {p.pk: lock_person(p, by, Section.HOUSEHOLD) for p in sorted(people, key=lambda person: str(person.pk))}
    if {person.household_id for person in now.values()} - {None} - locked.keys():
        raise Conflict("household_changed", str(_("Somebody changed this household just now. Look again.")))
    return [now[person.pk] for person in people], locked


def _homes_of(people: Iterable[Person], by: Membership) -> set[UUID]:
    seen = Person.objects.visible_to(by, Section.HOUSEHOLD).filter(pk__in=[person.pk for person in people])
    return set(seen.exclude(household=None).values_list("household_id", flat=True))


def _lock_homes(keys: Iterable[UUID], by: Membership) -> dict[UUID, Household]:
    return {key: lock_household(Household(pk=key), by) for key in sorted(keys, key=str)}


def _lock_member(person: Person, by: Membership) -> tuple[Person, Household]:
    (person,), homes = _lock([person], [], by)
    if not person.household_id:
        raise Conflict("in_no_household", str(_("This person is in no household.")))
    return person, homes[person.household_id]


def _members(household: Household) -> list[Person]:
    with system("what becomes of a household concerns all who live there, also those out of sight"):
        return list(household.members.order_by("created_at", "pk"))


def _require_member(person: Person, household: Household) -> None:
    if person.household_id != household.pk:
        sentence = _("This person does not live in this household.")
        raise ValidationError({"person": ValidationError(sentence, code="not_a_member")})


def _day(on: date | None, people: Iterable[Person], field: str = "on") -> date:
    """The day on which these people came or went; ValidationError on the field for one that cannot be."""
    today = timezone.localdate()
    for person in people:
        with about(field):
            check_day_of_act(on or today, today=today, born=person.born_from)
    return on or today


def _new(canton, address: str) -> Household:
    household = Household(canton=canton, address=tidy(address))
    household.full_clean()
    household.save()
    return household


def _come(
    person: Person,
    household: Household,
    relationship: str,
    by: Membership,
    since: date | None,
    *,
    applies: bool = False,
) -> Person:
    require_living(person)
    if since:
        _day(since, [person], "since")
    person.household, person.relationship, person.household_since = household, relationship, since
    person.principal_applicant = applies
    person.full_clean(exclude=["name_key"])
    person.save()
    record_event(person=person, by=by, kind="household_joined", section=Section.HOUSEHOLD, relationship=relationship)
    return person


def _go(
    person: Person, homes: dict[UUID, Household], by: Membership, on: date, why: str, new_head: Person | None
) -> HouseholdStay | None:
    """Her stay ends and is kept; where she was the head of one of these households, another becomes it."""
    if not person.household_id:
        return None
    household, facts = person.household, {"relationship": person.relationship, "joined_on": person.household_since}
    stay = HouseholdStay(person=person, household=household, left_on=on, why=why, **facts)
    stay.full_clean()
    stay.save()
    was_head = person.relationship == HEAD
    person.household, person.relationship, person.household_since = None, "", None
    person.principal_applicant = False
    person.save()
    if was_head and household.pk in homes:
        _succeed(household, by, new_head)
    return stay


def _succeed(household: Household, by: Membership | None, new_head: Person | None) -> None:
    """If nobody heads the household now: the one who was chosen becomes its head, else the heir by rule."""
    members = _members(household)
    if not members or any(member.relationship == HEAD for member in members):
        return
    if new_head and new_head not in Person.objects.filter(household=household).members_seen_by(by):
        sentence = _("This person does not stay in the household.")
        raise ValidationError({"new_head": ValidationError(sentence, code="not_a_member")})
    _head(household, new_head or heir(members, timezone.localdate()), by)


def _head(household: Household, person: Person, by: Membership | None) -> None:
    """The person becomes the head, and all others what they are to her now. The former head first: there is one."""
    with system("what each is to the head follows from who is the head, for all who live there"):
        members = list(household.members.select_for_update(of=("self",), no_key=True).order_by("pk"))
        person_now = next(member for member in members if member == person)
        was = person_now.relationship
        others = sorted((m for m in members if m != person), key=lambda member: member.relationship != HEAD)
        for member in others:
            relationship = to_new_head(was, member.relationship)
            if relationship != member.relationship:
                member.relationship = relationship
                _save_relationship(member, by)
        person_now.relationship = HEAD
        person_now.save()
        record_event(person=person_now, by=by, kind="household_headed", section=Section.HOUSEHOLD)
    person.relationship = HEAD


def _save_relationship(person: Person, by: Membership | None) -> None:
    person.save()
    facts = {"relationship": str(person.relationship)}
    record_event(person=person, by=by, kind="household_relationship", section=Section.HOUSEHOLD, **facts)


def _apply(person: Person, by: Membership, *, applies: bool) -> None:
    person.principal_applicant = applies
    person.save()
    kind = "household_applicant" if applies else "household_applicant_ended"
    record_event(person=person, by=by, kind=kind, section=Section.HOUSEHOLD)


def _tell(members: Iterable[Person], by: Membership, kind: str, **facts) -> None:
    with system("what happened to a household happened to all who live there, whoever sees them"):
        for member in members:
            record_event(person=member, by=by, kind=kind, section=Section.HOUSEHOLD, **facts)
