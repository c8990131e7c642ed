"""Rows that somebody wants in one household are put into one once they are registered, and taken out with an undo.

By the actions of households, on behalf of who registers: what they refuse is left as it is, and said on the row. Those
of whom nobody lives in a household are made at once. Who lives in one already stays there; the others join it where it
may be written.
"""

import time
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from casework.access.models import Membership
from casework.access.policy import Section
from casework.base.errors import Conflict
from casework.base.many import update_rows
from casework.journey.imports.traces import built_on
from casework.journey.models import Import, ImportRow
from casework.people.gathering import create_households
from casework.people.household_rules import HEAD, OTHER, through, to_new_head
from casework.people.households import create_household, join_household, leave_household
from casework.people.models import Household, HouseholdStay, Person

Decision = ImportRow.Decision
HOMES = 200  # in one transaction
WRITTEN = ("home_done_at", "home_joined", "warnings", "done_at")
REFUSED = (Conflict, ObjectDoesNotExist, PermissionDenied, ValidationError)


def place_homes(sheet: Import, by: Membership, until: float) -> bool:
    """Put the rows that are registered into their households; whether it got that late (`time.monotonic`) before all
    were."""
    while time.monotonic() < until:
        homes = set(sheet.rows.to_place().order_by("home").values_list("home", flat=True)[:HOMES])
        if not homes:
            return False
        with transaction.atomic():
            _place(homes, sheet, by)
    return True


def _place(homes: set[int], sheet: Import, by: Membership) -> None:
    # All registered rows of these households, also who was put into theirs before: a row may be decided later.
    # Two at once take them in one order, and the second finds them done.
    done = sheet.rows.filter(home__in=homes, done_at__isnull=False)
    rows = list(done.select_for_update(of=("self",)).order_by("line"))
    by_home: dict[int, list[ImportRow]] = {}
    for row in rows:
        by_home.setdefault(row.home, []).append(row)
    keys = [row.pk for row in rows if row.decision == Decision.ADD]
    built = set(built_on(sheet, keys).values_list("pk", flat=True))
    wanted = [
        [row for row in members if row.person_id and row.home_decision == "together"] for members in by_home.values()
    ]
    for members in _not_made_at_once(wanted, by):
        _place_one(members, by)
    now = timezone.now()
    new = [row for row in rows if row.home_done_at is None and row.home_decision == "together"]
    for row in new:
        row.home_done_at = now
    # What was done here is a part of the import: it is nothing that was built on it.
    for row in rows:
        if row.home_joined and row.pk not in built:
            row.done_at = now
    update_rows(rows, WRITTEN)


def _not_made_at_once(homes: Sequence[Sequence[ImportRow]], by: Membership) -> list[Sequence[ImportRow]]:
    """Make those households at once of which nobody lives in one; the others are left to be looked at one by one."""
    heads = [next((row for row in rows if row.relation == HEAD), rows[0]) if rows else None for rows in homes]
    told = [
        [(row.person_id, HEAD if row is head else _told(row, head)) for row in rows]
        for rows, head in zip(homes, heads, strict=True)
    ]
    simple = [len({key for key, _relation in members}) == len(members) > 1 for members in told]
    made = iter(create_households(homes=[one for one, is_simple in zip(told, simple, strict=True) if is_simple], by=by))
    left = []
    for rows, is_simple in zip(homes, simple, strict=True):
        if is_simple and next(made):
            for row in rows:
                row.home_joined = True
        else:
            left.append(rows)
    return left


def _told(row: ImportRow, first: ImportRow) -> str:
    """Return the relation to the first of those who are registered, who may be another than the sheet's head."""
    relation = OTHER if row.relation in ("", HEAD) else row.relation
    return relation if first.relation in ("", HEAD) else to_new_head(first.relation, relation)


def _place_one(rows: Sequence[ImportRow], by: Membership) -> None:
    people = Person.objects.visible_to(by, Section.HOUSEHOLD).visible_to(by).in_bulk({row.person_id for row in rows})
    present = [row for row in rows if row.person_id in people]
    for row in rows:
        if row not in present and row.home_done_at is None:
            _say(row, "import_home_refused")
    if len({row.person_id for row in present}) < 2:
        return
    first = next((row for row in present if row.relation == HEAD), present[0])
    home, anchor = _home_of([first, *present], people), people[first.person_id]
    if home is None:
        home = _written(first, lambda: create_household(head=anchor, by=by))
        anchor.household, anchor.relationship = home, HEAD
    for row in present if home else ():
        person = people[row.person_id]
        if person.household_id is None:
            relation = _relation(_told(row, first), anchor, home)
            _written(row, lambda p=person, r=relation: join_household(person=p, household=home, relationship=r, by=by))
            person.household = home
        elif person.household_id != home.pk and row.home_done_at is None:
            _say(row, "import_home_elsewhere")


def _home_of(rows: Iterable[ImportRow], people: dict[UUID, Person]) -> Household | None:
    """The household in which the first of these lives who lives in one."""
    found = (people[row.person_id].household_id for row in rows)
    key = next((household for household in found if household), None)
    return Household(pk=key) if key else None


def _relation(relation: str, anchor: Person, home: Household) -> str:
    """Return the relation to the head there, by the relation to the first person of the rows."""
    if anchor.household_id != home.pk:
        return OTHER
    return relation if anchor.relationship == HEAD else through(anchor.relationship, relation)


def _written(row: ImportRow, action):
    """Do the action and return its outcome; None, with a word on the row, where it refuses."""
    try:
        with transaction.atomic():
            done = action()
    except REFUSED:
        _say(row, "import_home_refused")
        return None
    row.home_joined = True
    return done


def _say(row: ImportRow, code: str) -> None:
    if all(one.get("code") != code for one in row.warnings):
        row.warnings = [*row.warnings, {"field": "", "code": code, "params": {}}]


def homes_of_import(sheet: Import) -> set[UUID]:
    """The households into which the import put people."""
    rows = sheet.rows.filter(home_joined=True, person__household__isnull=False)
    return set(rows.values_list("person__household", flat=True))


def take_out(sheet: Import, by: Membership) -> None:
    """Let those leave again whom the import put into a household and who were registered before.

    Who has moved since, or is out of sight by now, is left as they are.
    """
    rows = sheet.rows.filter(home_joined=True, decision=Decision.SAME, person__household__isnull=False)
    for row in rows.select_related("person"):
        others = sheet.rows.filter(home=row.home, home_joined=True, person__household=row.person.household_id)
        if others.exclude(pk=row.pk).exists():
            _written(row, lambda p=row.person: leave_household(person=p, by=by, why=HouseholdStay.Why.MISTAKE))
