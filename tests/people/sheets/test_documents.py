"""Documents as sheets write them: kinds in words, beside their number or in a column of their own."""

import pytest

from .making import codes, read


def papers(text):
    return [row.person and [tuple(one)[:3] for one in row.person.documents] for row in read(text).rows]


def test_the_kind_stands_in_the_cell_of_the_number():
    sheet = """Nombres;Apellidos;Tipo y número de documento;País de nacionalidad
Rosmery;Tovar;Pasaporte 087654321;Venezuela
Aníbal;Rincón;Cédula V-9.123.456;Haití
Mayerlin;Toro;CI: 20.123.999;Venezuela
Karla;Vivas;C.C. 1098765432;Colombia
Pierre;Désir;Passport No. PP1234567;Haití"""
    assert papers(sheet) == [
        [("passport", "087654321", "VE")],
        [("ve_cedula", "V9123456", "VE")],
        [("ve_cedula", "20123999", "VE")],
        [("national_id", "1098765432", "CO")],
        [("passport", "PP1234567", "HT")],
    ]


@pytest.mark.parametrize(
    ("kind", "number", "kept"),
    [("CE", "CE 456789", "CE"), ("", "Salvoconducto 456789", "Salvoconducto"), ("PTP", "456789", "PTP")]
    + [(kind, "456789", kind) for kind in ("PPT", "RUMV", "CPP", "TMF", "Visa VIRTE", "Extranjería", "papelito")],
)
def test_a_kind_that_is_not_in_our_list_is_other_and_its_name_is_kept(kind, number, kept):
    (row,) = read(f"Nombres;Apellidos;Tipo de documento;Número;Sexo\nAna;Paz;{kind};{number};F").rows
    assert [tuple(one)[:3] for one in row.person.documents] == [("other", "456789", "")]
    assert [text for _heading, text in row.person.not_understood] == [kept]
    assert {"document_kind_kept", "document_kind_unknown"} & set(codes(row.warnings))


@pytest.mark.parametrize("kind", ["S/D", "ninguno", "Sin documentos"])
def test_no_kind_and_no_number_is_no_document(kind):
    assert papers(f"Nombres;Apellidos;Tipo de documento;Número\nAna;Paz;{kind};") == [[]]


def test_other_says_nothing_that_is_worth_keeping():
    (row,) = read("Nombres;Apellidos;Tipo de documento;Número\nAna;Paz;Otro;456789").rows
    assert (row.person.not_understood, row.warnings) == ((), [])


def test_a_kind_that_contradicts_the_number_is_refused():
    (row,) = read("Nombres;Apellidos;Tipo de documento;Número\nAna;Paz;Pasaporte;CI 20123456").rows
    assert codes(row.problems) == ["document_kinds_disagree"]
