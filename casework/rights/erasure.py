"""Erasing a person: her rows lose what says who she was, and her files go from the disk."""

from django.db import connection
from django.utils.translation import gettext as _

from casework.access.models import Membership
from casework.base.shown import digest
from casework.followups.models import Message, Reminder, Task
from casework.journey.imports.forgetting import forget_in_sheets
from casework.people.households import after_erasure
from casework.people.merged import records_of
from casework.people.models import Likeness, Person
from casework.rights.holding import Holding
from casework.rights.holdings import HOLDINGS, what_stays

BY_THEMSELVES = {Likeness, Task, Reminder, Message}


def erase_rows(person: Person, by: Membership) -> None:
    """All that `holdings` says, in every table. For the action that checked who asks; her row is locked."""
    forget_in_sheets(records_of(person.pk))
    homes = {person.household_id, *person.stays.values_list("household_id", flat=True)} - {None}
    # A task to ask who of several answered is one of them's, and names all.
    named = Task.objects.filter(origin=Task.Origin.REPLY, what__contains=person.full_name)
    named.update(what="")
    for holding in HOLDINGS:
        _erase(holding, person)
    after_erasure(homes, by)
    _forget_history(person)


def digest_of(person: Person) -> str:
    """Digest what an erasure would take: every record of the person and every row about them, as each is now.

    Rows that come by themselves, such as what is planned for every case, do not count.
    """
    rows = [
        (holding.key, pk, changed)
        for holding in HOLDINGS
        if holding.model not in BY_THEMSELVES
        for pk, changed in _rows_as_they_are(holding, person)
    ]
    return digest(sorted(map(str, records_of(person.pk))), rows)


def _rows_as_they_are(holding: Holding, person: Person) -> list[tuple]:
    columns = {column.name for column in holding.model._meta.concrete_fields}
    changed = "updated_at" if "updated_at" in columns else "pk"
    return list(holding.rows(person).order_by("pk").values_list("pk", changed))


def _forget_history(person: Person) -> None:
    """What these rows were before is history, which the application may add to only: the owner's function takes it."""
    with connection.cursor() as cursor:
        for record in records_of(person.pk):
            cursor.execute("SELECT casework_forget_history(%s)", [record])


def _erase(holding: Holding, person: Person) -> None:
    rows = holding.rows(person)
    if not holding.file:
        rows.filter(holding.gone).delete()
    by_row = {column: made for column, made in holding.wiped.items() if callable(made)}
    for row in rows.only("pk") if by_row else ():
        rows.filter(pk=row.pk).update(**{column: make() for column, make in by_row.items()})
    if at_once := holding.wiped.keys() - by_row.keys():
        rows.update(**{column: holding.wiped[column] for column in at_once})


def finish() -> int:
    """Deletes the files of everybody who was erased, and then the rows that held them; returns how many.

    Called when an erasure is committed and again by a job: a process that died in between leaves rows that say so.
    """
    done = 0
    for holding in HOLDINGS:
        if not holding.file:
            continue
        for row in holding.model.objects.filter(**{f"{holding.person}__anonymised_on__isnull": False}):
            getattr(row, holding.file).delete(save=False)
            row.delete()
            done += 1
    return done


def answer_of_erasure() -> str:
    """What the person is told: that it was done, what stays, and why."""
    stays = "\n".join(f"- {table}: {', '.join(columns)} ({why})" for table, columns, why in what_stays())
    return f"{_('Your data was erased. What remains no longer says who you are:')}\n{stays}"
