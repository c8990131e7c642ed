"""Rows wait once the organisation has asked about as many people as a day allows, and go on by themselves."""

from datetime import timedelta

import pytest
from django.utils import timezone

from casework.access.models import Door, LogEntry
from casework.access.policy import DisclosureBudget
from casework.access.scope import acting_as, system
from casework.base.errors import Conflict
from casework.journey.imports.decisions import decide
from casework.journey.tasks import check_waiting_rows
from casework.people import disclosure
from casework.people.models import DisclosureQuestion, Person
from tests.journey.imports.sheets import YULIMAR, committed, outcomes, previewed, sheet_of

NUMBERED = [
    YULIMAR.replace("Yulimar;González", f"{name};Quispe").replace("12345678", f"1234567{at}")
    for at, name in enumerate(("Rosa", "Luisa", "Carmen", "Petra", "Julia"))
]


@pytest.fixture(autouse=True)
def budget(monkeypatch):
    """Three questions a day for one member."""
    monkeypatch.setattr(disclosure, "DISCLOSURE_BUDGET", DisclosureBudget(organisation=6, name=2, pair=5, number=5))


def a_day_later():
    with system("a test lets a day pass"):
        DisclosureQuestion.objects.update(asked_at=timezone.now() - timedelta(days=1, minutes=1))


def test_rows_over_the_budget_wait_whether_somebody_is_there_or_not(ana, bruno, nrc):
    committed(sheet_of(NUMBERED[4]), ana)
    sheet = previewed(sheet_of(*NUMBERED), bruno)
    assert outcomes(sheet) == ["new", "new", "new", "later", "later"]
    assert [row.decision for row in sheet.rows.order_by("line")] == ["add", "add", "add", "", ""]
    assert LogEntry.objects.get(kind=LogEntry.Kind.SWEEP).organisation_id == nrc.pk


def test_waiting_rows_are_not_registered_and_nothing_is_decided_about_them(bruno):
    sheet = committed(sheet_of(*NUMBERED), bruno)
    assert (sheet.state, Person.objects.count()) == ("done", 3)
    with acting_as(bruno, Door.WEB), pytest.raises(Conflict):
        decide(row=sheet.rows.get(line=5), by=bruno, decision="add")


def test_they_go_on_when_the_budget_has_room_again(ana, bruno):
    committed(sheet_of(NUMBERED[4]), ana)
    sheet = previewed(sheet_of(*NUMBERED), bruno)
    check_waiting_rows()
    assert outcomes(sheet) == ["new", "new", "new", "later", "later"]
    a_day_later()
    check_waiting_rows()
    assert outcomes(sheet) == ["new", "new", "new", "new", "duplicate"]
    sheet.refresh_from_db()
    assert sheet.counts == {"new": 4, "duplicate": 1}


def test_registering_makes_no_room(bruno):
    """Else a sheet could be taken over and undone, again and again, each time about other people."""
    sheet = committed(sheet_of(*NUMBERED), bruno)
    check_waiting_rows()
    assert "later" in outcomes(sheet)


def test_a_number_alone_finds_nobody_in_a_sheet(ana, bruno):
    """The sweep of 2,000 sequential numbers under invented names: every row is new, whoever bears the number."""
    committed(sheet_of(YULIMAR), ana)
    sheet = previewed(sheet_of(YULIMAR.replace("Yulimar;González", "Rosa;Quispe")), bruno)
    assert outcomes(sheet) == ["new"]
    assert not LogEntry.objects.filter(place="import_elsewhere").exists()
