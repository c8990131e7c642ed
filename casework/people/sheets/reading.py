"""From a file on disk to rows of text: CSV in the usual encodings and delimiters, XLSX, ODS and XLS.

Rows come one by one, as often as they are asked for; however large the file is, memory stays as it is.
"""

import csv
import io
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from casework.base.mojibake import put_right
from casework.base.tables import DELIMITERS, as_meant

from .encoding import BY_LINE, find_encoding, lines_of
from .finding import ACROSS, SEARCHED_ROWS
from .parts import ANYWHERE, Part, Place, choose_parts
from .problems import MESSAGES, SheetError

FILE_LIMIT = 50 * 1024**2  # bytes; 100,000 rows of 30 columns are about 25 MB
ROW_LIMIT = 100_000
COLUMN_LIMIT = 500
SAMPLE = 20_000  # characters, by which the delimiter is found
ZIP_MAGIC, OLE_MAGIC = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What spreadsheet programs in Spanish save when it is not Unicode: Windows, DOS, old Mac.
LEGACY_ENCODINGS = ["cp1252", "cp850", "mac_roman"]
SPANISH = frozenset("áéíóúüñÁÉÍÓÚÜÑ¿¡ºª°–“”’")
# No text file holds control characters other than white space (and the old end of a file); pictures and PDF do.
CONTROLS = frozenset(range(32)) - set(b"\t\n\r\f\v\x1a")
_CONTROL = re.compile(f"[{''.join(map(re.escape, map(chr, sorted(CONTROLS))))}]")
# A cell in quotation marks, between any delimiters: what is in it does not tell them.
_QUOTED_CELL = re.compile(r'(?:(?<=[;,\t|\n])|^)"(?:[^"]|"")*"(?=[;,\t|\r\n]|$)')
_DELIMITER_LINE = re.compile(r"sep=(.)\r?\n")
_UNPACK = Path(__file__).with_name("unpack.py")
UNPACK_SECONDS = 600


class Rows:
    """The rows of a file as (line, cells): the line in the file from 1, and its cells as text without white space
    around. Empty rows come as lists of empty texts. Those of several sheets come one after the other; the lines go on
    counting (`Part.begins`). Walking through them may raise SheetError: sheet_empty, sheet_quotes,
    sheet_too_many_rows, sheet_too_many_columns."""

    def __init__(self, parts: Sequence[Part], walk: Callable[[Part], Iterator[tuple[int, list[str]]]]):
        self.parts, self._walk = list(parts), walk
        self.last_line = None  # of the first sheet that is read: what stands below is not read
        self.columns = None  # those of the first sheet that is read, as they seem
        self.rosters = {}  # name of a sheet of members → its columns, and where it points (`parts.pointer`)

    def first_of(self, part: Part) -> list[tuple[int, list[str]]]:
        """The rows of a sheet among which the heading row is, with what merged cells carry across."""
        with closing(self._walk(part)) as walk:
            return list(islice(self._limited(walk), SEARCHED_ROWS))

    @property
    def read_parts(self) -> list[Part]:
        return [part for part in self.parts if part.is_read and not part.role]

    def rows_of(self, part: Part) -> Iterator[tuple[int, list[str]]]:
        """The rows of one sheet below its headings, by their lines in it."""
        for line, cells in self._limited(self._walk(part)):
            if line > part.heading_line:
                yield line, ["" if cell.startswith(ACROSS) else cell for cell in cells]

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        filled = 0
        for line, cells in self._lines():
            filled += any(cells)
            if filled > ROW_LIMIT:
                raise SheetError("sheet_too_many_rows", limit=ROW_LIMIT)
            yield line, cells
        if not filled:
            raise SheetError("sheet_empty")

    def _lines(self) -> Iterator[tuple[int, list[str]]]:
        for number, part in enumerate(self.read_parts):
            for line, cells in self._limited(self._walk(part)):
                if number == 0 and self.last_line and line > self.last_line:
                    break
                if number and line <= part.heading_line:
                    continue
                if line <= SEARCHED_ROWS:
                    cells = ["" if cell.startswith(ACROSS) else cell for cell in cells]
                yield part.begins + line, cells

    @staticmethod
    def _limited(rows) -> Iterator[tuple[int, list[str]]]:
        for line, cells in rows:
            if len(cells) > COLUMN_LIMIT and any(cells[COLUMN_LIMIT:]):
                raise SheetError("sheet_too_many_columns", limit=COLUMN_LIMIT)
            yield line, [as_meant(cell).strip() if "'" in cell else cell for cell in cells[:COLUMN_LIMIT]]


