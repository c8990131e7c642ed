"""Tables that we write ourselves are read as they were meant."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from casework.base.tables import csv_part, write_xlsx
from casework.people.sheets import open_rows, shape_of

from .making import read

CASES = Path(__file__).parents[2] / "data" / "sheets"
HEADINGS = ["Nombres", "Apellidos", "Observaciones"]
CELLS = st.text(alphabet="=+-@';,|\t\r\n \"5aÁñ()\uff1d", max_size=10)
ROWS = st.lists(st.lists(CELLS, min_size=3, max_size=3).filter(lambda row: any(map(str.strip, row))), max_size=8)


def read_again(write, rows):
    with tempfile.NamedTemporaryFile() as file:
        write(rows, file)
        file.flush()
        with open_rows(Path(file.name)) as opened:
            return [cells for _line, cells in opened]


def written_as_csv(rows, file):
    file.write(b"\xef\xbb\xbf" + csv_part(rows))


def stripped(rows):
    return [[cell.strip() for cell in row] for row in rows]


@given(ROWS)
@example([["", "", "' \r="]])
def test_any_table_in_csv(rows):
    rows = [HEADINGS, *rows]
    assert read_again(written_as_csv, rows) == stripped(rows)


@settings(max_examples=10, deadline=None)
@given(st.lists(CELLS, min_size=30, max_size=30))
def test_any_table_in_xlsx(cells):
    # A carriage return is a line end in XML.
    rows = [HEADINGS, *([f"a{cell}", cell.replace("\r", "\n"), "x"] for cell in cells)]
    rows = [[cell.replace("\r", "\n") for cell in row] for row in rows]
    assert read_again(write_xlsx, rows) == stripped(rows)


def test_the_list_of_wrong_rows_and_the_same_put_right():
    wrong = read(CASES / "d03_errors_from_casework.csv")
    assert [[problem.code for problem in row.problems] for row in wrong.rows] == [["date_impossible"]] * 2
    assert wrong.columns.not_used == []
    first, second = (row.person for row in read(CASES / "d03_errors_corrected.csv").rows)
    assert first.phones == ("+584141112607",)
    assert (second.given_names, second.phones) == ("-Guionada", ("+593991112608",))


@pytest.mark.parametrize("reason", ["Motivo", "Reason"])
def test_our_reasons_change_nothing_of_what_a_sheet_is_known_by(reason):
    assert shape_of([*HEADINGS, reason]) == shape_of([*HEADINGS, "", ""]) == shape_of(HEADINGS)
    assert shape_of(["Nombres", reason, "Apellidos"]) != shape_of(["Nombres", "Apellidos"])
