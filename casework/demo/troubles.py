"""What keeps people from going on, what caseworkers wrote about it, and how cases ended."""

from casework.demo.households import pick
from casework.demo.integration import is_done
from casework.demo.plans import Reached
from casework.demo.story import Story
from casework.journey.models import Blocker, Case
from casework.journey.stages import FINISHED, REGULARISATION, StageCode

Cause, Reason = Blocker.Cause, Case.CloseReason

# The causes of the domain page, section 1, at the stages where they bite; repeated ones are likelier.
CAUSES = {
    StageCode.REGISTRATION: (Cause.NO_APPOINTMENT, Cause.MISSING_DOCUMENT, Cause.UNREACHABLE, Cause.OFFICE_TOO_FAR),
    StageCode.CPM: (
        Cause.NO_APPOINTMENT,
        Cause.NO_APPOINTMENT,
        Cause.OFFICE_TOO_FAR,
        Cause.MISSING_DOCUMENT,
        Cause.EMAIL_LOST,
        Cause.UNREACHABLE,
    ),
    StageCode.VISA: (
        Cause.FEE,
        Cause.FEE,
        Cause.FEE,
        Cause.EMAIL_LOST,
        Cause.EMAIL_LOST,
        Cause.CRIMINAL_RECORD,
        Cause.CRIMINAL_RECORD,
        Cause.WRONG_ADVICE,
        Cause.EXPIRED_DOCUMENT,
        Cause.PATHWAY_CLOSED,
        Cause.UNREACHABLE,
        Cause.OTHER,
    ),
    StageCode.CEDULA: (
        Cause.OFFICE_TOO_FAR,
        Cause.NO_APPOINTMENT,
        Cause.FEE,
        Cause.EXPIRED_DOCUMENT,
        Cause.WRONG_ADVICE,
    ),
    StageCode.TRAINING: (Cause.COURSE_HOURS, Cause.CHILDCARE, Cause.OFFICE_TOO_FAR),
    StageCode.SEED_CAPITAL: (Cause.MISSING_DOCUMENT, Cause.OTHER, Cause.UNREACHABLE),
}
EXPIRED_CAUSES = (Cause.WRONG_ADVICE, Cause.WRONG_ADVICE, Cause.FEE, Cause.CRIMINAL_RECORD, Cause.UNREACHABLE)
DETAILS = {
    Cause.FEE: ("No reúne los 80 dólares; son tres en el hogar.", "Perdió el trabajo este mes."),
    Cause.EMAIL_LOST: (
        "El correo lo abrió un tramitador y no da la clave.",
        "El correo está ligado a un teléfono robado.",
    ),
    Cause.CRIMINAL_RECORD: ("El consulado no entrega antecedentes apostillados.",),
    Cause.WRONG_ADVICE: ("Le dijeron que esperara al nuevo decreto.",),
    Cause.OFFICE_TOO_FAR: ("Vive a cuatro horas de la oficina.", "No tiene para el pasaje a Loja."),
    Cause.EXPIRED_DOCUMENT: ("El pasaporte venció hace más de cinco años.",),
    Cause.NO_APPOINTMENT: ("La página no muestra turnos desde hace semanas.",),
    Cause.PATHWAY_CLOSED: ("Su solicitud quedó en trámite cuando se derogó el decreto.",),
    Cause.OTHER: ("Espera la respuesta del consulado.", "Cuida a un familiar hospitalizado."),
}
RESOLUTIONS = {
    Cause.FEE: "La tasa se cubrió con el fondo de regularización.",
    Cause.EMAIL_LOST: "Se abrió un correo propio y se actualizó en el sistema.",
    Cause.CRIMINAL_RECORD: "Llegó el certificado de antecedentes.",
    Cause.NO_APPOINTMENT: "La brigada consiguió turno.",
    Cause.OFFICE_TOO_FAR: "Se apoyó con el transporte.",
    Cause.MISSING_DOCUMENT: "Presentó el documento que faltaba.",
    Cause.UNREACHABLE: "Se la ubicó por medio de una vecina.",
}
RESOLVED_ANYHOW = "Se resolvió con acompañamiento a la oficina."

