"""A workbook becomes rows of text, in a process of its own whose memory, time and output are limited.

Whoever sends a file decides how much it unpacks to: a few kilobytes of ZIP, or two cells a million lines apart, ask
for more memory than a machine has, and then the reader ends with its process. So it is one that does nothing else:

    python unpack.py WORKBOOK > rows.csv

The rows of all visible sheets come one after the other; on the standard error stands what sheets there are, as JSON
(see `Part`), or the code of what is wrong. Merged cells are carried down, hidden rows and columns left empty. It knows
nothing of the rest of the house, so that it starts at once.
"""

import csv
import datetime as dt
import io
import json
import posixpath
import resource
import sys
import zipfile
import zlib
from pathlib import Path
from xml.parsers import expat

import python_calamine

ZIP_MAGIC = b"PK\x03\x04"
UNPACKED_LIMIT = 500 * 1024**2  # bytes; an honest sheet of 100,000 rows unpacks to about 200 MB of XML
MEMORY_LIMIT = 1536 * 1024**2
CPU_SECONDS = 300
ROW_LIMIT = 1_048_576  # of spreadsheet programs; how many people there may be is said elsewhere
COLUMNS_MOST = 16_384
HEADING_ROWS = 40  # headings stand no farther down (`columns.SEARCHED_ROWS`)
ACROSS = "\x1f"  # before a text that stands in a merged cell to the left
TRUE = ("1", "true")
CHUNK = 1024**2
# Where programs keep macros: of Excel in XLSM and XLSB, of LibreOffice in ODS, and of Excel before 2007.
MACRO_PARTS = ("xl/vbaproject.bin", "basic/", "scripts/")
OLD_MACROS = "_VBA_PROJECT".encode("utf-16-le")


class Refused(Exception):
    """The code of why it is not read."""


