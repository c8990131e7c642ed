"""From a file on disk to rows of text: CSV in the usual encodings and delimiters, XLSX, ODS and XLS.

Rows come one by one, as often as they are asked for; however large the file is, memory stays as it is.
"""

import csv
import io
import re
import subprocess
import sys
import tempfile
from codecs import getincrementaldecoder
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

from .problems import MESSAGES, SheetError

FILE_LIMIT = 50 * 1024**2  # bytes; 100,000 rows of 30 columns are about 25 MB
ROW_LIMIT = 100_000
COLUMN_LIMIT = 500
CHUNK = 1024**2
SAMPLE = 20_000  # characters, by which the delimiter is found
DELIMITERS = ";,\t|"
ZIP_MAGIC, OLE_MAGIC = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What spreadsheet programs in Spanish save when it is not Unicode: Windows, DOS, old Mac.
LEGACY_ENCODINGS = ["cp1252", "cp850", "mac_roman"]
SPANISH = frozenset("áéíóúüñÁÉÍÓÚÜÑ¿¡ºª°–“”’")
# No text file holds control characters other than white space (and the old end of a file); pictures and PDF do.
CONTROLS = frozenset(range(32)) - set(b"\t\n\r\f\v\x1a")
_CONTROL = re.compile(f"[{''.join(map(re.escape, map(chr, sorted(CONTROLS))))}]")
_DELIMITER_LINE = re.compile(r"sep=(.)\r?\n")
_UNPACK = Path(__file__).with_name("unpack.py")
UNPACK_SECONDS = 600


class Rows:
    """The rows of a file as (line, cells): the line in the file from 1, and its cells as text without white space
    around. Empty rows come as lists of empty texts. Walking through them may raise SheetError: sheet_empty,
    sheet_quotes, sheet_too_many_rows, sheet_too_many_columns."""

    def __init__(self, walk):
        self._walk = walk

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        filled = 0
        for line, cells in self._walk():
            if len(cells) > COLUMN_LIMIT and any(cells[COLUMN_LIMIT:]):
                raise SheetError("sheet_too_many_columns", limit=COLUMN_LIMIT)
            filled += any(cells)
            if filled > ROW_LIMIT:
                raise SheetError("sheet_too_many_rows", limit=ROW_LIMIT)
            yield line, cells[:COLUMN_LIMIT]
        if not filled:
            raise SheetError("sheet_empty")


@contextmanager
def open_rows(path: Path) -> Iterator[Rows]:
    """The Rows of a file. Raises SheetError: sheet_empty, sheet_file_too_large, sheet_unreadable, sheet_not_a_sheet,
    sheet_nul, sheet_too_large, sheet_macros."""
    with ExitStack() as opened:
        try:
            file = opened.enter_context(path.open("rb"))
            check_size(_size_of(file))
        except OSError as error:
            raise SheetError("sheet_unreadable") from error
        if file.peek(len(OLE_MAGIC)).startswith((ZIP_MAGIC, OLE_MAGIC)):
            unpacked = opened.enter_context(tempfile.TemporaryFile())
            _unpack(path, unpacked)
            yield Rows(lambda: _unpacked_rows(unpacked))
        else:
            encoding = find_encoding(file)
            yield Rows(lambda: _text_rows(file, encoding))


