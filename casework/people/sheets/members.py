"""Find the second persons of a sheet, and read each as a row of their own.

They stand beside the person of the row ("conyuge/nombres", "Nombre de la madre", "nombre_2"), or in a sheet of
members that points at the rows of the one that is read ("_parent_index"). What is read of them is put under the
headings of the sheet; a column that it lacks is added at its end.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from casework.people.household_rules import CHILD

from .columns import NAME_FIELDS, Columns
from .heading_words import CHILDREN, OTHERS
from .headings import OTHER_PERSON, OTHER_PHONE, SEPARATOR, WHOM, all_words, meaning_beside
from .parts import MEMBERS_BEGIN, ROSTER, SECOND, Part
from .relations import relation_of
from .values.words import fold

MOST_SOURCES = 20
# What is taken of a second person.
TAKEN = frozenset(
    """full_name given_names family_names sex birth_date age nationality document_kind document_number cedula_number
    passport_number phone email address province canton relation disability_percent remarks""".split()
)
# Without a word of their own these are as for the person of the row, beside whom they are proposed.
SHARED = ("registered_on", "province", "canton", "address")
# Somebody who is to be called, and is no member of a household by that.
_CONTACTS = frozenset(
    """contacto contactos contact emergencia emergency referencia referencias reference vecino vecina vecinos vecinas
    neighbour neighbor conocido amigo amiga friend garante arrendador arrendadora arrendatario landlord landlady casero
    casera jefe boss patron patrona kin alterna""".split()
)
_NAMES = frozenset(("full_name", "given_names"))
_LAST_NUMBER = re.compile(r"\d{1,2}")


@dataclass(frozen=True)
class Source:
    """Columns that hold second persons: of a sheet of members, or beside the persons of the rows."""

    name: str
    relation: str  # what they are to the person of the row, "" where only a column tells it
    begins: int  # what is added to the line in which they stand
    columns: Columns
    takes: tuple[tuple[str, int], ...]  # field → the position in the row that is made
    part: Part | None = None  # the sheet of members
    key: int = 0  # where a member says whose they are
    parent_key: int = 0  # where the sheet that is read says who is who
    table: int | None = None  # where the member says to which sheet that points


@dataclass(frozen=True)
class Member:
    """A second person as a row: `of` is the line of the person beside whom they stand, None where there is none."""

    line: int
    cells: list[str]
    of: int | None
    relation: str
    why: str


def sources_of(rows, columns: Columns) -> tuple[list[Source], Columns]:
    """Find the second persons of a sheet, and the columns with those that they need besides; marks them in its
    parts."""
    width, more = len(columns.headings), []
    sources = []
    for name, relation, own, roster in [*_beside(columns), *_rosters(rows)][:MOST_SOURCES]:
        takes = tuple(_takes(own, columns, more, width))
        begins = MEMBERS_BEGIN * (len(sources) + 1)
        source = Source(name, relation, begins, own, takes)
        if roster:
            part, (key, parent_key), table = roster
            source = replace(source, part=part, key=key, parent_key=parent_key, table=table)
            part.begins = begins
        else:
            rows.parts.append(Part(name, role=SECOND, is_read=True, begins=begins))
        sources.append(source)
    for part in rows.parts[:1]:
        part.more = [list(one) for one in more]
    return sources, with_more(columns, more)


def with_more(columns: Columns, more: Sequence[Sequence[str]]) -> Columns:
    """Return the columns with some added at their end: (heading, field)."""
    if not more:
        return columns
    fields = [*columns.fields, *(field for _heading, field in more)]
    return Columns.at(columns.line, [*columns.headings, *(heading for heading, _ in more)], dict(enumerate(fields)))


def _takes(own: Columns, columns: Columns, more: list, width: int) -> Iterator[tuple[str, int]]:
    for field in sorted(own.places.keys() & TAKEN):
        places = columns.places.get(field, ())
        added = [place for place, (_heading, one) in enumerate(more) if one == field]
        if places:
            yield field, places[0]
        elif added:
            yield field, width + added[0]
        else:
            more.append((own.heading(field), field))
            yield field, width + len(more) - 1


# Beside the person of the row -----------------------------------------------------------------------------------------
def _beside(columns: Columns) -> Iterator[tuple[str, str, Columns, None]]:
    groups: dict[str, dict[int, str]] = {}
    last = ""
    for place, (heading, field) in enumerate(zip(columns.headings, columns.fields, strict=True)):
        last = whose = _whose(heading, field, last)
        if whose and (found := meaning_beside(heading)):
            groups.setdefault(whose, {})[place] = found
    for whose, fields in groups.items():
        _take_bare_name(fields)
        if not _NAMES.isdisjoint(fields.values()) and _CONTACTS.isdisjoint(all_words(whose)):
            own = Columns.at(columns.line, columns.headings, _once_each(fields))
            is_child = not CHILDREN.isdisjoint(fold(whose).split())
            yield whose, relation_of(whose) or (CHILD if is_child else ""), own, None


def _take_bare_name(fields: dict[int, str]) -> None:
    """ "Hijo 1" beside "Edad hijo 1" holds the name."""
    bare = [place for place, field in fields.items() if field == WHOM]
    has_name = not _NAMES.isdisjoint(fields.values())
    for place in bare:
        fields.pop(place)
    if bare and fields and not has_name:
        fields[bare[0]] = "full_name"


def without_second_persons(columns: Columns) -> tuple[Columns, tuple[str, ...]]:
    """Return the columns without those of second persons beside the person of the row, and what these are called."""
    groups = [(whose, own) for whose, _relation, own, _roster in _beside(columns)]
    taken = {place for _whose, own in groups for places in own.places.values() for place in places}
    fields = {place: "" if place in taken else field for place, field in enumerate(columns.fields)}
    return Columns.at(columns.line, columns.headings, fields), tuple(whose for whose, _own in groups)


def _once_each(fields: dict[int, str]) -> dict[int, str]:
    """Keep the first column of each field, of names and telephones all."""
    kept: dict[int, str] = {}
    for place, field in fields.items():
        if field in (*NAME_FIELDS[1:], "phone") or field not in kept.values():
            kept[place] = field
    fields_kept = set(kept.values())
    whole = "given_names" if "family_names" in fields_kept else "full_name"
    return {place: whole if field in ("full_name", "given_names") else field for place, field in kept.items()}


def _whose(heading: str, field: str, last: str) -> str:
    """Name the second person whose column this is; "" for a column of the person, of nobody, or not used."""
    group, _separator, own = heading.rpartition(SEPARATOR)
    if field not in ("", OTHER_PERSON, OTHER_PHONE) or not heading:
        return ""
    numbers = _LAST_NUMBER.findall(own)
    children = CHILDREN if numbers or field == OTHER_PERSON else ()
    words = [word for word in all_words(own) if word in OTHERS or word in _CONTACTS]
    words += [word for word in fold(own).split() if word in children and word not in words]
    if group and not OTHERS.isdisjoint(all_words(group)):
        return fold(group)
    if not field and not words:
        return ""
    if words:
        return " ".join([*words, *numbers])
    if numbers:
        return f"{fold(group)} {numbers[-1]}".strip()
    return fold(group) or last or f"{own} (2)"


# A sheet of members ---------------------------------------------------------------------------------------------------
def _rosters(rows) -> Iterator[tuple[str, str, Columns, tuple]]:
    for part in rows.parts:
        if part.role == ROSTER:
            columns, key, table = rows.rosters[part.name]
            yield part.name, "", columns, (part, key, table)


# Reading --------------------------------------------------------------------------------------------------------------
def members_of(source: Source, rows, main: Columns, kept: Iterator[tuple[int, list[str]]]) -> Iterator[Member]:
    """Read the second persons of one source; `kept` are the rows of the persons beside whom they stand."""
    if source.part is None:
        for line, cells in kept:
            texts = source.columns.pick(cells)
            if any(texts.get(field) for field in NAME_FIELDS):
                relation = source.relation or relation_of(texts.get("relation", ""))
                yield Member(source.begins + line, _made(source, main, texts, cells), line, relation, SECOND)
        return
    parents = {}
    for line, cells in kept:
        if key := _at(cells, source.parent_key):
            parents.setdefault(fold(key), (line, cells))
    main_name = fold(rows.read_parts[0].name)
    for line, cells in rows.rows_of(source.part):
        texts = source.columns.pick(cells)
        if not any(texts.get(field) for field in NAME_FIELDS) or source.columns.repeats_headings(line, cells):
            continue
        of, parent = parents.get(fold(_at(cells, source.key)), (None, []))
        table = "" if source.table is None else fold(_at(cells, source.table))
        if table and table != main_name and table in {fold(part.name) for part in rows.parts}:
            of, parent = None, []
        relation = relation_of(texts.get("relation", ""))
        yield Member(source.begins + line, _made(source, main, texts, parent), of, relation, ROSTER)


def _made(source: Source, main: Columns, texts: dict, parent: Sequence[str]) -> list[str]:
    """The row of a second person: their own values, and where they live as the person beside whom they stand."""
    cells = [""] * len(main.headings)
    own = {field for field, _place in source.takes if texts.get(field)}
    for field in SHARED:
        if field not in own and not (field in ("province", "canton", "address") and own & {"canton", "address"}):
            for place in main.places.get(field, ()):
                cells[place] = _at(parent, place)
    for field, place in source.takes:
        cells[place] = texts.get(field, "")
    return cells


def _at(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""