def limit_oneself() -> None:
    """From here on: more than this ends the process, and nobody else's."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_LIMIT),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, UNPACKED_LIMIT),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def check(path: Path) -> None:
    """Refuses macros, what says itself that it is too large, and damaged XML: calamine 0.9 never comes back from that
    in an OpenDocument sheet."""
    with path.open("rb") as file:
        is_archive = file.read(len(ZIP_MAGIC)) == ZIP_MAGIC
    if not is_archive:
        if OLD_MACROS in path.read_bytes():
            raise Refused("sheet_macros")
        return
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(member.file_size for member in archive.infolist()) > UNPACKED_LIMIT:
                raise Refused("sheet_too_large")
            if any(name.lower().startswith(MACRO_PARTS) for name in archive.namelist()):
                raise Refused("sheet_macros")
            if "content.xml" in archive.namelist():
                with archive.open("content.xml") as content:
                    expat.ParserCreate().ParseFile(content)
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, NotImplementedError, RuntimeError) as error:
        # The last two: a packing that Python does not know, and a password.
        raise Refused("sheet_unreadable") from error


class Part:
    """A sheet of the workbook: its name, whether it is hidden, where its rows begin in the output (in bytes), how many
    lines and how many filled rows it has, and which rows (numbers from 1) and columns (positions from 0) are hidden."""

    def __init__(self, name: str, is_hidden: bool):
        self.name, self.is_hidden, self.offset, self.lines, self.rows = name, is_hidden, 0, 0, 0
        self.hidden_rows, self.hidden_columns = [], []

    def write(self, sheet, hidden_rows: set[int], hidden_columns: set[int], out: io.TextIOWrapper) -> None:
        out.flush()
        self.offset = out.buffer.tell()
        writer = csv.writer(out)
        for line, cells in enumerate(_merged_rows(sheet), start=1):
            if line in hidden_rows and any(cells):
                self.hidden_rows.append(line)
            if line in hidden_rows:
                cells = []
            for place in hidden_columns:
                if place < len(cells) and cells[place]:
                    self.hidden_columns.append(place)
                    cells[place] = ""
            writer.writerow(cells)
            self.lines, self.rows = line, self.rows + any(cells)
        self.hidden_columns = sorted(set(self.hidden_columns))


def _merged_areas(sheet) -> tuple[dict, dict]:
    """Areas of merged cells: {first row: [(column, last row)]} and {row: [(first column, last column)]}."""
    down, across = {}, {}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if bottom > top:
            down.setdefault(top, []).append((left, bottom))
        for line in range(top, min(bottom, HEADING_ROWS) + 1) if right > left else ():
            across.setdefault(line, []).append((left, right))
    return down, across


def _merged_rows(sheet):
    """The rows as texts, with the value of merged cells in each of their rows, and, marked, in each of their columns
    as far down as headings may be."""
    down, across = _merged_areas(sheet)
    carried = {}  # column → (text, last row)
    for line, row in enumerate(sheet.iter_rows()):
        cells = [cell_text(value) for value in row]
        for place, (text, last) in list(carried.items()):
            if line > last:
                del carried[place]
            elif place < len(cells):
                cells[place] = cells[place] or text
        for place, last in down.get(line, ()):
            if place < len(cells) and cells[place]:
                carried[place] = (cells[place], last)
        for left, right in across.get(line, ()):
            for place in range(left + 1, min(right + 1, len(cells))):
                cells[place] = cells[place] or (ACROSS + cells[left] if cells[left] else "")
        yield cells


def unpack(path: Path, out: io.TextIOWrapper) -> list[Part]:
    """Writes the rows of all sheets that are not hidden, and tells which sheets there are."""
    parts = []
    try:
        workbook = python_calamine.load_workbook(path)
        looks = hidden_in(path)
        for metadata in workbook.sheets_metadata:
            if metadata.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            part = Part(metadata.name, metadata.visible != python_calamine.SheetVisibleEnum.Visible)
            parts.append(part)
            sheet = None if part.is_hidden else workbook.get_sheet_by_name(part.name)
            if sheet is not None and sheet.start is not None:
                part.write(sheet, *looks.get(part.name, (set(), set())), out)
    except python_calamine.PasswordError as error:
        raise Refused("sheet_unreadable") from error
    except python_calamine.CalamineError as error:
        raise Refused("sheet_not_a_sheet") from error
    if not any(part.rows for part in parts):
        raise Refused("sheet_empty")
    return parts


# What is hidden, which calamine does not tell ------------------------------------------------------------------------
def hidden_in(path: Path) -> dict[str, tuple[set[int], set[int]]]:
    """Name of a sheet → its hidden rows (numbers from 1) and columns (positions from 0), of XLSX and ODS."""
    if not zipfile.is_zipfile(path):
        return {}
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        if "content.xml" in names:
            return _hidden_in_ods(archive) if _holds(archive, "content.xml", b"table:visibility") else {}
        if "xl/workbook.xml" not in names or "xl/_rels/workbook.xml.rels" not in names:
            return {}
        files = _files_of_sheets(archive)
        return {
            sheet: _hidden_in_xlsx(archive, file)
            for sheet, file in files.items()
            if file in names and _holds(archive, file, b"hidden=")
        }


def _holds(archive: zipfile.ZipFile, name: str, what: bytes) -> bool:
    with archive.open(name) as file:
        end = b""
        while chunk := file.read(CHUNK):
            if what in end + chunk:
                return True
            end = chunk[-len(what) :]
    return False


def _elements(archive: zipfile.ZipFile, name: str, started) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda element, attributes: started(element.rpartition(":")[2], attributes)
    with archive.open(name) as file:
        parser.ParseFile(file)


def _files_of_sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    targets, files = {}, {}

    def relation(element, attributes):
        if element == "Relationship":
            target = attributes.get("Target", "")
            targets[attributes.get("Id")] = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")

    def sheet(element, attributes):
        if element == "sheet":
            identity = next((value for key, value in attributes.items() if key.endswith(":id")), None)
            files[attributes.get("name", "")] = targets.get(identity, "")

    _elements(archive, "xl/_rels/workbook.xml.rels", relation)
    _elements(archive, "xl/workbook.xml", sheet)
    return files


def _hidden_in_xlsx(archive: zipfile.ZipFile, name: str) -> tuple[set[int], set[int]]:
    rows, columns, last = set(), set(), 0

    def started(element, attributes):
        nonlocal last
        if element == "row":
            last = int(attributes.get("r", last + 1))
            if attributes.get("hidden") in TRUE:
                rows.add(last)
        elif element == "col" and attributes.get("hidden") in TRUE:
            first, end = int(attributes.get("min", 1)), int(attributes.get("max", 1))
            columns.update(range(first - 1, min(end, COLUMNS_MOST)))

    _elements(archive, name, started)
    return rows, columns


def _hidden_in_ods(archive: zipfile.ZipFile) -> dict[str, tuple[set[int], set[int]]]:
    found, at = {}, {"row": 0, "column": 0}

    def started(element, attributes):
        if element == "table":
            found[attributes.get("table:name", "")] = (set(), set())
            at.update(row=0, column=0)
        elif element in ("table-row", "table-column") and found:
            kind = element.removeprefix("table-")
            many = min(int(attributes.get(f"table:number-{kind}s-repeated", 1)), ROW_LIMIT)
            rows, columns = found[next(reversed(found))]
            if attributes.get("table:visibility") in ("collapse", "filter"):
                if kind == "row":
                    rows.update(range(at["row"] + 1, at["row"] + many + 1))
                else:
                    columns.update(range(at["column"], min(at["column"] + many, COLUMNS_MOST)))
            at[kind] += many

    _elements(archive, "content.xml", started)
    return found


def cell_text(value) -> str:
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


def main() -> int:
    limit_oneself()
    path = Path(sys.argv[1])
    try:
        check(path)
        parts = unpack(path, sys.stdout)
        sys.stdout.flush()
        print(json.dumps([vars(part) for part in parts]), file=sys.stderr)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except (MemoryError, OSError):
        print("sheet_too_large", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    # Rows are UTF-8 whatever the machine's language, and lone halves of signs do not stop them.
    sys.stdout.reconfigure(encoding="utf-8", errors="replace", newline="")
    sys.exit(main())
