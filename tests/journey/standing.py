"""Cases standing anywhere on the map, made behind the actions' back, and photographs of all that is stored."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from casework.access.models import Organisation
from casework.access.policy import Kind
from casework.followups.models import Campaign, Message, Provider, Reminder, Reply, Run, Task
from casework.journey.models import (
    Attachment,
    Blocker,
    Case,
    ColumnMapping,
    Import,
    ImportRow,
    IntakeRow,
    Note,
    StageRecord,
)
from casework.journey.stages import STAGES
from casework.people import actions as people
from casework.people import households
from casework.people.accesses import open_access
from casework.people.models import (
    AccessRequest,
    Consent,
    ConsentText,
    ContactAttempt,
    DataRequest,
    Duplicate,
    Event,
    HouseholdStay,
    IdentityDocument,
    Person,
    PersonAccess,
    ProtectionNote,
)
from casework.programmes.actions import move_stage
from casework.programmes.models import Award, Instalment, Training
from tests.cast import organisation
from tests.journey import expected

TABLES = (Case, StageRecord, Blocker, Note, Person, IdentityDocument, PersonAccess, Event, Training, Award, Instalment)
OPENED_ON = date(2024, 1, 1)
ISSUED = {"cpm": date(2024, 1, 1), "visa": date(2024, 2, 1), "cedula": date(2024, 3, 1)}
# Valid Ecuadorian cédulas, so that a renewed one may have another number.
CEDULAS = ("1713175071", "1710034065", "0926687856")


def stored():
    """Every row of every table an action may write, with its instants."""
    return {table.__name__: list(table.objects.order_by("pk").values()) for table in TABLES}


def put(case, stage, status, **facts):
    """The stage stands in this status, with what goes with it."""
    case.opened_on = min(case.opened_on, OPENED_ON)
    Case.objects.filter(pk=case.pk).update(opened_on=case.opened_on)
    case.records.filter(stage=stage).delete()
    if status == "not_started":
        return None
    if status == "done" and stage in ISSUED and "document" not in facts:
        facts["document"] = document(case, stage)
    reason = "why" if status in ("refused", "not_needed") else ""
    record = StageRecord.objects.create(
        case=case, stage=stage, status=status, reason=reason, since=date(2024, 1, 1), **facts
    )
    if stage == "training":
        finished = {"in_progress": None, "submitted": None, "done": True}.get(status, False)
        case.trainings.all().delete()
        Training.objects.create(
            case=case,
            course="Panadería",
            provider=Organisation.objects.first(),
            starts_on=date(2024, 1, 1),
            finished=finished,
            certificate_number="C-1" if finished else "",
        )
    if stage == "seed_capital":
        Award.objects.get_or_create(case=case, business_name="Arepas")
    if status in expected.OPEN and STAGES[stage].decided_by:
        for ministry in Organisation.objects.with_duty(STAGES[stage].decided_by):
            open_access(person=case.person, organisation=ministry, reason="step")
    return record


def document(case, stage, expires_on=None):
    """A document this stage yields, issued in the right order."""
    kind = STAGES[stage].yields
    number = CEDULAS[-1] if stage == "cedula" else f"OLD-{stage}"
    return IdentityDocument.objects.create(
        person=case.person,
        kind=kind,
        number=number,
        number_key=number.replace("-", "").upper(),
        issued_on=ISSUED[stage],
        expires_on=expires_on or timezone.localdate() + timedelta(days=400),
    )


def all_before(case, stage):
    """Everything a stage could need is done."""
    for code in STAGES:
        if code == stage:
            return
        put(case, code, "done")


def details(stage, verb, number="NEW-1"):
    """What this move asks for, all right."""
    today = timezone.localdate()
    if verb == "approve" and stage in ISSUED:
        number = CEDULAS[0] if stage == "cedula" else number
        # Renewed documents are newer than all first ones.
        return {"number": number, "issued_on": date(2024, 6, 1), "expires_on": today + timedelta(days=700)}
    by_move = {
        ("training", "start"): {
            "course": "Panadería",
            "provider": Organisation.objects.first(),
            "starts_on": date(2024, 7, 1),
        },
        ("training", "approve"): {"certificate_number": "C-2", "hours_attended": 40},
        ("seed_capital", "start"): {"business_name": "Arepas"},
        ("seed_capital", "approve"): {"form": "cash", "amount": Decimal("500.00"), "instalments": 3},
        ("visa", "submit"): {"application_number": "A-1", "fee_amount": Decimal("80"), "fee_paid_by": "iom"},
        ("cpm", "start"): {"appointment_place": "Cuenca", "appointment_at": timezone.now()},
    }
    return by_move.get((stage, verb), {})


def paired(one, other, **facts):
    """The two as a pair who may be one person."""
    first, second = sorted((one, other), key=lambda person: person.pk)
    return Duplicate.objects.create(one=first, other=second, **{"probability": 0.97, **facts})


def everything(case, caseworker, manager, fingerprint="f"):
    """At least one row of everything that hangs on a person."""
    person, acts = case.person, {"person": case.person, "by": caseworker}
    people.add_document(**acts, kind="passport", number="P-1")
    people.add_contact(**acts, kind="phone", value="0987654321")
    people.add_need(**acts, kind="pregnancy")
    people.add_document(**acts, kind="refugee_card", number="R-1")
    home = households.create_household(head=person, by=caseworker)
    HouseholdStay.objects.create(
        person=person, household=home, relationship="child", left_on=timezone.localdate(), why="moved"
    )
    put(case, "registration", "done")
    put(case, "training", "done")
    put(case, "seed_capital", "in_progress")
    approve = details("seed_capital", "approve")
    move_stage(case=case, stage="seed_capital", verb="approve", by=manager, **approve)
    by = {"organisation": caseworker.organisation}
    for kind in ProtectionNote.Kind:
        ProtectionNote.objects.create(person=person, kind=kind, text="Told in private.", author=caseworker.user, **by)
    text = ConsentText.objects.get(purpose="keep")
    Consent.objects.create(person=person, text=text, purpose="keep", how="paper", recorded_by=caseworker.user, **by)
    DataRequest.objects.create(person=person, kind="access", **by)
    asked_by_jrs(person, caseworker)
    Blocker.objects.create(case=case, stage="cpm", cause="fee")
    Note.objects.create(case=case, text="Llamó <b>hoy</b>.", author=caseworker.user, **by)
    Attachment.objects.create(case=case, name="a.pdf", content_type="x", size=1, added_by=caseworker.user, **by)
    sheet = Import.objects.create(membership=caseworker, name="s", sha256="x", size=1, state="previewed", **by)
    ImportRow.objects.create(sheet=sheet, line=1, fingerprint=fingerprint, outcome="new", person=person)
    ColumnMapping.objects.create(shape=fingerprint, headings=["x"], columns=["full_name"], **by)
    IntakeRow.objects.create(fingerprint=fingerprint, case=case, sheet="s", line=1, **by)
    followed_up(case, caseworker)


def asked_by_jrs(person, keeper, why="She is with us."):
    """JRS, which does not see her, asks for access."""
    jrs, user = organisation("JRS", Kind.PARTNER), keeper.user
    return AccessRequest.objects.create(
        person=person, organisation=jrs, asked_of=keeper.organisation, why=why, asked_by=user
    )


def followed_up(case, caseworker):
    """A row of all that follows up a case: a try to reach her, a task, a reminder, its message and her answer."""
    by, today, now = {"organisation": caseworker.organisation}, timezone.localdate(), timezone.now()
    ContactAttempt.objects.create(person=case.person, way="call", result="no_answer", by_user=caseworker.user, **by)
    task = Task.objects.create(case=case, origin="staff", what="Llamar", due_on=today, sort_on=today, **by)
    Task.objects.filter(pk=task.pk).update(remark="x")  # of which history tells
    words = {"text_es": "Hola", "text_en": "Hello"}
    campaign = Campaign.objects.create(name="Feria", made_by=caseworker.user, **words, **by)
    subject = {"case": case, "person": case.person, "subject": case.pk, "due_on": today, "send_at": now}
    reminder = Reminder.objects.create(campaign=campaign, **subject)
    sent = {"case": case, "person": case.person, "channel": "sms", "to": "+593987654321"}
    message = Message.objects.create(reminder=reminder, text="Hola", state="sent", sent_at=now, **sent)
    answer = {"channel": "sms", "provider_id": str(case.pk), "address": sent["to"], "kind": "other"}
    Reply.objects.create(message=message, case=case, text="Bueno", **answer, **by)
    Run.objects.create(kind="plan")
    Provider.objects.get_or_create(name="sms")
