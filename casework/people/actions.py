"""The only writers of people. Each takes `by=`, the membership that acts, and raises ValidationError on bad input."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.access.models import Membership
from casework.access.policy import Right, Section, may, require, require_write
from casework.access.scope import system
from casework.base.errors import Conflict
from casework.base.many import insert_rows
from casework.base.text import tidy
from casework.people import rules
from casework.people.accesses import open_accesses
from casework.people.drafts import (
    PERSON_FIELDS,
    Draft,
    check_document,
    check_drafts,
    check_evidence,
    check_head,
    contact_events,
    document_event,
    draft_contact,
    draft_need,
    draft_person,
    event,
    mark_opted_out,
    note_evidence,
    section_of_document,
    set_document,
    set_person,
    verify,
)
from casework.people.likenesses import note, note_new
from casework.people.models import (
    ContactPoint,
    Event,
    Household,
    IdentityDocument,
    Person,
    PersonAccess,
    SpecificNeed,
)
from casework.people.queries import require_open


def record_event(*, person: Person, by: Membership | None, kind: str, section: Section, **facts) -> Event:
    """One line of the timeline. `by` is None only for jobs."""
    line = event(person, by, kind, section, **facts)
    line.save()
    return line


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


def require_living(person: Person) -> None:
    """Raise Conflict once it is recorded that the person died: nothing is opened or joined until it is taken back."""
    if person.died_on:
        sentence = _("It is recorded that this person died. Take that back first if it is wrong.")
        raise Conflict("died", str(sentence), died_on=person.died_on.isoformat())


@transaction.atomic
def note_death(*, person: Person, by: Membership, on: date, known_by: str, told_by: str = "") -> Person:
    """Writes the facts of a death that was checked, of a locked person who lives in no household any more."""
    person.died_on, person.death_known_by, person.death_told_by = on, known_by, told_by
    person.full_clean(exclude=["name_key"])
    person.save()
    facts = {"on": on.isoformat(), "known_by": str(known_by)}
    record_event(person=person, by=by, kind="death_recorded", section=Section.IDENTITY, **facts)
    return person


def lock_household(household: Household, by: Membership) -> Household:
    """The household, locked; DoesNotExist unless `by` may see somebody in it."""
    require_write(by, Section.HOUSEHOLD)
    return Household.objects.visible_to(by).select_for_update(of=("self",), no_key=True).get(pk=household.pk)


@transaction.atomic
def register_person(*, by: Membership, household: Household | None = None, not_the_same: str = "", **person) -> Person:
    """A new person (`drafts.draft_person`), seen by the organisation that registers them, wholly or not at all.

    `not_the_same` says why they are nobody of those who are like them.
    """
    require(by, Right.REGISTER)
    if household:
        household = lock_household(household, by)
    draft = draft_person(by=by, household=household, **person)
    draft.facts = {"not_the_same": not_the_same} if not_the_same else {}
    _register(draft, by)
    return draft.person


@transaction.atomic
def register_draft(*, draft: Draft, by: Membership) -> Draft:
    """Registers a person as `register_person` does, from a draft that was made for `by` a moment ago.

    The household may have changed since: it is locked and its head looked at again.
    """
    require(by, Right.REGISTER)
    if household := draft.person.household:
        draft.person.household = lock_household(household, by)
        check_head(draft.person)
    _register(draft, by)
    return draft


def _register(draft: Draft, by: Membership) -> None:
    check_drafts([draft])
    if draft.error:
        raise draft.error
    write_drafts(drafts=[draft], by=by)


@transaction.atomic
def write_drafts(*, drafts: Sequence[Draft], by: Membership, more: Iterable[Event] = ()) -> None:
    """Writes people who were checked, all at once, each seen by the organisation of `by`; `more` follows on their
    timelines."""
    require(by, Right.REGISTER)
    people = [draft.person for draft in drafts]
    contacts = [contact for draft in drafts for contact in draft.contacts]
    mark_opted_out(contacts)
    lines = [*(line for draft in drafts for line in draft.events(by)), *more]
    now = timezone.now()
    for line in lines:
        line.at = now  # of one moment, in this order
    with system("people who are new are seen by an access that is written with them"):
        insert_rows(people)
        accesses = open_accesses(people=people, organisation=by.organisation, reason=PersonAccess.Reason.OWNER)
        insert_rows(document for draft in drafts for document in draft.documents)
        insert_rows(contacts)
        insert_rows(need for draft in drafts for need in draft.needs)
        insert_rows(lines)
    for draft, access in zip(drafts, accesses, strict=True):
        draft.access = access
    note_new(drafts)


@transaction.atomic
def update_person(*, person: Person, by: Membership, **fields) -> Person:
    """Changes some of a person's own data; what changed is named on the timeline, the values are not."""
    person = lock_person(person, by, Section.IDENTITY)
    before = {field: getattr(person, field) for field in fields if field in PERSON_FIELDS}
    set_person(person, fields).full_clean(exclude=["name_key"])
    if person.birth_date != before.get("birth_date", person.birth_date):
        _check_born_before_acts(person)
    changed = sorted(field for field, value in before.items() if getattr(person, field) != value)
    if changed:
        with system("who moves to another province leaves the territory of the one who records it"):
            person.save()
            record_event(person=person, by=by, kind="person_changed", section=Section.IDENTITY, fields=changed)
        note([person])
    return person


