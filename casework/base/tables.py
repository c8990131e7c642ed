"""Tables for spreadsheet programs, written part by part and harmless to who opens them."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import BinaryIO

import xlsxwriter

# A spreadsheet program takes a cell that begins so for a formula and runs it.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# So much text a cell of XLSX takes, nearly.
CELL_LENGTH = 32_000


def harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def csv_part(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows with semicolons, as spreadsheet programs here open them. A file begins with the mark of UTF-8 (codecs)."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows(map(harmless, row) for row in rows)
    return text.getvalue().encode()


def write_xlsx(rows: Iterable[Sequence[str]], file: BinaryIO) -> None:
    """The first row is the heading. Every cell is a text, so that nothing is run and no number loses its zeros."""
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as workbook:
        page, strong = workbook.add_worksheet(), workbook.add_format({"bold": True})
        for at, row in enumerate(rows):
            for place, text in enumerate(row):
                page.write_string(at, place, text[:CELL_LENGTH], None if at else strong)
        page.freeze_panes(1, 0)
