"""The regularisation track of a story: registration, CPM, visa and cédula, and where those who did not go on stand."""

from decimal import Decimal

from casework.demo.days import instant, iso
from casework.demo.households import pick
from casework.demo.plans import RENEWAL_DAYS, Reached
from casework.demo.story import Story
from casework.journey.models import StageRecord
from casework.journey.stages import StageCode, Verb

Payer = StageRecord.Payer
REGISTRATION, CPM, VISA, CEDULA = StageCode.REGISTRATION, StageCode.CPM, StageCode.VISA, StageCode.CEDULA

FEES = (
    (0.38, Payer.PERSON, Decimal("80.00")),
    (0.36, Payer.IOM, Decimal("80.00")),
    (0.18, Payer.PARTNER, Decimal("80.00")),
    (1.0, Payer.EXEMPT, Decimal("0.00")),
)
OFFICES = {
    CPM: "Servicio de Apoyo Migratorio",
    CEDULA: "Registro Civil, agencia",
}
CITIES = {
    "17": "Quito",
    "09": "Guayaquil",
    "01": "Cuenca",
    "13": "Manta",
    "07": "Machala",
    "10": "Ibarra",
    "04": "Tulcán",
}
REFUSALS = {
    CPM: ("No se presentó a la toma de datos biométricos.", "El documento presentado no es legible."),
    VISA: (
        "Faltan los antecedentes penales apostillados.",
        "El pasaporte venció hace más de cinco años.",
        "No subsanó la solicitud en el plazo.",
    ),
    CEDULA: ("La orden de cedulación venció.", "La visa no consta en el sistema."),
}


def tell_regularisation(story: Story) -> None:
    """All that happened on the track, up to where the story's person got, and the step she stands at."""
    plan, reached = story.plan, story.reached
    story.move(REGISTRATION, Verb.START, plan.registered)
    if reached == Reached.REGISTRATION:
        _stands_at_registration(story)
        return
    ready = plan.registered + int(story.rng.random() * 4)
    story.move(REGISTRATION, Verb.APPROVE, ready)
    _tell_cpms(story, ready)
    if reached == Reached.CPM:
        _stands_at_cpm(story)
        return
    _tell_visas(story)
    if reached == Reached.CEDULA:
        _tell_cedulas(story)
    else:
        _stands_at_visa(story)
    _maybe_renewing(story)


# What came to its end ------------------------------------------------------------------------------------------------
def _tell_cpms(story: Story, ready: int) -> None:
    for cpm in story.plan.cpms:
        renewal = cpm is not story.plan.cpms[0]
        start = story.between(cpm.issued - 4, cpm.issued) if renewal else story.between(ready, cpm.issued)
        _to_decision(story, CPM, start, cpm.issued, renewal=renewal)
        story.issue(CPM, f"CPM-{iso(cpm.issued)[:4]}-{_digits(story, 7)}", cpm)


