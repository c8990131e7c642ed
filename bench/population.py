"""Households of people who do not exist, drawn without end and the same for the same seed.

Hard to tell apart on purpose: households share surnames, telephone and address, twins the birthday, sons bear their
father's name, children a parent's document, and namesakes nothing but the name.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import NamedTuple

from bench.register_names import FIRST, SECOND, SURNAME

LAST_BIRTH = date(2025, 6, 30)
CANTONS = (
    ("1701", 30), ("0901", 22), ("0101", 9), ("1308", 8), ("0701", 6), ("1001", 5), ("0401", 4), ("2301", 4),
    ("1301", 4),
    ("1101", 3), ("1801", 3), ("2101", 3), ("0801", 2), ("0301", 2), ("1201", 2), ("0907", 2), ("1703", 1), ("0601", 1),
    ("0304", 1), ("0105", 1),
)  # fmt: skip
STREETS = (
    "Av. 24 de Mayo|Calle Larga|Av. Huayna Cápac|Barrio El Vecino|Sector La Feria Libre|Av. de las Américas|"
    "Calle Bolívar|"
    "Av. 10 de Agosto|Calle Sucre|Barrio San Roque|Cdla. Kennedy|Sector La Prosperina|Av. Quito|Calle Olmedo|"
    "Barrio La Tola|Comité del Pueblo|Sector Calderón|Av. Maldonado|Calle Guayaquil|Barrio Obrero|Cdla. Los Ceibos|"
    "Calle Rocafuerte|Av. Amazonas|Sector Solanda|Barrio Cristo Rey|Calle Colón|Av. Loja|Sector Monay|Calle Montalvo"
).split("|")


class Document(NamedTuple):
    kind: str
    number: str


class Truth(NamedTuple):
    """Who stands behind a row: never shown to what is measured."""

    person: int
    household: int
    parents: tuple[int, ...]
    birth_date: date
    name: str


@dataclass(slots=True)
class Person:
    """Somebody as she is; what offices write of her differs."""

    id: int
    household: int
    sex: str
    given: tuple[str, ...]
    family: tuple[str, ...]
    birth_date: date
    nationality: str
    parents: tuple[int, ...] = ()
    documents: list[Document] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    canton: str = ""
    address: str = ""

    def truth(self) -> Truth:
        name = f"{self.given[0]} {self.family[0]}"
        return Truth(self.id, self.household, self.parents, self.birth_date, name)


class Households:
    """Draws households without end; only a few hundred recent people are remembered, to be namesakes of."""

    def __init__(self, seed: int):
        self.rng = Random(f"households {seed}")
        self.people = 0
        self.households = 0
        self.recent: deque[Person] = deque(maxlen=500)

    def draw(self) -> list[Person]:
        rng = self.rng
        self.households += 1
        place = (canton(rng), address(rng), phone(rng))
        country = rng.choices(("VE", "CO", "EC"), (86, 9, 5))[0]
        head = self._person(place, country, born=_years_ago(rng, 19, 62))
        members = [head]
        if rng.random() < 0.05 and self.recent:
            self._name_after(head, rng.choice(self.recent))
        if rng.random() < 0.48:
            partner = self._person(place, country, born=_near(rng, head.birth_date, 7))
            partner.sex = "male" if head.sex == "female" else "female"
            partner.given = _given(rng, partner.sex)
            members.append(partner)
            members += self._children(place, country, head, partner)
        elif rng.random() < 0.4:
            members += self._children(place, country, head, None)
        elif rng.random() < 0.3:
            members.append(self._sibling(place, country, head))
        if rng.random() < 0.07:
            members.append(self._grandparent(place, country, head))
        self._share_numbers(members)
        self.recent.append(head)
        return members

    def _person(self, place, country: str, *, born: date, sex: str = "", family: tuple[str, ...] = ()) -> Person:
        rng = self.rng
        self.people += 1
        sex = sex or ("female" if rng.random() < 0.52 else "male")
        if not family:
            family = (SURNAME.draw(rng),) if rng.random() < 0.03 else (SURNAME.draw(rng), SURNAME.draw(rng))
        person = Person(self.people, self.households, sex, _given(rng, sex), family, born, country)
        person.canton, person.address, shared = place
        person.phones = [phone(rng) if rng.random() < 0.55 else shared]
        person.documents = _documents(rng, person)
        return person

    def _children(self, place, country: str, head: Person, partner: Person | None) -> list[Person]:
        rng = self.rng
        couple = [person for person in (head, partner) if person]
        mother_born = max(person.birth_date for person in couple)
        fathers = sorted(couple, key=lambda person: person.sex == "female")
        family = (fathers[0].family[0], fathers[-1].family[0] if len(couple) == 2 else head.family[-1])
        children: list[Person] = []
        while len(children) < 5 and rng.random() < 0.62:
            born = mother_born + timedelta(days=rng.randint(17 * 365, 40 * 365))
            if born > LAST_BIRTH:
                continue
            children.append(self._child(place, country, born, family, couple))
            if rng.random() < 0.035:
                children.append(self._twin(place, country, children[-1], couple))
        return children

    def _child(self, place, country: str, born: date, family, couple: list[Person]) -> Person:
        rng = self.rng
        child = self._person(place, country, born=born, family=family)
        child.parents = tuple(person.id for person in couple)
        namesake = next((person for person in couple if person.sex == child.sex), None)
        if namesake and rng.random() < 0.22:
            child.given = (namesake.given[0], *_given(rng, child.sex)[1:])
            if rng.random() < 0.3:
                child.given = namesake.given
        if (LAST_BIRTH - born).days < 12 * 365 and rng.random() < 0.22:
            child.documents = list(rng.choice(couple).documents)
        if (LAST_BIRTH - born).days < 12 * 365:
            child.phones = list(rng.choice(couple).phones)
        return child

    def _twin(self, place, country: str, first: Person, couple: list[Person]) -> Person:
        """The same day, the same names of the family; given names that often sound alike, as parents choose them."""
        rng = self.rng
        twin = self._child(place, country, first.birth_date, first.family, couple)
        if rng.random() < 0.6:
            twin.sex = first.sex
            twin.given = _given(rng, twin.sex)
        if rng.random() < 0.35 and first.given[0][-1] in "aoslr":
            other = "female" if twin.sex == "female" else "male"
            twin.given = (first.given[0][:2] + FIRST[other].draw(rng)[2:], *twin.given[1:])
        if twin.given == first.given:
            twin.given = (*twin.given, "Segundo") if twin.sex == "male" else (*twin.given, "Segunda")
        return twin

    def _sibling(self, place, country: str, head: Person) -> Person:
        self.people += 1  # a mother who is not in the register, so that the two have one
        mother = self.people
        head.parents = (mother,)
        sibling = self._person(place, country, born=_near(self.rng, head.birth_date, 9), family=head.family)
        sibling.parents = (mother,)
        return sibling

    def _grandparent(self, place, country: str, head: Person) -> Person:
        born = head.birth_date - timedelta(days=self.rng.randint(18 * 365, 40 * 365))
        family = (head.family[0], SURNAME.draw(self.rng))
        grandparent = self._person(place, country, born=max(born, date(1932, 1, 1)), family=family)
        if not head.parents:
            head.parents = (grandparent.id,)
        return grandparent

    def _name_after(self, person: Person, other: Person) -> None:
        """Another person of the same full name: mostly of another age and elsewhere."""
        rng = self.rng
        person.sex, person.given, person.family = other.sex, other.given, other.family
        if rng.random() < 0.25:
            person.birth_date = _in_year(rng, other.birth_date.year)
        if rng.random() < 0.3:
            person.canton = other.canton

    def _share_numbers(self, members: list[Person]) -> None:
        """Papers issued one after the other, as when a family goes to the office together."""
        rng = self.rng
        for before, person in pairwise(members):
            if rng.random() < 0.15 and person.documents and before.documents and person.documents != before.documents:
                kind, number = before.documents[0]
                if number.isdigit():
                    person.documents[0] = Document(kind, str(int(number) + 1).zfill(len(number)))


def _given(rng: Random, sex: str) -> tuple[str, ...]:
    names = [FIRST[sex].draw(rng)]
    if rng.random() < 0.8:
        second = SECOND[sex].draw(rng)
        if second != names[0]:
            names.append(second)
    return tuple(names)


def canton(rng: Random) -> str:
    return rng.choices([code for code, _ in CANTONS], [share for _, share in CANTONS])[0]


def address(rng: Random) -> str:
    street = rng.choice(STREETS)
    if rng.random() < 0.7:
        return f"{street} {rng.randint(1, 30)}-{rng.randint(1, 99)}"
    return f"{street} y {rng.choice(STREETS)}"


def phone(rng: Random) -> str:
    if rng.random() < 0.85:
        return f"+5939{rng.randint(0, 99_999_999):08d}"
    return f"+584{rng.choice((12, 14, 16, 24, 26))}{rng.randint(0, 9_999_999):07d}"


def _documents(rng: Random, person: Person) -> list[Document]:
    if person.nationality == "CO":
        number = (
            rng.randint(1_000_000_000, 1_199_999_999) if person.birth_date.year > 1985 else rng.randint(10**7, 10**8)
        )
        return [Document("national_id", str(number))]
    if person.nationality == "EC":
        return [Document("ec_cedula", f"{rng.randint(1, 24):02d}{rng.randint(0, 59_999_999):08d}")]
    documents = []
    if (LAST_BIRTH - person.birth_date).days > 9 * 365:
        # Venezuelan numbers are given in order, so whoever is as old has one nearby.
        number = int((person.birth_date.year - 1930) * 380_000 + rng.gauss(0, 900_000)) + 1_000_000
        documents.append(Document("ve_cedula", f"V{min(max(number, 1_000_000), 35_999_999)}"))
    if rng.random() < 0.45 or not documents:
        documents.append(Document("passport", f"{rng.randint(40_000_000, 189_999_999):09d}"))
    return documents


def _years_ago(rng: Random, youngest: int, oldest: int) -> date:
    age = rng.triangular(youngest, oldest, youngest + 8)
    return LAST_BIRTH - timedelta(days=int(age * 365.25))


def _near(rng: Random, day: date, years: int) -> date:
    return min(day + timedelta(days=rng.randint(-years * 365, years * 365)), LAST_BIRTH - timedelta(days=17 * 365))


def _in_year(rng: Random, year: int) -> date:
    return min(date(year, 1, 1) + timedelta(days=rng.randint(0, 364)), LAST_BIRTH)
