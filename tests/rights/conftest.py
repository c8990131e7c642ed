"""A person with something in every table, and who serves and decides her rights."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from casework.access.policy import Role
from casework.journey.actions import add_note, close_case
from casework.journey.files import attach_file
from casework.people import actions as people
from casework.people import households
from casework.people.models import ProtectionNote
from casework.places.models import Division
from casework.rights.actions import open_request
from tests.cast import member, refer
from tests.journey.standing import everything, put

PDF = b"%PDF-1.4\n%%EOF\n"
# Words and numbers that stand somewhere in her file.
HERS = (
    "Yulimar", "González Rondón", "gonzalez rondon",
    "K7654321", "991234567", "yuli@correo", "Isla Trinitaria", "Rumichaca",
    "SECRETO", "secreto.pdf", "12345678",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    """On a real disk, so that a test can look at it."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}}


@pytest.fixture
def admin(iom):
    return member("Adela", iom, Role.ADMINISTRATOR)


@pytest.fixture
def full(case, ana, hilda, ines, nrc):
    """Yulimar, with her names, numbers and secrets wherever a text can stand."""
    person, acts = case.person, {"person": case.person, "by": ana}
    everything(case, ana, hilda)
    person.data_requests.all().delete()
    person.refresh_from_db()
    facts = {
        "address": "Isla Trinitaria",
        "entry_point": "Rumichaca",
        "birth_date": timezone.datetime(1991, 3, 12).date(),
    }
    people.update_person(**acts, canton=Division.objects.get(code="0901"), language="en", **facts)
    households.update_household(household=person.household, by=ana, address="Isla Trinitaria 5")
    people.add_document(**acts, kind="ve_cedula", number="V12345678")
    people.add_document(**acts, kind="passport", number="K7654321")
    people.add_contact(**acts, kind="phone", value="0991234567")
    people.add_contact(**acts, kind="email", value="yuli@correo.example")
    people.add_need(**acts, kind="other", detail="SECRETO need")
    put(case, "cpm", "done")
    put(case, "visa", "refused")
    case.records.filter(stage="visa").update(reason="SECRETO reason", application_number="SECRETO-1")
    case.records.filter(stage="cpm").update(appointment_place="SECRETO place", appointment_at=timezone.now())
    case.blockers.update(detail="SECRETO detail")
    case.trainings.update(course="SECRETO course", certificate_number="SECRETO-2")
    case.awards.update(business_name="Arepas Yulimar", equipment="SECRETO oven")
    add_note(case=case, by=ana, text="Yulimar told a SECRETO")
    attach_file(case=case, by=ana, upload=SimpleUploadedFile("secreto.pdf", PDF), description="SECRETO paper")
    for kind in ProtectionNote.Kind:
        ProtectionNote.objects.create(
            person=person, kind=kind, text=f"SECRETO {kind}", author=ines.user, organisation=ines.organisation
        )
    refer(person, nrc).__class__.objects.filter(person=person, reason="referral").update(explanation="SECRETO why")
    people.record_event(
        person=person, by=ana, kind="stage_moved", section="journey", stage="cpm", verb="refuse",
        before="in_progress", after="refused", on="2024-01-01", reason="SECRETO in an event",
    )  # fmt: skip
    person.refresh_from_db()
    case.refresh_from_db()
    return person


@pytest.fixture
def closed(full, case, ana):
    """The same, with her case closed."""
    close_case(case=case, by=ana, close_reason="left")
    return full


@pytest.fixture
def asked(closed, ana):
    """She asked Ana to have everything erased."""
    return open_request(person=closed, by=ana, kind="erase", details="Yulimar says SECRETO")