def _tell_visas(story: Story) -> None:
    earliest = story.plan.cpms[0].issued
    for visa in story.plan.visas:
        renewal = visa is not story.plan.visas[0]
        if renewal:
            start = story.between(story.plan.visas[0].expires - RENEWAL_DAYS, visa.issued - 1)
        else:
            start = story.between(earliest + 1, earliest + max(2, (visa.issued - earliest) // 2))
        _to_decision(story, VISA, start, visa.issued, renewal=renewal)
        story.issue(VISA, f"VIRTE{_digits(story, 8)}", visa)


def _tell_cedulas(story: Story) -> None:
    number = cedula_number(story)
    for index, cedula in enumerate(story.plan.cedulas):
        visa = next(v for v in reversed(story.plan.visas) if v.issued < cedula.issued)
        _to_decision(story, CEDULA, story.between(visa.issued + 1, cedula.issued - 1), cedula.issued, renewal=index > 0)
        story.issue(CEDULA, number, cedula)


def _to_decision(story: Story, stage: StageCode, start: int, decided: int, *, renewal: bool) -> None:
    """Started (or renewed) and submitted, between these days."""
    submitted = story.between(start, decided)
    _start(story, stage, start, appointment=submitted, verb=Verb.RENEW if renewal else Verb.START)
    _submit(story, stage, submitted)


def _start(story: Story, stage: StageCode, day: int, *, appointment: int | None, verb: Verb = Verb.START) -> None:
    facts = {}
    if stage in OFFICES and appointment:
        facts["appointment_at"] = instant(appointment, int(story.rng.random() * 32) * 15)
        facts["appointment_place"] = f"{OFFICES[stage]} {CITIES.get(story.family.canton[:2], 'Quito')}"
    story.move(stage, verb, day, **facts)


def _submit(story: Story, stage: StageCode, day: int) -> None:
    facts = {}
    if stage == VISA:
        draw = story.rng.random()
        payer, amount = next((p, amount) for share, p, amount in FEES if draw <= share or share == 1.0)
        facts = {
            "application_number": f"SOL-{iso(day)[:4]}-{_digits(story, 6)}",
            "fee_amount": amount,
            "fee_paid_by": payer.value,
        }
    elif stage == CEDULA:
        facts["application_number"] = f"OC-{_digits(story, 7)}"
    story.move(stage, Verb.SUBMIT, day, **facts)


# Where those stand who did not come further ---------------------------------------------------------------------------
def _stands_at_registration(story: Story) -> None:
    registered = story.plan.registered
    if story.yesterday - registered < 30 and story.chance(0.6):
        return  # still being registered
    ready = story.between(registered, registered + 20)
    story.move(REGISTRATION, Verb.APPROVE, ready)
    _stands_before(story, CPM, ready, not_started=0.35, in_progress=0.35, submitted=0.22)


def _stands_at_cpm(story: Story) -> None:
    _stands_before(story, VISA, story.plan.cpms[-1].issued, not_started=0.45, in_progress=0.24, submitted=0.22)


def _stands_at_visa(story: Story) -> None:
    visa = story.plan.visas[-1]
    # The stage asks for a visa in force on the day it is started.
    last = min(story.yesterday, visa.expires - 1)
    _stands_before(story, CEDULA, visa.issued, not_started=0.5, in_progress=0.25, submitted=0.19, last=last)


def _stands_before(
    story: Story,
    stage: StageCode,
    ready: int,
    *,
    not_started: float,
    in_progress: float,
    submitted: float,
    last: int | None = None,
) -> None:
    """Not started, begun, waiting for the decision or refused, with these shares; begun on a day up to `last`."""
    last = story.yesterday if last is None else last
    draw = story.rng.random() - not_started
    if draw < 0 or ready >= last:
        return
    # Most of what is open has begun not long ago; some has lain for years.
    recent = max(ready + 1, last - 60)
    start = story.between(recent if story.chance(0.65) else ready + 1, last)
    _start(story, stage, start, appointment=start + 4 + int(story.rng.random() * 40))
    draw -= in_progress
    if draw < 0:
        return
    day = story.between(start, start + 30)
    _submit(story, stage, day)
    if draw - submitted >= 0:
        story.move(
            stage,
            Verb.REFUSE,
            story.between(day, day + 60),
            reason=pick(story.rng, REFUSALS[stage]),
            by=story.decider(stage),
        )


def _maybe_renewing(story: Story) -> None:
    """Visas near or past their end of which the renewal has begun, and cédulas after the visa's renewal."""
    visa = story.plan.visas[-1]
    opens = visa.expires - RENEWAL_DAYS
    if opens < story.yesterday and story.chance(0.35 if visa.expires >= story.yesterday else 0.12):
        _renew(story, VISA, max(opens, visa.issued + 1))
    elif story.reached == Reached.CEDULA and story.plan.cedulas[-1].expires < visa.expires and story.chance(0.4):
        _renew(story, CEDULA, visa.issued + 1)


def _renew(story: Story, stage: StageCode, first: int) -> None:
    start = story.between(max(first, story.yesterday - 45), story.yesterday)
    _start(story, stage, start, appointment=start + 4 + int(story.rng.random() * 30), verb=Verb.RENEW)
    if story.chance(0.5):
        _submit(story, stage, story.between(start, start + 15))


# Numbers -------------------------------------------------------------------------------------------------------------
def _digits(story: Story, count: int) -> str:
    return f"{int(story.rng.random() * 10**count):0{count}}"


def cedula_number(story: Story) -> str:
    """Ten digits, the last of which checks the others (stdnum's ec.ci; a test holds it to that)."""
    province = pick(story.rng, ("17", "09", "01", "13", "23", "07", "10", "30"))
    bare = f"{province}{int(story.rng.random() * 6)}{_digits(story, 6)}"
    total = 0
    for index, digit in enumerate(map(int, bare)):
        doubled = digit * 2 if index % 2 == 0 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return f"{bare}{-total % 10}"
