"""Rows of a sheet become people with a case: each wholly or not at all, and once."""

import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from casework.access.models import Door
from casework.access.scope import acting_as
from casework.base.errors import Conflict
from casework.journey import registering
from casework.journey.actions import add_note, register
from casework.journey.imports import batches, commit
from casework.journey.imports.commit import start_commit
from casework.journey.imports.decisions import decide
from casework.journey.imports.elsewhere import opened
from casework.journey.imports.undo import start_undo
from casework.journey.imports.work import work_on
from casework.journey.models import Case, Import, IntakeRow
from casework.people.models import Event, Person, SpecificNeed
from tests.journey.imports.sheets import (
    AZUAY,
    MARIBEL,
    YULIMAR,
    committed,
    everything,
    outcomes,
    previewed,
    sheet_of,
    worked,
)

# The tables written to in this transaction, and how many rows the planner believes each to have.
FILLED = """
SELECT written.relname, reltuples FROM pg_stat_xact_user_tables written JOIN pg_class ON oid = relid
WHERE n_tup_ins > 0 AND written.relname ~ '^(people|journey)_' AND written.relname !~ 'history$'
"""


def test_a_row_becomes_a_person_with_a_case_at_registration(ana):
    sheet = committed(sheet_of(YULIMAR), ana)
    person = Person.objects.get()
    case = person.cases.get()
    assert (sheet.state, sheet.done, sheet.rows.get().person) == ("done", 1, person)
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
    committed(sheet_of(YULIMAR, MARIBEL), ana)
    text = Case.objects.get(person__given_names="Yulimar").notes.get().text
    for said in ("brigada.csv, línea 2", "Viaja con: sola", "Hijos: 2", "Jefa o jefe de hogar: sí", "pidió curso"):
        assert said in text
    assert not Case.objects.get(person__given_names="Maribel").notes.exists()


def told_of(person):
    """All that is written of somebody but ids and instants."""
    rows = [person, *person.accesses.all(), *person.documents.all(), *person.contacts.all(), *person.needs.all()]
    case = person.cases.get()
    rows += [case, *case.records.all(), *case.notes.all(), *person.events.order_by("pk")]
    aside = {"id", "created_at", "updated_at", "moved_at", "since", "at", "code", "person", "case", "name_key"}
    told = []
    for row in rows:
        fields = (field for field in row._meta.concrete_fields if field.name not in aside)
        facts = str({field.name: str(field.value_from_object(row)) for field in fields})
        told.append(re.sub(r"\w{8}-\w{4}-\w{4}-\w{4}-\w{12}|[\dA-Z]{4}-[\dA-Z]{4}", "id", facts))
    return told


def test_the_rows_are_those_of_a_registration_by_hand(ana):
    committed(sheet_of(YULIMAR), ana)
    imported = Person.objects.get()
    told = imported.cases.get().notes.get().text
    case = register(
        by=ana,
        on=date(2023, 3, 6),
        given_names="Yulimar",
        family_names="González",
        sex="female",
        birth_date=date(1993, 2, 1),
        nationality="VE",
        canton=imported.canton,
        documents=[{"kind": "ve_cedula", "number": "V12345678", "country": "VE"}],
        contacts=[{"kind": "phone", "value": "0991234567"}, {"kind": "email", "value": "y@correo.example"}],
        needs=[{"kind": "disability", "percent": 40}],
    )
    add_note(case=case, by=ana, text=told)
    assert told_of(case.person) == told_of(imported)


def test_the_history_says_who_and_that_it_was_an_import(ana):
    committed(sheet_of(YULIMAR), ana)
    past = Person.history.rel.related_model.objects.get()
    assert (past.pgh_label, past.door, past.by_user, past.given_names) == ("insert", "import", ana.user_id, "Yulimar")


def test_the_sheet_of_azuay(ana):
    committed(AZUAY, ana)
    assert Person.objects.count() == Case.objects.count() == IntakeRow.objects.count() == 125