def _check_born_before_acts(person: Person) -> None:
    """A birth date that is corrected is not after what the person has or did already (ValidationError on it)."""
    days = [document.issued_on for document in person.documents.all()]
    days += person.consents.values_list("given_on", flat=True)
    if person.born_from and any(day and day < person.born_from for day in days):
        sentence = _("A document or a consent of this person is older than this birth date.")
        raise ValidationError({"birth_date": ValidationError(sentence, code="born_after_act")})


@transaction.atomic
def add_document(*, person: Person, by: Membership, **fields) -> IdentityDocument:
    """A document the person shows or declares; see `issue_document` for its fields."""
    person = lock_person(person, by, section_of_document(fields["kind"]))
    check_evidence(fields.get("evidence"), by)
    return issue_document(person=person, by=by, **fields)


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
    key = rules.document_key(kind, number)
    same = person.documents.filter(kind=kind, number_key=key)
    held = again and same.filter(Q(issued_on=issued_on) | Q(issued_on=None)).order_by("issued_on").first()
    facts = {"country": country, "issued_on": issued_on, "expires_on": expires_on, "evidence": evidence}
    document = set_document(held or IdentityDocument(person=person), kind=kind, number=number, **facts)
    note_evidence(document, by)
    _save_document(document, by, "document_changed" if held else "document_added")
    return document


def _save_document(document: IdentityDocument, by: Membership, kind: str) -> None:
    """Raises ValidationError for what is wrong with it."""
    # In two steps, as leaving a field out of full_clean leaves out the constraints that name it too.
    check_document(document)
    document.validate_constraints()
    document.save()
    document_event(document, by, kind).save()
    note([document.person])


@transaction.atomic
def update_document(*, document: IdentityDocument, by: Membership, seen: bool = False, **fields) -> IdentityDocument:
    """Corrects number, country, dates or evidence of a document; `seen` says that it was shown again, now."""
    person = lock_person(document.person, by, section_of_document(document.kind))
    document = IdentityDocument.objects.select_for_update(no_key=True).get(pk=document.pk, person=person)
    document.person = person
    shown = fields.get("evidence", document.evidence)
    if shown != document.evidence:
        check_evidence(shown, by)
    if shown != document.evidence or seen:
        document.evidence = shown
        note_evidence(document, by)
    for field in ("number", "country", "issued_on", "expires_on", "evidence"):
        if field in fields:
            setattr(document, field, fields.pop(field))
    if fields:
        raise TypeError(f"not fields of a document that can be corrected: {sorted(fields)}")
    document.number = tidy(document.number).upper()
    document.number_key = rules.document_key(document.kind, document.number)
    _save_document(document, by, "document_changed")
    return document


@transaction.atomic
def add_contact(
    *,
    person: Person,
    by: Membership,
    kind: str,
    value: str,
    owner: str = ContactPoint.Owner.OWN,
    owner_words: str = "",
) -> ContactPoint:
    """A way to reach the person, in its one stored form."""
    person = lock_person(person, by, Section.CONTACT)
    contact = draft_contact(person, by, kind=kind, value=value, owner=owner, owner_words=owner_words)
    contact.validate_constraints()
    mark_opted_out([contact])
    contact.save()
    insert_rows(contact_events(contact, by))
    note([person])
    return contact


def lock_contact(contact: ContactPoint, by: Membership) -> tuple[ContactPoint, Person]:
    """The contact and its person as they are now, locked, to write in this section of her file."""
    person = lock_person(contact.person, by, Section.CONTACT)
    return ContactPoint.objects.select_for_update(no_key=True).get(pk=contact.pk, person=person), person


def same_contacts(value: str) -> QuerySet[ContactPoint]:
    """All contacts with this number or address, as it is stored: whosever, and a phone and a WhatsApp alike."""
    kind = ContactPoint.Kind.EMAIL if "@" in value else ContactPoint.Kind.PHONE
    return ContactPoint.objects.filter(value_key=rules.contact_key(kind, value), value=value)


@transaction.atomic
def mark_contact(*, contact: ContactPoint, by: Membership, state: str) -> ContactPoint:
    """Records that a contact was tried: reachable (verified now) or lost. A lost one stays as a fact."""
    contact, person = lock_contact(contact, by)
    if state == ContactPoint.State.REACHABLE:
        verify(contact, by)
    if state != ContactPoint.State.LOST:
        contact.lost_at, contact.recovery, contact.recovery_on = None, "", None
    elif contact.state != state:
        contact.lost_at = timezone.now()
    contact.state = state
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
    need = draft_need(lock_person(person, by, Section.NEEDS), by, kind=kind, percent=percent, detail=detail)
    need.validate_constraints()
    need.save()
    record_event(person=person, by=by, kind="need_added", section=Section.NEEDS)
    return need
