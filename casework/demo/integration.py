"""The integration track of a story: training and seed capital, with and without papers, as the sources say it was."""

from datetime import date
from decimal import Decimal

from casework.access.policy import Section
from casework.demo.days import instant, iso
from casework.demo.households import pick, uuid
from casework.demo.plans import Reached, between
from casework.demo.story import Story
from casework.journey.stages import StageCode, Status, Verb
from casework.programmes.models import Award, Instalment, Training
from casework.programmes.rules import month_later, split_amount

TRAINING, SEED_CAPITAL = StageCode.TRAINING, StageCode.SEED_CAPITAL
# Course, who gives it, hours.
COURSES = (
    ("Educa Sin Límites: electricidad", "Universidad del Azuay", 120),
    ("Educa Sin Límites: panadería", "Universidad del Azuay", 120),
    ("Educa Sin Límites: mecánica automotriz", "Universidad del Azuay", 140),
    ("Escuela de Inclusión Económica", "MIES", 160),
    ("Escuela de Emprendimiento con Enfoque de Género", "HIAS", 60),
    ("Microemprendimiento inclusivo: finanzas y mercadeo digital", "FUDELA", 80),
    ("Corte y confección", "FUDELA", 90),
    ("Manipulación de alimentos", "FUDELA", 40),
    ("Belleza y barbería", "Fundación Acción Solidaria", 100),
)
PROBABILITY = {Reached.REGISTRATION: 0.07, Reached.CPM: 0.11, Reached.VISA: 0.17, Reached.CEDULA: 0.24}
WITHOUT_VISA = (
    "La persona pide empezar mientras sigue su trámite.",
    "El curso no exige visa y hay cupo ahora.",
    "Jefa de hogar sin ingresos; el curso empieza esta semana.",
)
WITHOUT_TRAINING = ("Ya tiene el negocio en marcha.", "Trae experiencia certificada en su país.")
NOT_FINISHED = ("Dejó de asistir por trabajo.", "Los horarios no le permitieron seguir.", "Se mudó a otro cantón.")
NOT_AWARDED = ("El comité pide un plan de negocio más detallado.", "No alcanzó el puntaje de esta convocatoria.")
TRADES = (
    ("Panadería", "Horno industrial y batidora"),
    ("Costura", "Máquina de coser recta y overlock"),
    ("Barbería", "Sillón, espejo y juego de máquinas"),
    ("Arepera", "Plancha industrial y refrigerador"),
    ("Repostería", "Batidora, moldes y vitrina"),
    ("Salón de belleza", "Secadora, lavacabezas e insumos"),
    ("Taller eléctrico", "Juego de herramientas y multímetro"),
    ("Comidas", "Cocina industrial de tres quemadores"),
    ("Bisutería", "Herramientas e insumos para seis meses"),
    ("Lavandería", "Lavadora y secadora"),
)
PLACE_NAMES = (
    "La Esperanza|El Valle|Mi Tierra|Nueva Vida|La Llanera|El Ávila|Los Andes|Sabor Criollo|La Unión|Orinoco".split("|")
)
AMOUNTS = (500, 700, 800, 1000, 1200, 1500, 2000, 2500)


def tell_integration(story: Story) -> None:
    """A training for some adults, whether or not they have papers; for some of these seed capital."""
    if not 18 <= story.member.age <= 62 or not story.chance(PROBABILITY[story.reached]):
        return
    first = story.plan.registered + 25
    if first >= story.yesterday - 10:
        return
    if story.chance(0.04):
        _tell_seed_capital(story, between(story.rng, first, story.yesterday - 5), trained=False)
        return
    finished = _tell_training(story, between(story.rng, first, story.yesterday - 10))
    # "They were trained and never reached seed capital": most of those who finished have none.
    if finished and finished < story.yesterday - 20 and story.chance(0.3):
        _tell_seed_capital(story, story.between(finished + 5, finished + 150), trained=True)


