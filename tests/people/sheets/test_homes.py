"""Second persons of a sheet, and rows that may be one household: proposed by what the sheet itself says."""

import datetime as dt
from pathlib import Path

import pytest

from casework.people.sheets import MEMBERS_BEGIN, Home

from .making import read, xlsx_of

CASES = Path(__file__).parents[2] / "data" / "sheets"
TODAY = dt.date(2026, 11, 30)
SECOND_LINE = MEMBERS_BEGIN  # what is added to the lines of the first second persons
HEADINGS = "N°;Nombres;Apellidos;Cédula;Provincia;Cantón;Dirección;Fecha de registro;Viaja con"


def sheet(*rows, headings=HEADINGS):
    return read("\n".join([headings, *rows]), today=TODAY)


def homes(*rows, headings=HEADINGS):
    """{line: (first line, why)}."""
    return {line: (home.line, home.why) for line, home in sheet(*rows, headings=headings).homes.items()}


def name(row):
    return f"{row.person.given_names} {row.person.family_names}"


# Second persons -------------------------------------------------------------------------------------------------------
def test_a_spouse_beside_the_person_is_a_row_of_their_own():
    found = read(CASES / "01_kobo_groups.csv", today=TODAY)
    (spouse,) = found.seconds
    assert (name(spouse), spouse.person.phones, spouse.person.canton_code) == (
        "Wilmer José Parra Soto",
        ("+593987654321",),
        "0101",
    )
    assert found.rows[0].person.phones == ("+593991234567",)
    assert found.homes == {2: Home(2, "second", "head"), SECOND_LINE + 2: Home(2, "second", "partner")}
    assert ("second_persons", {"name": "conyuge"}) in found.said


@pytest.mark.parametrize(
    ("headings", "row", "who", "relation"),
    [
        (
            "Nombre;Nombre de la madre;Cédula de la madre",
            "Luis Parra;Ana Pérez Soto;0926687856",
            "Ana Pérez Soto",
            "parent",
        ),
        ("Nombre completo;Hijo 1;Edad hijo 1", "Luis Parra;Ana Pérez;5", "Ana Pérez", "child"),
        (
            "nombre;apellido;miembro_1/nombre;miembro_1/apellido;miembro_1/parentesco",
            "Luis;Parra;Ana;Pérez;Esposa",
            "Ana Pérez",
            "partner",
        ),
        ("Nombre;Sexo;nombre_2;sexo_2", "Luis Parra;H;Ana Pérez;M", "Ana Pérez", "other"),
        ("Nombres;Apellidos;Nombre del hijo 1;Edad del hijo 1", "Luis;Parra;Ana Parra;5", "Ana Parra", "child"),
        ("Nombre completo;Nombre de la niña;Edad de la niña", "Luis Parra;Ana Parra;5", "Ana Parra", "child"),
        (
            "Nombre;Apellido;Nombre del menor;Fecha de nacimiento del menor",
            "Luis;Parra;Ana Parra;1/2/15",
            "Ana Parra",
            "child",
        ),
        ("nombres;apellidos;nombre_nino;sexo_nino", "Luis;Parra;José Parra;H", "José Parra", "child"),
        ("Name;NNA name;NNA age", "Luis Parra;Ana Parra;5", "Ana Parra", "child"),
        ("Nombre completo;spouse/first name;spouse/last name", "Luis Parra;Ana;Pérez", "Ana Pérez", "partner"),
        ("Nombre;Nombre del representante;Edad del representante", "Luis Parra;Ana Pérez;40", "Ana Pérez", "other"),
    ],
)
def test_second_persons_have_the_relation_that_the_words_say(headings, row, who, relation):
    found = sheet(row, headings=headings)
    (second,) = found.seconds
    assert name(second) == who
    assert found.homes[second.line] == Home(2, "second", relation)
    assert name(found.rows[0]) == "Luis Parra"


def test_what_is_said_of_a_child_is_not_the_adults():
    found = sheet("Ana;Parra;01/02/2015;F", headings="Nombres;Apellidos;Fecha de nacimiento del niño;Sexo del niño")
    assert (found.rows[0].person.birth_date, found.rows[0].person.sex) == (None, "")


@pytest.mark.parametrize(
    "headings",
    [
        "Nombre del niño;Fecha de nacimiento;Nombre del representante",
        "Nombre del menor;Fecha de nacimiento del menor;Nombre de la madre",
        "NNA name;NNA birth date;Caregiver name",
    ],
)
def test_a_child_without_somebody_elses_name_is_the_person(headings):
    person = sheet("Luis Parra;01/02/2015;Ana Pérez", headings=headings).rows[0].person
    assert (person.given_names, person.family_names, person.birth_date) == ("Luis", "Parra", dt.date(2015, 2, 1))


