"""Tables for spreadsheet programs: nothing in them is run."""

import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from casework.base.tables import CELL_LENGTH, as_meant, csv_part, harmless, write_xlsx


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


@pytest.mark.parametrize("number", ["+593991234567", "+593 99 123 4599", "+58 414 1112607", "+593991234567, +58414"])
def test_a_telephone_number_and_a_dash_need_no_apostrophe(number):
    assert harmless(number) == number
    assert harmless("-") == "-"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a,=1+1", '"a,\'=1+1"'),
        ("a;@SUM(A1)", '"a;\'@SUM(A1)"'),
        ("a|b", '"a|b"'),
        ("a, b", '"a, b"'),
        ("a\n-b", '"a\n\'-b"'),
        ("+593991234567*2", "'+593991234567*2"),
        ("\uff1d1", "'\uff1d1"),
        ("'=1", "''=1"),
        ("D'Angelo", "D'Angelo"),
    ],
)
def test_what_would_be_a_formula_behind_any_delimiter_is_harmless_and_quoted(text, written):
    assert csv_part([[text]]).decode() == f"{written}\r\n"


@given(st.text(alphabet="=+-@';,|\t\r\n\x0b 5a\"\uff1d", max_size=12))
@example("\t'=1")
@example("',=1")
def test_what_was_made_harmless_is_read_as_it_was(text):
    assert as_meant(harmless(text)) == text
    assert as_meant(harmless(text).strip()).strip() == text.strip()