def _tell_training(story: Story, start: int) -> int | None:
    """Returns the day on which it was finished with a certificate, if it was."""
    course, provider, hours = pick(story.rng, COURSES)
    ends = start + 30 + int(story.rng.random() * 90)
    with_visa = any(visa.issued <= start for visa in story.plan.visas)
    story.move(TRAINING, Verb.START, start, reason="" if with_visa else pick(story.rng, WITHOUT_VISA))
    facts = {"finished": None, "hours_attended": None, "certificate_number": ""}
    finished = None
    if ends <= story.yesterday:
        if story.chance(0.8):
            finished = ends
            number = f"CERT-{iso(ends)[:4]}-{int(story.rng.random() * 1_000_000):06}"
            facts = {"finished": True, "hours_attended": int(hours * (0.8 + story.rng.random() * 0.2))}
            facts["certificate_number"] = number
            story.move(TRAINING, Verb.APPROVE, ends)
        else:
            facts["finished"] = False
            story.move(TRAINING, Verb.REFUSE, ends, reason=pick(story.rng, NOT_FINISHED))
    story.batch.add(
        Training,
        id=uuid(story.rng),
        created_at=instant(start),
        updated_at=instant(min(ends, story.yesterday)),
        case_id=story.case_id,
        course=course,
        provider_id=story.world.staff[provider].organisation_id,
        starts_on=iso(start),
        ends_on=iso(ends),
        **facts,
    )
    return finished


def _tell_seed_capital(story: Story, start: int, *, trained: bool) -> None:
    trade, equipment = pick(story.rng, TRADES)
    award_id, awarded, updated = uuid(story.rng), None, start
    facts = {"form": "", "amount": None, "equipment": "", "awarded_on": None}
    story.move(SEED_CAPITAL, Verb.START, start, reason="" if trained else pick(story.rng, WITHOUT_TRAINING))
    submitted = start + 5 + int(story.rng.random() * 40)
    if submitted <= story.yesterday and story.chance(0.9):
        story.move(SEED_CAPITAL, Verb.SUBMIT, submitted)
        decided = submitted + 10 + int(story.rng.random() * 60)
        if decided <= story.yesterday and story.chance(0.92):
            by = pick(story.rng, story.home.awarders)
            if story.chance(0.12):
                story.move(SEED_CAPITAL, Verb.REFUSE, decided, by=by, reason=pick(story.rng, NOT_AWARDED))
            else:
                story.move(SEED_CAPITAL, Verb.APPROVE, decided, by=by)
                awarded = updated = decided
                facts["awarded_on"] = iso(decided)
                if story.chance(0.45):
                    facts |= {"form": Award.Form.EQUIPMENT.value, "equipment": equipment}
                else:
                    facts |= {"form": Award.Form.CASH.value, "amount": Decimal(pick(story.rng, AMOUNTS))}
    story.batch.add(
        Award,
        id=award_id,
        created_at=instant(start),
        updated_at=instant(updated),
        case_id=story.case_id,
        business_name=f"{trade} {pick(story.rng, PLACE_NAMES)}",
        **facts,
    )
    if awarded and facts["amount"]:
        _tell_instalments(story, award_id, awarded, facts["amount"])


def _tell_instalments(story: Story, award_id: str, awarded: int, amount: Decimal) -> None:
    """Monthly, paid when they are due or some days later, as long as payment has not fallen behind."""
    paid = True
    for index, part in enumerate(split_amount(amount, pick(story.rng, (1, 2, 2, 3)))):
        due = month_later(date.fromordinal(awarded), index).toordinal()
        paid_on = due + int(story.rng.random() * 10)
        paid = paid and paid_on <= story.yesterday and story.chance(0.93)
        story.batch.add(
            Instalment,
            id=uuid(story.rng),
            created_at=instant(awarded),
            updated_at=instant(paid_on if paid else awarded),
            award_id=award_id,
            number=index + 1,
            due_on=iso(due),
            amount=part,
            paid_on=iso(paid_on) if paid else None,
        )
        if paid:
            by = pick(story.rng, story.home.awarders)
            story.tell(paid_on, "instalment_paid", Section.PROGRAMMES, by, number=index + 1, amount=str(part))


def is_done(story: Story) -> bool:
    """Whether the story's person got seed capital."""
    record = story.records.get(SEED_CAPITAL)
    return record is not None and record.status == Status.DONE