@pytest.mark.parametrize(
    "headings",
    [
        "Nombre;contacto_emergencia/nombre;contacto_emergencia/telefono",
        "Nombre;Nombre del vecino;Teléfono del vecino",
        "Nombre;Nombre de la referencia;Teléfono de la referencia",
    ],
)
def test_somebody_to_be_called_is_no_member(headings):
    found = sheet("Luis Parra;Ana Pérez;0991234567", headings=headings)
    assert (found.seconds, found.homes) == ([], {})
    assert found.rows[0].person.phones == ()
    assert [phone.number for phone in found.rows[0].person.other_phones] == ["+593991234567"]


def test_what_the_sheet_has_no_column_for_is_read_of_a_second_person():
    headings = "Nombres;Apellidos;conyuge/nombre completo;conyuge/fecha de nacimiento;conyuge/sexo"
    (second,) = sheet("Ana;Pérez;Luis Parra;12/05/1990;H", headings=headings).seconds
    assert (name(second), second.person.birth_date, second.person.sex) == ("Luis Parra", dt.date(1990, 5, 12), "male")


def test_a_document_right_after_those_of_a_representative_is_theirs_and_it_is_said():
    headings = "Nombres;Documento;Nombre del representante;Cédula"
    found = sheet("Luis Parra;0102030400;Ana Pérez;0926687856", headings=headings)
    (person,) = (row.person for row in found.rows)
    assert [document.number for document in person.documents] == ["0102030400"]
    assert [document.number for document in found.seconds[0].person.documents] == ["0926687856"]
    assert ("column_of_others", {"column": "Cédula"}) in found.said


def test_a_telephone_after_the_document_of_a_representative_is_theirs():
    headings = "Nombres;Documento;Nombre del representante;Cédula;Teléfono"
    found = sheet("Luis Parra;0102030400;Ana Pérez;0926687856;0991234567", headings=headings)
    assert (found.rows[0].person.phones, found.seconds[0].person.phones) == ((), ("+593991234567",))
    assert ("column_of_others", {"column": "Teléfono"}) in found.said


def test_a_mother_with_a_row_of_her_own_is_proposed_with_that_row():
    headings = "Nombres;Apellidos;Cédula;Nombre de la madre;Cédula de la madre"
    found = sheet("Ana;Pérez;0926687856;;", "Luis;Parra;;Ana Pérez;0926687856", headings=headings)
    assert found.homes == {2: Home(2, "second", "head"), 3: Home(2, "second", "child")}


# Sheets of members ----------------------------------------------------------------------------------------------------
MAIN = [["Nombres y apellidos", "Sexo", "Provincia", "Cantón", "_id", "_index"]]
MAIN += [["Ana Pérez", "Mujer", "Azuay", "Cuenca", 71, 1], ["José Mora", "Hombre", "Azuay", "Girón", 72, 2]]


def test_members_of_a_kobo_sheet_are_rows_beside_the_row_they_point_at():
    found = read(CASES / "x6_kobo_repeat.xlsx", today=TODAY)
    (ana,), (luis,) = found.rows, found.seconds
    assert (name(ana), name(luis), luis.person.canton_code) == ("Ana Pérez", "Luis Parra", "0101")
    assert luis.person.birth_date.year == 2021
    assert found.homes == {2: Home(2, "roster", "head"), SECOND_LINE + 2: Home(2, "roster", "child")}
    assert found.said == [("part_members", {"name": "miembros", "rows": 1})]


@pytest.mark.parametrize(
    ("heading", "first", "second"),
    [("_parent_index", 1, 2), ("_submission__id", 71, 72), ("_parent_id", 71, 72)],
)
def test_each_way_of_pointing_at_the_parent(heading, first, second):
    members = [["nombre", "apellido", "parentesco", "_index", heading]]
    members += [["Luis", "Parra", "Hijo", 1, first], ["Rosa", "Mora", "Cónyuge", 2, second], ["Eva", "Vía", "", 3, 99]]
    found = read(xlsx_of({"familias": MAIN, "miembros": members}), today=TODAY)
    assert list(map(name, found.rows)) == ["Ana Pérez", "José Mora"]
    assert list(map(name, found.seconds)) == ["Luis Parra", "Rosa Mora", "Eva Vía"]
    assert [row.person.canton_code for row in found.seconds] == ["0101", "0102", ""]
    begins = SECOND_LINE
    assert found.homes == {
        2: Home(2, "roster", "head"),
        begins + 2: Home(2, "roster", "child"),
        3: Home(3, "roster", "head"),
        begins + 3: Home(3, "roster", "partner"),
    }


