"""What was built on an import: whatever came after.

A line on the timeline of one of its people, and any row that hangs on a person or a case, in whichever room. A table
whose rows come by themselves, such as what is planned for every case, says with `worked_on` which of them count.
"""

from collections.abc import Iterator, Sequence
from functools import reduce
from operator import or_
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from casework.access.history import History
from casework.access.scope import system
from casework.journey.models import Case, Import, ImportRow
from casework.people.models import Event, Person


def built_on(sheet: Import, among: Sequence[UUID] | None = None) -> QuerySet[ImportRow]:
    """The rows (of those `among`, else all) of people with whom something was done since they were registered."""
    with system("what was built on a person may be another organisation's, and prevents it as well"):
        rows = sheet.rows.filter(decision=ImportRow.Decision.ADD, done_at__isnull=False)
        rows = rows if among is None else rows.filter(pk__in=among)
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
