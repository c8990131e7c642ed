"""The only writers of people. Each takes `by=`, the membership that acts, and raises ValidationError on bad input."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.access.models import Membership
from casework.access.policy import Kind, Right, Section, may, require, require_write
from casework.access.scope import system
from casework.base.errors import Conflict, about, within
from casework.base.text import fold, squash, tidy
from casework.people import rules
from casework.people.accesses import open_access
from casework.people.models import (
    ContactPoint,
    Event,
    Household,
    IdentityDocument,
    Person,
    PersonAccess,
    SpecificNeed,
)
from casework.people.queries import check_within_territory, require_open

PERSON_FIELDS = frozenset(
    {
        "given_names",
        "family_names",
        "sex",
        "birth_date",
        "birth_precision",
        "nationality",
        "language",
        "canton",
        "address",
        "entry_date",
        "entry_point",
        "entry_regular",
    }
)


def record_event(*, person: Person, by: Membership | None, kind: str, section: Section, **facts) -> Event:
    """One line of the timeline. `by` is None only for jobs."""
    return Event.objects.create(
        person=person,
        kind=kind,
        section=section,
        facts=facts,
        by_user=by and by.user,
        by_organisation=by and by.organisation,
    )


def name_key(given_names: str, family_names: str) -> str:
    """What a person's name is searched by."""
    return fold(f"{given_names} {family_names}")


def document_key(kind: str, number: str) -> str:
    """What a document is looked up by; a Venezuelan cédula written without its letter is a V-."""
    key = squash(number)
    return f"V{key}" if kind == IdentityDocument.Kind.VE_CEDULA and key.isdigit() else key


def lock_person(person: Person, by: Membership, section: Section | None = None) -> Person:
    """The person as she is now, locked till the transaction ends, to write in this section of her file.

    Raises DoesNotExist for one `by` may not see, PermissionDenied where it does not write in the section. The lock
    leaves her key alone: writing rows that point at her need not wait for it.
    """
    if section:
        require_write(by, section)
    person = Person.objects.visible_to(by).select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    if section:
        require_writable(person, by, section)
    else:  # what she may always do, such as withdraw a consent; but nobody by way of an emergency
        require_open(person, by, Section.IDENTITY, to_write=True)
        _refuse_anonymised(person)
    return person


def require_writable(person: Person, by: Membership, section: Section) -> None:
    """Raise PermissionDenied unless this section is open to `by`, Conflict while the use of her data is restricted.

    What was anonymised is never written on again, by nobody.
    """
    require_open(person, by, section, to_write=True)
    _refuse_anonymised(person)
    if person.restricted_on and not may(by, Right.DECIDE_RIGHTS):
        raise Conflict("restricted", str(_("The use of this person's data is restricted, at her own wish.")))


def _refuse_anonymised(person: Person) -> None:
    if person.anonymised_on:
        raise Conflict("anonymised", str(_("This person was anonymised: nothing is written about her any more.")))


def _lock_household(household: Household, by: Membership) -> Household:
    """The household, locked; DoesNotExist unless `by` may see somebody in it."""
    require_write(by, Section.HOUSEHOLD)
    return Household.objects.visible_to(by).select_for_update(of=("self",), no_key=True).get(pk=household.pk)


def _set_person(person: Person, fields: dict) -> Person:
    unknown = set(fields) - PERSON_FIELDS
    if unknown:
        raise TypeError(f"not fields of a person: {sorted(unknown)}")
    for field, value in fields.items():
        setattr(person, field, tidy(value) if isinstance(value, str) else value)
    if person.birth_date and not person.birth_precision:
        person.birth_precision = Person.BirthPrecision.DAY
    if not person.birth_date:
        person.birth_precision = ""
    person.name_key = name_key(person.given_names, person.family_names)
    person.full_clean(exclude=["name_key"])
    return person


@transaction.atomic
def register_person(
    *,
    by: Membership,
    documents: Iterable[dict] = (),
    contacts: Iterable[dict] = (),
    needs: Iterable[dict] = (),
    household: Household | None = None,
    relationship: str = "",
    **fields,
) -> Person:
    """A new person, seen by the organisation that registers her. Nothing is written when any part is wrong."""
    require(by, Right.REGISTER)
    check_within_territory(fields.get("canton"), by)
    if household:
        household = _lock_household(household, by)
    person = _set_person(Person(household=household, relationship=relationship), fields)
    person.save()
    open_access(person=person, organisation=by.organisation, reason=PersonAccess.Reason.OWNER)
    record_event(person=person, by=by, kind="person_registered", section=Section.IDENTITY)
    parts = (
        ("documents", documents, _show_document),
        ("contacts", contacts, _write_contact),
        ("needs", needs, _write_need),
    )
    for name, rows, write in parts:
        for index, row in enumerate(rows):
            with within(name, index):
                write(person, by, **row)
    return person


