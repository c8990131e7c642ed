"""A workbook becomes rows of text, in a process of its own whose memory, time and output are limited.

Whoever sends a file decides how much it unpacks to: a few kilobytes of ZIP, or two cells a million lines apart, ask
for more memory than a machine has, and then the reader ends with its process. So it is one that does nothing else:

    python unpack.py WORKBOOK > rows.csv      (what is wrong is a code on the standard error)

It knows nothing of the rest of the house, so that it starts at once.
"""

import csv
import datetime as dt
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


def rows_of(path: Path):
    """The rows of the first sheet that has any, as texts."""
    try:
        workbook = python_calamine.load_workbook(path)
        for name in workbook.sheet_names:
            sheet = workbook.get_sheet_by_name(name)
            if sheet.start is not None:
                break
        else:
            raise Refused("sheet_empty")
    except python_calamine.PasswordError as error:
        raise Refused("sheet_unreadable") from error
    except python_calamine.CalamineError as error:
        raise Refused("sheet_not_a_sheet") from error
    for row in sheet.iter_rows():
        yield [cell_text(value) for value in row]


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
        writer = csv.writer(sys.stdout)
        writer.writerows(rows_of(path))
        sys.stdout.flush()
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
