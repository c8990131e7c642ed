"""Inputs that went wrong, of invented people: each is read as a person reads it, or asked about."""

import datetime as dt
from pathlib import Path

import pytest

from casework.people.sheets import SheetError

from .making import codes, read

CASES = Path(__file__).parents[2] / "data" / "sheets"
TODAY = dt.date(2026, 11, 30)


def case(name):
    return read(CASES / name, today=TODAY)


def people(name):
    return [row.person for row in case(name).rows]


def names(name):
    return [(person.given_names, person.family_names) for person in people(name) if person]


def answers(name):
    return {question.key: question.answer for question in case(name).questions}


@pytest.mark.parametrize(
    "path", sorted(set(CASES.iterdir()) - {CASES / "25b_only_beneficiario.csv"}), ids=lambda path: path.name
)
def test_no_name_holds_signs_of_another_encoding(path):
    rows = read(path, today=TODAY).rows
    assert rows
    assert not any(sign in f"{row.person}" for row in rows if row.person for sign in "ÃÂ�")


# Encodings ------------------------------------------------------------------------------------------------------------
def test_utf_8_beside_lines_of_another_encoding():
    assert names("c04_mixed_encoding.csv") == [("José María", "Peña Núñez"), ("Ángela", "Ñáñez"), ("Begoña", "Ibáñez")]


def test_text_that_was_encoded_twice_and_its_headings():
    assert names("c05_mojibake.csv") == [("José María", "Peña Núñez"), ("Angela", "Ñáñez")]
    assert case("c05_mojibake.csv").columns.not_used == []
    assert names("d02_twice_encoded.csv") == [("María", "García"), ("Jesús", "Rodríguez")]


# Sheets of a workbook -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "who", "said"),
    [
        ("x02_hidden_lists_first.xlsx", "Yubirileth", [("part_hidden", {"name": "Listas"})]),
        ("x03_instructions_first.xlsx", "Keilimar", [("part_not_read", {"name": "Instrucciones", "rows": 3})]),
        ("x1_cover_sheet_first.xlsx", "Ana María", [("part_not_read", {"name": "Instrucciones", "rows": 3})]),
        ("x6_kobo_repeat.xlsx", "Ana", [("part_members", {"name": "miembros", "rows": 1})]),
        ("x04_hidden_rows.xlsx", "Visiblemar", [("rows_hidden", {"count": 1, "lines": "3"})]),
        (
            "h1_hope_shape.xlsx",
            "Ana María",
            [
                ("part_not_read", {"name": "Export Summary", "rows": 1}),
                ("part_not_read", {"name": "Households", "rows": 1}),
            ],
        ),
    ],
)
def test_the_sheet_with_people_is_read_and_the_others_are_named(name, who, said):
    sheet = case(name)
    assert sheet.rows[0].person.given_names == who
    assert sheet.said == said


def test_hidden_columns_and_rows_are_not_read_and_named():
    sheet = case("x4_hidden_column_row.xlsx")
    assert [row.person.family_names for row in sheet.rows] == ["Pérez Soto", "Quito Loja"]
    assert not any("OCULTO" in str(row.cells) for row in sheet.rows)
    assert sheet.said == [("rows_hidden", {"count": 1, "lines": "3"}), ("columns_hidden", {"columns": "I"})]


def test_sheets_with_the_same_headings_are_read_one_after_the_other():
    sheet = case("x5_two_data_sheets.xlsx")
    assert [row.person.given_names for row in sheet.rows] == ["Ana María", "José", "Luis"]
    assert sheet.said == [("parts_read", {"names": "Cuenca (2), Azogues (1)"})]


def test_merged_cells_are_carried_down():
    mother, child = people("x05_merged_cells.xlsx")
    assert mother.phones == child.phones == ("+593991112206",)
    assert mother.canton_code == child.canton_code == "0101"


