"""The columns page of an import: what is asked, guesses, the place in the file, one click to turn an order round."""

import pytest

from casework.journey.models import Import
from tests.journey.imports.sheets import previewed, worked
from tests.journey.imports.test_questions import BIRTH, CASES, UNCLEAR, births
from tests.web.test_imports import at_ana, page_of, read

__all__ = ["at_ana"]


def fields_of(sheet):
    return {f"c{place}": field for place, field in enumerate(sheet.columns)}


def test_a_question_stands_under_its_column_and_is_answered_there(at_ana, ana):
    sheet = previewed(UNCLEAR, ana)
    assert "Something has to be said about the columns" in read(at_ana.get(page_of(sheet)))
    form = read(at_ana.get(page_of(sheet, "import_columns")))
    assert "Fecha de nacimiento: Which comes first in these dates, the day or the month?" in form
    at_ana.post(page_of(sheet, "import_columns"), fields_of(sheet) | {"q0": "month_first"})
    assert births(worked(sheet))[0] == "1990-05-12"
    assert Import.objects.get().answers == {BIRTH: "month_first"}


def test_an_order_is_shown_and_turned_round_with_one_click(at_ana, ana):
    sheet = previewed(CASES / "05_nombre_surnames_first.csv", ana, "lista.csv")
    page = at_ana.get(page_of(sheet))
    assert "nombre: surnames first" in read(page)
    answer = {"question": "name_order:full_name", "answer": "given_first"}
    assert at_ana.post(page_of(sheet, "import_answer"), answer).status_code == 302
    assert worked(sheet).rows.get(line=5).told["family_names"] == "Luis"
    wrong = {"question": "name_order:full_name", "answer": "sideways"}
    assert at_ana.post(page_of(sheet, "import_answer"), wrong).status_code == 400


def test_guesses_are_marked(at_ana, ana):
    sheet = previewed("Nombre;Edad\nAna Soto;30\n", ana)
    form = read(at_ana.get(page_of(sheet, "import_columns")))
    assert form.count("Guessed: look whether it is so.") == 1


def test_what_is_not_read_is_said_and_another_sheet_is_chosen(at_ana, ana):
    sheet = previewed(CASES / "x6_kobo_repeat.xlsx", ana, "kobo.xlsx")
    assert "The sheet “miembros” holds household members (1): each is proposed with the person it points to." in read(
        at_ana.get(page_of(sheet))
    )
    form = read(at_ana.get(page_of(sheet, "import_columns")))
    assert "miembros (2)" in form
    at_ana.post(page_of(sheet, "import_place"), {"part": "miembros", "heading_line": "1"})
    assert worked(sheet).rows.get().told["given_names"] == "Luis"


@pytest.mark.parametrize(
    "place", [{"heading_line": "x"}, {"heading_line": "0"}, {"heading_line": "4", "last_line": "3"}]
)
def test_a_place_that_cannot_be_is_refused_beside_its_field(at_ana, ana, place):
    sheet = previewed(UNCLEAR, ana)
    answer = at_ana.post(page_of(sheet, "import_place"), place)
    assert answer.status_code == 400
    assert "Where in the file the people stand" in read(answer)
