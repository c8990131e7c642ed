"""The whole population: so many people in batches, each reproducible on its own, in one transaction.

Batches are made by two processes while a third writes them, all in one transaction: a run that is killed leaves
nothing. What it takes in memory does not grow with the number of people but for one byte each. Nobody did what is
invented, so it gets no rows of history, which would be thirty for each person: the triggers are off while they are
written (`demo.bulk.without_triggers`).
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from functools import partial
from random import Random

from django.db import connection, transaction

from casework.access.scope import system
from casework.base.codes import ALPHABET, LENGTH, with_check
from casework.base.progress import Progress
from casework.base.statistics import gather_statistics, tidy_all
from casework.demo.bulk import checked_at_the_end, without_triggers
from casework.demo.consenting import consent_texts, tell_consents
from casework.demo.days import Calendar, instant
from casework.demo.households import Family, make_family, set_births
from casework.demo.integration import tell_integration
from casework.demo.likeness import tell_likeness
from casework.demo.making import in_their_order
from casework.demo.organisations import IOM, ORGANISATIONS, Staff, make_organisations
from casework.demo.plans import Plan, Reached, make_plan, shares
from casework.demo.registering import tell_registration
from casework.demo.regularisation import tell_regularisation
from casework.demo.rights import tell_rights
from casework.demo.safeguards import tell_safeguards
from casework.demo.story import Story, World
from casework.demo.troubles import tell_troubles
from casework.demo.twice import FEWEST, tell_twice
from casework.demo.writing import TABLES, Batch, Made
from casework.journey.actions import DEFAULT_PATHWAY
from casework.journey.expiries import note_all as note_all_expiries
from casework.journey.models import Expiry, Pathway
from casework.people.likenesses import write_words
from casework.people.models import Household, Person

BATCH_PEOPLE = 2000
# From so many on it pays to take constraints and indexes off the tables meanwhile, and to have batches made by others.
MANY, MAKERS = 20_000, 2
# People of a household mostly stand at the same step: they are handed out in groups of this size.
TOGETHER = 3
# Any number that is only ours: two demos at once wait for each other.
LOCK = 7_210_433

# Who registers people: share, and the provinces it works in (none: all of them).
REGISTERS = (
    ("HIAS", 30, ()),
    ("NRC", 16, ("17", "09", "04", "10", "21", "07")),
    (IOM, 16, ()),
    ("JRS", 11, ("17", "09", "04", "11", "07", "01")),
    ("FUDELA", 10, ("17", "09", "13", "23", "10")),
    ("Diálogo Diverso", 7, ("17", "09", "13")),
    ("Fundación Acción Solidaria", 7, ("17", "23", "18", "05", "06")),
    ("Universidad del Azuay", 9, ("01", "03")),
)


def dice(seed: int, what: str | int) -> Random:
    """Numbers that are the same in every process: text seeds are hashed by random itself, not by hash()."""
    return Random(f"{seed}/{what}")  # noqa: S311  (nothing here is secret)


class PeopleExist(Exception):
    """There are people already: a demo would mix invented ones with them."""


def make_population(people: int, *, seed: int, today: date, progress: Progress | None = None) -> dict[str, int]:
    """So many invented people with their organisations and journeys; returns how many rows each table got.

    Raises PeopleExist.
    """
    calendar, progress = Calendar(today), progress or Progress()
    many = people >= MANY
    with system("invented people are everybody's"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        if Person.objects.exists():
            raise PeopleExist
        since = date.fromordinal(calendar.begins - 30)
        staff = make_organisations(dice(seed, "organisations"), since, people)
        world = make_world(staff, calendar)
        make = partial(make_batch, world, seed, reached_by(people, seed))
        with without_triggers(TABLES), checked_at_the_end(TABLES, progress) if many else nullcontext():
            made = in_their_order(make, range(0, people, BATCH_PEOPLE), processes=MAKERS if many else 1)
            written = _write_all(made, people, progress)
        progress("Expiries", 0, 1)
        note_all_expiries()
        # What is told of a few is told by the actions, which look for people.
        gather_statistics((*TABLES, Expiry._meta.db_table), progress)
        tell_safeguards(calendar)
        if people >= FEWEST:
            tell_twice()
    if not connection.in_atomic_block:
        tidy_all(progress)
    return written


def make_world(staff: dict[str, Staff], calendar: Calendar) -> World:
    """What all stories of a run share."""
    duties = {name: duty for name, (_, _, duty, _) in ORGANISATIONS.items() if duty}
    return World(
        calendar=calendar,
        staff=staff,
        ministries={duty: staff[name] for name, duty in duties.items()},
        pathway_id=str(Pathway.objects.get(code=DEFAULT_PATHWAY).id),
        texts=consent_texts(calendar),
    )


def case_codes(seed: int, *, after: int = 0) -> Iterator[str]:
    """Codes that look random and never repeat: a walk through all of them in steps that share no factor with 22⁷.

    It begins behind so many codes."""
    rng, size = dice(seed, "codes"), len(ALPHABET) ** (LENGTH - 1)
    step = next(s for s in iter(lambda: rng.randrange(size // 5, size // 2), None) if s % 2 and s % 11)
    place = rng.randrange(size) + after * step
    while True:
        place = (place + step) % size
        rest, body = place, []
        for _ in range(LENGTH - 1):
            rest, letter = divmod(rest, len(ALPHABET))
            body.append(ALPHABET[letter])
        yield with_check("".join(body))


def make_batch(world: World, seed: int, reached: bytes, start: int) -> Made:
    """The batch that begins with this person, the same whoever makes it; each person before has taken one code."""
    rng, batch = dice(seed, start), Batch()
    world = replace(world, codes=case_codes(seed, after=start))
    here = reached[start : start + BATCH_PEOPLE]
    people = len(here)
    while here:
        family = make_family(rng, len(here))
        mine, here = here[: len(family.members)], here[len(family.members) :]
        write_family(world, batch, rng, family, [Reached(step) for step in mine])
    return batch.made(people)


def reached_by(people: int, seed: int) -> bytes:
    """How far each one got: exactly the funnel's shares, in an order that leaves households mostly together."""
    steps = [step for step, count in zip(Reached, shares(people), strict=True) for _ in range(count)]
    groups = [steps[i : i + TOGETHER] for i in range(0, people, TOGETHER)]
    dice(seed, "funnel").shuffle(groups)
    return bytes(step for group in groups for step in group)


