"""Sheets of other shapes: spreadsheet files, English headings, other encodings; and what a whole sheet tells."""

import datetime as dt
import re

import pytest

from casework.people.sheets import (
    MESSAGES,
    Columns,
    Problem,
    SheetError,
    find_columns,
    guess_columns,
    sentence,
    shape_of,
)
from casework.people.sheets.columns import HEADINGS as KNOWN_HEADINGS
from casework.people.sheets.reading import ROW_LIMIT, find_delimiter
from casework.people.sheets.unpack import cell_text

from .making import HEADINGS, TODAY, codes, ods, read, read_one, xlsx, zipped_anew


def error_of(source):
    with pytest.raises(SheetError) as caught:
        read(source)
    assert str(caught.value) == caught.value.message
    return caught.value


# Files ----------------------------------------------------------------------------------------------------------------
CELLS = ["Ana Peña Soto", "Mujer", "05/01/1990", "Venezolana", "Cédula", "V-12345678", "01/02/2024"]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "cp850", "mac_roman", "utf-16", "utf-16-le", "utf-16-be"]
)
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_text_files(encoding, delimiter, ending):
    lines = ["REGISTRO DE LA BRIGADA", "", HEADINGS.replace(";", delimiter), delimiter.join(CELLS), ""]
    (row,) = read(ending.join(lines).encode(encoding)).rows
    assert (row.line, row.problems, row.person.family_names) == (4, [], "Peña Soto")


def test_an_english_sheet_in_utf_16_with_tabs():
    headings = (
        "No.\tGiven names\tSurname\tGender\tDate of birth\tNationality\tPassport number\tPhone\tHead of household"
    )
    text = f"{headings}\n1\tANA MARÍA\tDE LA CRUZ\tF\t1990-01-05\tVenezuelan\t152837672\t+58 414 2699828\tyes\n"
    (row,) = read(text.encode("utf-16")).rows
    person = row.person
    assert (person.given_names, person.family_names, person.sex) == ("Ana María", "de la Cruz", "female")
    assert person.documents == (("passport", "152837672", "VE", False),)
    assert (person.birth_date, person.phones) == (dt.date(1990, 1, 5), ("+584142699828",))
    assert person.household_head is True


def workbook_rows():
    return [
        ["Nombres", "Apellidos", "Fecha de nacimiento", "Teléfono", "Nro Documento", "Tipo Doc", "Discapacidad %"],
        ["Ana", "Peña", dt.date(1990, 1, 5), 992133505, 20123456, "Cédula venezolana", 0.45],
        ["Luis", "Soto", "1985", 992133506.0, "V-12345679", "Cédula venezolana", ""],
    ]


def check_workbook(sheet, lines):
    assert [row.line for row in sheet.rows] == lines
    ana, luis = (row.person for row in sheet.rows)
    assert (ana.birth_date, ana.phones, ana.disability_percent) == (dt.date(1990, 1, 5), ("+593992133505",), 45)
    assert (ana.documents[0].number, ana.family_names) == ("20123456", "Peña")
    assert (luis.birth_date, luis.birth_precision, luis.phones) == (dt.date(1985, 1, 1), "year", ("+593992133506",))


def test_a_workbook_with_a_cover_sheet_and_a_merged_title():
    heading, ana, luis = workbook_rows()
    rows = {2: ["REGISTRO DE BENEFICIARIOS"], 4: heading, 5: ana, 7: luis, 8: ["TOTAL", 2]}
    sheet = read(xlsx(rows, merged=["A2:G2"]))
    check_workbook(sheet, [5, 7])
    assert sheet.skipped == {"empty": 1, "total": 1}


def test_an_open_document_sheet(tmp_path):
    path = tmp_path / "registro.ods"
    path.write_bytes(ods(workbook_rows()))
    check_workbook(read(path), [2, 3])


