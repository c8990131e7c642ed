"""What is asked once about a column, and where in a file the people stand."""

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from casework.access.policy import Role
from casework.journey.imports.columns import say_columns, say_place
from casework.journey.imports.telling import asked_of, columns_of, notices_of, told, where
from casework.journey.models import ColumnMapping, Note
from casework.people.models import ContactPoint, Person
from tests.cast import member
from tests.journey.imports.sheets import committed, outcomes, previewed, worked

CASES = Path(__file__).parents[2] / "data" / "sheets"
UNCLEAR = "Nombres;Apellidos;Fecha de nacimiento\nAna;Pérez;05/12/1990\nLuis;Parra;03/04/1985\nRosa;Gil;07/08/1999\n"
BIRTH = "date_order:birth_date"


@pytest.fixture
def cecilia(iom):
    return member("Cecilia", iom, Role.COORDINATOR)


def births(sheet):
    return [row.told["birth_date"] for row in sheet.rows.order_by("line")]


def case(name, by):
    return previewed(CASES / name, by, name)


def test_the_order_of_dates_is_asked_once_for_the_column(ana):
    sheet = previewed(UNCLEAR, ana)
    assert (sheet.state, sheet.problem, outcomes(sheet)) == ("columns", "sheet_question", [])
    (question,) = asked_of(sheet)
    assert (question.key, question.column, question.answer) == (BIRTH, "Fecha de nacimiento", "")
    say_columns(sheet=sheet, by=ana, columns=sheet.columns, answers={BIRTH: "month_first"})
    assert births(worked(sheet)) == ["1990-05-12", "1985-03-04", "1999-07-08"]
    say_columns(sheet=sheet, by=ana, columns=sheet.columns, answers={BIRTH: "day_first"})
    assert births(worked(sheet)) == ["1990-12-05", "1985-04-03", "1999-08-07"]


def test_what_was_said_is_remembered_for_the_next_sheet(ana, bruno):
    sheet = previewed(UNCLEAR, ana)
    say_columns(sheet=sheet, by=ana, columns=sheet.columns, answers={BIRTH: "month_first"})
    assert ColumnMapping.objects.get().answers == {BIRTH: "month_first"}
    assert births(previewed(UNCLEAR.replace("Ana", "Eva"), ana))[0] == "1990-05-12"
    assert previewed(UNCLEAR, bruno).state == "columns"  # of another organisation


@pytest.mark.parametrize("answers", [{BIRTH: "backwards"}, {"date_order:phone": "day_first"}, {"x": "y"}])
def test_only_what_was_asked_is_answered(answers, ana):
    sheet = previewed(UNCLEAR, ana)
    with pytest.raises(ValidationError):
        say_columns(sheet=sheet, by=ana, columns=sheet.columns, answers=answers)


def test_the_order_of_names_is_voted_on_and_can_be_turned_round(ana):
    sheet = case("05_nombre_surnames_first.csv", ana)
    assert sheet.rows.get(line=5).told["family_names"] == "Guamán"
    (question,) = asked_of(sheet)
    assert (question.answer, question.votes, question.other[0]) == ("surnames_first", [0, 4], "given_first")
    say_columns(sheet=sheet, by=ana, columns=sheet.columns, answers={question.key: "given_first"})
    assert worked(sheet).rows.get(line=5).told["family_names"] == "Luis"


@pytest.mark.parametrize(
    ("sexes", "state", "m_is"),
    [
        (["M", "F"], "previewed", "male"),
        (["M", "Femenino"], "previewed", "male"),
        (["M", "Mujer"], "columns", None),
        (["M", "H"], "columns", None),
        (["M", "M"], "columns", None),
    ],
)
def test_what_m_means(sexes, state, m_is, ana):
    rows = "".join(f"{name};{sex}\n" for name, sex in zip(("Ana Soto", "Luis Parra"), sexes, strict=True))
    sheet = previewed(f"Nombre;Sexo\n{rows}", ana)
    assert sheet.state == state
    if m_is:
        assert sheet.rows.get(line=2).told["sex"] == m_is
    else:
        say_columns(sheet=sheet, by=ana, columns=sheet.columns, answers={"sex_letter:sex": "m_female"})
        assert worked(sheet).rows.get(line=2).told["sex"] == "female"


def test_numbers_for_the_sex_are_read_by_their_key_or_asked_about(ana):
    rows = "Ana Soto;2\nLuis Parra;1\n"
    keyed = previewed(f"Nombre;Sexo (1=Hombre, 2=Mujer)\n{rows}", ana)
    assert [row.told["sex"] for row in keyed.rows.order_by("line")] == ["female", "male"]
    assert previewed(f"Nombre;Sexo\n{rows}", ana).state == "columns"


