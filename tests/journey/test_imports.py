"""Importing a partner's sheet: each row wholly or not at all, and once."""

from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from casework.journey import imports
from casework.journey.imports import Outcome, import_sheet
from casework.journey.models import Case, IntakeRow, Note, StageRecord
from casework.people.models import ContactPoint, Event, IdentityDocument, Person, PersonAccess, SpecificNeed
from casework.people.sheets import read_sheet
from casework.places.models import Division

AZUAY = Path(__file__).parent.parent / "data" / "intake_azuay.csv"
TODAY = date(2026, 1, 15)
HEADINGS = (
    "Fecha de registro;Nombres;Apellidos;Sexo;Fecha Nac.;Nacionalidad;Tipo Doc;Nro Documento;Teléfono;Correo;Provincia;"
    "Cantón;Viaja con;# hijos;Jefe/a de hogar;Discapacidad %;Observaciones"
)
YULIMAR = (
    "06/03/2023;Yulimar;González;Mujer;01/02/1993;VE;Cédula;V-12345678;0991234567;y@correo.example;Azuay;"
    "Cuenca;sola;2;si;40;pidió curso"
)
MARIBEL = "07/03/2023;Maribel;Rojas;Mujer;;VE;;;;;;;;;;;"


def read(source):
    divisions = Division.objects.values_list("code", "level", "name", "parent_id")
    return read_sheet(source, divisions=divisions, today=min(TODAY, timezone.localdate()))


def sheet_of(*rows):
    return read("\n".join([HEADINGS, *rows]).encode())


def import_all(sheet, by, **options):
    return list(import_sheet(sheet, by=by, name="brigada.csv", **options))


def outcomes(results):
    return [result.outcome for result in results]


def everything():
    models = (Person, Case, StageRecord, IdentityDocument, ContactPoint, Note, IntakeRow, Event, PersonAccess)
    return {model.__name__: model.objects.count() for model in models}


def test_a_row_becomes_a_person_with_a_case_at_registration(ana):
    [result] = import_all(sheet_of(YULIMAR), ana)
    case = result.case
    person = case.person
    assert result.outcome == Outcome.ADDED
    assert (person.full_name, person.sex, person.canton.name) == ("Yulimar González", "female", "Cuenca")
    assert {(d.kind, d.number_key) for d in person.documents.all()} == {("ve_cedula", "V12345678")}
    assert set(person.contacts.values_list("kind", "value")) == {
        ("phone", "+593991234567"),
        ("email", "y@correo.example"),
    }
    assert SpecificNeed.objects.get(person=person).percent == 40
    assert (case.organisation, case.opened_on) == (ana.organisation, date(2023, 3, 6))
    record = case.records.get()
    assert (record.stage, record.status, record.started_on) == ("registration", "in_progress", date(2023, 3, 6))
    assert Case.objects.visible_to(ana).get() == case


def test_what_has_no_field_is_kept_in_a_note(ana):
    [result] = import_all(sheet_of(YULIMAR), ana)
    text = result.case.notes.get().text
    for said in ("brigada.csv, línea 2", "Viaja con: sola", "Hijos: 2", "Jefa o jefe de hogar: sí", "pidió curso"):
        assert said in text


def test_a_row_that_says_nothing_more_gets_no_note(ana):
    [result] = import_all(sheet_of(MARIBEL), ana)
    assert not result.case.notes.exists()


def test_the_sheet_of_azuay(ana):
    sheet = read(AZUAY)
    results = import_all(sheet, ana)
    wrong = [result for result in results if result.outcome == Outcome.WRONG]
    good_rows = {row.fingerprint for row in sheet.rows if row.person}
    assert len(results) == 136
    assert len(wrong) == 12
    assert Person.objects.count() == Case.objects.count() == IntakeRow.objects.count() == len(good_rows)
    assert all(result.problems[0].message for result in wrong)
    told = {(p.line, p.column, p.value) for result in wrong for p in result.problems}
    assert (11, "Fecha Nac.", "31/02/1990") in told
    assert (101, "Discapacidad %", "400") in told