def test_twice_adds_nobody(ana, hilda):
    committed(AZUAY, ana)
    before = everything()
    again = committed(AZUAY, hilda)  # of the same organisation
    assert everything() == before
    assert set(outcomes(again)) == {"known", "repeated", "error"}
    with pytest.raises(Conflict, match="No row waits"):
        start_commit(sheet=again, by=hilda)


def test_another_organisation_may_register_the_same_person(ana, bruno):
    committed(sheet_of(YULIMAR), ana)
    committed(sheet_of(YULIMAR), bruno)
    assert Person.objects.count() == 1
    committed(sheet_of(YULIMAR), bruno, duplicates="add")
    assert Person.objects.count() == 2


# What happened between looking at a sheet and registering it

FAMILY = {"Yulimar": "01/02/1993", "Carlos": "05/09/1990", "Sofía": "11/04/2015", "Mateo": "23/12/2018"}


def warned(row):
    return [one["code"] for one in row.warnings]


def registered_meanwhile(by):
    """Yulimar, as her row tells of her, by hand."""
    return register(
        by=by,
        given_names="Yulimar",
        family_names="González",
        birth_date=date(1993, 2, 1),
        documents=[{"kind": "ve_cedula", "number": "V-12345678"}],
    )


def started(sheet, by):
    with acting_as(by, Door.WEB):
        return worked(start_commit(sheet=sheet, by=by))


def test_whom_another_organisation_registered_meanwhile_waits_for_a_decision(ana, bruno):
    sheet = previewed(sheet_of(YULIMAR, MARIBEL), ana)
    assert outcomes(sheet) == ["new", "new"]
    yulimar = registered_meanwhile(bruno).person
    sheet = started(sheet, ana)
    row = sheet.rows.get(line=2)
    assert (sheet.state, sheet.counts, Person.objects.count()) == ("done", {"duplicate": 1, "new": 1}, 2)
    assert (row.outcome, row.decision, row.done_at, row.likely) == ("duplicate", "", None, [])
    assert [one.person_id for one in opened(row)] == [yulimar.pk]
    assert "import_met_since" in warned(row)
    with acting_as(ana, Door.WEB):
        decide(row=row, by=ana, decision="add")
    sheet = started(sheet, ana)
    assert (sheet.rows.undecided().count(), Person.objects.count()) == (0, 3)


def test_who_was_registered_by_a_colleague_meanwhile_is_taken_for_the_same(ana, hilda):
    sheet = previewed(sheet_of(YULIMAR), ana)
    case = registered_meanwhile(hilda)
    row = started(sheet, ana).rows.get()
    assert (row.outcome, row.decision, row.person) == ("same", "same", case.person)
    assert row.done_at
    assert Person.objects.count() == 1


def test_what_was_known_when_it_was_decided_is_not_asked_again(ana, hilda):
    registered_meanwhile(hilda)
    other = YULIMAR.replace("Yulimar;González", "Andreína;Rojas")
    assert committed(sheet_of(other), ana, duplicates="add").rows.undecided().count() == 0
    assert Person.objects.count() == 2


def test_two_rows_of_one_person_become_one(ana):
    again = YULIMAR.replace("pidió curso", "volvió por su bono")
    sheet = committed(sheet_of(YULIMAR, MARIBEL, again), ana)
    assert (sheet.state, outcomes(sheet), Person.objects.count()) == ("done", ["new", "new", "same"], 2)
    first, _maribel, last = sheet.rows.order_by("line")
    assert first.person == last.person


def test_two_rows_that_may_be_of_one_person_are_looked_at(ana):
    misspelt = YULIMAR.replace("Yulimar;González", "Yulimar;Gonsales Rondon")
    sheet = committed(sheet_of(YULIMAR, misspelt), ana)
    assert (outcomes(sheet), Person.objects.count()) == (["new", "duplicate"], 1)
    row = sheet.rows.get(line=3)
    assert [one["person"] for one in row.likely] == [str(Person.objects.get().pk)]
    assert "import_met_since" in warned(row)


