"""What becomes of a row: it is registered, left out, or it is somebody who is there."""

from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, JSONField, Value
from django.db.models.expressions import CombinedExpression
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access.models import Membership, User
from casework.base.errors import Conflict
from casework.base.shown import digest, require_as_shown
from casework.journey.imports.telling import where
from casework.journey.imports.uploads import lock_import
from casework.journey.models import Case, Import, ImportRow
from casework.journey.queries import ImportRowQuerySet
from casework.journey.registering import check_caseworker

State, Decision, Outcome = Import.State, ImportRow.Decision, ImportRow.Outcome
NAMED = 20  # so many lines are named in a refusal


@transaction.atomic
def decide(*, row: ImportRow, by: Membership, decision: str, person: UUID | None = None) -> ImportRow:
    """Keeps the decision about one row; "" takes it back. `person` says who it is, among those it may be.

    Raises Conflict for a row of which nothing is to be decided (any more).
    """
    sheet = lock_import(row.sheet, by, State.PREVIEWED, State.DONE)
    row = sheet.rows.select_for_update().get(pk=row.pk)
    return _decide(row, by, decision, person)


def _decide(row: ImportRow, by: Membership, decision: str, person: UUID | None = None) -> ImportRow:
    if not row.is_open:
        raise Conflict("import_row_settled", _("Nothing is to be decided about this row."))
    row.person_id = _checked(row, by, person) if decision == Decision.SAME else None
    row.decision, row.decided_by = decision, by
    row.full_clean(exclude=["sheet", "person"])
    row.save()
    return row


def _checked(row: ImportRow, by: Membership, person: UUID | None) -> UUID:
    likely = [one["person"] for one in row.likely]
    person = person or (UUID(likely[0]) if len(likely) == 1 else None)
    if person is None or str(person) not in likely:
        raise ValidationError({"person": ValidationError(_("Say which person it is."), code="required")})
    if not Case.objects.visible_to(by).filter(person=person).exists():
        sentence = _("This person has no case that you see: open one for her first.")
        raise ValidationError({"person": ValidationError(sentence, code="no_case")})
    return person


@transaction.atomic
def decide_all(*, sheet: Import, by: Membership, outcome: str, decision: str, shown: str | None = None) -> int:
    """The same decision for all rows of one kind about which nobody has decided yet; how many they were.

    `shown` is their digest as a page showed it (`digest_of`): Conflict when others are there by now.
    """
    sheet = lock_import(sheet, by, State.PREVIEWED, State.DONE)
    if outcome not in ImportRow.OPEN_TO_DECISION or decision not in (Decision.ADD, Decision.SKIP):
        raise ValidationError(_("This cannot be decided for all of them at once."), code="not_at_once")
    require_as_shown(shown, digest_of(sheet, outcome))
    rows = _not_decided(sheet, outcome)
    return rows.update(decision=decision, person=None, decided_by=by, updated_at=timezone.now())


@transaction.atomic
def decide_ticked(*, sheet: Import, by: Membership, rows: dict[UUID, str | None], decision: str) -> int:
    """The same decision for these rows; how many they are. Each key has the row's digest as a page showed it
    (`shown_of_row`), or None. "same" takes each for the one person that it may be.

    Raises Conflict when one of them has changed, or when nothing is to be decided about it (any more), and
    ValidationError that names the lines of which it is not clear who they are.
    """
    sheet = lock_import(sheet, by, State.PREVIEWED, State.DONE)
    if decision not in Decision.values or not rows:
        raise ValidationError({"rows": ValidationError(_("Tick the rows that are decided."), code="required")})
    found = list(sheet.rows.select_for_update().filter(pk__in=rows).order_by("line"))
    if len(found) < len(rows):
        raise ImportRow.DoesNotExist
    for row in found:
        require_as_shown(rows[row.pk], shown_of_row(row))
    if decision == Decision.SAME:
        _require_one_each(sheet, [row for row in found if row.is_open], by)
    for row in found:
        _decide(row, by, decision)
    return len(found)


def _require_one_each(sheet: Import, rows: Sequence[ImportRow], by: Membership) -> None:
    clear = are_one_person(rows, by)
    unclear = [where(sheet, row.line) for row in rows if row.pk not in clear]
    if unclear:
        lines = ", ".join(unclear[:NAMED]) + (" …" if len(unclear) > NAMED else "")
        sentence = _("Nothing was decided. Of these lines it is not clear which person they are: %(lines)s.")
        raise ValidationError({"rows": ValidationError(sentence % {"lines": lines}, code="not_one")})


def are_one_person(rows: Sequence[ImportRow], by: Membership) -> set[UUID]:
    """Keys of the open rows that may be exactly one person, of whom `by` sees a case."""
    one = {row.pk: UUID(row.likely[0]["person"]) for row in rows if row.is_open and len(row.likely) == 1}
    seen = set(Case.objects.visible_to(by).filter(person__in=one.values()).values_list("person", flat=True))
    return {key for key, person in one.items() if person in seen}


def shown_of_row(row: ImportRow) -> str:
    """Digest a row as a page shows it."""
    return digest(row.outcome, row.decision, row.person_id, row.cells, row.likely)


@transaction.atomic
def choose_caseworker(*, sheet: Import, by: Membership, caseworker: User | None) -> int:
    """Let the cases of all rows that are not registered yet be of this caseworker; how many rows they are.

    Raises ValidationError for somebody who does not work in the organisation.
    """
    sheet = lock_import(sheet, by, State.PREVIEWED, State.DONE)
    check_caseworker(Case(organisation=sheet.organisation), caseworker)
    chosen = Value({"caseworker": caseworker and str(caseworker.pk)}, JSONField())
    rows = sheet.rows.filter(done_at=None).exclude(told=None)
    return rows.update(told=CombinedExpression(F("told"), "||", chosen, JSONField()), updated_at=timezone.now())


def caseworker_of(sheet: Import) -> User | None:
    """The caseworker who was chosen for all rows: that of the first which is not registered yet, else of the first."""
    rows = sheet.rows.exclude(told=None).order_by("line")
    for some in (rows.filter(done_at=None), rows):
        for told in some.values_list("told__caseworker", flat=True)[:1]:
            return User.objects.filter(pk=told).first() if told else None
    return None


def digest_of(sheet: Import, outcome: str) -> str:
    """Digest the rows of one kind about which nobody has decided yet."""
    return digest(list(_not_decided(sheet, outcome).order_by("line").values_list("line", flat=True)))


def _not_decided(sheet: Import, outcome: str) -> ImportRowQuerySet:
    return sheet.rows.filter(outcome=outcome, done_at=None, decided_by=None)