@contextmanager
def open_rows(path: Path, place: Place = ANYWHERE, remembered: dict | None = None, shape: str = "") -> Iterator[Rows]:
    """The Rows of a file: of the sheet that is said, or with headings of this shape, else of the one whose headings fit
    best, and of those with the same headings.

    Raises SheetError: sheet_empty, sheet_file_too_large, sheet_unreadable, sheet_not_a_sheet, sheet_nul,
    sheet_too_large, sheet_macros, sheet_no_such_part, sheet_no_such_line.
    """
    with ExitStack() as opened:
        try:
            file = opened.enter_context(path.open("rb"))
            check_size(_size_of(file))
        except OSError as error:
            raise SheetError("sheet_unreadable") from error
        if file.peek(len(OLE_MAGIC)).startswith((ZIP_MAGIC, OLE_MAGIC)):
            unpacked = opened.enter_context(tempfile.TemporaryFile())
            parts = _unpack(path, unpacked)
            rows = Rows(parts, lambda part: _unpacked_rows(unpacked, part))
        else:
            encoding = find_encoding(file)
            rows = Rows([Part("")], lambda _part: _text_rows(file, encoding))
        choose_parts(rows, place, remembered, shape)
        yield rows


def check_size(size: int) -> None:
    """Raises SheetError for a file that is not even opened."""
    if size > FILE_LIMIT:
        raise SheetError("sheet_file_too_large", limit=FILE_LIMIT // 1024**2)


def _size_of(file: BinaryIO) -> int:
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    return size


# Workbooks ------------------------------------------------------------------------------------------------------------
def _unpack(path: Path, into: BinaryIO) -> list[Part]:
    """In a process of its own (unpack.py), that may end of what it was given."""
    command = [sys.executable, "-I", str(_UNPACK), str(path)]
    try:
        done = subprocess.run(  # noqa: S603  (a program of ours, and a file that it is made to read)
            command, stdout=into, stderr=subprocess.PIPE, timeout=UNPACK_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise SheetError("sheet_too_large") from error
    said = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
    if done.returncode:
        raise SheetError(said if said in MESSAGES else "sheet_too_large")
    return [Part(**part) for part in json.loads(said)]


def _unpacked_rows(unpacked: BinaryIO, part: Part) -> Iterator[tuple[int, list[str]]]:
    with _text_of(unpacked, "utf-8", part.offset) as text:
        try:
            yield from enumerate(islice(csv.reader(text), part.lines), start=1)
        except csv.Error as error:  # a cell of more than 128 KiB
            raise SheetError("sheet_too_large") from error


# Text -----------------------------------------------------------------------------------------------------------------
def find_delimiter(text: str) -> str:
    """The delimiter that divides most of these first rows into the same number of cells."""
    text = _QUOTED_CELL.sub('""', text)

    def evenness(delimiter):
        widths = Counter(len(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        return max((count * (width - 1) for width, count in widths.items()), default=0)

    return max(DELIMITERS, key=evenness)


def _text_rows(file: BinaryIO, encoding: str) -> Iterator[tuple[int, list[str]]]:
    sample = _sample(file, encoding)
    # The hint that one spreadsheet program writes for another.
    told = _DELIMITER_LINE.match(sample)
    delimiter = told[1] if told else find_delimiter(sample)
    with _text_of(file, encoding) as text:
        if told:
            next(text)
        yield from _delimited_rows(text, delimiter, first_line=2 if told else 1)


def _sample(file: BinaryIO, encoding: str) -> str:
    sample = ""
    with _text_of(file, encoding) as text:
        for line in text:
            sample += line
            if len(sample) >= SAMPLE:
                break
    return sample[:SAMPLE]


@contextmanager
def _text_of(file: BinaryIO, encoding: str, offset: int = 0) -> Iterator[Iterator[str]]:
    """The lines of a file from `offset` (in bytes) on, with their ends; what was encoded twice is put right."""
    if encoding.startswith(BY_LINE):
        yield map(put_right, lines_of(file, encoding))
        return
    file.seek(offset)
    text = io.TextIOWrapper(file, encoding, errors="replace", newline="")
    try:
        yield map(put_right, text)
    finally:
        text.detach()


def _delimited_rows(text: Iterator[str], delimiter: str, *, first_line: int) -> Iterator[tuple[int, list[str]]]:
    # Strict: a quotation mark left open would swallow the rest of the file into one cell without a word.
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    while True:
        line = first_line + reader.line_num
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise SheetError("sheet_quotes", line=line) from error
        yield line, [cell.strip() for cell in row]
