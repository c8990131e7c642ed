"""A new person and what is told of her, put together and checked before anything is written.

One who is registered and the thousands of a sheet take the same way: `draft_person` for what shows without the
database, `check_drafts` for what its constraints say, all rows of a table in one question.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.access.models import Membership
from casework.access.policy import Kind, Section, require_write
from casework.access.scope import system
from casework.base.errors import about, within
from casework.base.many import check_each_once, check_rows, new_row
from casework.base.models import Record
from casework.base.text import fold, tidy
from casework.people import rules
from casework.people.models import ContactPoint, Event, Household, IdentityDocument, Person, PersonAccess, SpecificNeed
from casework.people.queries import check_within_territory

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
# What a row tells by itself, without the database.
ALONE = {"validate_unique": False, "validate_constraints": False}


@dataclass
class Draft:
    """A person who is not in the register yet. `error` is why she cannot be; `facts` are told of her registration."""

    person: Person
    documents: list[IdentityDocument] = field(default_factory=list)
    contacts: list[ContactPoint] = field(default_factory=list)
    needs: list[SpecificNeed] = field(default_factory=list)
    error: ValidationError | None = None
    facts: dict = field(default_factory=dict)
    # What opens her file to who registered her, once she is written.
    access: PersonAccess | None = None

    def parts(self) -> Iterator[tuple[str, list[Record]]]:
        yield "documents", self.documents
        yield "contacts", self.contacts
        yield "needs", self.needs

    def events(self, by: Membership) -> Iterator[Event]:
        """Her first lines of the timeline."""
        yield event(self.person, by, "person_registered", Section.IDENTITY, **self.facts)
        for document in self.documents:
            yield document_event(document, by, "document_added")
        for contact in self.contacts:
            yield from contact_events(contact, by)
        for need in self.needs:
            yield event(need.person, by, "need_added", Section.NEEDS)


def event(person: Person, by: Membership | None, kind: str, section: Section, **facts) -> Event:
    """One line of the timeline. `by` is None only for jobs."""
    return new_row(
        Event,
        person_id=person.pk,
        kind=kind,
        section=section,
        facts=facts,
        by_user_id=by and by.user_id,
        by_organisation_id=by and by.organisation_id,
    )


def document_event(document: IdentityDocument, by: Membership, kind: str) -> Event:
    section = section_of_document(document.kind)
    return event(document.person, by, kind, section, document=document.kind, document_id=str(document.id))


def contact_events(contact: ContactPoint, by: Membership) -> Iterator[Event]:
    yield event(contact.person, by, "contact_added", Section.CONTACT, contact=contact.kind)
    if contact.opted_out_at:
        yield event(contact.person, None, "contact_opted_out", Section.CONTACT, contact=contact.kind)


# Putting together -----------------------------------------------------------------------------------------------------
def draft_person(
    *,
    by: Membership,
    documents: Iterable[dict] = (),
    contacts: Iterable[dict] = (),
    needs: Iterable[dict] = (),
    household: Household | None = None,
    relationship: str = "",
    **fields,
) -> Draft:
    """Raises ValidationError for what is wrong with a value, PermissionDenied where `by` does not write in a part."""
    check_within_territory(fields.get("canton"), by)
    person = set_person(new_row(Person, household=household, relationship=relationship), fields)
    person.full_clean(exclude=["name_key"], **ALONE)
    if household:
        check_head(person)
    draft = Draft(person)
    parts = (
        ("documents", documents, draft_document),
        ("contacts", contacts, draft_contact),
        ("needs", needs, draft_need),
    )
    for name, rows, make in parts:
        drafted = getattr(draft, name)
        for index, row in enumerate(rows):
            with within(name, index):
                drafted.append(make(person, by, **row))
                check_each_once(drafted, "person")
    return draft


def check_head(person: Person) -> None:
    """Raise ValidationError when the household of a person who is not written yet has a head already."""
    with system("a household has one head, also where she is out of sight"):
        person.validate_constraints()


def set_person(person: Person, fields: dict) -> Person:
    """The person with these fields in their one form, not checked yet."""
    unknown = set(fields) - PERSON_FIELDS
    if unknown:
        raise TypeError(f"not fields of a person: {sorted(unknown)}")
    told = fields.get("birth_date")
    if told and told != person.birth_date and "birth_precision" not in fields:
        person.birth_precision = Person.BirthPrecision.DAY  # a date ends an estimate
    for name, value in fields.items():
        setattr(person, name, tidy(value) if isinstance(value, str) else value)
    if person.birth_date and not person.birth_precision:
        person.birth_precision = Person.BirthPrecision.DAY
    if not person.birth_date:
        person.birth_precision = ""
    person.name_key = name_key(person.given_names, person.family_names)
    return person


def draft_document(person: Person, by: Membership, **fields) -> IdentityDocument:
    """A document that she shows or declares."""
    require_write(by, section_of_document(fields["kind"]))
    check_evidence(fields.get("evidence"), by)
    document = set_document(new_row(IdentityDocument, person=person), **fields)
    note_evidence(document, by)
    check_document(document)
    return document


def set_document(
    document: IdentityDocument,
    *,
    kind: str,
    number: str,
    country: str = "",
    issued_on=None,
    expires_on=None,
    evidence: str = IdentityDocument.Evidence.DECLARED,
) -> IdentityDocument:
    """The document with these facts, its number in its one form, not checked yet."""
    document.kind, document.number, document.number_key = kind, tidy(number).upper(), rules.document_key(kind, number)
    document.country, document.evidence = country, evidence
    document.issued_on, document.expires_on = issued_on, expires_on
    return document


def note_evidence(document: IdentityDocument, by: Membership) -> None:
    """What was seen was seen now, by who records it; what is only declared by nobody."""
    if document.evidence == IdentityDocument.Evidence.DECLARED:
        document.verified_at = document.verified_by = document.verified_organisation = None
    else:
        verify(document, by)


def verify(row: IdentityDocument | ContactPoint, by: Membership) -> None:
    row.verified_at, row.verified_by, row.verified_organisation = timezone.now(), by.user, by.organisation


def check_evidence(evidence: str | None, by: Membership) -> None:
    """Only a ministry can say that it recorded what it issued."""
    if evidence == IdentityDocument.Evidence.ISSUED and by.organisation.kind != Kind.MINISTRY:
        sentence = _("Only the ministry that issues a document can record it as issued.")
        raise ValidationError({"evidence": ValidationError(sentence, code="not_the_issuer")})


def check_document(document: IdentityDocument) -> None:
    """Raises ValidationError for what is wrong with it, alone and against her birth; not for its constraints."""
    document.full_clean(exclude=["person", "number_key"], **ALONE)
    if document.issued_on:
        with about("issued_on"):
            rules.check_day_of_act(document.issued_on, today=timezone.localdate(), born=document.person.born_from)


def draft_contact(
    person: Person,
    by: Membership,
    *,
    kind: str,
    value: str,
    owner: str = ContactPoint.Owner.OWN,
    owner_words: str = "",
) -> ContactPoint:
    """A way to reach her, in its one stored form; `owner_words` say who that is whose it is, if not her own."""
    with about("value"):
        value = rules.parse_contact(kind, value)
    contact = new_row(
        ContactPoint,
        person=person,
        kind=kind,
        value=value,
        value_key=rules.contact_key(kind, value),
        owner=owner,
        owner_words=tidy(owner_words),
    )
    contact.full_clean(exclude=["person", "value_key"], **ALONE)
    return contact


def draft_need(
    person: Person, by: Membership, *, kind: str, percent: int | None = None, detail: str = ""
) -> SpecificNeed:
    require_write(by, Section.NEEDS)
    need = new_row(SpecificNeed, person=person, kind=kind, percent=percent, detail=tidy(detail))
    need.full_clean(exclude=["person"], **ALONE)
    return need


def section_of_document(kind: str) -> Section:
    """A refugee's card tells of her asylum; all other documents are just that."""
    return Section.ASYLUM if kind in rules.ASYLUM_DOCUMENTS else Section.DOCUMENTS