def check_size(size: int) -> None:
    """Raises SheetError for a file that is not even opened."""
    if size > FILE_LIMIT:
        raise SheetError("sheet_file_too_large", limit=FILE_LIMIT // 1024**2)


def _size_of(file: BinaryIO) -> int:
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    return size


# Workbooks ------------------------------------------------------------------------------------------------------------
def _unpack(path: Path, into: BinaryIO) -> None:
    """In a process of its own (unpack.py), that may end of what it was given."""
    command = [sys.executable, "-I", str(_UNPACK), str(path)]
    try:
        done = subprocess.run(  # noqa: S603  (a program of ours, and a file that it is made to read)
            command, stdout=into, stderr=subprocess.PIPE, timeout=UNPACK_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise SheetError("sheet_too_large") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise SheetError(said if said in MESSAGES else "sheet_too_large")


def _unpacked_rows(unpacked: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    with _text_of(unpacked, "utf-8") as text:
        try:
            yield from enumerate(csv.reader(text), start=1)
        except csv.Error as error:  # a cell of more than 128 KiB
            raise SheetError("sheet_too_large") from error


# Text -----------------------------------------------------------------------------------------------------------------
def find_encoding(file: BinaryIO) -> str:
    """The encoding of a text file. Raises SheetError: sheet_empty, sheet_not_a_sheet, sheet_nul."""
    file.seek(0)
    head = file.read(400)
    if not head.strip():
        raise SheetError("sheet_empty")
    encoding = _by_mark(head)
    if encoding and encoding != "utf-8-sig":
        _check_wide(file, encoding)
        return encoding
    decoder, counts, is_utf8 = getincrementaldecoder("utf-8")(), Counter(), True
    for chunk in _chunks(file):
        counts.update(chunk)
        try:
            is_utf8 = is_utf8 and decoder.decode(chunk) is not None
        except UnicodeDecodeError:
            is_utf8 = False
    if found := CONTROLS & counts.keys():
        mostly_text = found == {0} and counts[0] * 10 < counts.total()
        raise SheetError("sheet_nul" if mostly_text else "sheet_not_a_sheet")
    if encoding or is_utf8:
        return encoding or "utf-8"
    # Told apart by the letters that Spanish has; of short sheets this knows more than statistics of any language.
    return max(LEGACY_ENCODINGS, key=lambda name: _spanishness(counts, name))


def _by_mark(head: bytes) -> str | None:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if head.startswith(mark):
            return encoding
    # Without a mark UTF-16 shows by the zero byte of every Latin letter, before or after it.
    if head[1:400:2].count(0) > 100 or (len(head) > 3 and head[1] == head[3] == 0):
        return "utf-16-le"
    if len(head) > 3 and head[0] == head[2] == 0:
        return "utf-16-be"
    return None


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(CHUNK):
        yield chunk


def _check_wide(file: BinaryIO, encoding: str) -> None:
    decoder = getincrementaldecoder(encoding)(errors="replace")
    if any(_CONTROL.search(decoder.decode(chunk)) for chunk in _chunks(file)):
        raise SheetError("sheet_not_a_sheet")


def _spanishness(counts: Counter, encoding: str) -> int:
    """How many letters beyond ASCII are Spanish rather than not."""
    beyond = {byte: times for byte, times in counts.items() if byte > 0x7F}
    return sum(
        times if bytes([byte]).decode(encoding, errors="replace") in SPANISH else -times
        for byte, times in beyond.items()
    )


def find_delimiter(text: str) -> str:
    """The delimiter that divides most of these first rows into the same number of cells."""

    def evenness(delimiter):
        widths = Counter(len(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        return max((count * (width - 1) for width, count in widths.items()), default=0)

    return max(DELIMITERS, key=evenness)


def _text_rows(file: BinaryIO, encoding: str) -> Iterator[tuple[int, list[str]]]:
    with _text_of(file, encoding) as text:
        sample = text.read(SAMPLE)
    # The hint that one spreadsheet program writes for another.
    told = _DELIMITER_LINE.match(sample)
    delimiter = told[1] if told else find_delimiter(sample)
    with _text_of(file, encoding) as text:
        if told:
            text.readline()
        yield from _delimited_rows(text, delimiter, first_line=2 if told else 1)


@contextmanager
def _text_of(file: BinaryIO, encoding: str) -> Iterator[io.TextIOWrapper]:
    file.seek(0)
    text = io.TextIOWrapper(file, encoding, errors="replace", newline="")
    try:
        yield text
    finally:
        text.detach()


def _delimited_rows(text: io.TextIOWrapper, delimiter: str, *, first_line: int) -> Iterator[tuple[int, list[str]]]:
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