def test_cells_of_spreadsheets_as_text():
    assert cell_text(dt.datetime(2024, 2, 1)) == "2024-02-01"  # noqa: DTZ001 (spreadsheets know no time zones)
    assert cell_text(dt.datetime(2024, 2, 1, 10, 30)) == "2024-02-01T10:30:00"  # noqa: DTZ001
    assert [cell_text(value) for value in (True, 3.0, 0.45, " x ", dt.time(10, 30))] == [
        "1",
        "3",
        "0.45",
        "x",
        "10:30:00",
    ]


def test_the_line_is_that_of_the_file_even_after_a_cell_of_several_lines():
    text = 'Nombre;Observaciones\nAna Soto;"una\nnota"\nLuis Peña;\n'
    assert [(row.line, row.raw["remarks"]) for row in read(text).rows] == [(2, "una\nnota"), (4, "")]


def test_the_delimiter_hint_of_spreadsheet_programs():
    assert [row.line for row in read("sep=,\nNombre,Edad\nAna Soto,30\n").rows] == [3]
    assert find_delimiter("Nombre;Dirección\nAna;Calle 1, 2 y 3\nLuis;Calle 4, 5, 6\n") == ";"


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (b"", "sheet_empty"),
        (b" \n ;;\n", "sheet_empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "sheet_not_a_sheet"),
        (b"%PDF-1.7\n%\xe2\xe3\x00\x01\x02", "sheet_not_a_sheet"),
        (b"PK\x03\x04 not a zip", "sheet_unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 not a workbook", "sheet_not_a_sheet"),
        (xlsx({}), "sheet_empty"),
        ('Nombre;Edad\n"Ana;30\nLuis;31\n', "sheet_quotes"),
        ("Sexo;Edad\nF;30\n", "sheet_no_name_column"),
        ("uno;dos\ntres;cuatro\n", "sheet_no_name_column"),
        ("Nombre;Sexo;Género\nAna;F;F\n", "sheet_column_twice"),
    ],
)
def test_files_that_cannot_be_read(source, code):
    assert error_of(source).code == code


def test_a_missing_file(tmp_path):
    assert error_of(tmp_path / "nada.csv").code == "sheet_unreadable"


def test_too_many_rows():
    error = error_of(b"Nombre\n" + b"Ana Soto\n" * ROW_LIMIT)
    assert (error.code, error.params) == ("sheet_too_many_rows", {"limit": ROW_LIMIT})


def test_a_damaged_open_document_sheet_is_refused():
    whole = ods([["Nombre"], ["Ana Soto"]])
    assert whole.count(b"</table:table-row>") == 2
    assert error_of(whole.replace(b"</table:table-row>", b"</table:table-raw>")).code == "sheet_unreadable"
    end = b"</office:spreadsheet></office:body>"
    assert error_of(zipped_anew(whole, {"content.xml": lambda xml: xml.replace(end, b"")})).code == "sheet_unreadable"


def test_the_sentence_lists_the_headings_that_were_found():
    assert error_of("Título\nSexo;Edad;Cosa\nF;30;x\n").params == {"found": "Sexo, Edad, Cosa"}
    assert error_of("uno;dos\ntres;cuatro\n").params == {"found": "uno, dos"}


# Columns --------------------------------------------------------------------------------------------------------------
def test_no_heading_means_two_things():
    every = [" ".join(heading.split()) for headings in KNOWN_HEADINGS.values() for heading in headings.split("|")]
    assert len(every) == len(set(every))
    assert all(re.fullmatch(r"[a-z0-9 ]+", heading) for heading in every)


def test_nombre_is_the_whole_name_unless_surnames_stand_apart():
    assert read_one(Nombre="Ana Peña Soto", Edad="30").person.family_names == "Peña Soto"
    apart = read_one(Nombre="Ana Luisa", Apellido="Peña").person
    assert (apart.given_names, apart.family_names) == ("Ana Luisa", "Peña")


def test_the_four_name_columns_of_official_forms():
    person = read_one(
        Primer_apellido="PEÑA", Segundo_apellido="SOTO", Primer_nombre="ANA", Segundo_nombre="LUISA"
    ).person
    assert (person.given_names, person.family_names) == ("Ana Luisa", "Peña Soto")