def name_key(given_names: str, family_names: str) -> str:
    """What a person's name is searched by."""
    return fold(f"{given_names} {family_names}")


# Checking against the database ----------------------------------------------------------------------------------------
def check_drafts(drafts: Sequence[Draft]) -> None:
    """Sets the error of each draft that a constraint refuses."""
    for draft, error in zip(drafts, check_rows([draft.person for draft in drafts]), strict=True):
        draft.error = draft.error or error
    for name in ("documents", "contacts", "needs"):
        placed = [(draft, index, row) for draft in drafts for index, row in enumerate(getattr(draft, name))]
        errors = check_rows([row for _draft, _index, row in placed])
        for (draft, index, _row), error in zip(placed, errors, strict=True):
            if error and not draft.error:
                error.within = (name, index)
                draft.error = error


def mark_opted_out(contacts: Sequence[ContactPoint]) -> None:
    """A number or address that wants no messages wants none in whosever file it is written down."""
    found = opted_out_among(contacts)
    for contact in contacts:
        contact.opted_out_at = found.get(contact.value)


def opted_out_among(contacts: Sequence[ContactPoint]) -> dict[str, datetime]:
    """Since when, of the values of these contacts that want no messages."""
    keys, values = {contact.value_key for contact in contacts}, {contact.value for contact in contacts}
    if not keys:
        return {}
    out = ContactPoint.objects.filter(value_key__in=keys, value__in=values, opted_out_at__isnull=False)
    with system("a number that wants no messages gets none, whichever organisation writes it down"):
        return dict(out.order_by("-opted_out_at").values_list("value", "opted_out_at"))
