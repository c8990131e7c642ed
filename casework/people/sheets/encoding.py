"""The encoding of a text file, line by line where its lines differ.

A list is put together from several: lines of one program stand beside lines of another, so that the file is neither
UTF-8 nor anything else.
"""

import re
from codecs import getincrementaldecoder
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from casework.base.mojibake import SPANISH

from .problems import SheetError

CHUNK = 1024**2
# What spreadsheet programs in Spanish save when it is not Unicode: Windows, DOS, old Mac.
LEGACY_ENCODINGS = ["cp1252", "cp850", "mac_roman"]
# No text file holds control characters other than white space (and the old end of a file); pictures and PDF do.
CONTROLS = frozenset(range(32)) - set(b"\t\n\r\f\v\x1a")
_CONTROL = re.compile(f"[{''.join(map(re.escape, map(chr, sorted(CONTROLS))))}]")
BY_LINE = "by line, else "  # followed by the legacy encoding
_ASCII = bytes(range(0x80))


def find_encoding(file: BinaryIO) -> str:
    """The encoding of a text file; for one that is not UTF-8, or not all of it, BY_LINE with a legacy encoding.

    Raises SheetError: sheet_empty, sheet_not_a_sheet, sheet_nul.
    """
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
    return (encoding or "utf-8") if is_utf8 else f"{BY_LINE}{_legacy_encoding(file)}"


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


# Line by line ---------------------------------------------------------------------------------------------------------
def lines_of(file: BinaryIO, encoding: str) -> Iterator[str]:
    """The lines of a file that is not UTF-8 as a whole, with their ends: each as UTF-8 where it is that, the others in
    the legacy encoding that `find_encoding` told."""
    legacy = encoding.removeprefix(BY_LINE)
    for line in _raw_lines(file):
        text = _as_utf8(line)
        yield line.decode(legacy, errors="replace") if text is None else text


def _raw_lines(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    first = True
    for line in file:
        # Old Macs end a line with a carriage return alone.
        for part in line.splitlines(keepends=True):
            yield part.removeprefix(b"\xef\xbb\xbf") if first else part
            first = False


def _as_utf8(line: bytes) -> str | None:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _legacy_encoding(file: BinaryIO) -> str:
    """The one that makes the lines that are not UTF-8 most Spanish: of short sheets the letters that Spanish has know
    more than statistics of any language."""
    counts = Counter()
    for line in _raw_lines(file):
        if not line.isascii() and _as_utf8(line) is None:
            counts.update(line.translate(None, _ASCII))
    return max(LEGACY_ENCODINGS, key=lambda name: _spanishness(counts, name))


def _spanishness(counts: Counter, encoding: str) -> int:
    """Count the letters beyond ASCII that are Spanish, less those that are not."""
    return sum(
        times if bytes([byte]).decode(encoding, errors="replace") in SPANISH else -times
        for byte, times in counts.items()
    )
