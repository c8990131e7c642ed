"""Tables for spreadsheet programs: nothing in them is run."""

import io

import pytest
from python_calamine import CalamineWorkbook

from casework.base.tables import CELL_LENGTH, csv_part, write_xlsx


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_would_be_a_formula_begins_with_an_apostrophe(sign):
    assert csv_part([[f"{sign}1+1", "Rosa"]]).decode() in (f"'{sign}1+1;Rosa\r\n", f'"\'{sign}1+1";Rosa\r\n')


def test_what_separates_cells_is_quoted():
    assert csv_part([["a;b", 'c"d', "e\nf", "ñ"]]).decode() == '"a;b";"c""d";"e\nf";ñ\r\n'


def test_in_xlsx_every_cell_is_a_text_and_none_is_too_long():
    file = io.BytesIO()
    write_xlsx([["A", "B"], ["=1+1", "0042"], ["x" * 40_000, ""]], file)
    file.seek(0)
    rows = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()
    assert rows == [["A", "B"], ["=1+1", "0042"], ["x" * CELL_LENGTH, ""]]
