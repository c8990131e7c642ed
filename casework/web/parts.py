"""Load what hangs on a case and its person, as the case's page lists it: by questions that are put together once.

Each is asked about a case that the reader sees (`page.find_case`), of a section that is open to the reader.
"""

from collections.abc import Collection
from uuid import UUID

from casework.access.models import Membership
from casework.access.policy import Section
from casework.access.standing import Reader, ids_of, reader_of, stand_in
from casework.base.standing import Question, Standing, rows_of_few
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


def _key(opened: Collection[Section]) -> tuple[Section, ...]:
    return tuple(sorted(opened))


def few_of(case: Case, opened: Collection[Section], only: Collection[Section] = frozenset(Section)) -> dict[str, list]:
    """Return what few cases have, by name (`_FEW`), of `only` these sections as far as they are `opened`."""
    names = [name for name, (sections, _question) in _FEW.items() if sections & opened & only]
    questions = {name: _about(case, _FEW[name][1], opened) for name in names}
    found = rows_of_few(questions)
    for name, rows in found.items():
        for row in rows:
            if "case" in questions[name].values:
                row.case = case
            else:
                row.person = case.person
    return found


def _about(case: Case, question: Standing, opened: Collection[Section]) -> Question:
    if question is _protection_notes:
        return question.about(_key(opened), person=case.person_id)
    return question.about(person=case.person_id) if question in (_needs, _attempts) else question.about(case=case.pk)


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


@Standing
def _protection_notes(opened: tuple[Section, ...], person: UUID):
    return ProtectionNote.objects.filter(person=person).of_sections(opened).select_related("author", "organisation")


def contacts_of(case: Case) -> list[ContactPoint]:
    """Return the ways to reach the person, the best first."""
    return _of_person(case, _contacts)


@Standing
def _contacts(person: UUID):
    return ContactPoint.objects.filter(person=person).select_related(*VERIFIED).order_by("state", "created_at")


@Standing
def _needs(person: UUID):
    return SpecificNeed.objects.filter(person=person)


def consents_of(case: Case) -> list[Consent]:
    """Return what the person agreed to and did not take back."""
    return _of_person(case, _consents)


@Standing
def _consents(person: UUID):
    return Consent.objects.filter(person=person).given()


@Standing
def _attempts(person: UUID):
    return ContactAttempt.objects.filter(person=person).select_related("by_user", "organisation")[:SHORT]


@Standing
def _attachments(case: UUID):
    return Attachment.objects.filter(case=case).select_related("added_by")


@Standing
def _trainings(case: UUID):
    return Training.objects.filter(case=case).select_related("provider")


@Standing
def _awards(case: UUID):
    return Award.objects.filter(case=case).prefetch_related("instalments")


def tasks_of(case: Case) -> list[Task]:
    """Return the first open tasks of the case."""
    rows = _tasks.rows(case=case.pk)
    for row in rows:
        row.case = case
    return rows


@Standing
def _tasks(case: UUID):
    return Task.objects.filter(case=case).open().select_related("rule", "assignee")[:MOST_TASKS]


@Standing
def _messages(case: UUID):
    return Message.objects.filter(case=case)[:SHORT]


@Standing
def _replies(case: UUID):
    return Reply.objects.filter(case=case)[:SHORT]


# Of which sections each is, and how it is asked for; notes of the compartment are chosen by their kind once more.
_FEW = {
    "needs": ({Section.NEEDS}, _needs),
    "protection_notes": ({Section.PROTECTION, Section.ASYLUM}, _protection_notes),
    "attachments": ({Section.ATTACHMENTS}, _attachments),
    "trainings": ({Section.PROGRAMMES}, _trainings),
    "awards": ({Section.PROGRAMMES}, _awards),
    "attempts": ({Section.NOTES}, _attempts),
    "sent": ({Section.NOTES}, _messages),
    "answers": ({Section.NOTES}, _replies),
}