@transaction.atomic
def update_person(*, person: Person, by: Membership, **fields) -> Person:
    """Changes some of a person's own data; what changed is named on the timeline, the values are not."""
    person = lock_person(person, by, Section.IDENTITY)
    before = {field: getattr(person, field) for field in fields if field in PERSON_FIELDS}
    _set_person(person, fields)
    changed = sorted(field for field, value in before.items() if getattr(person, field) != value)
    if changed:
        with system("who moves to another province leaves the territory of the one who records it"):
            person.save()
            record_event(person=person, by=by, kind="person_changed", section=Section.IDENTITY, fields=changed)
    return person


@transaction.atomic
def add_document(*, person: Person, by: Membership, **fields) -> IdentityDocument:
    """A document the person shows or declares; see `issue_document` for its fields."""
    section = section_of_document(fields["kind"])
    return _show_document(lock_person(person, by, section), by, **fields)


def section_of_document(kind: str) -> Section:
    """A refugee's card tells of her asylum; all other documents are just that."""
    return Section.ASYLUM if kind in rules.ASYLUM_DOCUMENTS else Section.DOCUMENTS


def _show_document(person: Person, by: Membership, **fields) -> IdentityDocument:
    require_write(by, section_of_document(fields["kind"]))
    _check_evidence(fields.get("evidence"), by)
    return issue_document(person=person, by=by, **fields)


def _check_evidence(evidence: str | None, by: Membership) -> None:
    """Only a ministry can say that it recorded what it issued."""
    if evidence == IdentityDocument.Evidence.ISSUED and by.organisation.kind != Kind.MINISTRY:
        sentence = _("Only the ministry that issues a document can record it as issued.")
        raise ValidationError({"evidence": ValidationError(sentence, code="not_the_issuer")})


@transaction.atomic
def issue_document(
    *,
    person: Person,
    by: Membership,
    kind: str,
    number: str,
    country: str = "",
    issued_on: date | None = None,
    expires_on: date | None = None,
    evidence: str = IdentityDocument.Evidence.DECLARED,
    again: bool = False,
) -> IdentityDocument:
    """Writes a document after the caller checked the right to: a stage that is decided yields one.

    Its check digit, dates and uniqueness on the person are checked. With `again` one that the person has already, say
    because she showed it before, is not refused but gets these facts.
    """
    key = document_key(kind, number)
    same = person.documents.filter(kind=kind, number_key=key)
    held = again and same.filter(Q(issued_on=issued_on) | Q(issued_on=None)).order_by("issued_on").first()
    document = held or IdentityDocument(person=person, kind=kind, number_key=key)
    document.number, document.country, document.evidence = tidy(number).upper(), country, evidence
    document.issued_on, document.expires_on = issued_on, expires_on
    _check_document(document)
    document.save()
    record_event(
        person=person,
        by=by,
        kind="document_changed" if held else "document_added",
        section=section_of_document(kind),
        document=kind,
        document_id=str(document.id),
    )
    return document


def _check_document(document: IdentityDocument) -> None:
    """Raises ValidationError for what is wrong with it, alone, on its person and against her birth."""
    # In two steps, as leaving a field out of full_clean leaves out the constraints that name it too.
    document.full_clean(exclude=["number_key"], validate_constraints=False)
    document.validate_constraints()
    person = document.person
    exact = person.birth_precision == Person.BirthPrecision.DAY
    if exact and document.issued_on and document.issued_on < person.birth_date:
        raise ValidationError(
            {
                "issued_on": ValidationError(
                    _("The document was issued before the person was born."), code="issued_before_birth"
                )
            }
        )


@transaction.atomic
def update_document(*, document: IdentityDocument, by: Membership, **fields) -> IdentityDocument:
    """Corrects number, country, dates or evidence of a document."""
    person = lock_person(document.person, by, section_of_document(document.kind))
    document = IdentityDocument.objects.select_for_update(no_key=True).get(pk=document.pk, person=person)
    document.person = person
    if fields.get("evidence") != document.evidence:
        _check_evidence(fields.get("evidence"), by)
    for field in ("number", "country", "issued_on", "expires_on", "evidence"):
        if field in fields:
            setattr(document, field, fields.pop(field))
    if fields:
        raise TypeError(f"not fields of a document that can be corrected: {sorted(fields)}")
    document.number = tidy(document.number).upper()
    document.number_key = document_key(document.kind, document.number)
    _check_document(document)
    document.save()
    record_event(
        person=document.person,
        by=by,
        kind="document_changed",
        section=section_of_document(document.kind),
        document=document.kind,
        document_id=str(document.id),
    )
    return document


@transaction.atomic
def add_contact(
    *, person: Person, by: Membership, kind: str, value: str, owner: str = ContactPoint.Owner.OWN
) -> ContactPoint:
    """A way to reach the person, in its one stored form."""
    return _write_contact(lock_person(person, by, Section.CONTACT), by, kind=kind, value=value, owner=owner)


