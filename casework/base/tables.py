"""Tables for spreadsheet programs: written part by part, harmless to open, and read again as they were meant.

A cell that a spreadsheet program would run as a formula gets an apostrophe before its sign, also where such a program
would begin a cell at another delimiter than ours. `as_meant` takes off exactly what `harmless` puts there.
"""

import re
from collections.abc import Iterable, Sequence
from typing import BinaryIO

import xlsxwriter

DELIMITERS = ";,\t|"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# So much text a cell of XLSX takes, nearly.
CELL_LENGTH = 32_000
# A sign that begins a formula, at the beginning of a cell: of ours, or of what another delimiter makes one.
_SIGN = r"(?=[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r]\s*\S)"
_FORMULA = re.compile(rf"(\A[^\S\t\r]*|[;,|\n\t\r])('*){_SIGN}")
_PROTECTED = re.compile(rf"(\A[^\S\t\r]*|[;,|\n\t\r])'('*){_SIGN}")
# A telephone number with its country is a number, and a single dash a text: neither is run.
_PLAIN = re.compile(r"(?:\+\d[\d ]{5,18}|-)(?=$|[;,\t|\r\n])")
_QUOTED = re.compile(r'[";,\t|\r\n]')


def harmless(text: str) -> str:
    """Put an apostrophe before each sign at which a spreadsheet program would begin a formula."""

    def protect(match: re.Match) -> str:
        begin, apostrophes = match.groups()
        is_plain = not apostrophes and _PLAIN.match(text, match.end())
        return match[0] if is_plain or _is_covered(match, "") else f"{begin}'{apostrophes}"

    return _FORMULA.sub(protect, text)


def as_meant(text: str) -> str:
    """Take off the apostrophes that `harmless` puts before what would begin a formula."""
    return _PROTECTED.sub(_unprotected, text) if "'" in text else text


def _kept_apart(text: str) -> str:
    """Double the apostrophes that `as_meant` would take off, where a cell is a text by its format."""
    return _PROTECTED.sub(r"\1''\2", text) if "'" in text else text


def _unprotected(match: re.Match) -> str:
    return match[0] if _is_covered(match, "'") else f"{match[1]}{match[2]}"


def _is_covered(match: re.Match, apostrophe: str) -> bool:
    """Whether this white space begins the cell and so has, or gets, its apostrophe right before it."""
    before = match.string[: match.start()].lstrip()
    rest = before.removeprefix(apostrophe)
    is_first = before.startswith(apostrophe) and not rest.strip() and rest[:1] in ("", "\t", "\r")
    return match[1] in ("\t", "\r") and is_first


def csv_part(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows with semicolons, as spreadsheet programs here open them. A file begins with the mark of UTF-8 (codecs).

    What holds any delimiter is quoted, so that the delimiter of the file is certain.
    """
    return "".join(f"{';'.join(map(_csv_cell, row))}\r\n" for row in rows).encode()


def _csv_cell(text: str) -> str:
    text = harmless(text)
    if not _QUOTED.search(text):
        return text
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def write_xlsx(rows: Iterable[Sequence[str]], file: BinaryIO) -> None:
    """The first row is the heading. Every cell is a text, so that nothing is run and no number loses its zeros; what
    would become a formula when somebody edits it has the format that keeps it a text."""
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as workbook:
        page, strong = workbook.add_worksheet(), workbook.add_format({"bold": True})
        quoted = workbook.add_format({"quote_prefix": True})
        for at, row in enumerate(rows):
            for place, text in enumerate(row):
                form = (quoted if _FORMULA.match(text) else None) if at else strong
                page.write_string(at, place, _kept_apart(text)[:CELL_LENGTH], form)
        page.freeze_panes(1, 0)
