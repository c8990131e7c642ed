"""Reads about people. Every list of them begins with `visible_to`."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import reduce
from operator import or_

from dateutil.relativedelta import relativedelta
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import Case, Exists, Expression, Func, OuterRef, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access.models import Membership
from casework.access.policy import Kind, Right, Section, may, reads, sections_read
from casework.access.scope import system
from casework.base.reading import asked_of_each
from casework.people.ages import may_be_child
from casework.people.rules import ASYLUM_DOCUMENTS
from casework.people.search import find

# Wishes that one with DECIDE_RIGHTS has to confirm.
DECIDED = ("restrict", "erase", "retention")

PROVINCE_DIGITS = 2
OLD_AGE = 60
# Measured: counted as a set, 400,000 people's expiries take half of the time, 30,000 people's three times as long.
MANY = 100_000
_AS_ARRAY = {
    "template": "ARRAY[%(expressions)s]::varchar[]",
    "output_field": ArrayField(models.CharField(max_length=12)),
}


class ScopedQuerySet(models.QuerySet):
    """Rows that hang on a person. `person_path` is the way to her, "" for the person herself.

    `section` is the part of the file these rows are: who may not read it finds none of them.
    """

    person_path = "person"
    section = Section.IDENTITY

    def visible_to(self, membership: Membership | None, section: Section | None = None):
        """Rows of people within the membership's row scope whose `section` (default: these rows' own) it may read."""
        section = section or self.section
        if not reads(membership, section):
            return self.none()
        return self.filter(self.scope(membership, section))

    def each_visible_to(self, membership: Membership | None):
        """Select as `visible_to`, asked of each row as a list is walked: where a partner sees nearly all of them."""
        if membership is None or membership.organisation.kind == Kind.IOM or not reads(membership, self.section):
            return self.visible_to(membership)
        return self.filter(asked_of_each(self._accesses(membership, self.section)))

    def scope(self, membership: Membership, section) -> Q:
        """`access.policy.ROW_SCOPE` as a condition; `section` may be an expression about the row."""
        if membership.is_everywhere:
            return Q()
        if membership.organisation.kind == Kind.IOM:
            canton = f"{self.person_path}__canton" if self.person_path else "canton"
            lives_there = Q(**{f"{canton}__parent__in": membership.provinces}) | Q(**{canton: None})
            lives_there |= Q(**{f"{canton}__in": membership.provinces})  # of the anonymised only the province is left
            return lives_there | Q(Exists(self._accesses(membership, section).filter(membership=membership)))
        return Q(Exists(self._accesses(membership, section)))

    def _accesses(self, membership: Membership, section, person=None):
        person = person or OuterRef(f"{self.person_path}_id" if self.person_path else "pk")
        wanted = Func(section if hasattr(section, "resolve_expression") else Value(section), **_AS_ARRAY)
        accesses = apps.get_model("people", "PersonAccess").objects.open_for(membership)
        return accesses.filter(Q(sections=None) | Q(sections__contains=wanted), person=person)


def require_open(person, membership: Membership | None, section: Section, *, to_write: bool = False) -> None:
    """Raise PermissionDenied, with a sentence that names the section, unless it is open to the membership.

    When nothing is open any more, since another was quicker, she is not there: DoesNotExist.
    """
    if section in open_sections(person, membership, to_write=to_write):
        return
    opened = open_sections(person, membership)
    if not opened:
        raise type(person).DoesNotExist
    if section in opened:
        raise PermissionDenied(_("An emergency read shows, and changes nothing."))
    raise PermissionDenied(_("This part was not shared with you: %(section)s.") % {"section": section.label})


class PersonAccessQuerySet(ScopedQuerySet):
    section = Section.JOURNEY

    def visible_to(self, membership: Membership | None, section: Section | None = None):
        """An organisation sees its own accesses, and all those to the people it keeps."""
        if membership is None or membership.organisation.kind == Kind.IOM:
            return super().visible_to(membership, section)
        keeps = self.model.objects.filter(
            person=OuterRef("person"), organisation=membership.organisation, reason="owner", until=None
        )
        return self.filter(Q(organisation=membership.organisation) | Q(membership=membership) | Exists(keeps))

    def open(self, moment: datetime | None = None):
        """Select those that are open at this moment (default: now)."""
        return self.filter(Q(until=None) | Q(until__gt=moment or timezone.now()))

    def emergencies(self):
        return self.filter(reason="emergency")

    def told_to(self, membership: Membership):
        """The emergency reads that log readers are told of: IOM's of all, a partner's of its own people."""
        reads_of_people = self.emergencies().visible_to(membership)
        if not may(membership, Right.READ_LOG):
            return self.none()
        if membership.organisation.kind == Kind.IOM:
            return reads_of_people
        return reads_of_people.filter(Exists(self.model.objects.owners().filter(organisation=membership.organisation)))

    def to_acknowledge(self, membership: Membership):
        """Those of them nobody has taken note of, and this membership is to: who keeps the case, else IOM."""
        waiting = self.told_to(membership).filter(acknowledged_at=None).exclude(opened_by=membership.user)
        if membership.organisation.kind == Kind.IOM:
            partner = Q(organisation_kind=Kind.PARTNER, organisation__is_active=True)
            return waiting.exclude(Exists(self.model.objects.owners().filter(partner)))
        return waiting

    def shared_lately(self, membership: Membership, since: datetime, most: int):
        """What was shared with the membership's organisation since then and is open still, the last first."""
        new = self.open_for(membership).filter(reason="referral", since__gte=since, person__cases__state="open")
        with system("which were shared last: numbers of its own; the accesses are read without it"):
            newest = list(new.order_by("-since").values_list("pk", flat=True)[:most])
        return self.open_for(membership).filter(pk__in=newest).order_by("-since")

    def owners(self):
        """Of the person of an outer query: the accesses of who keeps her case."""
        return self.open().filter(reason="owner", person=OuterRef("person"))

    def open_for(self, membership: Membership):
        """Those that are open now to this membership: its organisation's, and its own."""
        of_organisation = Q(organisation=membership.organisation, membership=None)
        return self.open(membership.moment).filter(of_organisation | Q(membership=membership))


