"""Households that a sheet proposes: what is shown of them, and whether its rows become one.

Which rows are proposed together is found when the sheet is read (`people.sheets.homes`), by the sheet alone: nothing is
told of anybody who is not in it. Nothing is joined without a yes; `placing` does it then, with the registration.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from casework.access.models import Membership
from casework.base.errors import Conflict
from casework.base.many import update_rows
from casework.base.shown import digest, require_as_shown
from casework.journey.imports.telling import columns_of, name_in, where
from casework.journey.imports.uploads import lock_import
from casework.journey.models import Import, ImportRow
from casework.people.models import Person

State, Decision, Outcome = Import.State, ImportRow.Decision, ImportRow.Outcome
HomeDecision, HomeWhy = ImportRow.HomeDecision, ImportRow.HomeWhy
WRITTEN = ("decision", "decided_by", "home_decision", "home_decided_by")
# In the order in which the reasons of one proposal are told.
REASONS = tuple(HomeWhy)


@dataclass(frozen=True)
class MemberOfHome:
    """A row of a proposed household as it is shown."""

    row: ImportRow
    where: str  # the line in its sheet
    name: str
    relation: str  # in words


@dataclass(frozen=True)
class ProposedHome:
    """Rows that may be one household, and what was decided of it."""

    line: int  # that of its first row, by which it is named
    members: tuple[MemberOfHome, ...]
    decision: str
    is_done: bool
    shown: str  # its digest

    @property
    def lines(self) -> str:
        return ", ".join(member.where for member in self.members)

    @property
    def reasons(self) -> list[str]:
        found = {member.row.home_why for member in self.members}
        return [str(why.label) for why in REASONS if why in found]


def undecided_first(sheet: Import) -> QuerySet[ImportRow]:
    """Select the first rows of the households that are proposed and not registered yet, the undecided ones first."""
    return sheet.rows.homes().filter(home_done_at=None).order_by("home_decision", "line")


def homes_of(sheet: Import, lines: Iterable[int]) -> dict[int, ProposedHome]:
    """{line of its first row: the proposed household}, in one question however many they are."""
    columns, found = columns_of(sheet), {}
    for line, rows in _rows_of(sheet.rows.all(), lines).items():
        members = tuple(
            MemberOfHome(
                row,
                where(sheet, row.line),
                name_in(columns.pick(row.cells or [])),
                str(Person.Relationship(row.relation).label) if row.relation else "",
            )
            for row in rows
        )
        first = rows[0]
        is_done = all(row.home_done_at for row in rows)
        found[line] = ProposedHome(line, members, first.home_decision, is_done, shown_of_home(rows))
    return found


def _rows_of(rows: QuerySet[ImportRow], lines: Iterable[int]) -> dict[int, list[ImportRow]]:
    found: dict[int, list[ImportRow]] = {}
    for row in rows.filter(home__in=list(lines)).order_by("home", "line"):
        found.setdefault(row.home, []).append(row)
    return found


def shown_of_home(rows: Sequence[ImportRow]) -> str:
    """Digest a proposed household as a page shows it."""
    return digest([[row.line, row.relation, row.home_decision, row.cells] for row in rows])


@transaction.atomic
def decide_homes(*, sheet: Import, by: Membership, homes: Mapping[int, str | None], decision: str) -> int:
    """Keep whether these proposed households are registered as such; how many they are.

    Each key is the line of a household's first row and has its digest as a page showed it (`shown_of_home`), or None.
    With "together" second persons of the sheet about whom nobody decided are registered, too; who was to be registered
    by that alone waits again with "apart".

    Raises Conflict when one has changed or is registered already, ValidationError for a line that names none.
    """
    sheet = lock_import(sheet, by, State.PREVIEWED, State.DONE)
    if decision not in HomeDecision.values or not homes:
        sentence = _("Tick the households that are decided.")
        raise ValidationError({"homes": ValidationError(sentence, code="required")})
    found = _rows_of(sheet.rows.select_for_update(of=("self",)), homes)
    if len(found) < len(homes):
        sentence = _("The sheet proposes no household with this first line.")
        raise ValidationError({"homes": ValidationError(sentence, code="no_household")})
    for line, rows in found.items():
        require_as_shown(homes[line], shown_of_home(rows))
        if any(row.home_done_at for row in rows):
            raise Conflict("import_row_settled", _("This household is registered already."))
        for row in rows:
            _decide(row, by, decision)
    update_rows([row for rows in found.values() for row in rows], WRITTEN)
    return len(found)


def _decide(row: ImportRow, by: Membership, decision: str) -> None:
    was, row.home_decision, row.home_decided_by = row.home_decision, decision, by
    if not row.is_second or row.outcome != Outcome.NEW or row.done_at:
        return
    if decision == HomeDecision.TOGETHER and not row.decision:
        row.decision, row.decided_by = Decision.ADD, by
    elif decision == HomeDecision.APART and was == HomeDecision.TOGETHER and row.decision == Decision.ADD:
        row.decision, row.decided_by = "", None