# Where the people stand -----------------------------------------------------------------------------------------------
def test_sheets_of_a_workbook_are_read_together_and_each_line_is_told_with_its_sheet(ana):
    sheet = case("x5_two_data_sheets.xlsx", ana)
    assert notices_of(sheet) == ["Sheets that are read: Cuenca (2), Azogues (1)."]
    rows = list(sheet.rows.order_by("line"))
    assert [where(sheet, row.line) for row in rows] == ["2 (Cuenca)", "3 (Cuenca)", "2 (Azogues)"]


def test_a_sheet_can_be_chosen(ana):
    sheet = case("x5_two_data_sheets.xlsx", ana)
    say_place(sheet=sheet, by=ana, part="Azogues")
    alone = worked(sheet)
    assert [one.key for one in asked_of(alone)] == ["sex_letter:sex"]  # the women are in the other sheet
    say_columns(sheet=alone, by=ana, columns=alone.columns, answers={"sex_letter:sex": "m_male"})
    assert [row.told["given_names"] for row in worked(sheet).rows.all()] == ["Luis"]
    for wrong in ("Loja", "cuenca"):
        with pytest.raises(ValidationError):
            say_place(sheet=sheet, by=ana, part=wrong)


def test_a_hidden_sheet_cannot_be_chosen(ana):
    sheet = case("x02_hidden_lists_first.xlsx", ana)
    with pytest.raises(ValidationError):
        say_place(sheet=sheet, by=ana, part="Listas")


def test_the_line_of_the_headings_and_the_last_line_can_be_said(ana):
    sheet = previewed("Nombre;Edad;Ciudad\nParticipante;Edad;\nAna Soto;30;\nLuis Parra;31;\nEva Gil;32;\n", ana)
    say_place(sheet=sheet, by=ana, heading_line=2, last_line=4)
    assert [row.told["given_names"] for row in worked(sheet).rows.order_by("line")] == ["Ana", "Luis"]
    assert worked(sheet).heading_line == 2
    with pytest.raises(ValidationError):
        say_place(sheet=sheet, by=ana, heading_line=4, last_line=4)


def test_a_line_that_is_not_there_waits_for_another(ana):
    sheet = previewed("Nombre;Edad\nAna Soto;30\n", ana)
    say_place(sheet=sheet, by=ana, heading_line=30)
    assert (worked(sheet).state, worked(sheet).problem) == ("columns", "sheet_no_such_line")
    say_place(sheet=sheet, by=ana)
    assert outcomes(worked(sheet)) == ["new"]


# People beside the person ---------------------------------------------------------------------------------------------
def test_telephones_of_others_are_kept_as_theirs(ana):
    committed(CASES / "01_kobo_groups.csv", ana, "kobo.csv")
    yulimar = Person.objects.get(given_names="Yulimar Andreína")
    found = set(yulimar.contacts.values_list("value", "owner", "owner_words"))
    assert found == {
        ("+593991234567", ContactPoint.Owner.OWN, ""),
        ("+593987654321", ContactPoint.Owner.RELATIVE, "conyuge Wilmer José Parra Soto"),
        ("+593971112223", ContactPoint.Owner.OTHER, "contacto emergencia"),
    }
    note = Note.objects.get(case__person=yulimar)
    assert "Otras personas: conyuge nombres: Wilmer José; conyuge apellidos: Parra Soto" in note.text


def test_cells_that_were_not_understood_are_kept_in_the_note(ana):
    sheet = committed(CASES / "09_discap_si_no.csv", ana, "fichas.csv")
    assert outcomes(sheet) == ["new"] * 5
    rosa = Person.objects.get(given_names="Rosa")
    assert "Sin entender: Discapacidad: Física" in Note.objects.get(case__person=rosa).text
    warned = sheet.rows.get(line=4)
    assert [one.column for one in told(warned, columns_of(sheet), warned.warnings)] == [
        "Hijos",
        "Jefe de hogar",
        "Discapacidad",
    ]


# At the terminal ------------------------------------------------------------------------------------------------------
def test_the_terminal_asks_with_the_options_that_answer(tmp_path, cecilia, capsys):
    path = tmp_path / "brigada.csv"
    path.write_text(UNCLEAR, encoding="utf-8")
    with pytest.raises(CommandError) as caught:
        call_command("import_people", str(path))
    assert "--answer date_order:birth_date=month_first" in str(caught.value)
    call_command("import_people", str(path), "--answer", "date_order:birth_date=month_first")
    assert "Fecha de nacimiento: the month" in capsys.readouterr().out
    assert str(Person.objects.get(given_names="Ana").birth_date) == "1990-05-12"


def test_the_terminal_reads_one_sheet_of_a_workbook(cecilia, capsys):
    call_command(
        "import_people",
        str(CASES / "x5_two_data_sheets.xlsx"),
        "--sheet",
        "Azogues",
        "--answer",
        "sex_letter:sex=m_male",
    )
    assert "The sheet “Cuenca” is not read (3 rows)." in capsys.readouterr().out
    assert Person.objects.get().given_names == "Luis"