def test_what_is_only_possible_is_left_to_the_review_of_duplicates(ana):
    alike = "06/03/2023;Yulimar;González;Mujer;15/09/1993;VE;;;;;;;;;;;"
    sheet = committed(sheet_of(YULIMAR, alike), ana)
    assert (outcomes(sheet), Person.objects.count()) == (["new", "new"], 2)
    assert outcomes(previewed(sheet_of(alike.replace("06/03", "09/03")), ana)) == ["duplicate"]


def test_a_family_with_one_telephone_is_registered_whole(ana):
    family = [f"06/03/2023;{given};González;;{born};VE;;;0991234567;;;;;;;;" for given, born in FAMILY.items()]
    sheet = committed(sheet_of(*family), ana)
    assert (set(outcomes(sheet)), Person.objects.count()) == ({"new"}, len(FAMILY))


def test_what_is_not_decided_waits_for_another_time(ana):
    committed(sheet_of(YULIMAR), ana)
    sheet = committed(sheet_of(YULIMAR.replace("Yulimar;González", "Andreína;Rojas"), MARIBEL), ana)
    assert (sheet.state, sheet.rows.undecided().count(), Person.objects.count()) == ("done", 1, 2)
    decide(row=sheet.rows.undecided().get(), by=ana, decision="add")
    start_commit(sheet=sheet, by=ana)
    assert (worked(sheet).state, Person.objects.count()) == ("done", 3)


def test_who_is_there_is_linked_and_not_changed(ana):
    committed(sheet_of(YULIMAR), ana)
    before = everything()
    sheet = committed(sheet_of(YULIMAR.replace("pidió curso", "volvió")), ana)
    assert everything() == before | {"IntakeRow": 2}
    assert sheet.rows.get().person == Person.objects.get()
    assert outcomes(previewed(sheet_of(YULIMAR.replace("pidió curso", "volvió")), ana)) == ["known"]


def test_what_somebody_else_has_imported_meanwhile_is_known(ana, hilda):
    first, second = (previewed(sheet_of(YULIMAR, MARIBEL), by) for by in (ana, hilda))
    for sheet, by in ((first, ana), (second, hilda)):
        start_commit(sheet=sheet, by=by)
        worked(sheet)
    assert Person.objects.count() == 2
    assert outcomes(second) == ["known", "known"]
    assert Import.objects.get(pk=second.pk).counts == {"known": 2}


def test_a_file_that_changed_since_is_not_imported(ana):
    sheet = previewed(sheet_of(YULIMAR), ana)
    with sheet.file.storage.open(sheet.file.name, "wb") as file:
        file.write(sheet_of(MARIBEL).encode())
    with pytest.raises(Conflict, match="not the one"):
        start_commit(sheet=sheet, by=ana)
    sheet.file.storage.delete(sheet.file.name)
    with pytest.raises(Conflict, match="not there any more"):
        start_commit(sheet=sheet, by=ana)


def test_what_the_actions_refuse_now_is_wrong_beside_its_column(ana, monkeypatch):
    sheet = previewed(sheet_of(YULIMAR, MARIBEL), ana)

    def refuses(kind, number):
        raise ValidationError("No such number.", code="no")

    monkeypatch.setattr("casework.people.rules.check_document_number", refuses)
    start_commit(sheet=sheet, by=ana)
    assert outcomes(worked(sheet)) == ["error", "new"]
    assert sheet.rows.get(line=2).problems == [{"field": "document_number", "message": "No such number."}]
    assert Person.objects.get().given_names == "Maribel"


def test_batches_one_after_the_other(ana, monkeypatch):
    monkeypatch.setattr(batches, "BATCH", 50)
    sheet = previewed(AZUAY, ana)
    start_commit(sheet=sheet, by=ana)
    with acting_as(None, Door.JOB):
        assert work_on(sheet.pk, seconds=0) is True  # too late for even one
    assert Person.objects.count() == 0
    assert worked(sheet).state == "done"
    assert Person.objects.count() == 125


