"""What beat sends about people, and the same from the terminal."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from casework.access.models import Door
from casework.access.scope import acting_as
from casework.people import finding, tasks
from casework.people.actions import register_person
from casework.people.models import Duplicate, Likeness, Person

NAMES = {"given_names": "Yulimar del Valle", "family_names": "González Rondón", "birth_date": "1991-07-23"}


@pytest.fixture(autouse=True)
def _settled(monkeypatch):
    monkeypatch.setattr(finding, "SETTLED", -timedelta(minutes=1))


@pytest.fixture
def sent(monkeypatch):
    """Tasks that are sent are done at once, as a worker would; which ones."""
    parts = []

    def do(part):
        parts.append(part)
        tasks.find_duplicates_of(part)

    monkeypatch.setattr(tasks.find_duplicates_of, "delay", do)
    return parts


@pytest.fixture
def twice(ana):
    return [register_person(by=ana, birth_precision="day", **NAMES) for _twice in range(2)]


def test_every_night_all_parts_are_searched_slice_by_slice(twice, sent, monkeypatch):
    monkeypatch.setattr(tasks, "SEARCH_FOR", 0)
    monkeypatch.setattr(finding, "AT_ONCE", 1)
    with acting_as(None, Door.JOB):
        tasks.find_duplicates()
    assert set(sent) == set(range(finding.PARTS))
    assert len(sent) >= Likeness.objects.count()
    pair = Duplicate.objects.get()
    assert {pair.one, pair.other} == set(twice)


def test_the_command_searches_to_the_end(twice, capsys):
    call_command("find_duplicates", processes=1)
    everybody = Likeness.objects.count()
    assert capsys.readouterr().out.startswith(f"{everybody} people looked at, 1 pairs wait for review")
    call_command("find_duplicates", processes=1, again=True)
    assert capsys.readouterr().out.startswith(f"{everybody} people looked at, 1 pairs")


def test_whoever_cannot_be_found_yet_is_noted_at_night(twice):
    Likeness.objects.filter(person=twice[0]).delete()
    with acting_as(None, Door.JOB):
        tasks.note_likenesses()
    assert not Person.objects.filter(likeness=None).exists()
