"""The order of dates where cells or ages contradict it, and births of the youngest."""

import datetime as dt

import pytest

from .making import codes, read, read_one


def asked(sheet):
    return {question.key: question.answer for question in sheet.questions}


def test_dates_that_prove_both_orders_are_asked_about():
    sheet = read(
        "Nombres;Apellidos;Fecha de nacimiento;Edad\nLia;Mora;13/08/1991;33\nLeo;Gil;08/25/1992;32\n"
        "Ana;Toro;05/12/1990;34\nEva;Ruiz;12/05/1990;34"
    )
    assert asked(sheet)["date_order:birth_date"] == ""


def test_an_age_that_only_the_other_order_gives_is_told_where_both_are_written():
    sheet = read(
        "Nombre;Fecha de nacimiento;Edad\nLia Mora;13/08/1991;33\nLeo Gil;08/25/1992;32\nAna Toro;02/12/1990;35\n"
        "Eva Ruiz;12/02/1990;35"
    )
    assert [codes(row.warnings) for row in sheet.rows] == [[], [], ["birth_order_doubtful"], []]
    alone = read("Nombre;Fecha de nacimiento;Edad\nLia Mora;13/08/1991;33\nAna Toro;02/12/1990;35")
    assert [codes(row.warnings) for row in alone.rows] == [[], []]


@pytest.mark.parametrize(("age", "answer"), [("35", ""), ("34", "day_first"), ("", "day_first"), ("50", "day_first")])
def test_an_age_that_only_the_month_first_gives_is_asked_about(age, answer):
    sheet = read(f"Nombres;Apellidos;Fecha de nacimiento;Edad\nAna;Toro;02/12/1990;{age}")
    assert asked(sheet)["date_order:birth_date"] == answer


@pytest.mark.parametrize(
    ("age", "birth"),
    [
        ("8 meses", dt.date(2024, 6, 1)),
        ("18 meses", dt.date(2023, 8, 1)),
        ("2 months", dt.date(2024, 12, 1)),
        ("3 semanas", dt.date(2025, 1, 12)),
        ("15 días", dt.date(2025, 1, 18)),
        ("30 años", dt.date(1995, 1, 1)),
        ("0", dt.date(2025, 1, 1)),
    ],
)
def test_the_birth_of_the_youngest_is_as_long_before_the_registration(age, birth):
    person = read_one(Nombre="Thiago Lozada", Edad=age, Fecha_de_registro="02/02/2025").person
    assert (person.birth_date, person.birth_precision) == (birth, "estimated")


def test_columns_with_the_month_first_are_named_where_others_have_the_day_first():
    sheet = read(
        "Nombre;Date of birth;Arrival date\nLuisana Graterol;08/13/1992;14/02/2020\nEudo Chirinos;02/03/1980;28/11/2019"
    )
    assert sheet.said == [("columns_month_first", {"columns": "Date of birth"})]


def test_a_placeholder_for_an_address_is_told():
    row = read_one(Nombre="Ana Soto", Correo="no@no.com")
    assert (row.person.email, codes(row.warnings)) == ("", ["email_placeholder"])