@pytest.mark.parametrize("where", ["insert_rows", "unused_codes"])
def test_a_batch_that_breaks_in_the_middle_leaves_nothing(ana, monkeypatch, where):
    sheet = previewed(sheet_of(YULIMAR, MARIBEL), ana)
    start_commit(sheet=sheet, by=ana)

    def breaks(*arguments):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(registering, where, breaks)
        with pytest.raises(KeyboardInterrupt):
            worked(sheet)
    assert set(everything().values()) == {0}
    assert Import.objects.get().state == "committing"
    assert worked(sheet).state == "done"
    assert Person.objects.count() == 2


def test_when_it_is_done_there_is_nothing_to_do(ana):
    sheet = committed(sheet_of(YULIMAR), ana)
    with acting_as(None, Door.JOB):
        assert work_on(sheet.pk) is False


# Undone ---------------------------------------------------------------------------------------------------------------
def undone(sheet, by):
    start_undo(sheet=sheet, by=by)
    return worked(sheet)


def test_an_import_is_undone_as_a_whole(ana, bruno):
    committed(sheet_of(MARIBEL), bruno)
    before = everything()
    sheet = undone(committed(AZUAY, ana), ana)
    assert sheet.state == "undone"
    assert everything() == before
    history = Person.history.rel.related_model.objects
    assert history.count() == 1  # Maribel's: of the others nothing is left, not even that
    assert set(outcomes(previewed(AZUAY, ana))) == {"new", "error", "repeated"}


BUILT = {
    "a note": lambda case, by: add_note(case=case, by=by, text="Llamó"),
    "a line of the timeline": lambda case, by: Event.objects.create(
        person=case.person, kind="x", section="journey", by_user=by.user, by_organisation=by.organisation
    ),
    "another case": lambda case, by: Case.objects.create(
        code="2222-2222",
        person=case.person,
        pathway=case.pathway,
        organisation=case.organisation,
        state="closed",
        close_reason="left",
        opened_on=date(2024, 1, 1),
        closed_on=date(2024, 1, 2),
    ),
}


@pytest.mark.parametrize("what", BUILT)
def test_what_was_built_on_it_prevents_that_and_is_named(what, ana):
    sheet = committed(sheet_of(YULIMAR, MARIBEL), ana)
    BUILT[what](sheet.rows.get(line=3).person.cases.get(), ana)
    before = everything()
    with pytest.raises(Conflict, match="lines: 3") as caught:
        start_undo(sheet=sheet, by=ana)
    assert caught.value.facts["lines"] == [3]
    assert (everything(), Import.objects.get().state) == (before, "done")


def test_what_is_built_while_it_is_being_undone_prevents_it_as_well(ana):
    sheet = committed(sheet_of(YULIMAR, MARIBEL), ana)
    start_undo(sheet=sheet, by=ana)
    add_note(case=sheet.rows.get(line=2).person.cases.get(), by=ana, text="Llamó")
    before = everything()
    assert (worked(sheet).state, worked(sheet).problem) == ("done", "import_built_on")
    assert everything() == before


def test_who_was_there_before_stays(ana):
    committed(sheet_of(YULIMAR), ana)
    before = everything()
    sheet = committed(sheet_of(YULIMAR.replace("pidió curso", "volvió"), MARIBEL), ana)
    undone(sheet, ana)
    assert everything() == before


def test_only_what_is_done_is_undone(ana):
    with pytest.raises(Conflict):
        start_undo(sheet=previewed(sheet_of(YULIMAR), ana), by=ana)


def test_planner_knows_what_an_import_filled(ana, monkeypatch):
    """Whoever reads next gets a plan for the tables as they are now; their history is read by nobody's list."""
    monkeypatch.setattr(commit, "MANY_ROWS", 1)
    committed(sheet_of(YULIMAR, MARIBEL), ana)
    with connection.cursor() as cursor:
        cursor.execute(FILLED)
        filled = dict(cursor.fetchall())
    assert {"people_person", "journey_case", "people_likeness"} <= filled.keys()
    assert {table for table, rows in filled.items() if rows <= 0} <= {"journey_import", "people_disclosurequestion"}
