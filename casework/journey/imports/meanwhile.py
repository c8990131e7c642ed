"""Between looking at a sheet and registering it time passes: others register the same people, and so do earlier rows.

Just before a batch is registered its rows are held against whoever was noted since the sheet was sent, by few keys and
so at little cost. A row that is very likely somebody of whom nobody was told, or of the same document, waits for a
decision once more; what is less likely is left to the review of duplicates, as she thought she had decided.
"""

from collections.abc import Sequence
from uuid import UUID

from casework.base.many import update_rows
from casework.journey.imports.checking import set_found
from casework.journey.imports.elsewhere import log_found, opened
from casework.journey.imports.entries import Desk, Drafted
from casework.journey.models import ImportRow
from casework.people.candidates import met_since
from casework.people.known import possible_matches, repeating

ASKED_AGAIN = ("decided_by", "likely", "elsewhere", "warnings")
WARNING = {"field": "", "code": "import_met_since", "params": {}}


def left_for_the_next(drafted: Sequence[Drafted]) -> set[ImportRow]:
    """Rows that may be of the same people as others of their batch: they are looked at when those are registered."""
    places = repeating([one.traits for one in drafted])
    return {drafted[place].row for place in places}


def ask_again(drafted: Sequence[Drafted], desk: Desk) -> None:
    """Takes back what was decided of rows that may be somebody who was registered meanwhile, and tells who; who is
    identical and seen is taken for the same person, as when a sheet is looked through."""
    places = met_since([one.traits for one in drafted], desk.sheet.created_at)
    met, asked = [drafted[place] for place in places], []
    for one, matches in zip(met, possible_matches([one.entry.draft for one in met], desk.by), strict=True):
        row = one.row
        told = _told_of(row)
        if any((her.very_likely or her.same_document) and her.person_id not in told for her in matches.people):
            set_found(row, matches)
            row.decided_by, row.warnings = None, [*row.warnings, WARNING]
            log_found(matches.people)
            asked.append(row)
    update_rows(asked, ASKED_AGAIN)


def _told_of(row: ImportRow) -> set[UUID]:
    """Whom the row may be as far as was known when it was decided."""
    return {UUID(one["person"]) for one in row.likely} | {found.person_id for found in opened(row)}