def test_twice_adds_nobody(ana):
    import_all(read(AZUAY), ana)
    before = everything()
    again = import_all(read(AZUAY), ana)
    assert everything() == before
    assert set(outcomes(again)) == {Outcome.KNOWN, Outcome.REPEATED, Outcome.WRONG}


def test_an_import_that_was_killed_is_run_again_to_its_end(ana, hilda, monkeypatch):
    results = import_sheet(read(AZUAY), by=ana, name="a.csv")
    for _ in range(40):
        next(results)
    results.close()
    halfway = IntakeRow.objects.count()
    assert 0 < halfway < 121
    import_all(read(AZUAY), hilda)  # of the same organisation
    whole = everything()
    import_all(read(AZUAY), ana)
    assert everything() == whole
    assert whole["Person"] == len({row.fingerprint for row in read(AZUAY).rows if row.person})


@pytest.mark.parametrize("where", ["add_note", "IntakeRow"])
def test_a_row_that_breaks_in_the_middle_leaves_nothing(ana, monkeypatch, where):
    def breaks(*arguments, **options):
        raise KeyboardInterrupt

    if where == "IntakeRow":
        monkeypatch.setattr(IntakeRow.objects, "create", breaks)
    else:
        monkeypatch.setattr(imports, "add_note", breaks)
    with pytest.raises(KeyboardInterrupt):
        import_all(sheet_of(MARIBEL.replace(";;;;;;;;;;;", ";;;;;;;;sola;;;"), YULIMAR), ana)
    assert set(everything().values()) == {0}


def test_the_same_row_in_one_file_is_one_person(ana):
    results = import_all(sheet_of(YULIMAR, MARIBEL, YULIMAR.replace("González", "GONZALEZ")), ana)
    assert outcomes(results) == [Outcome.ADDED, Outcome.ADDED, Outcome.REPEATED]
    assert Person.objects.count() == 2


def test_another_organisation_may_register_the_same_person(ana, bruno):
    assert outcomes(import_all(sheet_of(YULIMAR), ana)) == [Outcome.ADDED]
    [result] = import_all(sheet_of(YULIMAR), bruno)
    assert result.outcome == Outcome.ADDED
    assert not result.warnings  # nor is told of whom it does not see


def test_who_has_a_known_document_number_is_only_pointed_out(ana):
    [first] = import_all(sheet_of(YULIMAR), ana)
    [result] = import_all(sheet_of(YULIMAR.replace("Yulimar", "Yulimar Andreína")), ana)
    assert result.outcome == Outcome.ADDED
    assert [warning.column for warning in result.warnings] == ["Nro Documento"]
    assert first.case.code in result.warnings[0].message


def test_what_the_actions_refuse_is_a_wrong_row_beside_its_column(ana, monkeypatch):
    def refuses(kind, number):
        raise ValidationError("No such number.", code="no")

    monkeypatch.setattr("casework.people.rules.check_document_number", refuses)
    wrong, right = import_all(sheet_of(YULIMAR, MARIBEL), ana)
    assert wrong.outcome == Outcome.WRONG
    assert [(p.line, p.column, p.value, p.message) for p in wrong.problems] == [
        (2, "Nro Documento", "V-12345678", "No such number.")
    ]
    assert right.outcome == Outcome.ADDED
    assert Person.objects.count() == 1


def test_a_row_that_another_import_has_just_written_is_known(ana, monkeypatch):
    import_all(sheet_of(YULIMAR), ana)
    monkeypatch.setattr(imports, "_is_known", lambda by, row: False)
    before = everything()
    assert outcomes(import_all(sheet_of(YULIMAR), ana)) == [Outcome.KNOWN]
    assert everything() == before


def test_a_dry_run_tries_everything_and_keeps_nothing(ana):
    results = import_all(read(AZUAY), ana, dry_run=True)
    assert outcomes(results).count(Outcome.ADDED) > 100
    assert set(everything().values()) == {0}


def test_only_who_may_import_does(carmen, vera):
    for by in (carmen, vera):
        with pytest.raises(PermissionDenied):
            import_sheet(sheet_of(YULIMAR), by=by, name="a.csv")
