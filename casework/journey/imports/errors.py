"""The wrong rows of a sheet as a sheet: the same columns, order and rows, with a column more that says why.

What is put right in it can be sent as it is.
"""

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

import xlsxwriter
from django.utils.translation import gettext as _

from casework.journey.imports.telling import columns_of, told
from casework.journey.models import Import, ImportRow

# A spreadsheet program takes a cell that begins so for a formula and runs it.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def wrong_rows(sheet: Import) -> Iterator[list[str]]:
    """The headings, and then each wrong row as it was written, with the reasons at its end."""
    columns, width = columns_of(sheet), len(sheet.headings)
    yield [*sheet.headings, _("Reason")]
    for row in sheet.rows.filter(outcome=ImportRow.Outcome.ERROR).order_by("line").iterator(chunk_size=500):
        cells = (row.cells or [])[:width]
        padding = [""] * (width - len(cells))
        why = "; ".join(_said(one.column, one.message) for one in told(row, columns, row.problems))
        yield [*cells, *padding, why]


def _said(column: str, message: str) -> str:
    return f"{column}: {message}" if column else message


def as_csv(sheet: Import, file: BinaryIO) -> None:
    """UTF-8 with its mark and semicolons, as spreadsheet programs here open it."""
    text = io.TextIOWrapper(file, "utf-8-sig", newline="")
    csv.writer(text, delimiter=";").writerows(map(harmless, row) for row in wrong_rows(sheet))
    text.detach()


def as_xlsx(sheet: Import, file: BinaryIO) -> None:
    """Every cell is a text, so that nothing is run and no number loses its zeros."""
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as workbook:
        page, strong = workbook.add_worksheet(), workbook.add_format({"bold": True})
        for at, row in enumerate(wrong_rows(sheet)):
            for place, text in enumerate(row):
                page.write_string(at, place, text[:32_000], None if at else strong)
        page.freeze_panes(1, 0)
