"""A full case with a mark in each part of the file: where a mark shows, that part was shown."""

import itertools
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from casework.access.policy import Kind, Section
from casework.followups.actions import write_task
from casework.followups.models import Campaign
from casework.journey import actions as journey
from casework.journey.files import attach_file
from casework.journey.models import Case, StageRecord
from casework.people import actions as people
from casework.people import households
from casework.people.accesses import open_access
from casework.people.consents import give_consent
from casework.people.models import DataRequest, Household, Merge, Person, ProtectionNote
from casework.programmes.models import Award, Instalment, Training
from tests.cast import letters, organisation
from tests.journey.imports.sheets import previewed
from tests.journey.standing import asked_by_jrs, paired, put

_numbers = itertools.count(1)
MARKS = tuple(Section)
PDF = b"%PDF-1.4\n%%EOF\n"


@dataclass
class Marked:
    case: Case
    # She, and who may be the same.
    people: tuple[Person, Person]
    marks: dict[Section, str]
    ids: dict[str, object]

    def to_step(self, stage: str) -> None:
        """The case stands before the ministry that decides this stage."""
        put(self.case, stage, "submitted", appointment_place=self.marks[Section.JOURNEY])

    def is_in(self, path: str) -> bool:
        """Whether an address names this person or something of hers."""
        others = ("organisation_id", "membership_id", "user_id")
        mine = {str(value) for name, value in self.ids.items() if name.endswith("_id") and name not in others}
        return any(key in path for key in mine)


def marked_case(caseworker, manager) -> Marked:
    """Made by these two, who work in one organisation or in IOM."""
    number = next(_numbers)
    marks = {section: f"mk{letters(number).lower()}k{section}" for section in Section}
    by, today = caseworker, timezone.localdate()
    case = journey.register(by=by, given_names="Zulay", family_names=marks[Section.IDENTITY], caseworker=by.user)
    person = case.person
    document = people.add_document(person=person, by=by, kind="passport", number=marks[Section.DOCUMENTS])
    asylum = people.add_document(person=person, by=by, kind="refugee_card", number=marks[Section.ASYLUM])
    # Numbers are kept in capitals.
    marks[Section.DOCUMENTS], marks[Section.ASYLUM] = document.number, asylum.number
    contact = people.add_contact(person=person, by=by, kind="email", value=f"{marks[Section.CONTACT]}@example.org")
    need = people.add_need(person=person, by=by, kind="other", detail=marks[Section.NEEDS])
    household = households.create_household(head=person, by=by)
    Household.objects.filter(pk=household.pk).update(address=marks[Section.HOUSEHOLD])
    put(case, "registration", "done")
    put(case, "cpm", "in_progress", appointment_place=marks[Section.JOURNEY], appointment_at=timezone.now())
    case.person.accesses.filter(reason="step").delete()
    blocker = journey.open_blocker(case=case, by=by, stage="cpm", cause="other", detail=marks[Section.BLOCKERS])
    note = journey.add_note(case=case, by=by, text=marks[Section.NOTES])
    task = write_task(case=case, by=by, what=marks[Section.NOTES], due_on=today)
    upload = SimpleUploadedFile(f"{marks[Section.ATTACHMENTS]}.pdf", PDF)
    attachment = attach_file(case=case, by=by, upload=upload)
    training = Training.objects.create(
        case=case, course=marks[Section.PROGRAMMES], provider=by.organisation, starts_on=today
    )
    award = Award.objects.create(
        case=case, business_name=marks[Section.PROGRAMMES], form="cash", amount=10, awarded_on=today
    )
    instalment = Instalment.objects.create(award=award, number=1, due_on=today, amount=10)
    for stage in ("training", "seed_capital"):
        StageRecord.objects.create(case=case, stage=stage, status="in_progress", since=today)
    request = DataRequest.objects.create(
        person=person, kind="access", organisation=by.organisation, details=marks[Section.CONSENTS]
    )
    protection = ProtectionNote.objects.create(
        person=person,
        kind="note",
        text=marks[Section.PROTECTION],
        author=manager.user,
        organisation=manager.organisation,
    )
    consent = give_consent(person=person, by=by, purpose="keep", how="paper")
    access = open_access(
        person=person,
        organisation=organisation("JRS", Kind.PARTNER),
        reason="referral",
        sections=[Section.IDENTITY],
        legal_reason="vital",
        explanation=marks[Section.CONSENTS],
    )
    asked = asked_by_jrs(person, by, why=marks[Section.CONSENTS])
    words = {"text_es": "Hola", "text_en": "Hello", "made_by": by.user, "organisation": by.organisation}
    campaign = Campaign.objects.create(name=marks[Section.NOTES], **words)
    # What a sheet says is seen by who may import for the organisation: that is who reads identities and more.
    sheet = previewed(f"Nombre;Edad\n{marks[Section.IDENTITY]};30\n", by)
    gone = Person.objects.create(given_names="Yuli", merged_into=person)
    reason = {"reason": marks[Section.IDENTITY], "by_user": by.user, "organisation": by.organisation}
    merge = Merge.objects.create(kept=person, gone=gone, **reason)
    twin = people.register_person(by=by, given_names="Zulay", family_names=marks[Section.IDENTITY])
    ids = {
        "merge_id": merge.pk,
        "other_id": twin.pk,
        "import_id": sheet.pk,
        "row_id": sheet.rows.get().pk,
        "case_id": case.pk,
        "person_id": person.pk,
        "document_id": document.pk,
        "contact_id": contact.pk,
        "need_id": need.pk,
        "household_id": household.pk,
        "pair_id": paired(person, twin).pk,
        "blocker_id": blocker.pk,
        "note_id": note.pk,
        "task_id": task.pk,
        "attachment_id": attachment.pk,
        "instalment_id": instalment.pk,
        "award_id": award.pk,
        "training_id": training.pk,
        "request_id": request.pk,
        "consent_id": consent.pk,
        "access_id": access.pk,
        "access_request_id": asked.pk,
        "campaign_id": campaign.pk,
        "protection_note_id": protection.pk,
        "organisation_id": by.organisation_id,
        "membership_id": by.pk,
        "user_id": by.user_id,
        "number": 1,
        "stage": "cpm",
        "verb": "start",
        "code": "01",
    }
    return Marked(case, (person, twin), marks, ids)