def test_headings_in_two_rows():
    sheet = case("x7_split_headings.xlsx")
    found = [(p.given_names, p.family_names, p.birth_date, p.sex) for p in (row.person for row in sheet.rows)]
    assert found == [
        ("Ana María", "Pérez Soto", dt.date(1990, 5, 12), "female"),
        ("José", "Parra", dt.date(1985, 12, 31), "male"),
    ]


def test_sections_and_notes_are_left_out_and_said():
    sheet = case("06_sections_notes.csv")
    assert [row.person.given_names for row in sheet.rows] == ["Ana María", "José Luis", "Rosa"]
    assert sheet.skipped["note"] + sheet.skipped["total"] == 8
    assert ("sheet_notes_left_out", {"count": 8, "lines": "5, 8, 10, 11, 13, 14, 15, 16"}) in sheet.said


# Groups ---------------------------------------------------------------------------------------------------------------
def test_groups_of_columns_are_other_people():
    first, second = people("01_kobo_groups.csv")
    assert (first.given_names, first.family_names, first.phones) == (
        "Yulimar Andreína",
        "Colmenares Ñáñez",
        ("+593991234567",),
    )
    assert first.other_phones == (
        ("+593987654321", "conyuge Wilmer José Parra Soto"),
        ("+593971112223", "contacto emergencia"),
    )
    assert first.others == "conyuge nombres: Wilmer José; conyuge apellidos: Parra Soto"
    assert (second.given_names, second.phones, second.other_phones) == ("Darwin", ("+593961112223",), ())


def test_labels_of_a_form_are_the_headings_and_its_first_row_is_not():
    (person,) = people("02_kobo_labels.csv")
    assert (person.given_names, person.family_names, person.household_head) == ("Yulimar", "Colmenares", True)


def test_a_number_beside_a_name_is_not_the_persons():
    ana, jose = people("28_contact_names.csv")
    assert (ana.phones, ana.other_phones) == (("+593991234567",), (("+593987654321", "María mamá"),))
    assert (jose.phones, jose.other_phones) == (("+593991234568",), ())


# Columns --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["04_id_running.csv", "40_id_list_a.csv", "40_id_list_b.csv"])
def test_a_running_number_is_no_document(name):
    assert "ID" in case(name).columns.not_used
    assert all(person.documents == () for person in people(name))


def test_kinds_of_beneficiaries_are_no_names():
    with pytest.raises(SheetError) as caught:
        case("25b_only_beneficiario.csv")
    assert caught.value.code == "sheet_no_name_column"


def test_the_holders_name_is_taken_and_not_the_courses():
    (person,) = people("50_otros_nombres.csv")
    assert (person.given_names, person.family_names) == ("Ana María", "Pérez Soto")
    assert "Nombre" in case("50_otros_nombres.csv").columns.not_used


@pytest.mark.parametrize(
    ("name", "nothing"),
    [("90_headings_ec.csv", ["No."]), ("92_google_form.csv", ["Acepto el tratamiento de mis datos"])],
)
def test_headings_of_ministries_and_forms(name, nothing):
    assert case(name).columns.not_used == nothing


def test_parish_neighbourhood_and_street_add_up():
    (person,) = people("95_parroquia.csv")
    assert (person.canton_code, person.address) == ("1701", "Calderón, Carapungo, Calle A")
    assert (person.given_names, person.family_names) == ("Ana", "Pérez")


# Names and dates ------------------------------------------------------------------------------------------------------
def test_surnames_first_by_the_vote_of_the_rows():
    assert names("05_nombre_surnames_first.csv") == [
        ("Marcela Noemí", "Chimbo Tanguila"),
        ("Patricio Darío", "Shiguango Andy"),
        ("Rosa Elena", "Quishpe Toapanta"),
        ("Luis", "Guamán"),
        ("Carmen Inés", "Salazar Yumbo"),
    ]
    assert answers("05_nombre_surnames_first.csv") == {"name_order:full_name": "surnames_first"}