def test_a_heading_that_puts_the_surnames_first():
    person = read_one(Apellidos_y_Nombres="VERA QUISPE YULIANI", Edad="30").person
    assert (person.given_names, person.family_names) == ("Yuliani", "Vera Quispe")


def test_one_half_of_the_name_missing():
    row = read_one(Nombres="", Apellidos="Peña", Edad="30")
    assert (row.person.given_names, codes(row.warnings)) == ("Peña", ["name_one_word"])
    assert codes(read_one(Nombres="?", Apellidos="", Edad="30").problems) == ["name_missing"]


def test_several_telephone_columns_are_one_list():
    row = read_one(Nombre="Ana Soto", Teléfono_1="0992133505", Teléfono_2="0992133506")
    assert row.person.phones == ("+593992133505", "+593992133506")


def test_columns_named_by_the_kind_of_document():
    row = read_one(Nombre="Ana Soto", Nacionalidad="VEN", Cédula="20123456", Pasaporte="152837672")
    assert [d[:2] for d in row.person.documents] == [("ve_cedula", "20123456"), ("passport", "152837672")]
    assert read_one(Nombre="Ana Soto", Cédula="no tiene", Pasaporte="?").person.documents == ()
    row = read_one(Nombre="Ana Soto", Tipo_Doc="Pasaporte", Cédula="152837672")
    assert [d[:2] for d in row.person.documents] == [("passport", "152837672")]


def test_headings_merged_over_two_rows():
    text = """REGISTRO;;;;
Nombres;Apellidos;Documento;;Teléfono
;;Tipo Doc;Nro Documento;
Ana;Peña;Pasaporte;152837672;0992133505
"""
    sheet = read(text)
    (row,) = sheet.rows
    assert (sheet.columns.line, sheet.columns.heading("given_names")) == (3, "Nombres")
    assert (row.line, row.person.phones) == (4, ("+593992133505",))
    assert [d[:2] for d in row.person.documents] == [("passport", "152837672")]


KOBO = """_id;_uuid;start;datos/nombres;datos/apellidos;datos/fecha_nacimiento;documentos;documentos/pasaporte;\
documentos/cedula;viaje/ingreso_regular;apoyo/telefono;_notes
17;ab-1;2025-03-01T10:00:00.000-05:00;Ana;Peña;1990-01-05;pasaporte;1;0;1;0;
18;ab-2;2025-03-01T10:00:00.000-05:00;Luis;Soto;1985-02-01;cedula pasaporte;1;1;0;1;
""".replace("\\\n", "")


def test_a_form_of_kobotoolbox():
    sheet = read(KOBO)
    ana, luis = (row.person for row in sheet.rows)
    assert (ana.given_names, ana.family_names, ana.birth_date) == ("Ana", "Peña", dt.date(1990, 1, 5))
    assert (ana.documents, ana.phones, ana.entry_regular, luis.entry_regular) == ((), (), True, False)
    not_used = {"_id", "_uuid", "_notes", "documentos/pasaporte", "documentos/cedula", "apoyo/telefono"}
    assert not_used <= set(sheet.columns.not_used)


ODK = """SubmissionDate;datos-nombre;datos-apellidos;datos-fecha_nacimiento;conyuge-nombre;contacto-e-mail;KEY
2025-03-01T10:00:00.000Z;Ana;Peña;1990-01-05;Luis Soto;ana@correo.example;uuid:1
"""


def test_a_table_of_odk_central():
    sheet = read(ODK)
    ana = sheet.rows[0].person
    assert (ana.given_names, ana.family_names, ana.birth_date) == ("Ana", "Peña", dt.date(1990, 1, 5))
    assert ana.email == "ana@correo.example"
    assert "conyuge/nombre" in sheet.columns.heading("other_person")


def test_a_hyphen_in_other_tables_is_no_group():
    sheet = read("Nombres;Apellidos;e-mail\nAna;Peña;ana@correo.example\n")
    assert sheet.rows[0].person.email == "ana@correo.example"


