"""A person's rights reach the record that was merged into hers, too."""

import json

import pytest

from casework.access.models import LogEntry
from casework.journey.actions import close_case
from casework.journey.models import Case
from casework.merging.actions import merge, undo
from casework.people.actions import add_contact, update_person
from casework.people.merged import records_of
from casework.people.models import Merge, MergeStep, Person
from casework.rights.actions import erase, export, open_request
from casework.rights.export import as_json


@pytest.fixture
def merged(case, again, ana, hilda):
    """The one who is kept; the other was called Zenobia."""
    update_person(person=again.person, by=ana, given_names="Zenobia", address="Calle Larga 1")
    for person in (case.person, again.person):
        add_contact(person=person, by=ana, kind="phone", value="0991234567")
    merge(kept=case.person, gone=again.person, by=hilda, reason="She is Zenobia", choices={"names": "kept"})
    case.person.refresh_from_db()
    return case.person


def test_she_is_given_what_stood_there(merged, ana):
    held = json.dumps(as_json(export(person=merged, by=ana)), ensure_ascii=False)
    assert "Zenobia" in held
    assert "She is Zenobia" in held


def test_all_of_it_is_erased(merged, again, ana, ines, hilda):
    close_case(case=Case.objects.open().get(), by=ana, close_reason="left")
    request = open_request(person=merged, by=ana, kind="erase")
    erase(request=request, by=ines)
    assert not Person.objects.filter(given_names="Zenobia").exists()
    assert not Person.history.rel.related_model.objects.filter(given_names="Zenobia").exists()
    assert not MergeStep.objects.exists()
    assert Merge.objects.get().reason == "—"
    assert not any(person.contacts.exists() for person in Person.objects.all())


def test_who_looked_at_the_other_record_looked_at_her(merged, again):
    LogEntry.objects.create(kind="read", place="case", persons=[again.person_id])
    assert LogEntry.objects.about(*records_of(merged.pk)).exists()


def test_after_an_undo_neither_is_the_others(merged, again, hilda, ana):
    undo(merge=Merge.objects.get(), by=hilda)
    merged.refresh_from_db()
    held = as_json(export(person=merged, by=ana))["held"]
    assert [one["given_names"] for one in held["person"]] == ["Yulimar del Valle"]
