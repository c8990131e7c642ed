"""Reads about people. Every list of them begins with `visible_to`."""

from functools import reduce
from operator import or_

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Exists, Func, OuterRef, Q, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access.models import Membership
from casework.access.policy import Kind, Right, Section, may, reads, sections_read
from casework.base.text import fold, squash, tidy
from casework.people.rules import ASYLUM_DOCUMENTS, PHONE_KEY_DIGITS

# Wishes that one with DECIDE_RIGHTS has to confirm.
DECIDED = ("restrict", "erase", "retention")

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

    def scope(self, membership: Membership, section) -> Q:
        """`access.policy.ROW_SCOPE` as a condition; `section` may be an expression about the row."""
        if membership.organisation.kind == Kind.IOM:
            if not membership.provinces:
                return Q()
            canton = f"{self.person_path}__canton" if self.person_path else "canton"
            lives_there = Q(**{f"{canton}__parent__in": membership.provinces}) | Q(**{canton: None})
            lives_there |= Q(**{f"{canton}__in": membership.provinces})  # of the anonymised only the province is left
            return lives_there | Q(Exists(self._accesses(membership, section).filter(membership=membership)))
        return Q(Exists(self._accesses(membership, section)))

    def _accesses(self, membership: Membership, section):
        person_id = f"{self.person_path}_id" if self.person_path else "pk"
        wanted = Func(section if hasattr(section, "resolve_expression") else Value(section), **_AS_ARRAY)
        accesses = apps.get_model("people", "PersonAccess").objects.open_for(membership)
        return accesses.filter(Q(sections=None) | Q(sections__contains=wanted), person=OuterRef(person_id))


def require_open(person, membership: Membership | None, section: Section) -> None:
    """Raise PermissionDenied, with a sentence that names the section, unless it is open to the membership."""
    if section not in open_sections(person, membership):
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

    def open(self):
        return self.filter(Q(until=None) | Q(until__gt=timezone.now()))

    def open_for(self, membership: Membership):
        """Those that are open now to this membership: its organisation's, and its own."""
        of_organisation = Q(organisation=membership.organisation, membership=None)
        return self.open().filter(of_organisation | Q(membership=membership))


def open_sections(person, membership: Membership | None) -> frozenset[Section]:
    """The sections of this person's file that the membership reads now: its role's, within what is open to it."""
    if membership is None:
        return frozenset()
    mine = sections_read(membership)
    if membership.organisation.kind == Kind.IOM:
        return mine
    loaded = getattr(person, "open_accesses", None)
    accesses = person.accesses.open_for(membership) if loaded is None else loaded
    if any(access.sections is None for access in accesses):
        return mine
    return mine & {Section(section) for access in accesses for section in access.sections}


def matching(text: str, by: Membership | None, path: str = "") -> Q:
    """People by document or phone number however written, by e-mail, or by parts of their names without accents.

    Only by what `by` may read: a number in a part withheld from it finds nobody.
    `path` leads to the person from the rows that are looked through ("person__"): with the person named twice in one
    query, PostgreSQL compared everybody with everybody.
    """
    document = apps.get_model("people", "IdentityDocument").objects.visible_to(by)
    contact = apps.get_model("people", "ContactPoint").objects.visible_to(by)
    number = squash(text)
    if "@" in text:
        return Q(**{f"{path}pk__in": contact.filter(value_key=tidy(text).lower()).values("person_id")})
    if any(c.isdigit() for c in number):
        found = document.filter(number_key__in=[number, f"V{number}", f"E{number}"]).values("person_id")
        if number.isdigit() and len(number) >= PHONE_KEY_DIGITS:
            found = found.union(contact.filter(value_key=number[-PHONE_KEY_DIGITS:]).values("person_id"))
        return Q(**{f"{path}pk__in": found})
    words = fold(text).split()
    return Q(*(Q(**{f"{path}name_key__contains": word}) for word in words)) if words else Q(pk__in=[])


class PersonQuerySet(ScopedQuerySet):
    person_path = ""

    def search(self, text: str, by: Membership | None):
        """Those whom a text that was typed may mean (`matching`), by name."""
        return self.filter(matching(text, by)).order_by("name_key", "id")


class PersonHistoryQuerySet(ScopedQuerySet):
    """What became of people's own data."""

    person_path = "pgh_obj"


class HouseholdQuerySet(models.QuerySet):
    household = "pk"

    def visible_to(self, membership: Membership | None):
        """Households with somebody in them whose household this membership may see; IOM in the whole country: all."""
        if not reads(membership, Section.HOUSEHOLD):
            return self.none()
        if membership.organisation.kind == Kind.IOM and not membership.provinces:
            return self
        members = apps.get_model("people", "Person").objects.visible_to(membership, Section.HOUSEHOLD)
        return self.filter(Exists(members.filter(household=OuterRef(self.household))))


class HouseholdHistoryQuerySet(HouseholdQuerySet):
    """What became of households, seen by who sees the household."""

    household = "pgh_obj"


class IdentityDocumentQuerySet(ScopedQuerySet):
    """A refugee's card tells of her asylum, so it is in that section."""

    section = Section.DOCUMENTS

    def visible_to(self, membership: Membership | None, section: Section | None = None):
        of_asylum = Q(kind__in=ASYLUM_DOCUMENTS)
        return _either(self, membership, {Section.DOCUMENTS: ~of_asylum, Section.ASYLUM: of_asylum})


class ContactPointQuerySet(ScopedQuerySet):
    section = Section.CONTACT


class SpecificNeedQuerySet(ScopedQuerySet):
    section = Section.NEEDS


class ProtectionNoteQuerySet(ScopedQuerySet):
    """Asylum facts are a section of their own."""

    section = Section.PROTECTION

    def visible_to(self, membership: Membership | None, section: Section | None = None):
        of_asylum = Q(kind="asylum")
        return _either(self, membership, {Section.PROTECTION: ~of_asylum, Section.ASYLUM: of_asylum})


class ConsentQuerySet(ScopedQuerySet):
    section = Section.CONSENTS

    def given(self):
        """Those that hold: given, and not withdrawn."""
        return self.filter(withdrawn_on=None)


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


def _either(rows: ScopedQuerySet, membership: Membership | None, by_section: dict[Section, Q]):
    """Of rows whose section depends on the row: those of each section that the membership may read."""
    mine = sections_read(membership)
    seen = [rows.scope(membership, section) & which for section, which in by_section.items() if section in mine]
    return rows.filter(reduce(or_, seen)) if seen else rows.none()