def _write_contact(
    person: Person, by: Membership, *, kind: str, value: str, owner: str = ContactPoint.Owner.OWN
) -> ContactPoint:
    with about("value"):
        value = rules.parse_contact(kind, value)
    contact = ContactPoint(person=person, kind=kind, value=value, value_key=rules.contact_key(kind, value), owner=owner)
    contact.full_clean(exclude=["value_key"])
    contact.opted_out_at = _opted_out_at(value)
    contact.save()
    record_event(person=person, by=by, kind="contact_added", section=Section.CONTACT, contact=kind)
    if contact.opted_out_at:
        record_event(person=person, by=None, kind="contact_opted_out", section=Section.CONTACT, contact=kind)
    return contact


def same_contacts(value: str) -> QuerySet[ContactPoint]:
    """All contacts with this number or address, as it is stored: whosever, and a phone and a WhatsApp alike."""
    kind = ContactPoint.Kind.EMAIL if "@" in value else ContactPoint.Kind.PHONE
    return ContactPoint.objects.filter(value_key=rules.contact_key(kind, value), value=value)


def _opted_out_at(value: str) -> datetime | None:
    """Since when this number or address wants no messages, in whosever file it was said."""
    with system("a number that wants no messages gets none, whichever organisation writes it down"):
        out = same_contacts(value).filter(opted_out_at__isnull=False)
        return out.order_by("opted_out_at").values_list("opted_out_at", flat=True).first()


@transaction.atomic
def mark_contact(*, contact: ContactPoint, by: Membership, state: str) -> ContactPoint:
    """Records that a contact was tried: reachable (verified now) or lost. A lost one stays as a fact."""
    person = lock_person(contact.person, by, Section.CONTACT)
    contact = ContactPoint.objects.select_for_update(no_key=True).get(pk=contact.pk, person=person)
    contact.state = state
    if state == ContactPoint.State.REACHABLE:
        contact.verified_at = timezone.now()
    contact.full_clean(exclude=["value_key"])
    contact.save()
    record_event(
        person=person, by=by, kind="contact_marked", section=Section.CONTACT, contact=contact.kind, state=state
    )
    return contact


@transaction.atomic
def add_need(
    *, person: Person, by: Membership, kind: str, percent: int | None = None, detail: str = ""
) -> SpecificNeed:
    """A specific need of the person; its kind is sensitive and stays off the timeline."""
    return _write_need(lock_person(person, by, Section.NEEDS), by, kind=kind, percent=percent, detail=detail)


def _write_need(
    person: Person, by: Membership, *, kind: str, percent: int | None = None, detail: str = ""
) -> SpecificNeed:
    require_write(by, Section.NEEDS)
    need = SpecificNeed(person=person, kind=kind, percent=percent, detail=tidy(detail))
    need.full_clean()
    need.save()
    record_event(person=person, by=by, kind="need_added", section=Section.NEEDS)
    return need


@transaction.atomic
def create_household(*, head: Person, by: Membership, canton=None, address: str = "") -> Household:
    """A household with this person as its head; she must not be in one (Conflict)."""
    head = lock_person(head, by, Section.HOUSEHOLD)
    if head.household_id:
        raise Conflict("in_household_already", str(_("This person is in a household already.")))
    household = Household(canton=canton or head.canton, address=tidy(address or head.address))
    household.full_clean()
    household.save()
    _join(head, household, Person.Relationship.HEAD, by)
    return household


@transaction.atomic
def update_household(*, household: Household, by: Membership, **fields) -> Household:
    """Changes where a household lives: its canton and address. It is on the timeline of every member."""
    household = _lock_household(household, by)
    for field in ("canton", "address"):
        if field in fields:
            value = fields.pop(field)
            setattr(household, field, tidy(value) if isinstance(value, str) else value)
    if fields:
        raise TypeError(f"not fields of a household: {sorted(fields)}")
    household.full_clean()
    household.save()
    for member in household.members.all():
        record_event(person=member, by=by, kind="household_changed", section=Section.HOUSEHOLD)
    return household


@transaction.atomic
def join_household(*, person: Person, household: Household, relationship: str, by: Membership) -> Person:
    """The person becomes a member, leaving the household she was in."""
    return _join(lock_person(person, by, Section.HOUSEHOLD), _lock_household(household, by), relationship, by)


def _join(person: Person, household: Household, relationship: str, by: Membership) -> Person:
    person.household, person.relationship = household, relationship
    person.full_clean(exclude=["name_key"])
    person.save()
    record_event(person=person, by=by, kind="household_joined", section=Section.HOUSEHOLD, relationship=relationship)
    return person


@transaction.atomic
def join_household_of(*, person: Person, other: Person, relationship: str, by: Membership) -> Person:
    """The person joins the household of another, who becomes its head if she had none."""
    household = other.household or create_household(head=other, by=by)
    return join_household(person=person, household=household, relationship=relationship, by=by)
