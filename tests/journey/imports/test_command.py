"""`manage.py import_people` at the terminal."""

import csv
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from casework.access.policy import Role
from casework.base.tables import harmless
from casework.journey.models import Case
from casework.people.models import Person
from tests.cast import member

AZUAY = str(Path(__file__).parents[2] / "data" / "intake_azuay.csv")


@pytest.fixture
def cecilia(iom):
    return member("Cecilia", iom, Role.COORDINATOR)


def import_people(*arguments):
    out = StringIO()
    call_command("import_people", *map(str, arguments), stdout=out, stderr=StringIO())
    return out.getvalue()


def sheet(folder, *rows):
    path = folder / "brigada.csv"
    path.write_text("\n".join(["Nombres;Apellidos;Fecha Nac.;Observaciones", *rows]), encoding="utf-8")
    return path


def test_without_arguments_it_is_done_for_iom_by_who_coordinates(cecilia, ivan, ana):
    printed = import_people(AZUAY)
    assert "OIM, as Cecilia" in printed
    assert "31/02/1990" in printed
    assert set(Case.objects.values_list("organisation__short_name", flat=True)) == {"OIM"}
    assert "  8 " in printed


def test_again_adds_nobody(cecilia, tmp_path):
    path = sheet(tmp_path, "Yulimar;González;;", "Maribel;Rojas;;")
    import_people(path)
    import_people(path)
    assert Person.objects.count() == 2


def test_whom_another_organisation_keeps_is_registered_and_pointed_out(ana, bruno, tmp_path):
    path = sheet(tmp_path, "Yulimar del Valle;González Rondón;01/02/1993;")
    import_people(path, "--as", "ana@hias.example")
    printed = import_people(path, "--as", "bruno@nrc.example")
    assert "May be somebody whom HIAS keeps: " in printed
    assert "birth date" in printed
    assert Person.objects.count() == 2


def test_two_rows_that_are_very_likely_of_one_person_are_pointed_out(ana, tmp_path):
    """Nobody sits at the terminal to ask: what is only likely is registered, and pointed out."""
    again = "Yulimar del Valle;González Rondón;01/02/1993;"
    path = sheet(tmp_path, f"{again}vino", f"{again}volvió")
    assert "Somebody who may be her was registered after this sheet was sent." in import_people(
        path, "--as", "ana@hias.example"
    )
    assert Person.objects.count() == 2


def test_for_an_organisation_that_is_named_or_set(cecilia, ana, hilda, bruno, tmp_path, monkeypatch):
    assert "HIAS, as Hilda" in import_people(sheet(tmp_path, "Yulimar;González;;"), "--organisation", "HIAS")
    assert "NRC, as Bruno" in import_people(sheet(tmp_path, "Maribel;Rojas;;"), "--as", "bruno@nrc.example")
    monkeypatch.setenv("IMPORT_DEFAULT_ORGANISATION", "NRC")
    assert "NRC, as Bruno" in import_people(sheet(tmp_path, "Karina;Rojas;;"))


def test_one_who_works_for_two_says_for_whom(ana, fudela, tmp_path):
    ana.user.memberships.create(organisation=fudela, role=Role.CASEWORKER)
    path = sheet(tmp_path, "Yulimar;González;;")
    with pytest.raises(CommandError, match="--organisation FUDELA or HIAS"):
        import_people(path, "--as", ana.user.email)
    assert "FUDELA" in import_people(path, "--as", ana.user.email, "--organisation", "FUDELA")


@pytest.mark.django_db
def test_on_an_empty_database_it_says_what_is_missing():
    with pytest.raises(CommandError, match="no organisation yet"):
        import_people(AZUAY)


@pytest.mark.parametrize(
    "arguments",
    [
        ("missing.csv",),
        (__file__,),
        (AZUAY, "--organisation", "Nobody"),
        (AZUAY, "--as", "vera@hias.example"),
        (Path(AZUAY).parent,),
    ],
)
def test_what_cannot_be_done_is_one_sentence(arguments, cecilia, vera):
    with pytest.raises(CommandError):
        import_people(*arguments)


def test_a_report_that_cannot_be_written_is_one_sentence(cecilia, tmp_path):
    with pytest.raises(CommandError, match="could not be written"):
        import_people(sheet(tmp_path, "Yulimar;González;;"), "--report", "/no/such/folder/report.csv")


def test_the_report_is_a_sheet_that_runs_no_formula(cecilia, tmp_path):
    report = tmp_path / "report.csv"
    path = sheet(tmp_path, "Yulimar;González;=HYPERLINK(1);", "Maribel;Rojas;31/02/1990;", "Karina;Soto;01/01/1990;")
    import_people(path, "--report", report)
    with report.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert [(row[0], row[2], row[3]) for row in rows[1:]] == [
        ("2", "Fecha Nac.", "'=HYPERLINK(1)"),
        ("3", "Fecha Nac.", "31/02/1990"),
    ]
    assert Person.objects.get().given_names == "Karina"


@pytest.mark.parametrize("text", ["=1+1", "+593991234567*2", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_text_that_begins_as_a_formula_is_made_harmless(text):
    assert harmless(text) == f"'{text}"


def test_a_dry_run_says_so(cecilia, tmp_path):
    assert "nothing was kept" in import_people(sheet(tmp_path, "Yulimar;González;;"), "--dry-run")
    assert not Person.objects.exists()
