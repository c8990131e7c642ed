"""Who works on a sheet: one reads it, two check and register it, and nobody waits for another."""

from collections.abc import Iterator
from contextlib import contextmanager

from casework.access.models import Door
from casework.access.scope import acting_as
from casework.journey.imports import work
from casework.journey.imports.commit import start_commit
from casework.journey.imports.work import work_on
from casework.journey.models import Import
from casework.people.models import Person
from tests.journey.imports.sheets import MARIBEL, YULIMAR, outcomes, previewed, sent, sheet_of, worked
from tests.roles import a_connection_of_the_owner


@contextmanager
def others_at(sheet: Import, *rooms: int) -> Iterator[None]:
    """Within this another process holds these places at the sheet."""
    with a_connection_of_the_owner() as other:
        for room in rooms:
            other.execute("SELECT pg_advisory_lock(%s, %s)", [room, work._number_of(sheet.pk)])
        yield
        other.execute("SELECT pg_advisory_unlock_all()")


def work_as_a_job(sheet: Import) -> bool:
    with acting_as(None, Door.JOB):
        return work_on(sheet.pk)


def state_of(sheet: Import) -> str:
    return Import.objects.get(pk=sheet.pk).state


def test_two_are_enough(ana):
    sheet = sent(sheet_of(YULIMAR), ana)
    with others_at(sheet, *work._HANDS):
        assert work_as_a_job(sheet) is False
    assert state_of(sheet) == "reading"


def test_only_one_reads(ana):
    sheet = sent(sheet_of(YULIMAR), ana)
    with others_at(sheet, work._LEAD):
        assert work_as_a_job(sheet) is False
    assert (state_of(sheet), sheet.rows.count()) == ("reading", 0)


def test_what_one_has_read_another_checks_while_the_rest_is_being_read(ana):
    sheet = previewed(sheet_of(YULIMAR, MARIBEL), ana)
    Import.objects.filter(pk=sheet.pk).update(state="reading", counts={})
    sheet.rows.update(outcome="read", decision="")
    with others_at(sheet, work._LEAD):
        assert work_as_a_job(sheet) is False
    assert (state_of(sheet), outcomes(sheet)) == ("reading", ["new", "new"])
    sheet = worked(sheet)  # who leads finds nothing left to read
    assert (sheet.state, sheet.counts, outcomes(sheet)) == ("previewed", {"new": 2}, ["new", "new"])


def test_the_second_registers_as_well(ana):
    sheet = previewed(sheet_of(YULIMAR, MARIBEL), ana)
    start_commit(sheet=sheet, by=ana)
    with others_at(sheet, work._HANDS[0], work._LEAD):
        assert work_as_a_job(sheet) is False
    assert (state_of(sheet), Person.objects.count()) == ("done", 2)


def test_only_one_undoes(ana):
    sheet = previewed(sheet_of(YULIMAR), ana)
    Import.objects.filter(pk=sheet.pk).update(state="undoing")
    with others_at(sheet, work._LEAD):
        assert work_as_a_job(sheet) is False
    assert state_of(sheet) == "undoing"