def test_columns_as_somebody_said():
    rows = [(1, ["Quién", "De dónde", ""]), (2, ["Ana Peña Soto", "Venezuela", "x"])]
    assert guess_columns(rows).fields == ["", "", ""]
    columns = Columns.of(1, rows[0][1], ["full_name", "nationality", ""])
    assert columns.pick(rows[1][1]) == {"full_name": "Ana Peña Soto", "nationality": "Venezuela"}
    assert columns.pick(["Ana Peña Soto"]) == {"full_name": "Ana Peña Soto", "nationality": ""}
    assert columns.fields == ["full_name", "nationality", ""]
    for fields, code in (
        (["", "sex", ""], "sheet_no_name_column"),
        (["full_name", "sex", "sex"], "sheet_column_twice"),
    ):
        with pytest.raises(SheetError) as caught:
            Columns.of(1, rows[0][1], fields)
        assert caught.value.code == code


def test_a_sheet_of_the_same_shape_is_known_again():
    rows = [(1, ["FICHA"]), (2, ["QUIÉN", "de dónde"]), (3, ["Ana Peña", "Perú"])]
    remembered = {shape_of(["Quién", "De dónde", ""]): ["full_name", "nationality"]}
    columns = find_columns(rows, remembered)
    assert (columns.line, columns.fields) == (2, ["full_name", "nationality"])
    assert shape_of(["De dónde", "Quién"]) not in remembered


# Rows -----------------------------------------------------------------------------------------------------------------
def test_rows_that_are_nobody_are_counted_and_skipped():
    text = f"""Nro;{HEADINGS}
#adm1;#name;#sex;;;;;
1;Ana Soto;F;;;;;

2;;;;;;;
Nro;{HEADINGS}
3;Luis Peña;M;;;;;
TOTAL;2;;;;;;
"""
    sheet = read(text)
    assert [row.line for row in sheet.rows] == [3, 7]
    assert sheet.skipped == {"heading": 2, "empty": 2, "total": 1}


def test_a_delimiter_inside_a_value_is_told():
    row = read("Nombre;Dirección\nAna Soto;Calle 1; casa 2\n").rows[0]
    assert (row.person, codes(row.problems)) == (None, ["row_too_long"])


def test_every_problem_of_a_row_is_told_at_once():
    row = read_one(Nombre="", Fecha_Nac="31/02/1990", Correo="a@@b", Jefe_de_hogar="tal vez", Tipo_Doc="papelito")
    assert [(p.column, p.code) for p in row.problems] == [
        ("Nombre", "name_missing"),
        ("Fecha Nac", "date_impossible"),
    ]
    assert [(p.column, p.code) for p in row.warnings] == [
        ("Tipo Doc", "document_kind_unknown"),
        ("Correo", "email_impossible"),
        ("Jefe de hogar", "answer_unclear"),
    ]


def test_what_is_not_known_is_no_problem():
    row = read_one(Nombre="Ana Soto", Sexo="?", Fecha_Nac="", Edad="--", Teléfono="S/D", Ingreso_regular="no sabe")
    assert (row.problems, row.warnings) == ([], [])
    assert (row.person.sex, row.person.birth_date, row.person.phones) == ("", None, ())
    assert row.person.entry_regular is None


def test_an_age_without_a_date_of_registration_counts_from_today():
    assert read_one(Nombre="Ana Soto", Edad="30").person.birth_date == dt.date(TODAY.year - 30, 1, 1)


