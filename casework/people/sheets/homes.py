"""Propose which rows of a sheet may be one household, by what the sheet itself says.

Nothing is looked up anywhere else, and nothing is joined here: somebody decides. What is remembered of a row are short
digests, and each row is looked at once, so that a hundred thousand rows take a few megabytes and no second look.

Rows are proposed together by
- `parts.SECOND`, `parts.ROSTER`: a second person of a row, or a member in a sheet of members that points at it;
- NUMBER: the same household in a column of its own ("Nº hogar");
- TRAVELS: "Viaja con" names another row, by its whole name, its document or its number in the sheet;
- ADDRESS: the same canton and the same address, where that is one dwelling (see `_dwelling`), and a surname in common,
  or, at an address with a number, the same day of registration or of entry.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise

from casework.people.household_rules import BACK, HEAD, OTHER

from .columns import Columns
from .members import Member
from .person import IntakePerson
from .relations import relation_of
from .rows import SheetRow
from .values.words import fold, is_not_known, says_none

NUMBER, TRAVELS, ADDRESS = "number", "travels", "address"
MOST = 12  # more at one address, or with one number, are a shelter or a course
LONGEST_NAME, SHORTEST_DOCUMENT = 6, 6
# Where many live who are no household, or what is no dwelling.
_NO_DWELLING = frozenset(
    """albergue albergues refugio shelter fundacion hotel hostal hosteria hostel pension residencial
    acogida terminal parque iglesia comedor hospital aeropuerto frontera puente plaza campamento camp
    situacion indigencia ninguna transito transitoria temporal misma mismo""".split()
)
_NO_DWELLING_PHRASES = re.compile(
    r"\bcasa (?:de|del) (?:acogida|migrante|paso|la mujer|cristo)\b|\bhogar de (?:cristo|paso)\b|\ben la calle\b"
    r"|\bsituacion (?:de )?calle\b|\bno tiene\b|\bsin (?:direccion|domicilio|vivienda|hogar)\b|\bde paso\b"
)
_ROW_WORDS = frozenset("fila filas row rows linea line n no nro num numero number id item caso registro codigo".split())
_RUNNING = frozenset("n no nro num numero id item codigo index orden fila".split())
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Home:
    """A row in a proposed household: the line of its first row, why, and what the person is to that one's."""

    line: int
    why: str
    relation: str