def sees_many(membership: Membership) -> bool:
    """Tell whether so many people are open to a membership that they are joined as a set, and not looked up singly."""
    if membership.organisation.kind == Kind.IOM:
        return True
    with system("whether an organisation has many people: a number of its own"):
        # As `access_once_while_open` has them: an index is counted as far as needed, and no row is read.
        open_always = apps.get_model("people", "PersonAccess").objects.filter(until=None)
        return open_always.filter(organisation=membership.organisation)[MANY:].exists()


def in_territory(canton_id: str | None, membership: Membership) -> bool:
    """Whether somebody who lives there is within a membership's territory; only IOM's have one, of provinces.

    A canton's code begins with its province's.
    """
    if membership.organisation.kind != Kind.IOM or not membership.provinces or canton_id is None:
        return True
    return canton_id[:PROVINCE_DIGITS] in membership.provinces


def check_within_territory(canton, membership: Membership) -> None:
    """ValidationError on the canton of somebody whom the membership would register and not see."""
    if canton and not in_territory(canton.pk, membership):
        sentence = _("This canton is outside your territory: ask the office that serves it to register the person.")
        raise ValidationError({"canton": ValidationError(sentence, code="outside_territory")})


def open_sections(person, membership: Membership | None, *, to_write: bool = False) -> frozenset[Section]:
    """The sections of this person's file that the membership reads now: its role's, within what is open to it.

    `to_write` leaves out what an emergency read opened.
    """
    if membership is None:
        return frozenset()
    mine = sections_read(membership)
    of_iom = membership.organisation.kind == Kind.IOM
    if of_iom and in_territory(person.canton_id, membership):
        return mine
    loaded = getattr(person, "open_accesses", None)
    accesses = person.accesses.open_for(membership) if loaded is None else loaded
    if of_iom:
        # That IOM keeps a case opens it to no sub-office elsewhere.
        accesses = [access for access in accesses if access.membership_id == membership.pk]
    if to_write:
        accesses = [access for access in accesses if access.reason != "emergency"]
    if any(access.sections is None for access in accesses):
        return mine
    return mine & {Section(section) for access in accesses for section in access.sections}


class PlaceIn(Func):
    """The place of a value in an array."""

    function = "array_position"
    output_field = models.IntegerField()


def in_order(ids: Sequence, column: str = "pk") -> PlaceIn:
    """To sort rows as these ids are."""
    return PlaceIn(Value(list(ids), output_field=ArrayField(models.UUIDField())), column)


def vulnerable(today: date, path: str = "") -> Q:
    """People whose tasks come first: children, those of 60 and more, and women who head a household with a child.

    By what everybody reads who sees them: their specific needs would show in the order of a list (domain: section 6).
    """
    children = apps.get_model("people", "Person").objects.filter(may_be_child(today))
    with_child = Exists(children.filter(household=OuterRef(f"{path}household")))
    head = Q(**{f"{path}sex": "female", f"{path}relationship": "head"})
    old_since = today - relativedelta(years=OLD_AGE)
    by_age = may_be_child(today, path) | Q(**{f"{path}birth_date__lte": old_since})
    return by_age | head & Q(with_child)


