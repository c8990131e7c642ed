"""Keys of a worklist are chosen before the lock: they tell no more than a list that is read under it."""

from datetime import date, timedelta

import pytest
from django.db.models import Exists, OuterRef

from casework.access.models import Door
from casework.access.policy import Duty
from casework.access.scope import acting_as
from casework.journey.actions import open_blocker, register
from casework.journey.expiries import expiring_in
from casework.journey.models import Case, Expiry
from casework.journey.worklists import FILTERS, Scope, Worklist, cases_in, keys_in
from casework.people import queries
from casework.people.models import Person
from casework.people.queries import sees_many
from casework.places.models import Division
from tests.cast import refer
from tests.journey.standing import document, put

TODAY = date(2025, 3, 12)
DAY = timedelta(days=1)
READERS = ("ana", "bruno", "fabiola", "carmen", "marta", "ivan")
# What the lock alone leaves of the lists that look at other tables.
UNDER_THE_LOCK = {
    Worklist.EXPIRED: lambda cases, by: cases.filter(ending(by, TODAY - 3 * DAY, TODAY - DAY)),
    Worklist.EXPIRING: lambda cases, by: cases.filter(ending(by, TODAY, TODAY + 3 * DAY)),
    Worklist.BLOCKED: lambda cases, by: cases.blocked(),
    Worklist.WAITING: lambda cases, by: cases.awaiting_decision(),
}


def ending(by, first, last):
    """That a document which matters to the reader ends on one of these days: a CPM always, where no visa is seen."""
    shown = Expiry.objects.filter(case=OuterRef("pk"), expires_on__range=(first, last))
    return Exists(shown if by.organisation.duty == Duty.CPM else shown.mattering())


def with_cpm(case, expires_on):
    # While it was applied for, the ministry of the step was told.
    put(case, "cpm", "submitted")
    put(case, "cpm", "done", document=document(case, "cpm", expires_on))


@pytest.fixture
def cases(case, ana, bruno, fabiola, interior, mremh):
    """A case of HIAS and three of NRC, of which FUDELA was told all, no documents, and blockers without documents."""
    shared = {"Rosa": None, "Luz": ["journey", "identity"], "Sol": ["journey", "identity", "blockers"]}
    made = {"Maria": case} | {name: register(by=bruno, given_names=name) for name in shared}
    for name, sections in shared.items():
        refer(made[name].person, fabiola.organisation, sections)
        open_blocker(case=made[name], by=bruno, stage="visa", cause="fee")
    with_cpm(made["Maria"], TODAY - DAY)
    with_cpm(made["Rosa"], TODAY + DAY)
    with_cpm(made["Luz"], TODAY - DAY)
    with_cpm(made["Sol"], TODAY - DAY)
    put(made["Sol"], "visa", "submitted")
    return {name: one.pk for name, one in made.items()}


@pytest.mark.parametrize("worklist", FILTERS)
@pytest.mark.parametrize("scope", Scope.values)
def test_chosen_are_those_that_the_lock_shows(cases, worklist, scope, request):
    for name in READERS:
        by = request.getfixturevalue(name)
        with acting_as(by, Door.WEB):
            listed = cases_in(worklist, by, scope, today=TODAY).order_by("-moved_at", "id")
            assert keys_in(worklist, listed, 10) == list(listed.values_list("pk", flat=True)), name


@pytest.mark.parametrize("worklist", UNDER_THE_LOCK)
def test_what_is_told_for_whom_finds_what_the_lock_leaves(cases, worklist, request):
    for name in READERS:
        by = request.getfixturevalue(name)
        with acting_as(by, Door.WEB):
            told = keys_in(worklist, cases_in(worklist, by, Scope.VISIBLE, today=TODAY).order_by("id"), 10)
            left = UNDER_THE_LOCK[worklist](Case.objects.visible_to(by).open(), by).order_by("id")
            assert told == list(left.values_list("pk", flat=True)), name


def test_who_was_told_a_part_is_listed_by_that_part(cases, fabiola):
    found = {}
    with acting_as(fabiola, Door.WEB):
        for worklist in (Worklist.EXPIRED, Worklist.EXPIRING, Worklist.BLOCKED):
            listed = cases_in(worklist, fabiola, Scope.VISIBLE, today=TODAY)
            found[worklist] = set(keys_in(worklist, listed, 10))
    assert found == {
        Worklist.EXPIRED: set(),
        Worklist.EXPIRING: {cases["Rosa"]},
        Worklist.BLOCKED: {cases["Rosa"], cases["Sol"]},
    }


def test_a_month_lists_what_the_reader_sees_of_documents(cases, fabiola, bruno):
    month, quito = TODAY.replace(day=1), Division.objects.get(code="1701")
    Person.objects.update(canton=quito)
    for by in (bruno, fabiola):
        with acting_as(by, Door.WEB):
            listed = expiring_in(Case.objects.visible_to(by), month, TODAY, by=by, canton=quito)
            assert keys_in(Worklist.EXPIRING, listed, 10) == [cases["Rosa"]]


def test_pages_follow_each_other(cases, bruno):
    with acting_as(bruno, Door.WEB):
        listed = cases_in(Worklist.ALL, bruno, Scope.ORGANISATION, today=TODAY).order_by("id")
        pages = [keys_in(Worklist.ALL, listed, 2, after=after) for after in (0, 2, 4)]
    assert [len(page) for page in pages] == [2, 1, 0]
    assert pages[0] + pages[1] == sorted(cases[name] for name in ("Rosa", "Luz", "Sol"))


def test_an_organisation_sees_many_from_a_number_on(cases, bruno, ivan, monkeypatch):
    monkeypatch.setattr(queries, "MANY", 3)
    assert not sees_many(bruno)
    monkeypatch.setattr(queries, "MANY", 2)
    assert sees_many(bruno)
    assert sees_many(ivan)