def test_the_order_of_dates_is_each_columns_own():
    births = [person.birth_date for person in people("07_mixed_columns_dates.csv")]
    assert births == [dt.date(1990, 5, 12), dt.date(1985, 12, 31), dt.date(1999, 7, 4), dt.date(2001, 11, 25)]
    assert people("07_mixed_columns_dates.csv")[0].registered_on == dt.date(2026, 3, 25)


def test_dates_that_could_be_read_in_two_ways_are_asked_about():
    assert answers("30_age_conflict.csv") == {"date_order:birth_date": ""}
    # A single one is read as is the custom here, and that is shown.
    assert answers("92_google_form.csv")["date_order:birth_date"] == "day_first"


def test_a_birth_fits_the_age_or_the_row_waits():
    first, second, third = case("30_age_conflict.csv").rows
    assert (first.person.birth_date.year, third.person.birth_date.year) == (1926, 1924)
    assert codes(second.problems) == ["birth_against_age"]


def test_a_birth_that_the_sheet_calls_estimated():
    assert people("54_birth_precise.csv")[0].birth_precision == "estimated"


# Values ---------------------------------------------------------------------------------------------------------------
def test_optional_cells_in_words_lose_no_row():
    rows = case("09_discap_si_no.csv").rows
    assert [row.problems for row in rows] == [[]] * 5
    assert [row.person.children_count for row in rows] == [2, 0, None, 1, 0]
    assert [row.person.entry_regular for row in rows] == [True, False, True, False, False]
    assert [row.person.disability_percent for row in rows] == [None, 0, None, 0, 40]
    assert rows[2].person.not_understood == (
        ("Hijos", "Sí"),
        ("Jefe de hogar", "Ella misma"),
        ("Discapacidad", "Física"),
    )


def test_countries_as_the_united_nations_call_them():
    found = [person and person.nationality for person in people("31_un_names.csv")]
    assert found == ["VE", "BO", "IR", "VE", "VE", "US", "CO", None]


def test_lost_zeros_of_cedulas():
    numbers = [
        person and [(d.kind, d.number) for d in person.documents] for person in people("11_cedula_lost_zero.csv")
    ]
    assert numbers == [
        None,
        [("ec_cedula", "0102030400")],
        [("ec_cedula", "0926687856")],
        [("ec_cedula", "0926687856")],
        [("national_id", "20123456")],
        [("ve_cedula", "20123456")],
    ]


def test_kinds_of_documents_in_words():
    rows = case("62_doc_kind_words.csv").rows
    assert [row.problems for row in rows] == [[]] * 12
    kinds = [[(d.kind, d.number) for d in row.person.documents] for row in rows]
    assert kinds[3] == [("ec_cedula", "1710034065")]
    assert kinds[6] == [("refugee_card", "EC12345")]
    assert kinds[7] == []
    assert kinds[9] == [("national_id", "1020304050")]
    assert {kind for found in (*kinds[:3], *kinds[4:6], *kinds[10:]) for kind, _number in found} == {"other"}
    assert [[d[:2] for d in p.documents] for p in people("72_tipo_id_slash.csv")] == [
        [("ve_cedula", "20123456")],
        [("passport", "145678901")],
    ]


def test_placeholders_are_not_known():
    rows = case("74_phone_placeholders.csv").rows
    assert [row.person.phones for row in rows] == [(), (), (), ("+593987654321",)]
    assert {row.person.email for row in rows} == {""}
    assert codes(rows[0].warnings) == ["phone_placeholder", "email_placeholder"]


def test_telephones_in_one_form():
    found = [row.person.phones for row in case("c12_phones.csv").rows]
    assert found[:8] == [
        ("+593991112501",),
        ("+593991112502",),
        ("+584141112503",),
        ("+584141112504",),
        ("+584141112505",),
        ("+59342345678",),
        ("+59342345678",),
        ("+593991112506", "+593991112507"),
    ]
    assert found[8] == ("+593991112508", "+593991112509")
    assert found[9] == ()  # her mother's
    assert found[15] == ("+593991112514", "+593991112515")
