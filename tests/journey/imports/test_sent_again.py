"""The list of wrong rows, put right and sent again, is read as it was meant."""

import io
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from casework.base.tables import write_xlsx
from casework.journey.imports.columns import say_columns
from casework.journey.imports.errors import as_csv, as_xlsx, wrong_rows
from casework.people.sheets import without_reason
from tests.journey.imports.sheets import outcomes, previewed, worked

CASES = Path(__file__).parents[2] / "data" / "sheets"
DATES = "Nombres;Apellidos;Fecha de nacimiento;Cantón\nAna;Pérez;05/12/1990;Cueca\nLuis;Parra;03/14/1985;Cuenca\n"


def wrong_as_csv(sheet):
    file = io.BytesIO()
    as_csv(sheet, file)
    return file.getvalue().decode("utf-8-sig")


def wrong_as_xlsx(sheet):
    file = io.BytesIO()
    as_xlsx(sheet, file)
    file.seek(0)
    return CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()


@pytest.fixture
def wrong(ana):
    return previewed(CASES / "80_err.csv", ana, "80_err.csv")


def test_numbers_with_their_country_stay_as_they_are(wrong):
    heading, zoraida, nairobi = wrong_as_csv(wrong).splitlines()
    assert heading.startswith("Nombres;Apellidos;Sexo;Cantón;Teléfono;Observaciones;")
    assert zoraida.startswith("Zoraida;Prueba Uno;F;Cueca;+593 99 123 4599;'=llamar;")
    assert nairobi.startswith("Nairobi;Prueba Tres;Z;Cuenca;+58 414 1234598;'+ nota;")
    assert wrong_as_xlsx(wrong)[1][:6] == ["Zoraida", "Prueba Uno", "F", "Cueca", "+593 99 123 4599", "=llamar"]


def corrected_csv(sheet):
    return wrong_as_csv(sheet).replace("Cueca", "Cuenca").replace(";Z;", ";F;")


def corrected_xlsx(sheet):
    right = {"Cueca": "Cuenca", "Z": "F"}
    file = io.BytesIO()
    write_xlsx(([right.get(cell, cell) for cell in row] for row in wrong_as_xlsx(sheet)), file)
    return file.getvalue()


@pytest.mark.parametrize("corrected", [corrected_csv, corrected_xlsx])
def test_put_right_it_is_read_as_it_was_meant(corrected, wrong, ana):
    sheet = previewed(corrected(wrong), ana, "80_err-errores.csv")
    assert outcomes(sheet) == ["new", "new"]
    first, second = sheet.rows.order_by("line")
    assert [contact["value"] for contact in first.told["contacts"]] == ["+593991234599"]
    assert "Observaciones: =llamar" in first.told["note"]
    assert "Observaciones: + nota" in second.told["note"]
    assert "Motivo" not in first.told["note"]


def test_what_is_wrong_again_has_its_reason_once(wrong, ana):
    again = previewed(wrong_as_csv(wrong), ana)
    assert outcomes(again) == ["error", "error"]
    assert wrong_as_csv(again) == wrong_as_csv(wrong)


def test_columns_are_read_as_those_of_the_whole_sheet(ana):
    sheet = previewed(DATES, ana)
    assert [row.told and row.told["birth_date"] for row in sheet.rows.order_by("line")] == [None, "1985-03-14"]
    again = previewed(wrong_as_csv(sheet).replace("Cueca", "Cuenca"), ana)
    assert [row.told["birth_date"] for row in again.rows.all()] == ["1990-05-12"]


def test_what_was_said_of_the_columns_holds_for_their_wrong_rows(ana):
    sheet = previewed("Nombres;Lugar;Cosa\nAna;x;Cueca\nLuis;y;Cuenca\n", ana)
    worked(say_columns(sheet=sheet, by=ana, columns=["full_name", "address", "canton"]))
    sheet.refresh_from_db()
    again = previewed(wrong_as_csv(sheet).replace("Cueca", "Cuenca"), ana)
    assert without_reason(again.headings) == ["Nombres", "Lugar", "Cosa"]
    (row,) = again.rows.all()
    assert (row.told["address"], row.told["canton"]) == ("x", "0101")
    assert list(wrong_rows(again)) == [["Nombres", "Lugar", "Cosa", next(wrong_rows(sheet))[-1]]]
