"""Every table about people keeps its history, whoever writes and through whichever door."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.test import Client

from casework.access.history import ADDED, CHANGED, DELETED, History
from casework.access.models import ApiClient, Door, LogEntry, PowerProposal, User
from casework.access.scope import acting_as, system
from casework.journey.actions import add_note
from casework.journey.models import ColumnMapping, Expiry, ImportRow, IntakeRow, Pathway, PathwayStage
from casework.people.actions import add_contact, mark_contact, update_person
from casework.people.models import (
    ConsentText,
    ContactPoint,
    DisclosureQuestion,
    Duplicate,
    DuplicateSearch,
    Event,
    HouseholdStay,
    Likeness,
    MatchModel,
    Merge,
    MergeStep,
    Person,
)
from tests.api.conftest import api_of
from tests.cast import PASSWORD, with_second_step
from tests.journey.standing import everything

ROOMS = ("access", "people", "journey", "programmes")
# Logs themselves, changes of powers and merges, which say who made and undid them, what is about nobody, what says
# nothing of its own, and rows of sheets, which say who decided.
NOT_REMEMBERED = {
    LogEntry,
    PowerProposal,
    Event,
    DisclosureQuestion,
    Duplicate,
    DuplicateSearch,
    Expiry,
    HouseholdStay,
    IntakeRow,
    ImportRow,
    ColumnMapping,
    Likeness,
    MatchModel,
    Merge,
    MergeStep,
    ConsentText,
    Pathway,
    PathwayStage,
}
TABLES = [
    model
    for room in ROOMS
    for model in apps.get_app_config(room).get_models()
    if not issubclass(model, History) and model not in NOT_REMEMBERED
]


def history(row):
    return list(type(row).history.rel.related_model.objects.filter(pgh_obj_id=row.pk).order_by("pgh_id"))


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.label)
def test_every_table_about_people_is_remembered(model):
    remembered = model.history.rel.related_model
    assert remembered.__name__ == f"{model.__name__}History"
    assert {tracker.label for tracker in remembered.pgh_trackers} == {ADDED, CHANGED, DELETED}


def test_no_secret_is_remembered():
    columns = {f.name for model in (User, ApiClient) for f in model.history.rel.related_model._meta.fields}
    assert not columns & {"password", "last_login", "client_secret", "previous_secret", "last_used_at"}


def test_each_table_writes_what_was_added_and_what_is_gone(case, ana, hilda):
    everything(case, ana, hilda)
    for model in TABLES:
        if model in (ApiClient,):
            continue
        for row in model._default_manager.all():
            assert [past.pgh_label for past in history(row)][:1] == [ADDED], model


def test_before_and_after_can_be_told(case, ana):
    person = case.person
    with acting_as(ana, Door.WEB):
        update_person(person=person, by=ana, address="Calle Larga 1")
        update_person(person=person, by=ana, address="Calle Corta 2")
    added, first, second = history(person)
    assert [added.address, first.address, second.address] == ["", "", "Calle Larga 1"]
    assert (first.pgh_label, second.pgh_label) == (CHANGED, CHANGED)


def test_what_changes_nothing_leaves_nothing(case):
    before = len(history(case.person))
    case.person.save()
    assert len(history(case.person)) == before


def test_history_outlives_its_row(case, ana):
    contact = add_contact(person=case.person, by=ana, kind="phone", value="0991234567")
    with acting_as(ana, Door.ADMIN):
        ContactPoint.objects.filter(pk=contact.pk).delete()
    contact.pk = contact.id
    added, gone = history(contact)
    assert (added.pgh_label, gone.pgh_label) == (ADDED, DELETED)
    assert gone.value == contact.value
    assert gone.person_id == case.person_id


def test_where_somebody_of_iom_works_is_remembered(ivan):
    ivan.territory.set(["01"])
    ivan.territory.clear()
    remembered = apps.get_model("access", "MembershipTerritoryHistory")
    rows = remembered.objects.filter(membership=ivan).order_by("pgh_id")
    assert [(row.pgh_label, row.division_id) for row in rows] == [(ADDED, "01"), (DELETED, "01")]


class TestDoors:
    def test_a_page(self, case, ana):
        browser = Client()
        browser.login(email=ana.user.email, password=PASSWORD)
        browser.post(f"/cases/{case.pk}/note/", {"text": "She called."})
        (row,) = history(case.notes.get())
        assert (row.by_user, row.by_membership, row.by_organisation) == (ana.user_id, ana.pk, ana.organisation_id)
        assert row.door == Door.WEB

    def test_a_partner_system(self, case, hias):
        answer = api_of(hias).post(f"/cases/{case.pk}/notes/", {"text": "She called."})
        assert answer.status_code == 201, answer.content
        (row,) = history(case.notes.get())
        user = User.objects.get(is_service=True)
        assert (row.by_user, row.by_organisation, row.door) == (user.pk, hias.pk, Door.API)

    def test_the_administration(self, db, hias):
        sofia = with_second_step(User.objects.create_superuser("sofia@example.org", "Sofia", PASSWORD))
        browser = Client()
        browser.force_login(sofia)
        form = {"short_name": "HIAS", "name": "HIAS Ecuador", "is_active": "on"}
        assert browser.post(f"/admin/access/organisation/{hias.pk}/change/", form).status_code == 302
        row = history(hias)[-1]
        assert (row.by_user, row.by_organisation, row.door) == (sofia.pk, None, Door.ADMIN)

    def test_an_import(self, hilda, tmp_path):
        sheet = tmp_path / "brigada.csv"
        sheet.write_text("Nombres;Apellidos\nYulimar;González\nMaribel;Rojas\n", encoding="utf-8")
        call_command("import_people", str(sheet), organisation="HIAS", stdout=StringIO())
        rows = Person.history.rel.related_model.objects.all()
        assert rows.count() == Person.objects.count() > 0
        assert {(row.by_user, row.door) for row in rows} == {(hilda.user_id, Door.IMPORT)}

    def test_a_job(self, case, ana):
        contact = add_contact(person=case.person, by=ana, kind="phone", value="0991234567")
        with system("a test of jobs"):
            mark_contact(contact=contact, by=ana, state="lost")
        row = history(contact)[-1]
        assert (row.by_user, row.by_organisation, row.door) == (None, None, Door.JOB)

    def test_what_the_system_does_for_somebody_is_hers(self, case, ana):
        with acting_as(ana, Door.WEB), system("it must see more than she may"):
            note = add_note(case=case, by=ana, text="x")
        (row,) = history(note)
        assert (row.by_user, row.door) == (ana.user_id, Door.WEB)


def test_history_is_seen_as_the_table_is(case, ana, hilda, bruno, fabiola):
    everything(case, ana, hilda)
    notes = apps.get_model("journey", "NoteHistory").objects
    assert notes.visible_to(ana).count() == notes.count() > 0
    assert not notes.visible_to(bruno).exists()
    people = Person.history.rel.related_model.objects
    assert people.visible_to(ana).count() == people.count() > 0
    assert not people.visible_to(bruno).exists()
