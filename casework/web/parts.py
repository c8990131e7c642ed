"""What hangs on a case and its person, as the case's page lists it: by questions that are put together once.

Each is asked about a case that the reader sees (`page.find_case`), of a section that is open to the reader.
"""

from collections.abc import Collection
from uuid import UUID

from casework.access.models import Membership
from casework.access.policy import Section
from casework.access.standing import Reader, ids_of, reader_of, stand_in
from casework.base.standing import Standing
from casework.followups.models import Message, Reply, Task
from casework.journey.models import Attachment, Case
from casework.people.consents import with_who
from casework.people.models import (
    Consent,
    ContactAttempt,
    ContactPoint,
    IdentityDocument,
    Person,
    PersonAccess,
    ProtectionNote,
    SpecificNeed,
)
from casework.programmes.models import Award, Training

VERIFIED = ("verified_by", "verified_organisation")
SHORT, MOST_TASKS = 5, 20


def _of_person(case: Case, question: Standing, *shape) -> list:
    rows = question.rows(*shape, person=case.person_id)
    for row in rows:
        row.person = case.person
    return rows


def _of_case(case: Case, question: Standing) -> list:
    rows = question.rows(case=case.pk)
    for row in rows:
        row.case = case
    return rows


def _key(opened: Collection[Section]) -> tuple[Section, ...]:
    return tuple(sorted(opened))


def accesses_of(case: Case, by: Membership) -> list[PersonAccess]:
    """Why who sees or saw the person, as far as `by` is told (`consents.accesses_seen`)."""
    rows = _accesses.rows(reader_of(by), person=case.person_id, **ids_of(by))
    for row in rows:
        row.person = case.person
    return rows


@Standing
def _accesses(reader: Reader, person: UUID, **ids):
    seen = PersonAccess.objects.visible_to(stand_in(reader, **ids)).filter(person=person)
    return with_who(seen).order_by("reason", "organisation__short_name")


def members_of(case: Case, by: Membership) -> list[Person]:
    """Return the others of the person's household whom `by` may see."""
    household = case.person.household_id
    return _members.rows(reader_of(by), household=household, but=case.person_id, **ids_of(by)) if household else []


@Standing
def _members(reader: Reader, household: UUID, but: UUID, **ids):
    return Person.objects.filter(household=household).exclude(pk=but).members_seen_by(stand_in(reader, **ids))


def documents_of(case: Case, opened: Collection[Section]) -> list[IdentityDocument]:
    """Return the person's documents of these sections, the newest first."""
    return _of_person(case, _documents, _key(opened))


@Standing
def _documents(opened: tuple[Section, ...], person: UUID):
    documents = IdentityDocument.objects.filter(person=person).of_sections(opened)
    return documents.select_related(*VERIFIED).order_by("-issued_on", "-created_at")


def protection_notes_of(case: Case, opened: Collection[Section]) -> list[ProtectionNote]:
    """Return the notes of the compartment that are of these sections."""
    return _of_person(case, _protection_notes, _key(opened))


@Standing
def _protection_notes(opened: tuple[Section, ...], person: UUID):
    return ProtectionNote.objects.filter(person=person).of_sections(opened).select_related("author", "organisation")


def contacts_of(case: Case) -> list[ContactPoint]:
    """Return the ways to reach the person, the best first."""
    return _of_person(case, _contacts)


@Standing
def _contacts(person: UUID):
    return ContactPoint.objects.filter(person=person).select_related(*VERIFIED).order_by("state", "created_at")


def needs_of(case: Case) -> list[SpecificNeed]:
    """Return the person's specific needs."""
    return _of_person(case, _needs)


@Standing
def _needs(person: UUID):
    return SpecificNeed.objects.filter(person=person)


def consents_of(case: Case) -> list[Consent]:
    """Return what the person agreed to and did not take back."""
    return _of_person(case, _consents)


@Standing
def _consents(person: UUID):
    return Consent.objects.filter(person=person).given()


def attempts_of(case: Case) -> list[ContactAttempt]:
    """Return the last attempts to reach the person."""
    return _of_person(case, _attempts)


@Standing
def _attempts(person: UUID):
    return ContactAttempt.objects.filter(person=person).select_related("by_user", "organisation")[:SHORT]


def attachments_of(case: Case) -> list[Attachment]:
    """Return the files of the case."""
    return _of_case(case, _attachments)


@Standing
def _attachments(case: UUID):
    return Attachment.objects.filter(case=case).select_related("added_by")


def trainings_of(case: Case) -> list[Training]:
    """Return the trainings of the case."""
    return _of_case(case, _trainings)


@Standing
def _trainings(case: UUID):
    return Training.objects.filter(case=case).select_related("provider")


def awards_of(case: Case) -> list[Award]:
    """Return the awards of the case with their instalments."""
    return _of_case(case, _awards)


@Standing
def _awards(case: UUID):
    return Award.objects.filter(case=case).prefetch_related("instalments")


def tasks_of(case: Case) -> list[Task]:
    """Return the first open tasks of the case."""
    return _of_case(case, _tasks)


@Standing
def _tasks(case: UUID):
    return Task.objects.filter(case=case).open().select_related("rule", "assignee")[:MOST_TASKS]


def messages_of(case: Case) -> list[Message]:
    """Return the last messages to the person of the case."""
    return _of_case(case, _messages)


@Standing
def _messages(case: UUID):
    return Message.objects.filter(case=case)[:SHORT]


def replies_of(case: Case) -> list[Reply]:
    """Return the last answers of the person of the case."""
    return _of_case(case, _replies)


@Standing
def _replies(case: UUID):
    return Reply.objects.filter(case=case)[:SHORT]
