"""A register as eight offices would have written it, with known duplicates and their truth apart.

`register(records, seed)` gives rows one by one, so a million take no more memory than ten thousand; the same arguments
give the same rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from bench.population import Document, Households, Person, Truth, address, canton, phone
from casework.demo.names import PLAIN

SHARE_WITH_MORE_ROWS = 0.20
LETTERS = "abcdefghijlmnoprstuvyz"


@dataclass(frozen=True, slots=True)
class Row:
    """What an office wrote of somebody: all that matching gets to see."""

    id: int
    office: int
    given_names: str
    family_names: str
    sex: str
    birth_date: date | None
    birth_precise: bool
    documents: tuple[Document, ...]
    phones: tuple[str, ...]
    canton: str
    address: str
    nationality: str


class Office:
    """How an office writes names, and how often each slip happens in it: columns of this table, in percent."""

    TABLE = """
    case              title lower upper title title title upper title
    no_accents           20    90    60    70    50    80   100    60
    no_second_given       5    45    20    30    50    35     2    40
    no_second_family      5    40    20    35    45    30     2    30
    nickname              0     3     1     2    10     3     0     4
    misheard              1     6     3     5    12     4     1     5
    mistyped              1     5     3     4     4     5     1     4
    swapped               1     3     6    20     2     4     2     3
    one_field             0    10     0     0     5    30     0     0
    no_birth              0     6     2     2    10     3     0     5
    only_year             1     5     2     3    12     3     0     5
    day_as_month          1     5    10     4     3    12     1     5
    birth_mistyped        2     5     4     5     6     5     2     6
    no_document          12    40    10    30    70    25     0    25
    document_mistyped     2     5     4     5     8     6     2     6
    no_phone             15    15    30    20     2    15    50     5
    phone_mistyped        2     4     3     3     4     5     2     4
    no_place             10    30    30    20    20    20    40    10
    no_sex                0     5     2     5     2    10     0    20
    """

    def __init__(self, number: int):
        columns = (line.split() for line in self.TABLE.strip().splitlines())
        cells = {slip: values[number] for slip, *values in columns}
        self.case = cells.pop("case")
        vars(self).update((slip, int(percent) / 100) for slip, percent in cells.items())


OFFICES = tuple(Office(number) for number in range(8))
SHARES = (18, 20, 12, 14, 8, 12, 6, 10)
NICKNAMES = {
    "José": "Pepe|Cheo|Josesito", "Jesús": "Chuy|Chucho", "Francisco": "Pancho|Paco|Kiko", "María": "Mari|Mary|Ma.",
    "Luis": "Lucho|Luisito", "Carlos": "Carlitos|Charly", "Rafael": "Rafa|Rafita", "Manuel": "Manolo|Manny",
    "Alejandro": "Alejo|Ale|Jandro", "Alejandra": "Ale|Aleja", "Gabriela": "Gaby|Gabi", "Daniela": "Dani",
    "Ana": "Anita",
    "Eduardo": "Edu|Lalo", "Antonio": "Toño|Toni", "Enrique": "Kike|Quique", "Guillermo": "Memo|Guille",
    "Patricia": "Paty", "Valentina": "Vale", "Carmen": "Carmencita|Mencha", "Rosa": "Rosita", "Isabel": "Isa|Chabela",
    "Miguel": "Migue|Miguelito", "Jorge": "Coco|Yorch", "Pedro": "Perucho", "Juan": "Juancho|Juanito", "Andrés": "Andy",
}  # fmt: skip
HEARD = (
    ("v", "b"), ("b", "v"), ("z", "s"), ("s", "z"), ("ll", "y"), ("y", "ll"), ("y", "j"), ("j", "y"), ("h", ""),
    ("qu", "k"), ("c", "k"), ("k", "c"), ("ge", "je"), ("gi", "ji"), ("ce", "se"), ("ci", "si"), ("nn", "n"),
    ("x", "s"),
    ("i", "y"), ("jh", "j"), ("w", "gu"), ("ñ", "ni"), ("e", "i"), ("o", "u"),
)  # fmt: skip


def register(records: int, seed: int = 1) -> Iterator[tuple[Row, Truth]]:
    """That many rows with their truth, household by household; a person's further rows come right after her first."""
    households, rng = Households(seed), Random(f"offices {seed}")
    number = 0
    while True:
        for person in households.draw():
            for row in _rows(rng, person):
                number += 1
                if number > records:
                    return
                yield row(number), person.truth()


def _rows(rng: Random, person: Person):
    times = 1
    while rng.random() < (SHARE_WITH_MORE_ROWS if times == 1 else 0.22) and times < 5:
        times += 1
    for place in range(times):
        if place:
            _time_passes(rng, person)
        office = rng.choices(range(len(OFFICES)), SHARES)[0]
        yield _captured(rng, person, office)


def _time_passes(rng: Random, person: Person) -> None:
    if rng.random() < 0.30:
        person.phones = [phone(rng)]
    if rng.random() < 0.15:
        person.canton, person.address = canton(rng), address(rng)
    elif rng.random() < 0.12:
        person.address = address(rng)
    if rng.random() < 0.08:
        person.documents = [*person.documents, Document("passport", f"{rng.randint(40_000_000, 189_999_999):09d}")]


