"""Holding rows that were read against the register and its rules: each is new, is there already, may be somebody, or
is wrong. Nobody is registered.

As many as there are processes can be at it, also while the rest of the sheet is still being read: each takes a batch
that nobody has.
"""

from itertools import chain

from django.db import transaction
from django.utils import timezone

from casework.access.models import Membership
from casework.base.collecting import uncollected
from casework.base.many import update_rows
from casework.journey.imports.batches import BATCH, batch_by_batch
from casework.journey.imports.elsewhere import kept_sealed, log_found
from casework.journey.imports.entries import Desk
from casework.journey.models import Import, ImportRow, IntakeRow
from casework.people.disclosure import has_room
from casework.people.known import PossibleMatches, possible_matches

State, Outcome, Decision = Import.State, ImportRow.Outcome, ImportRow.Decision
FOUND = ("outcome", "decision", "person", "likely", "elsewhere", "problems", "warnings")


def go_on(sheet: Import, by: Membership, until: float) -> bool:
    """Checks batches until nobody's is left, or it is that late (`time.monotonic`): then there may be more."""
    desk = Desk(sheet, by)
    more = batch_by_batch(sheet.rows.to_check(), lambda rows: _check(rows, desk), until)
    if not more:
        _end(sheet)
    return more


def check_waiting(sheet: Import, by: Membership) -> None:
    """Hold the rows that wait for the disclosure budget against the register, as far as it reaches now."""
    desk, last = Desk(sheet, by), 0
    while has_room(by):
        with uncollected(), transaction.atomic():
            waiting = sheet.rows.waiting().filter(line__gt=last).select_for_update(skip_locked=True)
            rows = list(waiting.order_by("line").defer("cells")[:BATCH])
            for row in rows:
                row.outcome = Outcome.READ
            _hold_against_register(rows, desk)
        if not rows:
            break
        last = rows[-1].line
    Import.objects.filter(pk=sheet.pk).update(counts=sheet.rows.by_outcome())


def hold_again(sheet: Import, rows: list[ImportRow], by: Membership) -> None:
    """Hold rows that were mended against the register."""
    if rows:
        _hold_against_register(rows, Desk(sheet, by))


def _check(rows: list[ImportRow], desk: Desk) -> None:
    _hold_against_register(rows, desk)
    Import.objects.filter(pk=desk.sheet.pk).count_done(len(rows))


def _hold_against_register(rows: list[ImportRow], desk: Desk) -> None:
    known = _known_among([row.fingerprint for row in rows], desk.by)
    for row in rows:
        if row.fingerprint in known:
            row.outcome, row.warnings = Outcome.KNOWN, [{"field": "", "code": "import_known", "params": {}}]
    drafted = desk.draft_rows([row for row in rows if row.outcome == Outcome.READ])
    right = [one for one in drafted if not one.error]
    found = possible_matches([one.entry.draft for one in right], desk.by)
    for one, matches in zip(right, found, strict=True):
        set_found(one.row, matches)
    log_found(chain.from_iterable(matches.people for matches in found))
    update_rows(rows, FOUND)


def _known_among(fingerprints: list[str], by: Membership) -> set[str]:
    """Those of rows that became people of the organisation before."""
    rows = IntakeRow.objects.filter(organisation=by.organisation, fingerprint__in=fingerprints)
    return set(rows.values_list("fingerprint", flat=True))


def set_found(row: ImportRow, matches: PossibleMatches) -> None:
    """Keep the people a row may be, and what it is and becomes by that, unless somebody decides otherwise."""
    likely = matches.people
    seen = [one for one in likely if one.seen]
    row.likely = [{"person": str(one.person_id), "score": one.score, "why": list(one.why)} for one in seen]
    row.elsewhere = [kept_sealed(one) for one in likely if not one.seen]
    if matches.ask_later and not seen:
        row.outcome, row.decision = Outcome.LATER, ""
    elif not likely:
        # Second persons of a sheet wait until somebody says that they are registered.
        row.outcome, row.decision = Outcome.NEW, "" if row.is_second else Decision.ADD
    elif seen and seen[0].identical:
        row.outcome, row.decision, row.person_id = Outcome.SAME, Decision.SAME, likely[0].person_id
    else:
        row.outcome, row.decision = Outcome.DUPLICATE, ""


@transaction.atomic
def _end(sheet: Import) -> None:
    """The sheet was looked through, unless it is still being read or others have rows of it in hand."""
    sheet = Import.objects.select_for_update(no_key=True).get(pk=sheet.pk)
    if sheet.state == State.CHECKING and not sheet.rows.to_check().exists():
        sheet.counts = sheet.rows.by_outcome()
        sheet.state, sheet.previewed_at = State.PREVIEWED, timezone.now()
        sheet.save()
