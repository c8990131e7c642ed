"""An import goes again as a whole, as long as nothing was built on it.

What is built on it, `traces` tells. Households into which it put people go with them, or get another head; who was
registered before leaves them again.
"""

from collections.abc import Iterator
from uuid import UUID

import pgtrigger
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access.models import Membership
from casework.access.scope import system
from casework.base.errors import Conflict
from casework.base.shown import digest, require_as_shown
from casework.journey.imports.placing import homes_of_import, take_out
from casework.journey.imports.telling import said
from casework.journey.imports.traces import built_on
from casework.journey.imports.uploads import lock_import, set_to_work
from casework.journey.models import Case, Import, ImportRow, IntakeRow
from casework.people.households import after_erasure
from casework.people.models import Person

State, Decision = Import.State, ImportRow.Decision
BATCH = 500
SHOWN = 20


@transaction.atomic
def start_undo(*, sheet: Import, by: Membership, shown: str | None = None) -> Import:
    """Lets all that the import registered go.

    Raises Conflict when something was built on it, or it registered others than those that were `shown`
    (`shown_of_undo`): nothing goes then.
    """
    sheet = lock_import(sheet, by, State.DONE)
    require_as_shown(shown, shown_of_undo(sheet))
    if not sheet.rows.exclude(done_at=None).exists():
        raise Conflict("import_nothing_to_undo", _("Nothing was registered by this import."))
    require_nothing_built(sheet)
    sheet.state, sheet.membership, sheet.done, sheet.total = State.UNDOING, by, 0, len(_added(sheet))
    sheet.save()
    set_to_work(sheet)
    return sheet


def shown_of_undo(sheet: Import) -> str:
    """Digest what goes when the import is undone."""
    done = sheet.rows.filter(done_at__isnull=False).order_by("line")
    return digest(list(done.values_list("line", "decision")))


def require_nothing_built(sheet: Import) -> None:
    lines = list(built_on(sheet).order_by("line").values_list("line", flat=True))
    if lines:
        shown = {"lines": ", ".join(map(str, lines[:SHOWN])) + (" …" if len(lines) > SHOWN else "")}
        raise Conflict("import_built_on", said("import_built_on", shown), lines=lines, shown=shown)


def undo(sheet: Import, by: Membership) -> None:
    """In one transaction: all or nothing, however it ends."""
    try:
        with transaction.atomic():
            _undo(sheet, by)
    except Conflict as conflict:
        sheet.state, sheet.problem = State.DONE, conflict.code
        sheet.problem_params = conflict.facts["shown"]
        sheet.save()


def _undo(sheet: Import, by: Membership) -> None:
    people = _added(sheet)
    with system("all that hangs on a person goes with her, whoever sees it"):
        for some in _batches(people):
            # Whoever would build on them waits here, and finds nobody then.
            list(Person.objects.filter(pk__in=some).order_by("pk").select_for_update().values_list("pk"))
        require_nothing_built(sheet)
        homes = homes_of_import(sheet)
        take_out(sheet, by)
        # That they were registered by mistake is not remembered with all that was said of them: the import itself
        # tells who registered how many, and who undid it.
        with pgtrigger.ignore():
            for some in _batches(people):
                _delete(some)
        after_erasure(homes, by)
        linked = sheet.rows.filter(decision=Decision.SAME, done_at__isnull=False).values("fingerprint")
        IntakeRow.objects.filter(organisation=sheet.organisation, fingerprint__in=linked).delete()
    sheet.state, sheet.done, sheet.undone_at = State.UNDONE, sheet.total, timezone.now()
    sheet.problem, sheet.problem_params = "", {}
    sheet.save()


def _added(sheet: Import) -> list[UUID]:
    added = sheet.rows.filter(decision=Decision.ADD, done_at__isnull=False, person__isnull=False)
    return list(added.values_list("person", flat=True))


def _batches(keys: list[UUID]) -> Iterator[list[UUID]]:
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]


def _delete(people: list[UUID]) -> None:
    with connection.cursor() as cursor:
        # Only of who is anonymised the history may be forgotten.
        Person.objects.filter(pk__in=people).update(anonymised_on=timezone.localdate())
        cursor.execute("SELECT count(casework_forget_history(id)) FROM unnest(%s::uuid[]) AS id", [people])
    Case.objects.filter(person__in=people).delete()
    Person.objects.filter(pk__in=people).delete()