class PersonQuerySet(ScopedQuerySet):
    person_path = ""

    def visible_to(self, membership: Membership | None, section: Section | None = None):
        """Who was merged into another is in no list: she is found as the one who is kept."""
        return super().visible_to(membership, section).filter(merged_into=None)

    def sight_of(self, person: Expression, membership: Membership | None) -> models.QuerySet:
        """Rows that are there just when the membership may see the person with this id: hers, or what opens her file.

        Whether she was merged into another is not asked.
        """
        if reads(membership, self.section) and membership.organisation.kind != Kind.IOM:
            return self._accesses(membership, self.section, person)
        return super().visible_to(membership).filter(pk=person)

    def search(self, text: str, by: Membership | None):
        """Those whom a text that was typed may mean (`people.search`), the likeliest first."""
        found = find(text, by)
        return self.filter(pk__in=found).order_by(in_order(found))

    def members_seen_by(self, membership: Membership | None):
        """Those whose household the membership reads, the head first; of the others it is told how many they are."""
        seen = self.visible_to(membership).visible_to(membership, Section.HOUSEHOLD)
        return seen.order_by(Case(When(relationship="head", then=0), default=1), "household_since", "name_key", "id")


class LikenessQuerySet(models.QuerySet):
    def visible_to(self, membership: Membership | None):
        """Nobody looks at it: only work for nobody in particular looks through it."""
        return self.none()

    def worked_on(self):
        """It comes by itself with whatever is written of her."""
        return self.none()


class PersonHistoryQuerySet(ScopedQuerySet):
    """What became of people's own data."""

    person_path = "pgh_obj"


class HouseholdQuerySet(models.QuerySet):
    household = "pk"

    def visible_to(self, membership: Membership | None):
        """Households with somebody in them whose household this membership may see; IOM in the whole country: all."""
        if not reads(membership, Section.HOUSEHOLD):
            return self.none()
        if membership.is_everywhere:
            return self
        members = apps.get_model("people", "Person").objects.visible_to(membership, Section.HOUSEHOLD)
        return self.filter(Exists(members.filter(household=OuterRef(self.household))))


class HouseholdStayQuerySet(ScopedQuerySet):
    section = Section.HOUSEHOLD


class HouseholdHistoryQuerySet(HouseholdQuerySet):
    """What became of households, seen by who sees the household."""

    household = "pgh_obj"


class ScopedByKindQuerySet(ScopedQuerySet):
    """Rows whose section depends on the row: `by_section` says which are of which."""

    by_section: Mapping[Section, Q]

    def visible_to(self, membership: Membership | None, section: Section | None = None):
        mine = sections_read(membership)
        return self._any_of(self.scope(membership, s) & which for s, which in self.by_section.items() if s in mine)

    def of_sections(self, opened: Collection[Section]):
        """Those of one person who was found by `visible_to`: what of her file is open (`open_sections`) is known."""
        return self._any_of(which for section, which in self.by_section.items() if section in opened)

    def _any_of(self, conditions: Iterable[Q]):
        conditions = list(conditions)
        return self.filter(reduce(or_, conditions)) if conditions else self.none()


class IdentityDocumentQuerySet(ScopedByKindQuerySet):
    """A refugee's card tells of her asylum, so it is in that section."""

    section = Section.DOCUMENTS
    by_section = {Section.DOCUMENTS: ~Q(kind__in=ASYLUM_DOCUMENTS), Section.ASYLUM: Q(kind__in=ASYLUM_DOCUMENTS)}


class ContactPointQuerySet(ScopedQuerySet):
    section = Section.CONTACT

    def in_use(self):
        """Those that are not lost and that nobody asked us to leave alone."""
        return self.filter(opted_out_at=None).exclude(state="lost")


class ContactAttemptQuerySet(ScopedQuerySet):
    """What staff wrote of their tries, so it is read as notes are."""

    section = Section.NOTES


class SpecificNeedQuerySet(ScopedQuerySet):
    section = Section.NEEDS


class ProtectionNoteQuerySet(ScopedByKindQuerySet):
    """Asylum facts are a section of their own."""

    section = Section.PROTECTION
    by_section = {Section.PROTECTION: ~Q(kind="asylum"), Section.ASYLUM: Q(kind="asylum")}


class ConsentQuerySet(ScopedQuerySet):
    section = Section.CONSENTS

    def given(self):
        """Those that hold: given, and not withdrawn."""
        return self.filter(withdrawn_on=None)

    def to_messages(self):
        """Those that hold, to be sent messages."""
        return self.given().filter(purpose="contact")


class DataRequestQuerySet(ScopedQuerySet):
    section = Section.CONSENTS

    def open(self):
        return self.filter(status="open")

    def answered(self):
        return self.exclude(status="open").order_by("-answered_on", "pk")

    def with_names(self):
        return self.select_related("person", "organisation")

    def waiting_for(self, membership: Membership | None):
        """Open ones which this membership answers: its organisation's, and those that it alone may decide."""
        if not may(membership, Right.SERVE_RIGHTS):
            return self.none()
        own = Q(organisation=membership.organisation)
        if may(membership, Right.DECIDE_RIGHTS):
            own |= Q(kind__in=DECIDED)
        return self.visible_to(membership).open().filter(own)


class EventQuerySet(ScopedQuerySet):
    """Each row names its section."""

    def visible_to(self, membership: Membership | None, section: Section | None = None):
        if membership is None:
            return self.none()
        return self.filter(self.scope(membership, OuterRef("section")), section__in=sections_read(membership))
