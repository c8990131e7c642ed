"""What protection, territory and emergencies leave behind: notes, a sub-office, one who has left, and broken glass."""

from datetime import datetime, timedelta

from django.utils import timezone

from casework.access.models import Membership
from casework.access.policy import EMERGENCY_HOURS, OPENED_IN_EMERGENCY, Section
from casework.demo.days import Calendar
from casework.demo.organisations import OF_A_SUB_OFFICE
from casework.journey.models import Case
from casework.people.models import AccessRequest, Event, PersonAccess, ProtectionNote
from casework.places.models import Division

# Which province the sub-office is of, and who has left and when (days ago) with cases that nobody follows.
PROVINCE_OF_SUB_OFFICE = "01"
LEFT = {"estela@hias.example": 9}
# Whose case, who wrote, what kind, and the text.
NOTES = (
    ("HIAS", "ana@hias.example", "note", "Dice que su expareja la sigue desde el trabajo. Pide que no la llamen."),
    ("HIAS", "ines@oim.example", "note", "Se acordó un lugar seguro; volver a hablar con ella el lunes."),
    ("HIAS", "ana@hias.example", "asylum", "Pidió asilo en Tulcán en 2019; espera la segunda entrevista."),
    ("NRC", "bruno@nrc.example", "psea", "Cuenta que en un albergue le pidieron favores a cambio de un cupo."),
    ("FUDELA", "fabiola@fudela.example", "note", "Llegó al curso con golpes en los brazos. No quiso hablar de eso."),
)
# Whose case, who read it, how many hours ago, why, and who has taken note.
EMERGENCIES = (
    ("HIAS", "bruno@nrc.example", 30, "Ingresó inconsciente al hospital y no tiene acompañante.", "hilda@hias.example"),
    ("HIAS", "lucas@uda.example", 1, "Está en el terminal de Cuenca con dos niños y sin dónde dormir.", None),
    ("NRC", "pilar@oim.example", 52, "La policía la encontró perdida en Cuenca y no recuerda su dirección.", None),
)
# Whose case, who asks for access to it, how many hours ago, why, who answered and what.
ASKED = (
    ("FUDELA", "bruno@nrc.example", 5, "La registramos ayer y dice que ustedes tienen su cédula.", None, ""),
    ("NRC", "ana@hias.example", 70, "Pide que la acompañemos a la cita.", "bruno@nrc.example", "Prefiere que no."),
)


def tell_safeguards(calendar: Calendar) -> None:
    """After the people are written, and the same for the same people."""
    today = timezone.make_aware(datetime.fromordinal(calendar.today))
    people = _one_of_each()
    _territories(today)
    for place, (keeper, email, kind, text) in enumerate(NOTES):
        _note(people.get(keeper), _membership(email), kind, text, today - timedelta(days=2 * place + 1, hours=-10))
    for keeper, email, hours, why, seen_by in EMERGENCIES:
        _emergency(people.get(keeper), _membership(email), today - timedelta(hours=hours), why, seen_by)
    for keeper, email, hours, why, answerer, answer in ASKED:
        _asked(people.get(keeper), _membership(email), today - timedelta(hours=hours), why, answerer, answer)


def _one_of_each() -> dict:
    """Of each organisation the person with the first open case code."""
    cases = Case.objects.open().order_by("organisation_id", "code").distinct("organisation_id")
    return {case.organisation.short_name: case.person for case in cases.select_related("organisation", "person")}


def _membership(email: str) -> Membership:
    members = Membership.objects.select_related("user", "organisation").filter(user__email=email)
    return members.order_by("created_at").first()


def _territories(today: datetime) -> None:
    for email in OF_A_SUB_OFFICE:
        _membership(email).territory.set([Division.objects.get(code=PROVINCE_OF_SUB_OFFICE)])
    for email, days in LEFT.items():
        Membership.objects.filter(user__email=email).update(until=(today - timedelta(days=days)).date())


def _note(person, by: Membership, kind: str, text: str, at: datetime) -> None:
    if person is None:
        return
    note = ProtectionNote.objects.create(
        person=person, kind=kind, text=text, author=by.user, organisation=by.organisation
    )
    ProtectionNote.objects.filter(pk=note.pk).update(created_at=at, updated_at=at)
    section = ProtectionNote.SECTION_OF[ProtectionNote.Kind(kind)]
    _event(person, by, at, "protection_note_added", section, protection=kind)


def _emergency(person, by: Membership, since: datetime, why: str, seen_by: str | None) -> None:
    if person is None:
        return
    seen = {}
    if seen_by:
        seen = {"acknowledged_by": _membership(seen_by).user, "acknowledged_at": since + timedelta(hours=20)}
    PersonAccess.objects.create(
        person=person,
        organisation=by.organisation,
        organisation_kind=by.organisation.kind,
        membership=by,
        reason=PersonAccess.Reason.EMERGENCY,
        sections=sorted(str(section) for section in OPENED_IN_EMERGENCY),
        explanation=why,
        opened_by=by.user,
        since=since,
        until=since + timedelta(hours=EMERGENCY_HOURS),
        **seen,
    )
    _event(person, by, since, "emergency_read", Section.CONSENTS)


def _asked(person, by: Membership, at: datetime, why: str, answerer: str | None, answer: str) -> None:
    if person is None or PersonAccess.objects.open().filter(person=person, organisation=by.organisation).exists():
        return
    keeper = PersonAccess.objects.open().get(person=person, reason=PersonAccess.Reason.OWNER).organisation
    asked = AccessRequest(
        person=person, organisation=by.organisation, asked_of=keeper, why=why, asked_by=by.user, asked_at=at
    )
    told = {"section": Section.CONSENTS, "organisation": by.organisation.short_name}
    _event(person, by, at, "access_asked", **told)
    if answerer:
        asked.state, asked.answer, asked.answered_at = AccessRequest.State.REFUSED, answer, at + timedelta(hours=3)
        asked.answered_by = _membership(answerer).user
        _event(person, _membership(answerer), asked.answered_at, "access_refused", **told)
    asked.save()


def _event(person, by: Membership, at: datetime, kind: str, section: Section, **facts) -> None:
    Event.objects.create(
        person=person,
        at=at,
        kind=kind,
        section=section,
        facts=facts,
        by_user=by.user,
        by_organisation=by.organisation,
    )
