"""An import goes again as a whole, as long as nothing was built on it.

Built on it is whatever came after: a line on the timeline of one of its people, and any row that hangs on her or her
case, in whichever room. A table whose rows come by themselves, such as what is planned for every case, says with
`worked_on` which of them count.
"""

from collections.abc import Iterator
from functools import reduce
from operator import or_
from uuid import UUID

import pgtrigger
from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access.history import History
from casework.access.models import Membership
from casework.access.scope import system
from casework.base.errors import Conflict
from casework.base.shown import digest, require_as_shown
from casework.journey.imports.telling import said
from casework.journey.imports.uploads import lock_import, set_to_work
from casework.journey.models import Case, Import, ImportRow, IntakeRow
from casework.people.models import Event, Person

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


def built_on(sheet: Import) -> QuerySet[ImportRow]:
    """The rows of people with whom something was done since they were registered."""
    with system("what was built on a person may be another organisation's, and prevents it as well"):
        rows = sheet.rows.filter(decision=Decision.ADD, done_at__isnull=False)
        keys = list(rows.filter(reduce(or_, _traces())).values_list("pk", flat=True))
    return sheet.rows.filter(pk__in=keys)


def _traces() -> Iterator[Q]:
    """Conditions on a row: that there is something of this kind."""
    yield Q(Exists(Event.objects.filter(person=OuterRef("person"), at__gt=OuterRef("done_at"))))
    for model, outer in ((Person, "person"), (Case, "person__cases")):
        for relation in model._meta.related_objects:
            other = relation.related_model
            if issubclass(other, History) or other in (Event, Case) or not _has(other, "created_at"):
                continue
            rows = other._default_manager.all()
            rows = rows.worked_on() if hasattr(rows, "worked_on") else rows
            hanging = {relation.field.name: OuterRef(outer), "created_at__gt": OuterRef("done_at")}
            yield Q(Exists(rows.filter(**hanging)))
    yield Q(Exists(Case.objects.filter(person=OuterRef("person"), created_at__gt=OuterRef("done_at"))))


def _has(model: type[models.Model], name: str) -> bool:
    return any(field.name == name for field in model._meta.concrete_fields)


def undo(sheet: Import, by: Membership) -> None:
    """In one transaction: all or nothing, however it ends."""
    try:
        with transaction.atomic():
            _undo(sheet)
    except Conflict as conflict:
        sheet.state, sheet.problem = State.DONE, conflict.code
        sheet.problem_params = conflict.facts["shown"]
        sheet.save()


def _undo(sheet: Import) -> None:
    people = _added(sheet)
    with system("all that hangs on a person goes with her, whoever sees it"):
        for some in _batches(people):
            # Whoever would build on them waits here, and finds nobody then.
            list(Person.objects.filter(pk__in=some).order_by("pk").select_for_update().values_list("pk"))
        require_nothing_built(sheet)
        # That they were registered by mistake is not remembered with all that was said of them: the import itself
        # tells who registered how many, and who undid it.
        with pgtrigger.ignore():
            for some in _batches(people):
                _delete(some)
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