def write_family(world: World, batch: Batch, rng: Random, family: Family, reached: list[Reached]) -> None:
    """A household with the stories of its members. Those who got equally far did it on the same days."""
    home = _home(world, rng, family.canton)
    caseworker = None if rng.random() < 0.12 else home.caseworkers[int(rng.random() * len(home.caseworkers))]
    plans: dict[Reached, Plan] = {}
    for step in reached:
        if step not in plans:
            plans[step] = make_plan(rng, step, world.calendar)
    first = min(plan.registered for plan in plans.values())
    entered = first - 20 - int(rng.random() ** 1.5 * 1500)
    registered = {m.id: plans[step].registered for m, step in zip(family.members, reached, strict=True)}
    set_births(rng, family, entered, registered)
    if family.id:
        at = instant(first)
        batch.add(
            Household, id=family.id, created_at=at, updated_at=at, canton_id=family.canton, address=family.address
        )
    for member, step in zip(family.members, reached, strict=True):
        story = Story(world, batch, rng, family, member, plans[step], step, home, caseworker)
        tell_registration(story, entered)
        tell_regularisation(story)
        tell_integration(story)
        tell_troubles(story)
        tell_consents(story)
        tell_rights(story)
        tell_likeness(story)
        story.write()


def _home(world: World, rng: Random, canton: str) -> Staff:
    """The organisation that registers people in this canton."""
    here = [(name, weight) for name, weight, provinces in REGISTERS if not provinces or canton[:2] in provinces]
    draw = rng.random() * sum(weight for _, weight in here)
    for name, weight in here:
        draw -= weight
        if draw < 0:
            return world.staff[name]
    return world.staff[here[-1][0]]


def _write_all(made: Iterable[Made], people: int, progress: Progress) -> dict[str, int]:
    """Write batch after batch; the words of names, which are few, once at the end."""
    written: Counter[str] = Counter()
    words: set[str] = set()
    done = 0
    progress("People", done, people)
    for batch in made:
        batch.write()
        written.update(batch.counts)
        words |= batch.words
        done += batch.people
        progress("People", done, people)
    write_words(words)
    return dict(written)
