"""From a file to rows of text: CSV in the usual encodings and delimiters, XLSX, ODS and XLS."""

import csv
import datetime as dt
import io
import re
import zipfile
import zlib
from collections import Counter
from pathlib import Path
from xml.parsers import expat

import python_calamine

from .problems import SheetError

ROW_LIMIT = 100_000
UNPACKED_LIMIT = 500 * 1024 * 1024  # bytes; an honest sheet of 100,000 rows unpacks to about 200 MB of XML
DELIMITERS = ";,\t|"
ZIP_MAGIC, OLE_MAGIC = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What spreadsheet programs in Spanish save when it is not Unicode: Windows, DOS, old Mac.
LEGACY_ENCODINGS = ["cp1252", "cp850", "mac_roman"]
SPANISH = frozenset("áéíóúüñÁÉÍÓÚÜÑ¿¡ºª°–“”’")
_DELIMITER_LINE = re.compile(r"sep=(.)\r?\n")


def read_rows(source):
    """Yields (line, cells): the line in the file from 1, and its cells as text without white space around.

    `source` is bytes, a path, or an open binary file. Empty rows come as lists of empty texts. Raises SheetError:
    sheet_empty, sheet_unreadable, sheet_not_a_sheet, sheet_quotes, sheet_too_large, sheet_too_many_rows.
    """
    data = _bytes_of(source)
    if not data.strip():
        raise SheetError("sheet_empty")
    rows = _workbook_rows(data) if data.startswith((ZIP_MAGIC, OLE_MAGIC)) else _text_rows(decode(data))
    filled = 0
    for line, cells in rows:
        filled += any(cells)
        if filled > ROW_LIMIT:
            raise SheetError("sheet_too_many_rows", limit=ROW_LIMIT)
        yield line, cells
    if not filled:
        raise SheetError("sheet_empty")


def _bytes_of(source):
    if isinstance(source, bytes | bytearray | memoryview):
        return bytes(source)
    if hasattr(source, "read"):
        return source.read()
    try:
        return Path(source).read_bytes()
    except OSError as error:
        raise SheetError("sheet_unreadable") from error


def decode(data):
    """The text of a CSV file. Raises SheetError sheet_not_a_sheet when the bytes are no text."""
    text = _decoded(data)
    # No text file holds control characters other than white space; pictures and PDF do.
    if any(character < " " and character not in "\t\n\r\f\v\x1a" for character in text):
        raise SheetError("sheet_not_a_sheet")
    return text


def _decoded(data):
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    # Without a mark UTF-16 shows by the zero byte of every Latin letter, before or after it.
    if data[1:400:2].count(0) > 100 or (len(data) > 3 and data[1] == data[3] == 0):
        return data.decode("utf-16-le", errors="replace")
    if len(data) > 3 and data[0] == data[2] == 0:
        return data.decode("utf-16-be", errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        # Told apart by the letters that Spanish has; of short sheets this knows more than statistics of any language.
        return max((data.decode(name, errors="replace") for name in LEGACY_ENCODINGS), key=_spanishness)


def _spanishness(text):
    """How many letters beyond ASCII are Spanish rather than not."""
    return sum(1 if character in SPANISH else -1 for character in text if character > "\x7f")


def find_delimiter(text):
    """The delimiter that divides most of the first rows into the same number of cells."""
    sample = text[:20_000]

    def evenness(delimiter):
        widths = Counter(len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter))
        return max((count * (width - 1) for width, count in widths.items()), default=0)

    return max(DELIMITERS, key=evenness)


def _text_rows(text):
    first_line = 1
    if told := _DELIMITER_LINE.match(text):  # the hint that one spreadsheet program writes for another
        delimiter, text, first_line = told[1], text[told.end() :], 2
    else:
        delimiter = find_delimiter(text)
    # Strict: a quotation mark left open would swallow the rest of the file into one cell without a word.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = first_line + reader.line_num
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise SheetError("sheet_quotes", line=line) from error
        yield line, [cell.strip() for cell in row]


def _workbook_rows(data):
    if data.startswith(ZIP_MAGIC):
        _check_archive(data)
    try:
        workbook = python_calamine.load_workbook(io.BytesIO(data))
        for name in workbook.sheet_names:
            sheet = workbook.get_sheet_by_name(name)
            if sheet.start is not None:
                break
        else:
            raise SheetError("sheet_empty")
    except python_calamine.PasswordError as error:
        raise SheetError("sheet_unreadable") from error
    except python_calamine.CalamineError as error:
        raise SheetError("sheet_not_a_sheet") from error
    for line, row in enumerate(sheet.iter_rows(), start=1):
        yield line, [cell_text(value) for value in row]


def _check_archive(data):
    """Refuses what would harm the reader: a few kilobytes of ZIP can unpack to more than the machine holds, and
    calamine 0.9 never comes back from an OpenDocument sheet whose XML is damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > UNPACKED_LIMIT:
                raise SheetError("sheet_too_large")
            if "content.xml" in archive.namelist():
                with archive.open("content.xml") as content:
                    expat.ParserCreate().ParseFile(content)
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, NotImplementedError, RuntimeError) as error:
        # The last two: a packing that Python does not know, and a password.
        raise SheetError("sheet_unreadable") from error


def cell_text(value):
    """A spreadsheet's cell as the text a person would have written: ISO dates, whole numbers without ".0"."""
    if isinstance(value, dt.datetime):
        return (value.date() if value.time() == dt.time() else value.replace(microsecond=0)).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