NOTES = (
    "Llamada de seguimiento: contesta y confirma que sigue en el mismo domicilio.",
    "Acude a la oficina con sus documentos. Se explica el siguiente paso y los plazos.",
    "Pide información sobre cursos en horario de la tarde por el cuidado de sus hijos.",
    "Se envía por WhatsApp la lista de requisitos. Queda en responder.",
    "No contesta al teléfono; se deja recado con un familiar.",
    "Informa que cambió de cantón por trabajo. Se actualizará la dirección cuando la confirme.",
    "Se acompaña a la cita. El trámite queda ingresado.",
    "Refiere dificultad para pagar el arriendo este mes. Se revisa con coordinación.",
    "Trae el correo con la respuesta del ministerio; se archiva copia.",
    "Solicita que se la contacte solo por mensaje, no por llamada.",
)
CLOSINGS = (
    Reason.LEFT,
    Reason.LEFT,
    Reason.LEFT,
    Reason.UNREACHABLE,
    Reason.UNREACHABLE,
    Reason.WITHDREW,
    Reason.MISTAKE,
)


def tell_troubles(story: Story) -> None:
    """Blockers open and resolved, notes, and for some the end of the case."""
    _resolved_blocker(story)
    stage, since, expired = _where_stuck(story)
    if stage:
        waited = story.yesterday - since
        if story.chance(0.58 if waited > 45 else 0.12):
            _open_blocker(story, stage, since, expired=expired)
    if story.chance(0.02):
        _open_blocker(story, StageCode.TRAINING, story.plan.registered, expired=False)
    for _ in range(int(story.rng.random() * 2.2) if story.chance(0.6) else 0):
        story.note(story.between(story.plan.registered, story.yesterday), pick(story.rng, NOTES))
    _maybe_close(story)


def _where_stuck(story: Story) -> tuple[StageCode | None, int, bool]:
    """The stage of the regularisation at which the person stands, since when, and whether its document ran out."""
    records = story.records
    since = max(records[stage.code].since for stage in REGULARISATION if stage.code in records)
    for stage in REGULARISATION:
        record = records.get(stage.code)
        if record is None or record.status not in FINISHED:
            return stage.code, record.since if record else since, False
    visa = records[StageCode.VISA].document
    if visa.expires < story.yesterday:
        return StageCode.VISA, visa.expires, True
    return None, 0, False


def _open_blocker(story: Story, stage: StageCode, since: int, *, expired: bool) -> None:
    record = story.records.get(stage)
    if record is not None and record.status in FINISHED and not expired:
        return
    cause = pick(story.rng, EXPIRED_CAUSES if expired else CAUSES[stage])
    day = story.between(since, min(story.yesterday, since + 90))
    story.block(stage, cause, day, detail=_detail(story, cause))


def _resolved_blocker(story: Story) -> None:
    """A blocker of a step that was taken in the end."""
    steps = [
        (StageCode.CPM, story.plan.cpms),
        (StageCode.VISA, story.plan.visas),
        (StageCode.CEDULA, story.plan.cedulas),
    ]
    before = story.plan.registered
    for stage, documents in steps:
        if documents and documents[0].issued - before > 12 and story.chance(0.11):
            since = story.between(before + 1, documents[0].issued - 8)
            cause = pick(story.rng, CAUSES[stage])
            story.block(
                stage,
                cause,
                since,
                detail=_detail(story, cause),
                resolved=story.between(since + 1, documents[0].issued),
                resolution=RESOLUTIONS.get(cause, RESOLVED_ANYHOW),
            )
        if documents:
            before = documents[0].issued


def _detail(story: Story, cause: Cause) -> str:
    if cause == Cause.OTHER or (cause in DETAILS and story.chance(0.6)):
        return pick(story.rng, DETAILS[cause])
    return ""


def _maybe_close(story: Story) -> None:
    last = story.last_day
    if story.yesterday - last < 40:
        return
    done = story.reached == Reached.CEDULA and is_done(story)
    if story.chance(0.5 if done else 0.06):
        died = not done and story.chance(0.03) and not story.member.relationship
        reason = Reason.COMPLETED if done else Reason.DIED if died else pick(story.rng, CLOSINGS)
        story.close(story.between(last + 1, story.yesterday), reason)