def test_members_of_another_table_are_not_the_persons_of_this_one():
    members = [["nombre completo", "edad", "_parent_table_name", "_parent_index"], ["Luis Parra", 5, "visitas", 1]]
    found = read(xlsx_of({"familias": MAIN, "miembros": members, "visitas": [["fecha"], ["x"]]}), today=TODAY)
    assert (list(map(name, found.seconds)), found.homes) == (["Luis Parra"], {})


def test_a_roster_with_a_number_of_the_household():
    headings = "Código de hogar;Parentesco;Nombres;Apellidos"
    rows = (
        "H1;Jefa de hogar;Ana;Pérez",
        "H1;Hijo;Luis;Parra",
        "H2;Jefe;José;Mora",
        "H1;Madre;Rosa;Soto",
        "S/N;Hijo;Eva;Paz",
    )
    assert sheet(*rows, headings=headings).homes == {
        2: Home(2, "number", "head"),
        3: Home(2, "number", "child"),
        5: Home(2, "number", "parent"),
    }


# Who travels with whom ------------------------------------------------------------------------------------------------
ANA = "1;Ana María;Pérez Soto;0926687856;Azuay;Cuenca;;02/03/2026;"


@pytest.mark.parametrize(
    "said",
    [
        "Ana María Pérez Soto",
        "con su mamá PEREZ SOTO ANA MARIA y dos niños",
        "Ana Pérez",
        "0926687856",
        "C.I. 0926687856",
        "fila 1",
        "N° 1",
        "1",
    ],
)
def test_travels_with_names_another_row(said):
    assert homes(ANA, f"2;Luis;Parra;;Azuay;Cuenca;;;{said}") == {2: (2, "travels"), 3: (2, "travels")}


@pytest.mark.parametrize(
    "said", ["sola", "su mamá", "Ana", "María Soto Paz", "7", "2 hijos", "no", "0102030400", "Luis Parra"]
)
def test_travels_with_that_names_nobody_in_the_sheet(said):
    found = sheet(ANA, f"2;Luis;Parra;;Azuay;Cuenca;;;{said}")
    assert found.homes == {}
    assert found.rows[1].person.travels_with == ("" if said == "no" else said) or said == "no"


def test_a_row_is_named_by_its_own_number():
    headings = "ID;Nombre completo;Viaja con"
    assert homes("H-1;Ana Pérez;", "H-2;Luis Parra;H-1", headings=headings) == {2: (2, "travels"), 3: (2, "travels")}
    counted = ("1;Ana Pérez;2", "2;Luis Parra;0", "3;Eva Paz;1")
    assert homes(*counted, headings=headings) == {}


def test_a_name_that_two_rows_have_names_neither():
    assert (
        homes(ANA, ANA.replace("0926687856", "").replace("1;", "3;", 1), "2;Luis;Parra;;;;;;Ana María Pérez Soto") == {}
    )


# One address ----------------------------------------------------------------------------------------------------------
def at(address, name="Luis;Parra", day="", canton="Cuenca"):
    return f"9;{name};;Azuay;{canton};{address};{day};"


def test_a_surname_in_common_at_one_address():
    rows = [at("Calle Larga 5-23"), at("calle larga 5 23", "Rosa;Parra Vía"), at("Calle Larga 5-23", "José;Mora")]
    assert homes(*rows) == {2: (2, "address"), 3: (2, "address")}


def test_one_day_at_one_address_with_a_number():
    rows = [at("Calle Larga 5-23", day="02/03/2026"), at("Calle Larga 5-23", "José;Mora", "02/03/2026")]
    assert homes(*rows) == {2: (2, "address"), 3: (2, "address")}


@pytest.mark.parametrize(
    "rows",
    [
        [at("El Batán", day="02/03/2026"), at("El Batán", "José;Mora", "02/03/2026")],
        [at("Albergue San José 12"), at("Albergue San José 12", "Rosa;Parra")],
        [at("Casa de acogida 5"), at("Casa de acogida 5", "Rosa;Parra")],
        [at("Calle Larga 5-23"), at("Calle Larga 5-23", "Rosa;Parra", canton="Girón")],
        [at("Calle Larga 5-23", f"Persona {letter};Parra") for letter in "abcdefghijklm"],
        [at("Centro"), at("Centro", "Rosa;Parra")],
        [at("N/A"), at("N/A", "Rosa;Parra")],
    ],
)
def test_no_dwelling_is_no_household(rows):
    assert homes(*rows) == {}


def test_what_is_known_by_several_signs_is_one_household():
    rows = [ANA.replace(";;02", ";Calle Larga 5-23;02"), at("Calle Larga 5-23", "Rosa;Soto Paz", "02/03/2026")]
    rows.append("4;Luis;Parra;;;;;;Ana María Pérez Soto")
    assert homes(*rows) == {2: (2, "travels"), 3: (2, "address"), 4: (2, "travels")}
