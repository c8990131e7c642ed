"""What a sheet that was sent is found to hold, before anybody is registered."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.utils import timezone

from casework.access.models import Door, LogEntry
from casework.access.policy import Role
from casework.access.scope import acting_as
from casework.base.errors import Conflict, TooLarge
from casework.base.text import fold
from casework.journey.imports import uploads
from casework.journey.imports.columns import say_columns
from casework.journey.imports.decisions import decide, decide_all
from casework.journey.imports.elsewhere import elsewhere_of
from casework.journey.imports.telling import columns_of, told
from casework.journey.imports.uploads import clear_imports, discard_import, start_import
from casework.journey.likely import known_by
from casework.journey.models import Case, ColumnMapping, Import, ImportRow
from casework.people.models import Person
from casework.people.sheets.reading import FILE_LIMIT
from casework.places.models import Division
from tests.cast import member, refer
from tests.journey.imports.sheets import AZUAY, MARIBEL, YULIMAR, committed, outcomes, previewed, sent, sheet_of, worked


def problems(sheet):
    columns = columns_of(sheet)
    return [
        (t.line, t.column, t.value) for row in sheet.rows.order_by("line") for t in told(row, columns, row.problems)
    ]


def test_the_sheet_of_azuay(ana):
    sheet = previewed(AZUAY, ana)
    assert (sheet.state, sheet.done, sheet.total) == ("previewed", 136, 136)
    assert sheet.counts == {"new": 125, "error": 8, "repeated": 3}
    assert {(11, "Fecha Nac.", "31/02/1990"), (30, "Cantón", "Cueca")} <= set(problems(sheet))
    assert not Person.objects.exists()
    row = sheet.rows.get(line=4)
    assert (row.decision, row.cells[2]) == ("add", "Carlos Gregorio Parra Araujo")


def test_what_was_imported_before_and_who_is_there(ana):
    committed(sheet_of(YULIMAR), ana)
    yulimar = Person.objects.get()
    same_person = YULIMAR.replace("pidió curso", "volvió")
    same_document = YULIMAR.replace("Yulimar;González", "Andreína;Rojas")
    sheet = previewed(sheet_of(YULIMAR, same_person, same_document, MARIBEL, MARIBEL), ana)
    assert outcomes(sheet) == ["known", "same", "duplicate", "new", "repeated"]
    _known, same, duplicate, _new, _repeated = sheet.rows.order_by("line")
    assert (same.decision, same.person) == ("same", yulimar)
    assert (duplicate.decision, [one["person"] for one in duplicate.likely]) == ("", [str(yulimar.pk)])
    assert "document:same" in duplicate.likely[0]["why"]


def elsewhere(sheet, by):
    """What each row tells of people whom others keep."""
    rows = list(sheet.rows.order_by("line"))
    with acting_as(by, Door.WEB):
        told = elsewhere_of(rows, by)
    return [told.get(row.pk, []) for row in rows]


def test_of_whom_others_keep_is_told_what_a_form_tells(ana, bruno, hias):
    committed(sheet_of(YULIMAR), ana)
    yulimar = Person.objects.get()
    sheet = previewed(sheet_of(YULIMAR, MARIBEL), bruno)
    assert outcomes(sheet) == ["duplicate", "new"]
    row = sheet.rows.get(line=2)
    assert (row.decision, row.likely, row.person) == ("", [], None)
    assert str(yulimar.pk) not in json.dumps(row.elsewhere)
    assert yulimar.pk.hex not in json.dumps(row.elsewhere)
    (one,), nobody = elsewhere(sheet, bruno)
    assert nobody == []
    assert (one.person, one.case, one.probability, one.organisation) == (None, None, None, hias)
    assert one.very_likely
    assert {"birth date", "document"} <= set(one.why)
    assert known_by(one.token, bruno).person_id == yulimar.pk


def test_that_she_was_told_of_others_stands_in_the_log(ana, bruno, hias):
    committed(sheet_of(YULIMAR), ana)
    sheet = previewed(sheet_of(YULIMAR), bruno)
    told = LogEntry.objects.filter(place="import_elsewhere").order_by("at")
    assert told.get().door == Door.IMPORT  # that a row is a possible duplicate tells something already
    elsewhere(sheet, bruno)
    assert told.last().door == Door.WEB
    for entry in told:
        assert (entry.persons, entry.owners, entry.user_id) == ([Person.objects.get().pk], [hias.pk], bruno.user_id)


def test_a_name_alone_tells_of_nobody_elsewhere(ana, bruno):
    committed(sheet_of(YULIMAR, MARIBEL), ana)
    sheet = previewed("Nombres;Apellidos\nYulimar;González\nMaribel;Rojas\n", bruno)
    assert outcomes(sheet) == ["new", "new"]
    assert elsewhere(sheet, bruno) == [[], []]


def test_whom_one_sees_by_now_comes_with_her_case(ana, bruno):
    committed(sheet_of(YULIMAR), ana)
    sheet = previewed(sheet_of(YULIMAR), bruno)
    yulimar = Person.objects.get()
    refer(yulimar, bruno.organisation)
    ((one,),) = elsewhere(sheet, bruno)
    assert (one.person, one.case, one.token) == (yulimar, Case.objects.get(), "")


def test_whom_one_was_told_of_and_who_is_gone_is_told_of_no_more(ana, bruno):
    committed(sheet_of(YULIMAR), ana)
    sheet = previewed(sheet_of(YULIMAR), bruno)
    Person.objects.update(anonymised_on=timezone.localdate())
    assert elsewhere(sheet, bruno) == [[]]


def test_what_was_sealed_with_a_key_that_is_lost_tells_of_nobody(ana, bruno, settings):
    committed(sheet_of(YULIMAR), ana)
    sheet = previewed(sheet_of(YULIMAR), bruno)
    settings.SECRET_KEY = "another"
    assert elsewhere(sheet, bruno) == [[]]


def test_what_the_actions_would_refuse_is_wrong_already(iom):
    amelia = member("Amelia", iom, Role.IOM_CASEWORKER)
    amelia.territory.set([Division.objects.get(code="17")])
    sheet = previewed(sheet_of(YULIMAR, MARIBEL), amelia)
    assert outcomes(sheet) == ["error", "new"]
    assert problems(sheet) == [(2, "Cantón", "Cuenca")]


def test_what_a_constraint_refuses_is_wrong_already(ana):
    """An estimated birth may be some years off, but not after she came."""
    sheet = previewed("Nombre;Fecha Nac;Fecha de ingreso\nAna Soto;aprox 2012;05/01/2011\nLuis Soto;;\n", ana)
    assert outcomes(sheet) == ["error", "new"]
    assert (
        "before the birth"
        in next(told(sheet.rows.get(line=2), columns_of(sheet), sheet.rows.get(line=2).problems)).message
    )


@pytest.mark.parametrize(
    ("source", "state", "problem"),
    [
        (b"PK\x03\x04 not a zip", "failed", "sheet_unreadable"),
        ("Sexo;Edad\nF;30\n", "columns", "sheet_no_name_column"),
        ("Nombre;Sexo;Género\nAna;F;F\n", "columns", "sheet_column_twice"),
        ("Nombre;Edad\nTOTAL;\n", "previewed", ""),
    ],
)
def test_a_sheet_that_cannot_be_read_says_why(source, state, problem, ana):
    sheet = previewed(source, ana)
    assert (sheet.state, sheet.problem) == (state, problem)


def test_a_file_that_is_too_large_or_empty_is_not_taken(ana, monkeypatch):
    with pytest.raises(ValidationError):
        start_import(by=ana, upload=ContentFile(b"", "a.csv"))
    monkeypatch.setattr("casework.people.sheets.reading.FILE_LIMIT", 10)
    with pytest.raises(TooLarge):
        start_import(by=ana, upload=ContentFile(b"Nombre\nAna Soto\n", "a.csv"))
    assert not Import.objects.exists()
    assert FILE_LIMIT > 2**20


def test_a_file_that_changed_is_not_read(ana):
    sheet = sent(sheet_of(YULIMAR), ana)
    with sheet.file.storage.open(sheet.file.name, "wb") as file:
        file.write(sheet_of(MARIBEL).encode())
    assert (worked(sheet).state, worked(sheet).problem) == ("failed", "import_file_changed")


def test_columns_are_said_once_for_all_sheets_of_their_shape(ana, bruno):
    source = "Quién;De dónde;X\nAna Soto;Perú;1\n"
    sheet = previewed(source, ana)
    assert (sheet.state, sheet.headings, sheet.samples) == (
        "columns",
        ["Quién", "De dónde", "X"],
        [["Ana Soto", "Perú", "1"]],
    )
    for wrong in (["", "nationality", ""], ["full_name"], ["full_name", "bank_account", ""]):
        with pytest.raises(ValidationError):
            say_columns(sheet=sheet, by=ana, columns=wrong)
    say_columns(sheet=sheet, by=ana, columns=["full_name", "nationality", ""])
    assert outcomes(worked(sheet)) == ["new"]
    again = previewed("FICHA;;\nQUIEN;DE DONDE;x\nLuis Soto;Perú;1\n", ana)
    assert (again.state, again.rows.get().told["nationality"]) == ("previewed", "PE")
    assert previewed(source, bruno).state == "columns"  # of another organisation
    assert ColumnMapping.objects.get().organisation == ana.organisation


def test_columns_may_be_corrected_until_somebody_was_registered(ana):
    sheet = previewed("Nombre;Sexo\nAna Soto;Perú\n", ana)
    assert outcomes(sheet) == ["error"]
    say_columns(sheet=sheet, by=ana, columns=["full_name", "nationality"])
    assert outcomes(worked(sheet)) == ["new"]
    done = committed(sheet_of(YULIMAR), ana)
    with pytest.raises(Conflict):
        say_columns(sheet=done, by=ana, columns=done.columns)


def test_decisions_row_by_row(ana):
    committed(sheet_of(YULIMAR), ana)
    yulimar = Person.objects.get()
    same_document = YULIMAR.replace("Yulimar;González", "Andreína;Rojas")
    sheet = previewed(sheet_of(same_document, MARIBEL, MARIBEL), ana)
    duplicate, new, repeated = sheet.rows.order_by("line")
    assert decide(row=duplicate, by=ana, decision="same").person == yulimar
    row = decide(row=duplicate, by=ana, decision="add")
    assert (row.decision, row.person, row.decided_by) == ("add", None, ana)
    assert decide(row=new, by=ana, decision="skip").decision == "skip"
    with pytest.raises(ValidationError):
        decide(row=new, by=ana, decision="same")  # as who?
    with pytest.raises(Conflict):
        decide(row=repeated, by=ana, decision="add")


def test_a_decision_for_all_leaves_those_that_somebody_took(ana):
    committed(sheet_of(YULIMAR), ana)
    one, two = (YULIMAR.replace("Yulimar;González", name) for name in ("Andreína;Rojas", "Karina;Soto"))
    sheet = previewed(sheet_of(one, two), ana)
    decide(row=sheet.rows.get(line=2), by=ana, decision="skip")
    assert decide_all(sheet=sheet, by=ana, outcome="duplicate", decision="add") == 1
    assert list(sheet.rows.order_by("line").values_list("decision", flat=True)) == ["skip", "add"]
    with pytest.raises(ValidationError):
        decide_all(sheet=sheet, by=ana, outcome="error", decision="add")


def test_only_who_may_import_does(carmen, vera):
    for by in (carmen, vera):
        with pytest.raises(PermissionDenied):
            start_import(by=by, upload=ContentFile(b"x", "a.csv"))


def test_a_sheet_is_thrown_away_with_its_file(ana, django_capture_on_commit_callbacks):
    sheet = previewed(sheet_of(YULIMAR), ana)
    storage, name = sheet.file.storage, sheet.file.name
    with django_capture_on_commit_callbacks(execute=True):
        discard_import(sheet=sheet, by=ana)
    assert not Import.objects.exists()
    assert not storage.exists(name)
    with pytest.raises(Conflict):
        discard_import(sheet=committed(sheet_of(MARIBEL), ana), by=ana)


def test_what_was_read_is_deleted_after_some_days(ana, settings, django_capture_on_commit_callbacks):
    sheet, young = committed(sheet_of(YULIMAR), ana), previewed(sheet_of(MARIBEL), ana)
    storage, name = sheet.file.storage, sheet.file.name
    long_ago = timezone.now() - timedelta(days=settings.IMPORT_KEPT_DAYS, minutes=1)
    Import.objects.filter(pk=sheet.pk).update(updated_at=long_ago)
    with django_capture_on_commit_callbacks(execute=True):
        assert clear_imports() == 1
    row = ImportRow.objects.get(sheet=sheet)
    assert (row.cells, row.told, row.likely, row.person) == (None, None, [], Person.objects.get())
    assert not storage.exists(name)
    assert Import.objects.get(pk=sheet.pk).samples == []
    assert young.rows.get().cells
    assert clear_imports() == 0


def test_no_name_of_a_person_stands_in_the_name_of_the_file_on_the_disk(ana):
    sheet = sent(sheet_of(YULIMAR), ana, "../../yulimar gonzález.csv")
    assert sheet.name == "yulimar gonzález.csv"
    assert "yulimar" not in fold(sheet.file.name)
    assert uploads.checksum(sheet.file) == sheet.sha256
