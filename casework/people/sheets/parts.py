"""The sheets of a workbook: which hold people, which are not read, and what is hidden in them."""

from dataclasses import dataclass, field

from .columns import shape_of
from .finding import columns_at, guess_columns
from .problems import SheetError

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
    found = {}
    for number, part in enumerate(rows.parts):
        if part.is_hidden or (place.part and place.part != part.name):
            continue
        first = rows.first_of(part)
        if any(any(cells) for _line, cells in first):
            at = place.heading_line if place.part in ("", part.name) else None
            found[number] = columns_at(first, at, remembered) if at else guess_columns(first, remembered)
    if not found:
        raise SheetError("sheet_no_such_part" if place.part else "sheet_empty")
    of_shape = [number for number in found if shape and shape_of(found[number].headings) == shape]
    best = max(of_shape or found, key=lambda number: (_fit(found[number]), -number))
    rows.last_line, rows.columns = place.last_line, found[best]
    shape, begins = shape_of(found[best].headings), 0
    for number in (best, *(number for number in found if number != best)):
        if shape_of(found[number].headings) == shape:
            part = rows.parts[number]
            part.is_read, part.begins, part.heading_line = True, begins, found[number].line
            begins += part.lines
    rows.parts.sort(key=lambda part: (not part.is_read, part.begins))


def _fit(columns) -> tuple[bool, int]:
    has_name = "full_name" in columns.places or "given_names" in columns.places
    return has_name, len(columns.places)


def said_of(parts: list[Part]) -> list[tuple[str, dict]]:
    """List what is to be known of the sheets of a file: codes of MESSAGES with their parameters."""
    said = []
    if sum(part.is_read for part in parts) > 1:
        names = ", ".join(f"{part.name} ({part.rows - 1})" for part in parts if part.is_read)
        said.append(("parts_read", {"names": names}))
    for part in parts:
        if part.is_hidden:
            said.append(("part_hidden", {"name": part.name}))
        elif not part.is_read and part.rows:
            said.append(("part_not_read", {"name": part.name, "rows": part.rows}))
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
    return part["name"], line - part["begins"]
