"""The sheets of a workbook: which hold people, which are not read, and what is hidden in them."""

from dataclasses import dataclass, field

from .columns import shape_of
from .finding import columns_at, guess_columns
from .problems import SheetError

# What holds second persons: columns of the sheet that is read, or a sheet of members.
SECOND, ROSTER = "second", "roster"
# The lines of second persons are counted on from multiples of this: no file has so many.
MEMBERS_BEGIN = 100_000_000
# Headings by which forms say to which row of another sheet a member belongs, and what they point at, without signs.
POINTERS = {
    "parentindex": ("index",),
    "submissionid": ("id",),
    "parentid": ("id",),
    "submissionuuid": ("uuid",),
    "parentuuid": ("uuid",),
    "parentkey": ("key", "instanceid"),
    "householdid": ("householdid", "hhid"),
}
PARENT_TABLE = "parenttablename"
NAMED_LINES = 12  # so many hidden rows are named; of more only how many they are


@dataclass
class Part:
    """A sheet of a file; a text file has one without a name."""

    name: str
    is_hidden: bool = False
    offset: int = 0  # where its rows begin in what was unpacked, in bytes
    lines: int = 0
    rows: int = 0  # filled ones, with its headings
    hidden_rows: list[int] = field(default_factory=list)  # numbers from 1, with something in them
    hidden_columns: list[int] = field(default_factory=list)  # positions from 0, with something in them
    is_read: bool = False
    begins: int = 0  # what is added to a line of this sheet, where the lines of several are counted on
    heading_line: int = 0
    role: str = ""  # SECOND, ROSTER; "" for a sheet of the persons themselves
    more: list = field(default_factory=list)  # of the first: headings and fields that second persons need besides

    above: int = 0  # filled rows down to the headings

    @property
    def count(self) -> int:
        """Return how many rows it has, without its headings and what stands above them."""
        return self.rows - self.above


@dataclass(frozen=True)
class Place:
    """Place the people in a file, as somebody said: the sheet, the line of the headings, the last line."""

    part: str = ""
    heading_line: int | None = None
    last_line: int | None = None


ANYWHERE = Place()


def choose_parts(rows, place: Place, remembered: dict | None, shape: str = "") -> None:
    """Marks the sheets that are read: the one that is said, or with headings of this shape, else whose headings fit
    best, and those with the same.

    Raises SheetError: sheet_no_such_part, sheet_no_such_line.
    """
    found, above = {}, {}
    for number, part in enumerate(rows.parts):
        if part.is_hidden or (place.part and place.part != part.name):
            continue
        first = rows.first_of(part)
        if any(any(cells) for _line, cells in first):
            at = place.heading_line if place.part in ("", part.name) else None
            found[number] = columns_at(first, at, remembered) if at else guess_columns(first, remembered)
            above[number] = sum(any(cells) for line, cells in first if line <= found[number].line)
    if not found:
        raise SheetError("sheet_no_such_part" if place.part else "sheet_empty")
    of_shape = [number for number in found if shape and shape_of(found[number].headings) == shape]
    pointing = {number for number in found if any(_points_at(found, number, other) for other in found)}
    best = max(of_shape or found.keys() - pointing or found, key=lambda number: (_fit(found[number]), -number))
    rows.last_line, rows.columns = place.last_line, found[best]
    shape, begins = shape_of(found[best].headings), 0
    for number in (best, *(number for number in found if number != best)):
        if shape_of(found[number].headings) == shape:
            part = rows.parts[number]
            part.is_read, part.begins, part.heading_line = True, begins, found[number].line
            begins += part.lines
        elif _points_at(found, number, best):
            _note_roster(rows, rows.parts[number], found[number], found[best])
        elif not _are_headings(found[number], above[number]):
            continue
        rows.parts[number].above = above[number]
    rows.parts.sort(key=lambda part: (not part.is_read, bool(part.role), part.begins))


def _note_roster(rows, part: Part, columns, main) -> None:
    """Mark a sheet of members of the one that is read."""
    part.role, part.is_read, part.heading_line = ROSTER, True, columns.line
    table = next((place for place, one in enumerate(columns.headings) if squashed(one) == PARENT_TABLE), None)
    rows.rosters[part.name] = (columns, pointer(columns.headings, main.headings), table)


def _are_headings(columns, above: int) -> bool:
    """Whether a row of a sheet that is not read stands over others: the first, of several words, or of more below a
    title."""
    filled = [heading for heading in columns.headings if heading]
    return len(filled) > (1 if above == 1 else 2) and not any(map(str.isdecimal, filled))


def _points_at(found: dict, number: int, other: int) -> bool:
    """Whether a sheet holds members of the persons of another."""
    if number == other or not (_fit(found[number])[0] and _fit(found[other])[0]):
        return False
    return pointer(found[number].headings, found[other].headings) is not None


def pointer(headings, others) -> tuple[int, int] | None:
    """Find the column by which rows point at those of another sheet, and the one there; None without."""
    at = {}
    for place, heading in enumerate(others):
        at.setdefault(squashed(heading), place)
    for name, targets in POINTERS.items():
        for place, heading in enumerate(headings):
            if (
                squashed(heading) == name
                and (target := next((at[one] for one in targets if one in at), None)) is not None
            ):
                return place, target
    return None


def squashed(heading: str) -> str:
    return "".join(filter(str.isalnum, heading.lower()))


def _fit(columns) -> tuple[bool, int]:
    has_name = "full_name" in columns.places or "given_names" in columns.places
    return has_name, len(columns.places)


def said_of(parts: list[Part]) -> list[tuple[str, dict]]:
    """List what is to be known of the sheets of a file: codes of MESSAGES with their parameters."""
    said = []
    if sum(part.is_read and not part.role for part in parts) > 1:
        names = ", ".join(f"{part.name} ({part.count})" for part in parts if part.is_read and not part.role)
        said.append(("parts_read", {"names": names}))
    for part in parts:
        if part.is_hidden:
            said.append(("part_hidden", {"name": part.name}))
        elif part.role == ROSTER:
            said.append(("part_members", {"name": part.name, "rows": part.count}))
        elif part.role == SECOND:
            said.append(("second_persons", {"name": part.name}))
        elif not part.is_read and part.rows:
            said.append(("part_not_read", {"name": part.name, "rows": part.count}))
        if part.is_read and part.hidden_rows:
            said.append(("rows_hidden", {"count": len(part.hidden_rows), "lines": _lines(part.hidden_rows)}))
        if part.is_read and part.hidden_columns:
            said.append(("columns_hidden", {"columns": ", ".join(map(letters, part.hidden_columns))}))
    return said


def _lines(numbers: list[int]) -> str:
    shown = ", ".join(map(str, numbers[:NAMED_LINES]))
    return f"{shown} …" if len(numbers) > NAMED_LINES else shown


def letters(place: int) -> str:
    """Return the letters spreadsheet programs call a column by: 0 is A, 26 is AA."""
    text = ""
    while place >= 0:
        place, letter = divmod(place, 26)
        text, place = chr(ord("A") + letter) + text, place - 1
    return text


def place_of(parts: list[dict], line: int) -> tuple[str, int]:
    """The sheet's name and the line in it, of a line counted on over several; "" where there is only one."""
    read = [part for part in parts if part["is_read"]]
    if len(read) < 2:
        return "", line
    part = max((part for part in read if part["begins"] < line), key=lambda part: part["begins"])
    is_named = part.get("role") or sum(not one.get("role") for one in read) > 1
    return part["name"] if is_named else "", line - part["begins"]
