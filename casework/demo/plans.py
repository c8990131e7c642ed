"""When a person reached which document: drawn backwards from where her visa or CPM stands today.

So there are always visas that ran out, that are about to and that were renewed, whenever the demo is made.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from random import Random

from casework.demo.days import Calendar

# Validity in days, as on the VIRTE pathway (journey, migration 0002).
CPM_DAYS, VISA_DAYS = 180, 730
CLIFF_DAYS = 90
RENEWAL_DAYS = 30


class Reached(IntEnum):
    """The last document of the regularisation that a person has got."""

    REGISTRATION = 0
    CPM = 1
    VISA = 2
    CEDULA = 3


# R4V, April 2024, in hundreds of people: registered or with an appointment, with CPM, visa, cédula (domain, section 1).
FUNNEL = {Reached.REGISTRATION: 2484, Reached.CPM: 2017, Reached.VISA: 957, Reached.CEDULA: 723}


def shares(people: int) -> list[int]:
    """How many of so many people got exactly so far; the funnel's steps are exact to rounding."""
    total = FUNNEL[Reached.REGISTRATION]
    at_least = [(people * FUNNEL[step] * 2 + total) // (2 * total) for step in Reached]
    return [here - further for here, further in zip(at_least, [*at_least[1:], 0], strict=True)]


@dataclass
class Document:
    """A document's first and last day; a renewal is another Document."""

    issued: int
    expires: int


@dataclass
class Plan:
    """The days of one journey. `visas` and `cedulas` are in the order of their issue: the last one is held now."""

    registered: int
    cpms: list[Document] = field(default_factory=list)
    visas: list[Document] = field(default_factory=list)
    cedulas: list[Document] = field(default_factory=list)


def between(rng: Random, first: int, last: int) -> int:
    """A day from first to last; first when they are the wrong way round."""
    return first + int(rng.random() * (last - first + 1)) if last > first else first


def make_plan(rng: Random, reached: Reached, calendar: Calendar) -> Plan:
    """The days of a person who got exactly so far."""
    if reached == Reached.REGISTRATION:
        return Plan(registered=_registered_only(rng, calendar))
    if reached == Reached.CPM:
        return _with_cpm(rng, calendar)
    return _with_visa(rng, calendar, cedula=reached == Reached.CEDULA)


def _registered_only(rng: Random, calendar: Calendar) -> int:
    # Half of them have only just come; the others got stuck at the first step.
    first = calendar.yesterday - 75 if rng.random() < 0.5 else calendar.begins
    return between(rng, first, calendar.yesterday)


def _before_cpm(rng: Random, issued: int, calendar: Calendar) -> int:
    return max(calendar.begins, issued - between(rng, 14, 80))


def _with_cpm(rng: Random, calendar: Calendar) -> Plan:
    in_force = rng.random() < 0.34
    first = calendar.yesterday - CPM_DAYS + 2 if in_force else calendar.begins + 20
    last = calendar.yesterday if in_force else calendar.yesterday - CPM_DAYS
    issued = between(rng, first, last)
    plan = Plan(_before_cpm(rng, issued, calendar), [Document(issued, issued + CPM_DAYS)])
    _maybe_renew_cpm(rng, plan, calendar.yesterday)
    return plan


def _maybe_renew_cpm(rng: Random, plan: Plan, by: int) -> None:
    """Some CPMs are issued again after they ran out, before the day `by`."""
    expired = plan.cpms[0].expires
    if expired + 10 < by and rng.random() < 0.16:
        issued = between(rng, expired + 5, min(expired + 120, by))
        plan.cpms.append(Document(issued, issued + CPM_DAYS))


def _with_visa(rng: Random, calendar: Calendar, *, cedula: bool) -> Plan:
    expires = _visa_expiry(rng, calendar)
    # The cédula comes at least four days later, and no later than yesterday.
    issued = min(expires - VISA_DAYS, calendar.yesterday - 5)
    visas = [Document(issued, issued + VISA_DAYS)]
    room = issued - VISA_DAYS - (calendar.begins + 60)
    if room > 0 and rng.random() < 0.8:
        first = issued - VISA_DAYS + between(rng, 1, RENEWAL_DAYS - 3)
        visas.insert(0, Document(first, first + VISA_DAYS))
    cpm = max(calendar.begins + 20, visas[0].issued - between(rng, 20, 150))
    plan = Plan(_before_cpm(rng, cpm, calendar), [Document(cpm, cpm + CPM_DAYS)], visas)
    if cedula:
        _add_cedulas(rng, plan, calendar)
    return plan


def _visa_expiry(rng: Random, calendar: Calendar) -> int:
    draw = rng.random()
    if draw < 0.24:
        # One that ran out was issued after the registry opened.
        first = max(calendar.yesterday - 560, calendar.begins + 60 + VISA_DAYS)
        return between(rng, first, calendar.yesterday)
    if draw < 0.40:
        return between(rng, calendar.today, calendar.today + CLIFF_DAYS)
    return between(rng, calendar.today + CLIFF_DAYS + 1, calendar.yesterday + VISA_DAYS)


def _add_cedulas(rng: Random, plan: Plan, calendar: Calendar) -> None:
    """A cédula ends with the visa it rests on; after a renewal of the visa it is often renewed too."""
    for number, visa in enumerate(plan.visas):
        if number > 0 and rng.random() > 0.7:
            continue
        last = min(visa.issued + 120, calendar.yesterday, visa.expires - 1)
        if number + 1 < len(plan.visas):
            last = min(last, plan.visas[number + 1].issued - 1)
        plan.cedulas.append(Document(between(rng, visa.issued + 4, last), visa.expires))
