"""What beat and the worker do with imports, called as they call it: in the scope of nobody."""

from datetime import timedelta

import pytest
from django.utils import timezone

from casework.access.models import Door
from casework.access.scope import acting_as
from casework.journey import tasks
from casework.journey.imports.commit import start_commit
from casework.journey.models import Import
from casework.people.models import Person
from tests.journey.imports.sheets import MARIBEL, YULIMAR, committed, sent, sheet_of


def as_the_worker(task, *arguments):
    with acting_as(None, Door.JOB):
        task(*arguments)


@pytest.fixture
def sent_again(monkeypatch):
    """The imports for which another job was asked."""
    asked = []
    monkeypatch.setattr(tasks.work_on_import, "delay", asked.append)
    return asked


def state_of(sheet):
    return Import.objects.get(pk=sheet.pk).state


def test_a_job_reads_a_sheet(ana, sent_again):
    sheet = sent(sheet_of(YULIMAR), ana)
    as_the_worker(tasks.work_on_import, str(sheet.pk))
    assert (state_of(sheet), sent_again) == ("previewed", [])


def test_what_takes_long_is_done_bit_by_bit(ana, monkeypatch, sent_again):
    sheet = sent(sheet_of(YULIMAR), ana)
    as_the_worker(tasks.work_on_import, str(sheet.pk))
    start_commit(sheet=sheet, by=ana)
    monkeypatch.setattr(tasks, "WORK_FOR", 0)
    as_the_worker(tasks.work_on_import, str(sheet.pk))
    assert (state_of(sheet), sent_again) == ("committing", [str(sheet.pk)])


def test_what_lost_its_job_gets_another(ana, bruno, sent_again):
    lost = [sent(sheet_of(MARIBEL), by) for by in (ana, bruno)]
    committed(sheet_of(YULIMAR), ana)
    as_the_worker(tasks.go_on_with_imports)
    assert set(sent_again) == {str(sheet.pk) for sheet in lost}


def test_old_sheets_are_cleared_every_night(ana, settings):
    sheet = committed(sheet_of(YULIMAR), ana)
    long_ago = timezone.now() - timedelta(days=settings.IMPORT_KEPT_DAYS + 1)
    Import.objects.filter(pk=sheet.pk).update(updated_at=long_ago)
    as_the_worker(tasks.clear_old_imports)
    assert sheet.rows.get().cells is None
    assert Person.objects.count() == 1
