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


# The column of the number, and that of the kind ----------------------------------------------------------------------
def test_a_running_number_is_not_the_number_of_the_document():
    sheet = """Nro;NOMBRE;Tipo doc;Nro;Sexo
1;BASTIDAS CEDEÑO YORGELIS;CI;V-19.876.543;F
2;MONTILLA URDANETA JESÚS;PAS;078812345;H
3;DE LA CRUZ MORÁN ROSA;CE;CE 456789;F
4;ZAMBRANO DEYANIRA;S/D;;F"""
    assert read(sheet).columns.fields == ["", "full_name", "document_kind", "document_number", "sex"]
    assert papers(sheet) == [
        [("ve_cedula", "V19876543", "VE")],
        [("passport", "078812345", "")],
        [("other", "456789", "")],
        [],
    ]


def test_a_column_of_kinds_beside_its_number():
    sheet = """Nro.;Apellidos;Nombres;Documento;Nro.;Nacionalidad
1;Osuna;Mileidy;Pasaporte;165432198;Venezolana
2;Arrieche;Deivis;Cédula;V-18.777.666;Venezolana"""
    assert papers(sheet) == [[("passport", "165432198", "VE")], [("ve_cedula", "V18777666", "VE")]]


def test_a_column_of_numbers_stays_one():
    sheet = "Nro.;Apellidos;Nombres;Documento\n1;Osuna;Mileidy;V-18777666\n2;Arrieche;Deivis;Pasaporte 165432198"
    assert papers(sheet) == [[("ve_cedula", "V18777666", "VE")], [("passport", "165432198", "")]]


def test_a_lost_zero_under_a_heading_of_several_kinds():
    heading = "Nombres;Apellidos;No. Documento (CI/PAS/RUC);Nacionalidad E/V/C"
    (row,) = read(f"{heading}\nWendy;Quijije;926687856;E").rows
    assert [tuple(one)[:3] for one in row.person.documents] == [("ec_cedula", "0926687856", "EC")]
    assert codes(row.warnings) == ["document_lost_zero"]
    assert papers(f"{heading}\nYusneidy;Oropeza;20555666;V") == [[("ve_cedula", "20555666", "VE")]]


# Other columns -------------------------------------------------------------------------------------------------------
def test_letters_of_nationality_that_the_heading_explains():
    sheet = "Nombres;Apellidos;Nacionalidad E/V/C;Edad\nAna;Paz;E;20\nEva;Gil;V;20\nLuz;Vera;C;20\nPía;Mora;Peruana;20"
    assert [row.person.nationality for row in read(sheet).rows] == ["EC", "VE", "CO", "PE"]
    (row,) = read("Nombres;Apellidos;Nacionalidad\nAna;Paz;E").rows
    assert codes(row.problems) == ["nationality_unknown"]


@pytest.mark.parametrize(("his", "hers"), [("H", "M"), ("Hombre", "Mujer"), ("M", "F")])
def test_two_columns_with_marks_are_the_sex(his, hers):
    sheet = f"No;Apellidos y nombres;{his};{hers};Edad\n1;TORREALBA YAJAIRA;;X;33\n2;GUEVARA OSMAN;X;;51"
    assert [row.person.sex for row in read(sheet).rows] == ["female", "male"]


def test_columns_with_numbers_under_h_and_m_are_not_the_sex():
    assert "sex" not in read("Nombres;Apellidos;H;M\nAna;Paz;2;3\nEva;Gil;1;").columns.places


def test_headings_of_dhis2_and_of_primero():
    headings = (
        "GEN - Given name,GEN - Family name,GEN - Sex,GEN - National identifier,Current Location,Arrival in Ecuador"
    )
    assert read(f"{headings}\nAna,Paz,Female,V24567890,Cuenca,2021-03-04").columns.fields == [
        "given_names",
        "family_names",
        "sex",
        "cedula_number",
        "canton",
        "entry_date",
    ]


def test_a_legend_of_the_sex_in_letters():
    sheet = "Full Name,Sex (1=F 2=M),Age\nGénesis Arteaga,1,20\nWilmer Solís,2,30"
    assert [row.person.sex for row in read(sheet).rows] == ["female", "male"]
    sheet = "Full Name,Sex (1: Male; 2: Female),Age\nWilmer Solís,1,30"
    assert [row.person.sex for row in read(sheet).rows] == ["male"]


def test_a_column_of_countries_is_the_nationality_unless_all_live_in_ecuador():
    assert read("Nombres;Apellidos;País\nAna;Paz;Venezuela").rows[0].person.nationality == "VE"
    assert read("Nombres;Apellidos;País\nAna;Paz;Ecuador").rows[0].person.nationality == ""


def test_every_line_that_is_left_out_is_named():
    sheet = """Familia;Apellidos y nombres;Sexo;Edad;Teléfono
SECTOR NORTE;;;;
1;Urbina Salas Katiuska;Mujer;38;0984414001
2;;;;
;;;;
SECTOR SUR;;;;
3;Labrador Nixon;Hombre;29;0984414002
Subtotal;;;2;
Elaborado por Lcda. Tapia;;;;"""
    assert ("sheet_notes_left_out", {"count": 4, "lines": "2, 6, 8, 9"}) in read(sheet).said


# Names ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["Juan Carlos", "Ana María", "Luz Marina"])
def test_two_given_names_are_no_surname(name):
    (row,) = read(f"Nombres y apellidos;Sexo\n{name};F").rows
    assert (row.person.given_names, row.person.family_names) == (name, "")
    assert codes(row.warnings) == ["name_two_given"]


@pytest.mark.parametrize(
    ("name", "divided", "warned"),
    [
        ("Dulce Maité Roa", ("Dulce Maité", "Roa"), []),
        ("Ana Pérez Quishpe", ("Ana", "Pérez Quishpe"), []),
        ("Ana Toctaguano Quishpe", ("Ana", "Toctaguano Quishpe"), ["name_three_words"]),
        ("Paz Vega", ("Paz", "Vega"), []),
    ],
)
def test_a_second_word_that_is_not_known_is_warned_of(name, divided, warned):
    (row,) = read(f"Name;Sex\n{name};female").rows
    assert (row.person.given_names, row.person.family_names) == divided
    assert codes(row.warnings) == warned