@pytest.mark.parametrize(
    ("cells", "problems", "warnings"),
    [
        ({"Fecha_Nac": "05/01/2024", "Fecha_de_registro": "05/01/2023"}, ["birth_after_registration"], []),
        ({"Fecha_Nac": "05/01/2010", "Fecha_de_ingreso": "05/01/2009"}, ["entry_before_birth"], []),
        ({"Edad": "8", "Fecha_de_registro": "05/01/2023", "Fecha_de_ingreso": "05/05/2014"}, [], []),
        (
            {"Edad": "8", "Fecha_de_registro": "05/01/2023", "Fecha_de_ingreso": "05/05/2010"},
            ["entry_before_birth"],
            [],
        ),
        ({"Fecha_de_registro": "05/01/2023", "Fecha_de_ingreso": "05/05/2023"}, [], ["entry_after_registration"]),
        ({"Fecha_de_registro": "05/01/2030", "Edad": "8"}, [], ["date_future"]),
        ({"Fecha_Nac": "05/01/2010", "Edad": "14", "Fecha_de_registro": "05/06/2023"}, [], []),
        ({"Fecha_Nac": "05/01/2010", "Edad": "31", "Fecha_de_registro": "05/06/2023"}, [], ["age_disagrees"]),
        ({"Fecha_Nac": "05/01/2010", "Edad": "45", "Fecha_de_registro": "05/06/2023"}, ["birth_against_age"], []),
        ({"Punto_de_ingreso": "TROCHA", "Ingreso_regular": "S"}, [], ["entry_regular_doubtful"]),
        ({"Punto_de_ingreso": "Trocha", "Ingreso_regular": "N"}, [], []),
        ({"Sexo": "M", "Edad": "8"}, [], ["sex_unclear"]),
    ],
)
def test_facts_that_do_not_agree(cells, problems, warnings):
    row = read_one(Nombre="Ana Soto", **cells)
    assert (codes(row.problems), codes(row.warnings)) == (problems, warnings)
    assert (row.person is None) == bool(problems)


def test_one_date_with_the_day_first_decides():
    sheet = read("Nombre;DOB\nAna Soto;05/25/1990\nLuis Soto;25/03/1991\n")
    assert (sheet.warnings, codes(sheet.rows[0].problems)) == ([], ["date_month_first"])


def test_dates_with_the_month_first_are_told_once():
    sheet = read("Nombre;DOB\nAna Soto;05/25/1990\nLuis Soto;02/03/1991\n")
    assert [row.person.birth_date for row in sheet.rows] == [dt.date(1990, 5, 25), dt.date(1991, 2, 3)]
    assert sheet.warnings == [Problem(1, "", "", "", "sheet_month_first")]


def test_one_person_twice_in_the_file():
    text = """Nombre;Fecha Nac;Cédula;Nacionalidad
Ana María Soto Peña;05/01/1990;;VEN
SOTO PEÑA, ANA MARIA;1990-01-05;;VEN
Ana Soto;;V-20.345.678;VEN
Anita Soto;;20345678;VEN
Luis Soto;05/01/1990;;VEN
"""
    twins = [(p.line, p.code, p.params) for row in read(text).rows for p in row.warnings]
    assert twins == [(3, "row_same_person", {"other": 2}), (5, "row_same_document", {"other": 4})]


# Fingerprints ---------------------------------------------------------------------------------------------------------
def test_a_row_is_known_again_however_it_is_written():
    first = read("Nro;Nombre;Cantón\n1;José  Peña;Cuenca\n").rows[0]
    again = read("TÍTULO;;\nCantón;Nro;NOMBRE\ncuenca;77;JOSE PEÑA \n").rows[0]
    assert first.fingerprint == again.fingerprint
    assert re.fullmatch("[0-9a-f]{64}", first.fingerprint)


def test_another_value_or_another_field_is_another_row():
    prints = {
        read_one(Nombre="Ana Soto", **{heading: value}).fingerprint
        for heading, value in [
            ("Fecha_Nac", "1/11/1990"),
            ("Fecha_Nac", "11/1/1990"),
            ("Fecha_de_ingreso", "1/11/1990"),
        ]
    }
    assert len(prints) == 3


# Sentences ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("code", MESSAGES)
def test_every_sentence_can_be_said(code):
    names = re.findall(r"%\((\w+)\)s", str(MESSAGES[code]))
    said = sentence(code, dict.fromkeys(names, "«x»"))
    assert said.count("«x»") == len(names)
    assert "%" not in said