class Homes:
    """Collect what the rows of a sheet say of who lives with whom."""

    def __init__(self, columns: Columns):
        unused = (at for at, field in enumerate(columns.fields) if not field)
        self._number_at = next((at for at in unused if _is_running(columns.headings[at])), None)
        self._of_row: dict[bytes, int | None] = {}  # name, document or number → its line; None where several have it
        self._travels: list[tuple[int, str]] = []
        self._numbers: dict[bytes, list[int]] = {}
        self._addresses: dict[bytes, list[tuple[int, frozenset, frozenset]]] = {}
        self._beside: list[tuple[int, int, str]] = []  # line, line of the person, why
        self._relations: dict[int, str] = {}
        self._heads: set[int] = set()

    def see(self, line: int, cells: list[str], texts: dict, person: IntakePerson | None) -> None:
        """Look at the row of a person; `person` is None where it is wrong."""
        self._see_number_of_household(line, texts)
        if relation := relation_of(texts.get("relation", "")):
            self._relations[line] = relation
        if person is None:
            return
        self._note(line, *_keys_of(person))
        if self._number_at is not None and self._number_at < len(cells) and cells[self._number_at]:
            self._note(line, _row_number(cells[self._number_at]))
        if person.travels_with and not says_none(person.travels_with):
            self._travels.append((line, fold(person.travels_with)))
        if person.household_head or self._relations.get(line) == HEAD:
            self._heads.add(line)
        self._see_address(line, person)

    def see_member(self, member: Member, row: SheetRow) -> int | None:
        """Look at the row of a second person; the line of the same person, where they stand in the sheet already."""
        same = self._line_of(row.person) if row.person else None
        line = same or member.line
        self._relations.setdefault(line, member.relation or OTHER)
        if member.of is None:
            self._see_number_of_household(line, row.raw)
        elif member.of != line:
            self._beside.append((line, member.of, member.why))
        if row.person and not same:
            self._note(line, *_keys_of(row.person))
        return same

    def _line_of(self, person: IntakePerson) -> int | None:
        """Find the row of the same document, or of the same whole name where that has three words or more."""
        documents = [_document(one.number) for one in person.documents if one.number]
        whole = next(iter(_names_of(person)), "")
        keys = [*documents, *([whole] if not documents and len(whole.split()) > 2 else [])]
        return next((found for key in keys if (found := self._of_row.get(_digest(key)))), None)

    def found(self) -> dict[int, Home]:
        """The rows that are proposed: {line: Home}."""
        parent: dict[int, int] = {}
        size: dict[int, int] = {}
        why: dict[int, str] = {}

        def first(line: int) -> int:
            while (above := parent.get(line, line)) != line:
                parent[line] = line = parent.get(above, above)
            return line

        for one, other, reason in self._pairs():
            a, b = sorted((first(one), first(other)))
            if a == b:
                continue
            if reason in (ADDRESS, NUMBER, TRAVELS) and size.get(a, 1) + size.get(b, 1) > MOST:
                continue
            parent[b], size[a] = a, size.get(a, 1) + size.get(b, 1)
            why.setdefault(one, reason)
            why.setdefault(other, reason)
        return self._homes({line: first(line) for line in why}, why)

    def _homes(self, first_of: dict[int, int], why: dict[int, str]) -> dict[int, Home]:
        heads: dict[int, int] = {}
        for line in sorted(self._heads):
            if line in first_of:
                heads[first_of[line]] = 0 if first_of[line] in heads else line
        beside: dict[int, set[int]] = {}
        for line, of, _reason in self._beside:
            beside.setdefault(line, set()).add(of)
        found = {}
        for line, first in first_of.items():
            head = heads.get(first) or first
            found[line] = Home(first, why[line], HEAD if line == head else self._relation(line, head, beside))
        return found

    def _relation(self, line: int, head: int, beside: dict[int, set[int]]) -> str:
        """What somebody is to the head: as it was said of the two of them, or the other way round."""
        if line in beside.get(head, ()):
            return BACK.get(self._relations.get(head, OTHER), OTHER)
        if line in beside and head not in beside[line]:
            return OTHER  # what was said is to somebody else
        relation = self._relations.get(line, OTHER)
        return OTHER if relation == HEAD else relation

    # What is remembered -----------------------------------------------------------------------------------------
    def _note(self, line: int, *keys: str) -> None:
        for key in keys:
            digest = _digest(key)
            if self._of_row.setdefault(digest, line) != line:
                self._of_row[digest] = None

    def _see_number_of_household(self, line: int, texts: dict) -> None:
        number = texts.get("household", "")
        if number and not is_not_known(number) and not says_none(number):
            self._numbers.setdefault(_digest(fold(number)), []).append(line)

    def _see_address(self, line: int, person: IntakePerson) -> None:
        if person.canton_code and (address := _dwelling(person.address)):
            days = {person.registered_on, person.entry_date} - {None} if _DIGITS.search(address) else set()
            surnames = frozenset(word for word in fold(person.family_names).split() if len(word) > 2)
            key = _digest(f"{person.canton_code} {address}")
            self._addresses.setdefault(key, []).append((line, surnames, frozenset(days)))

    # Who belongs together ---------------------------------------------------------------------------------------
    def _pairs(self) -> Iterator[tuple[int, int, str]]:
        for line, of, why in self._beside:
            yield of, line, why
        for lines in self._numbers.values():
            if len(lines) <= MOST:
                yield from ((one, other, NUMBER) for one, other in pairwise(lines))
        yield from self._named_by_numbers_alone()
        for line, text in self._travels:
            yield from ((line, other, TRAVELS) for other in self._named(line, text))
        for rows in self._addresses.values():
            if 1 < len(rows) <= MOST:
                yield from _alike(rows)

    def _named_by_numbers_alone(self) -> Iterator[tuple[int, int, str]]:
        """Where all numbers alone under "Viaja con" are those of other rows, they name them; else they say how many."""
        bare = [(line, text) for line, text in self._travels if text.isdigit() and len(text) < SHORTEST_DOCUMENT]
        named = [(line, self._of_row.get(_digest(_row_number(text)))) for line, text in bare]
        pairs = [(line, other, TRAVELS) for line, other in named if other and other != line]
        if len(pairs) == len(bare):
            yield from pairs

    def _named(self, line: int, text: str) -> Iterator[int]:
        """Rows that a text names: by a whole name, a document, or "fila 5" and its like."""
        words = text.split()
        other = self._of_row.get(_digest(_row_number(text)))
        if other and other != line and not text.isdigit():
            yield other
        for at, word in enumerate(words):
            keys = [" ".join(sorted(words[at : at + many])) for many in range(2, LONGEST_NAME + 1)]
            if word.isalnum() and any(map(str.isdigit, word)):
                keys.append(_document(word) if len(word) >= SHORTEST_DOCUMENT else "")
                if at and words[at - 1] in _ROW_WORDS:
                    keys.append(_row_number(word))
            for key in filter(None, keys):
                other = self._of_row.get(_digest(key))
                if other and other != line:
                    yield other


def _alike(rows: list[tuple[int, frozenset, frozenset]]) -> Iterator[tuple[int, int, str]]:
    """Rows of one address that have a surname or a day in common."""
    last: dict = {}
    for line, surnames, days in rows:
        for one in (*surnames, *days):
            if one in last:
                yield last[one], line, ADDRESS
            last[one] = line


def _names_of(person: IntakePerson) -> Iterator[str]:
    """A person's whole name, and the first given with the first family name, as keys whatever the order of words."""
    given, family = fold(person.given_names).split(), fold(person.family_names).split()
    if given and family:
        whole = " ".join(sorted([*given, *family]))
        short = " ".join(sorted([given[0], family[0]]))
        yield whole
        if short != whole:
            yield short


def _keys_of(person: IntakePerson) -> list[str]:
    return [*_names_of(person), *(_document(one.number) for one in person.documents if one.number)]


def _row_number(text: str) -> str:
    return "#" + "".join(fold(text).split())


def _document(number: str) -> str:
    return "".join(filter(str.isalnum, fold(number))).lstrip("ve").lstrip("0")


def _dwelling(address: str) -> str:
    """An address as it is compared; "" for one that is no dwelling, or says too little to be one."""
    plain = fold(address)
    words = plain.split()
    if not _NO_DWELLING.isdisjoint(words) or _NO_DWELLING_PHRASES.search(plain) or is_not_known(address):
        return ""
    says_enough = len(words) > 1 and len(plain) >= 8
    return " ".join(words) if says_enough else ""


def _is_running(heading: str) -> bool:
    return fold(heading) in _RUNNING


def _digest(key: str) -> bytes:
    return blake2b(key.encode(), digest_size=8).digest()