def _captured(rng: Random, person: Person, number: int):
    office = OFFICES[number]
    given, family = _names(rng, person, office)
    born, precise = _birth(rng, person.birth_date, office)
    placed = rng.random() >= office.no_place
    fields = {
        "office": number,
        "given_names": given,
        "family_names": family,
        "sex": "" if rng.random() < office.no_sex else person.sex if rng.random() >= 0.006 else _other(person.sex),
        "birth_date": born,
        "birth_precise": precise,
        "documents": _shown(rng, person, office),
        "phones": () if rng.random() < office.no_phone else (_phone_as_written(rng, person, office),),
        "canton": person.canton if placed or rng.random() < 0.6 else "",
        "address": _address_as_written(rng, person.address, office) if placed else "",
        "nationality": person.nationality,
    }
    return lambda id: Row(id=id, **fields)


def _names(rng: Random, person: Person, office: Office) -> tuple[str, str]:
    given, family = list(person.given), list(person.family)
    if len(given) > 1 and rng.random() < office.no_second_given:
        # Some are called by their second name.
        given = [given[1] if rng.random() < 0.12 and given[0] not in ("María", "José") else given[0]]
    if len(family) > 1 and rng.random() < office.no_second_family:
        family = family[:1]
    if rng.random() < office.nickname and given[0] in NICKNAMES:
        given[0] = rng.choice(NICKNAMES[given[0]].split("|"))
    if len(given) > 1 and rng.random() < 0.02:
        given.reverse()
    if len(given) > 1 and rng.random() < 0.015:
        given = ["".join(given).capitalize()]
    if len(family) > 1 and rng.random() < 0.015:
        family.reverse()
    given, family = ([_as_written(rng, name, office) for name in names] for names in (given, family))
    if rng.random() < office.swapped:
        given, family = family, given
    if rng.random() < office.one_field:
        given, family = given + family, []
    return _in_case(" ".join(given), office), _in_case(" ".join(family), office)


def _as_written(rng: Random, name: str, office: Office) -> str:
    if rng.random() < office.no_accents:
        name = name.translate(PLAIN)
    if rng.random() < office.misheard:
        name = misheard(rng, name)
    if rng.random() < office.mistyped:
        name = mistyped(rng, name)
    return name


def misheard(rng: Random, name: str) -> str:
    """The same sound in other letters, where the name has any."""
    low = name.lower()
    possible = [(letters, others) for letters, others in HEARD if letters in low]
    if not possible:
        return name
    letters, others = rng.choice(possible)
    at = rng.choice([i for i in range(len(low)) if low.startswith(letters, i)])
    return (low[:at] + others + low[at + len(letters) :]).title()


def mistyped(rng: Random, text: str, letters: str = LETTERS) -> str:
    """One slip of the keyboard: a sign left out, doubled, another instead, or two in the wrong order."""
    at = rng.randrange(len(text))
    kind = rng.random()
    if kind < 0.25 and len(text) > 3:
        return text[:at] + text[at + 1 :]
    if kind < 0.45:
        return text[:at] + rng.choice(letters) + text[at:]
    if kind < 0.75 or len(text) < 2:
        return text[:at] + rng.choice(letters) + text[at + 1 :]
    at = min(at, len(text) - 2)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _in_case(name: str, office: Office) -> str:
    return {"lower": name.lower(), "upper": name.upper()}.get(office.case, name)


def _birth(rng: Random, born: date, office: Office) -> tuple[date | None, bool]:
    if rng.random() < office.no_birth:
        return None, True
    if rng.random() < office.only_year:
        year = born.year + (0 if rng.random() < 0.6 else rng.choice((-2, -1, 1, 1)))
        return date(min(year, 2025), 1, 1), rng.random() < 0.5
    if rng.random() < office.day_as_month and born.day <= 12:
        return date(born.year, born.day, born.month), True
    if rng.random() < office.birth_mistyped:
        return _day_mistyped(rng, born), True
    return born, True


def _day_mistyped(rng: Random, born: date) -> date:
    for _ in range(20):
        year, month, day = born.year, born.month, born.day
        part = rng.random()
        if part < 0.4:
            year = int(mistyped_digit(rng, str(year), 2))
        elif part < 0.65:
            month = rng.randint(1, 12)
        else:
            day = int(mistyped_digit(rng, f"{day:02d}", 0))
        try:
            wrong = date(year, month, day)
        except ValueError:
            continue
        if wrong != born and wrong.year <= 2025:
            return wrong
    return born


def mistyped_digit(rng: Random, digits: str, begin: int) -> str:
    at = rng.randrange(begin, len(digits))
    return digits[:at] + str(rng.randrange(10)) + digits[at + 1 :]


def _shown(rng: Random, person: Person, office: Office) -> tuple[Document, ...]:
    if rng.random() < office.no_document:
        return ()
    kind, number = rng.choice(person.documents) if rng.random() < 0.35 else person.documents[0]
    if rng.random() < office.document_mistyped:
        number = number[:2] + mistyped(rng, number[2:], "0123456789")
    if kind == "ve_cedula":
        number = rng.choice((number, number[1:], f"V-{number[1:]}", f"V-{int(number[1:]):,}".replace(",", ".")))
    if rng.random() < 0.03:
        kind = "other"
    return (Document(kind, number),)


def _phone_as_written(rng: Random, person: Person, office: Office) -> str:
    number = rng.choice(person.phones)
    return number[:5] + mistyped_digit(rng, number[5:], 0) if rng.random() < office.phone_mistyped else number


def _address_as_written(rng: Random, text: str, office: Office) -> str:
    if rng.random() < 0.15:
        text = text.split(" y ")[0].rsplit(" ", 1)[0]
    if rng.random() < 0.2:
        text = text.replace("Av.", "Avenida").replace("Cdla.", "Ciudadela").replace("Sector", "Barrio")
    if rng.random() < office.mistyped:
        text = mistyped(rng, text)
    return _in_case(text, office)


def _other(sex: str) -> str:
    return "male" if sex == "female" else "female"
