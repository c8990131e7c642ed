"""The sheet of a brigade in Azuay, as it was kept: every line of it was read by eye and is pinned here."""

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from casework.people.sheets import IntakeDocument

from .making import codes, read

SHEET = Path(__file__).parents[2] / "data" / "intake_azuay.csv"

WRONG = [
    (11, "Fecha Nac.", "date_impossible"),  # 31/02/1990
    (23, "Nombres y Apellidos", "name_missing"),
    (30, "Cantón", "canton_unknown_suggestion"),  # Cueca
    (42, "Fecha Nac.", "date_future"),  # 2031
    (49, "Nro Documento", "document_check_digit"),  # 0102030405
    (75, "Nacionalidad", "nationality_unknown"),  # Marciana
    (115, "Nro Documento", "document_impossible"),  # V-1234567890123
    (129, "Fecha de ingreso", "entry_before_birth"),  # entered in February, born in May 2017
]

# Cells that a row can do without.
LEFT_EMPTY = [
    (64, "Correo", "email_impossible"),  # juan@@correo
    (87, "Fecha de ingreso", "date_too_old"),  # 1890
    (101, "Discapacidad %", "number_out_of_range"),  # 400
    (108, "Fecha de registro", "date_unclear"),  # "pronto"
]


@pytest.fixture(scope="module")
def sheet():
    return read(SHEET)


@pytest.fixture(scope="module")
def person(sheet):
    people = {row.line: row.person for row in sheet.rows}
    return people.__getitem__


def test_the_counts(sheet):
    assert len(sheet.rows) == 136
    assert sum(row.person is not None for row in sheet.rows) == 128
    assert sheet.skipped == {"total": 1}
    assert sheet.columns.line == 3
    assert sheet.columns.not_used == ["Nro"]
    assert sheet.warnings == []


def test_the_wrong_rows(sheet):
    assert [(p.line, p.column, p.code) for row in sheet.rows for p in row.problems] == WRONG
    assert all((row.person is None) == bool(row.problems) for row in sheet.rows)
    assert next(p for row in sheet.rows for p in row.problems if p.line == 30).params == {"suggestion": "Cuenca"}


def test_the_cells_that_were_left_empty(sheet, person):
    codes_of = {code for _line, _column, code in LEFT_EMPTY}
    left = [problem for row in sheet.rows for problem in row.warnings if problem.code in codes_of]
    assert [(p.line, p.column, p.code) for p in left] == LEFT_EMPTY
    assert left[0].value == "juan@@correo"
    assert person(64).not_understood == (("Correo", "juan@@correo"),)


def test_the_doubts(sheet):
    warnings = [problem for row in sheet.rows for problem in row.warnings]
    doubts = Counter(codes(warnings)) - Counter(code for _line, _column, code in LEFT_EMPTY)
    assert doubts == {
        "entry_regular_doubtful": 15,
        "canton_with_place": 5,
        "row_same_document": 3,
        "phone_country": 1,
    }
    twins = [(p.line, p.params["other"]) for p in warnings if p.code == "row_same_document"]
    assert twins == [(35, 34), (74, 7), (124, 16)]


