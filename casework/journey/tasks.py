"""Imports that nobody has to wait for, thin."""

from uuid import UUID

from celery import shared_task

from casework.access.models import Door
from casework.access.scope import acting_as, system
from casework.journey.imports.checking import check_waiting
from casework.journey.imports.uploads import clear_imports
from casework.journey.imports.work import work_on
from casework.journey.models import Import

# Seconds. A run that lasts leaves the worker's processes to other work now and then.
WORK_FOR = 30


@shared_task
def work_on_import(import_id: str) -> None:
    """Once for each thing that somebody begins, and again until it is done."""
    if work_on(UUID(import_id), seconds=WORK_FOR):
        work_on_import.delay(import_id)


@shared_task(expires=25)
def go_on_with_imports() -> None:
    """Every half minute: what lost its job, because a process or the broker died, gets another."""
    with system("imports of every organisation that were begun"):
        waiting = list(Import.objects.at_work().values_list("pk", flat=True))
    for import_id in waiting:
        work_on_import.delay(str(import_id))


@shared_task(expires=50 * 60)
def check_waiting_rows() -> None:
    """Ask every hour about the rows for which the day's disclosure budget was used up."""
    with system("sheets of every organisation"):
        waiting = list(Import.objects.with_waiting_rows().select_related("membership__organisation"))
    for sheet in waiting:
        with acting_as(sheet.membership, Door.IMPORT):
            check_waiting(sheet, sheet.membership)


@shared_task(expires=60 * 60)
def clear_old_imports() -> None:
    """Every night: what was read of sheets that are of no use any more is deleted."""
    with system("sheets of every organisation"):
        clear_imports()
