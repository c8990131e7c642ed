"""The wrong rows of a sheet as a sheet: the same columns, order and rows, with a column more that says why.

What is put right in it can be sent as it is: the column of reasons is known by its heading, and left out.
"""

import codecs
from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _

from casework.base.tables import csv_part, write_xlsx
from casework.journey.imports.telling import columns_of, told
from casework.journey.models import Import, ImportRow
from casework.people.sheets import without_reason


def wrong_rows(sheet: Import) -> Iterator[list[str]]:
    """The headings, and then each wrong row as it was written, with the reasons at its end."""
    columns = columns_of(sheet)
    headings = without_reason(columns.headings)
    width = len(headings)
    yield [*headings, _("Reason")]
    for row in sheet.rows.filter(outcome=ImportRow.Outcome.ERROR).order_by("line").iterator(chunk_size=500):
        cells = (row.cells or [])[:width]
        padding = [""] * (width - len(cells))
        why = "; ".join(_said(one.column, one.message) for one in told(row, columns, row.problems))
        yield [*cells, *padding, why]


def _said(column: str, message: str) -> str:
    return f"{column}: {message}" if column else message


def as_csv(sheet: Import, file: BinaryIO) -> None:
    file.write(codecs.BOM_UTF8)
    for row in wrong_rows(sheet):
        file.write(csv_part([row]))


def as_xlsx(sheet: Import, file: BinaryIO) -> None:
    write_xlsx(wrong_rows(sheet), file)