def test_one_whole_person(person):
    somebody = person(4)
    assert (somebody.given_names, somebody.family_names) == ("Carlos Gregorio", "Parra Araujo")
    assert (somebody.sex, somebody.birth_date, somebody.birth_precision) == ("male", dt.date(1993, 2, 1), "day")
    assert somebody.documents == (IntakeDocument("passport", "152837672", "VE", True),)
    assert (somebody.nationality, somebody.phones, somebody.email) == ("VE", ("+593921335058",), "")
    assert (somebody.province_code, somebody.canton_code) == ("01", "0101")
    assert somebody.address == "Av. 24 de Mayo y Matovelle"
    assert (somebody.registered_on, somebody.entry_date) == (dt.date(2023, 3, 6), dt.date(2019, 6, 6))
    assert (somebody.entry_point, somebody.entry_regular, somebody.travels_with) == ("trocha", True, "familia")
    assert (somebody.children_count, somebody.household_head, somebody.disability_percent) == (3, True, None)
    assert somebody.remarks == "pidió curso de costura"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (5, ("Wilmer Beatriz", "Rivas Bracho")),
        (6, ("Yorman", "González Rodríguez")),  # González Rodríguez, Yorman
        (15, ("Daniela", "Rodríguez")),
        (21, ("Luis Gregorio", "Chacín Ñáñez")),
        (31, ("Nayibe", "Márquez Parra")),
        (32, ("Wilmer", "Araujo Mejías")),
        (37, ("Paola del Valle", "Villalobos Rivas")),
        (46, ("María Alejandra", "Zambrano")),
        (70, ("Yusbelis Alejandra", "Márquez")),
        (95, ("Carlos Antonio", "Chacín")),
        (97, ("Deivis", "Chacín")),
        (121, ("Carmen Gregorio", "Villalobos")),
    ],
)
def test_names(person, line, name):
    assert (person(line).given_names, person(line).family_names) == name


@pytest.mark.parametrize(
    ("line", "birth"),
    [
        (6, (dt.date(1980, 3, 21), "day")),
        (13, (dt.date(1977, 10, 26), "day")),  # 26-oct-77
        (16, (dt.date(1966, 8, 8), "day")),  # 24327, aged 57
        (19, (dt.date(2006, 4, 25), "day")),  # 25.4.2006
        (24, (dt.date(1952, 1, 1), "year")),
        (39, (dt.date(1969, 1, 1), "estimated")),  # aprox 1969
        (60, (dt.date(1963, 8, 10), "day")),  # 10-ago-63
        (95, (dt.date(2014, 7, 5), "day")),  # 5-jul-14, aged 9
        (114, (dt.date(2015, 1, 1), "estimated")),  # only the age: 8
    ],
)
def test_birth_dates(person, line, birth):
    assert (person(line).birth_date, person(line).birth_precision) == birth


@pytest.mark.parametrize(
    ("line", "documents"),
    [
        (9, [("ve_cedula", "V24373719", "VE", False)]),  # Cédula, V - 24373719
        (10, [("ve_cedula", "V27149666", "VE", False)]),  # V-27.149.666
        (19, []),
        (24, []),  # no posee
        (33, [("ve_cedula", "10107405", "VE", False)]),  # CI
        (50, [("birth_certificate", "", "", False)]),
        (56, [("ec_cedula", "0152033908", "EC", False)]),
        (7, [("passport", "AB699175", "PE", False)]),
    ],
)
def test_documents(person, line, documents):
    assert [tuple(document) for document in person(line).documents] == documents


@pytest.mark.parametrize(
    ("line", "phones"),
    [
        (5, ("+584142699828",)),
        (8, ()),  # no tiene
        (9, ("+593973207216",)),
        (18, ("+593972071311", "+593917862901")),
        (45, ("+593939271101",)),  # 939271101: the zero was lost
    ],
)
def test_phones(person, line, phones):
    assert person(line).phones == phones


def test_m_stands_for_masculino_beside_f(sheet):
    assert {row.person.sex for row in sheet.rows if row.person and row.raw["sex"] == "M"} == {"male"}
    assert Counter(row.person.sex for row in sheet.rows if row.person) == {"male": 66, "female": 62}


def test_places_and_answers(person):
    assert (person(39).province_code, person(39).canton_code) == ("03", "0301")  # Canar, AZOGUES
    assert (person(18).canton_code, person(21).canton_code, person(16).canton_code) == ("0102", "0103", "0109")
    assert (person(106).canton_code, person(106).address) == ("0101", "El Vecino, sector la feria libre")
    assert person(58).address == "Barrio El Vecino"
    assert (person(16).disability_percent, person(6).disability_percent, person(7).disability_percent) == (45, 0, 30)
    assert (person(9).entry_regular, person(10).entry_regular, person(7).entry_regular) == (False, True, None)
    assert person(6).entry_point == "Rumichaca"  # RUMICHACA
