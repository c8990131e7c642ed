"""Who the invented people are: households that share a canton, surnames and a telephone."""

from dataclasses import dataclass, field
from datetime import date
from random import Random

from casework.demo import geography
from casework.demo.names import given_names, surname
from casework.people.models import Person

Relationship, Sex, Precision = Person.Relationship, Person.Sex, Person.BirthPrecision

# Per thousand; the rest are Venezuelan.
OTHERS = (("CO", 28), ("PE", 12), ("HT", 7), ("CU", 7), ("SY", 2), ("AF", 2), ("CM", 2))
SPOKEN = {"HT": "en", "SY": "en", "AF": "en", "CM": "en"}
DAYS_OF_YEAR = 365.25


@dataclass(slots=True)
class Member:
    """One person of a household. Days are numbers (days.py); `age` is her age in years at the household's entry."""

    id: str
    given_names: str
    family_names: str
    sex: str
    age: float
    relationship: str = ""
    birth: int | None = None
    birth_precision: str = ""

    entered: bool = True

    @property
    def birth_written(self) -> int | None:
        """The day that is written down: of a year alone its first."""
        if self.birth and self.birth_precision == Precision.YEAR.value:
            return date.fromordinal(self.birth).replace(month=1, day=1).toordinal()
        return self.birth

    @property
    def is_adult(self) -> bool:
        return self.age >= 18


@dataclass(slots=True)
class Family:
    """People who came together, and what they share."""

    members: list[Member]
    nationality: str
    canton: str
    address: str
    entry_regular: bool | None
    entry_point: str
    phone: str
    id: str | None = None
    others: dict = field(default_factory=dict)

    @property
    def language(self) -> str:
        return SPOKEN.get(self.nationality, "es")


def uuid(rng: Random) -> str:
    """A random UUID (version 4), written as the application writes it; the class from the library is slower."""
    bits = rng.getrandbits(128) & ~(0xF << 76) & ~(0xC << 60) | 0x4 << 76 | 0x8 << 60
    text = f"{bits:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def pick(rng: Random, table):
    """One of a sequence."""
    return table[int(rng.random() * len(table))]


def mobile(rng: Random) -> str:
    """An Ecuadorian mobile number in its stored form, in a range that is in use."""
    return f"+5939{pick(rng, ('8', '9'))}{int(rng.random() * 10_000_000):07}"


def venezuelan_mobile(rng: Random) -> str:
    return f"+58{pick(rng, ('412', '414', '416', '424', '426'))}{int(rng.random() * 9_000_000) + 1_000_000}"


def _nationality(rng: Random) -> str:
    draw = rng.random() * 1000
    for country, weight in OTHERS:
        draw -= weight
        if draw < 0:
            return country
    return "VE"


def _roles(rng: Random) -> list[tuple[str, bool, float]]:
    """A household as (relationship, is a woman, age); the head comes first."""
    draw, age = rng.random(), 19 + rng.random() ** 1.6 * 48
    woman = rng.random() < 0.5
    if draw < 0.38:
        return [(Relationship.HEAD, woman, age)]
    if draw < 0.50:
        return [(Relationship.HEAD, woman, age), (Relationship.PARTNER, not woman, _near(rng, age))]
    if draw < 0.72:  # a mother alone with her children
        age = 19 + rng.random() * 26
        return [(Relationship.HEAD, True, age), *_children(rng, age, 1 + int(rng.random() * 3))]
    if draw < 0.90:
        age = 20 + rng.random() * 28
        parents = [(Relationship.HEAD, woman, age), (Relationship.PARTNER, not woman, _near(rng, age))]
        return [*parents, *_children(rng, min(age, parents[1][2]), 1 + int(rng.random() * 3))]
    age = 28 + rng.random() * 22
    relative = pick(
        rng,
        (
            (Relationship.PARENT, rng.random() < 0.7, age + 18 + rng.random() * 14),
            (Relationship.SIBLING, rng.random() < 0.5, max(18.0, age - 8 + rng.random() * 16)),
            (Relationship.OTHER, rng.random() < 0.5, 18 + rng.random() * 40),
        ),
    )
    return [(Relationship.HEAD, rng.random() < 0.65, age), relative, *_children(rng, age, 1 + int(rng.random() * 4))]


def _near(rng: Random, age: float) -> float:
    return max(18.5, age - 5 + rng.random() * 10)


def _children(rng: Random, parent_age: float, count: int) -> list[tuple[str, bool, float]]:
    most = min(17.5, parent_age - 17)
    return [(Relationship.CHILD, rng.random() < 0.5, rng.random() * most) for _ in range(count)] if most > 0 else []


def make_family(rng: Random, most: int) -> Family:
    """A household of at most so many people, as they stood on the day they entered; births are set by `set_births`."""
    country = _nationality(rng)
    roles = _roles(rng)[:most]
    alone = len(roles) == 1
    regular = None if rng.random() < 0.03 else rng.random() < 0.46
    first, second, third = (surname(rng, country) for _ in range(3))
    members = []
    for relationship, woman, age in roles:
        family_names = _family_names(rng, country, relationship, first, second, third)
        draw = rng.random()
        sex = Sex.OTHER if draw > 0.996 and age >= 18 else Sex.FEMALE if woman else Sex.MALE
        members.append(
            Member(
                id=uuid(rng),
                given_names=given_names(rng, country, female=woman),
                family_names=family_names,
                sex=sex.value,
                age=age,
                relationship="" if alone else relationship.value,
            )
        )
    return Family(
        members=members,
        nationality=country,
        canton=geography.canton(rng),
        address=geography.address(rng) if rng.random() < 0.8 else "",
        entry_regular=regular,
        entry_point="" if regular is None else geography.entry_point(rng, regular=regular),
        phone=mobile(rng) if rng.random() < 0.88 else "",
        id=None if alone else uuid(rng),
    )


def _family_names(rng: Random, country: str, relationship: str, first: str, second: str, third: str) -> str:
    """Of two surnames, as children have them from both parents; some people give only one."""
    if country in SPOKEN:
        return first
    if relationship == Relationship.PARTNER:
        names = (third, surname(rng, country))
    elif relationship == Relationship.CHILD:
        names = (first, third)
    else:
        names = (first, second)
    return names[0] if rng.random() < 0.07 else " ".join(names)


def set_births(rng: Random, family: Family, entered: int, registered: dict[str, int]) -> None:
    """Birth dates that fit the day of entry; a child may be born in Ecuador, between entry and registration."""
    for member in family.members:
        if member.relationship == Relationship.CHILD and member.age < 1.2 and registered[member.id] - entered > 60:
            member.birth = entered + 1 + int(rng.random() * (registered[member.id] - entered - 30))
            member.entered = False
        else:
            member.birth = entered - int(member.age * DAYS_OF_YEAR) - 1
        member.birth_precision = Precision.DAY.value
        draw = rng.random()
        if member.is_adult and draw < 0.05:
            member.birth_precision = (Precision.ESTIMATED if draw < 0.025 else Precision.YEAR).value
        elif member.is_adult and draw < 0.06:
            member.birth, member.birth_precision = None, ""
