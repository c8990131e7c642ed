"""Erasing a person leaves in no table and on no disk what says who she was, but the skeleton of her journey."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from casework.base.errors import Conflict
from casework.journey.actions import open_case, register, reopen_case
from casework.journey.models import Attachment, Case
from casework.people import actions as people
from casework.people.models import Consent, DataRequest, Event, Household, IdentityDocument, Person, PersonAccess
from casework.places.models import Division
from casework.rights import actions, erasure
from casework.rights.tasks import finish_erasures
from tests.rights.conftest import HERS


def everything_stored():
    """Each row of each table, with all its columns as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            for (row,) in cursor.fetchall():
                yield table, row


def found(words):
    return {(word, table) for table, row in everything_stored() for word in words if word.lower() in row.lower()}


def files_on(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def erase(request, by, capture):
    with capture(execute=True):
        return actions.erase(request=request, by=by)


def test_nothing_is_left_of_her(asked, case, ines, settings, django_capture_on_commit_callbacks):
    person, words = asked.person, (*HERS, case.code)
    assert {word for word, _table in found(words)} == {*words}
    assert files_on(settings.MEDIA_ROOT)
    erase(asked, ines, django_capture_on_commit_callbacks)
    assert found(words) == set()
    assert files_on(settings.MEDIA_ROOT) == []
    assert not Attachment.objects.exists()
    assert not Household.objects.exists()
    person.refresh_from_db()
    assert person.full_name == "Anonymised person"


def test_what_stays_is_the_skeleton(asked, case, ines, django_capture_on_commit_callbacks):
    before = case.awards.get()
    erase(asked, ines, django_capture_on_commit_callbacks)
    person = Person.objects.get()
    assert (person.sex, str(person.birth_date), person.birth_precision) == ("female", "1991-01-01", "year")
    assert (person.nationality, person.canton.name, person.canton.level) == ("VE", "Guayas", Division.Level.PROVINCE)
    stays = Case.objects.get()
    assert (stays.close_reason, stays.code != case.code) == ("left", True)
    assert set(stays.records.values_list("stage", flat=True)) == {
        "registration", "cpm", "visa", "training", "seed_capital",
    }  # fmt: skip
    assert stays.records.get(stage="visa").reason == "—"
    assert stays.records.get(stage="cpm").document.expires_on
    assert IdentityDocument.objects.get().number == "—"
    after = stays.awards.get()
    assert (after.amount, after.awarded_on) == (Decimal("500.00"), before.awarded_on)
    assert after.instalments.count() == 3
    assert Consent.objects.get().purpose == "keep"
    moved = Event.objects.filter(kind="stage_moved")
    assert moved.count() > 1
    assert not moved.filter(facts__has_key="reason").exists()
    assert set(Event.objects.exclude(kind="stage_moved").values_list("kind", flat=True)) == {
        "data_request_answered", "anonymised",
    }  # fmt: skip
    assert [a.reason for a in PersonAccess.objects.open()] == ["owner"]


def test_the_answer_names_what_stays_and_why(asked, ines):
    answered = actions.erase(request=asked, by=ines)
    assert (answered.status, answered.answered_by) == ("done", ines.user)
    assert answered.answer.startswith("Your data was erased.")
    assert "- people: sex, nationality, year of birth, province (to count how many" in answered.answer
    assert "- instalments: number, due on, amount (USD), paid on (to account for the money" in answered.answer
    assert len(answered.answer) < 2000


def test_every_row_that_stays_is_right_by_its_own_constraints(asked, ines):
    actions.erase(request=asked, by=ines)
    connection.check_constraints()
    case = Case.objects.get()
    for rows in (case.records, case.awards, case.trainings, case.person.documents, case.person.accesses):
        for row in rows.all():
            row.validate_constraints()


def test_nobody_undoes_it_even_past_the_actions(asked, ines):
    actions.erase(request=asked, by=ines)
    with pytest.raises(IntegrityError, match="stays anonymised"), transaction.atomic():
        Person.objects.update(anonymised_on=None)
    Person.objects.update(sex="female")
    assert Person.objects.get().anonymised_on


def test_others_of_the_household_lose_nothing(asked, case, ana, ines):
    sister = register(by=ana, given_names="Rosa", household=case.person.household, relationship="sibling").person
    actions.erase(request=asked, by=ines)
    sister.refresh_from_db()
    assert (sister.full_name, sister.household.address) == ("Rosa", "Isla Trinitaria 5")
    assert sister.anonymised_on is None


def test_an_open_case_is_closed_first(full, ana, ines):
    request = actions.open_request(person=full, by=ana, kind="erase")
    with pytest.raises(Conflict, match="has an open case"):
        actions.erase(request=request, by=ines)
    full.refresh_from_db()
    assert full.given_names == "Yulimar del Valle"


def test_another_open_wish_is_answered_first(asked, ana, ines):
    actions.open_request(person=asked.person, by=ana, kind="access")
    with pytest.raises(Conflict, match="Another request"):
        actions.erase(request=asked, by=ines)


def test_two_people_erase(closed, ines, admin, ana):
    request = actions.open_request(person=closed, by=ines, kind="erase")
    for by, why in ((ines, "Somebody else"), (ana, "confirm erasure")):
        with pytest.raises(PermissionDenied, match=why):
            actions.erase(request=request, by=by)
    assert actions.erase(request=request, by=admin).status == "done"
    with pytest.raises(Conflict, match="answered already"):
        actions.erase(request=request, by=admin)


def test_only_a_wish_to_erase_erases(closed, ana, ines):
    request = actions.open_request(person=closed, by=ana, kind="restrict")
    with pytest.raises(Conflict, match="not what the person asked"):
        actions.erase(request=request, by=ines)


def test_nothing_is_written_about_who_was_erased(asked, case, ana, hilda, ines):
    actions.erase(request=asked, by=ines)
    person = Person.objects.get()
    for act in (
        lambda: people.update_person(person=person, by=ana, given_names="Yulimar"),
        lambda: people.add_contact(person=person, by=ana, kind="phone", value="0991234567"),
        lambda: open_case(person=person, by=ana),
        lambda: reopen_case(case=case, by=hilda),
        lambda: actions.open_request(person=person, by=ana, kind="access"),
    ):
        with pytest.raises(Conflict, match="anonymised"):
            act()


def test_she_is_found_by_nothing_any_more(asked, case, ana, ines):
    old = case.code
    actions.erase(request=asked, by=ines)
    for typed in ("Yulimar", "V12345678", "0991234567", old, "anonimo"):
        assert not Case.objects.visible_to(ana).search(typed, ana).exists(), typed


def test_files_of_a_process_that_died_are_deleted_by_the_job(asked, ines, settings):
    actions.erase(request=asked, by=ines)  # committed, and killed before what comes after
    assert files_on(settings.MEDIA_ROOT)
    waiting = Attachment.objects.exclude(file="")
    assert set(waiting.values_list("name", "description")) == {("—", "")}
    # Killed once more between a file and its row: a file that is gone already is no error.
    path = settings.MEDIA_ROOT / waiting.get().file.name
    path.unlink()
    finish_erasures()
    assert files_on(settings.MEDIA_ROOT) == []
    assert not Attachment.objects.exists()
    assert erasure.finish() == 0


def test_files_of_others_stay(closed, settings):
    finish_erasures()
    assert len(files_on(settings.MEDIA_ROOT)) == 1
    assert Attachment.objects.count() == 2


def test_both_requests_are_answered_by_one_erasure(asked, ines):
    also = DataRequest.objects.create(person=asked.person, kind="retention", organisation=asked.organisation)
    Case.objects.update(retain_until="2020-01-01")
    actions.erase(request=asked, by=ines)
    also.refresh_from_db()
    assert also.status == "done"
