"""Rows that may be people whom other organisations keep: told as the form tells it (`journey.likely`), and no more.

Which people they are is kept with the row sealed: their ids would tell whether two sheets are about the same person.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from uuid import UUID

from cryptography.fernet import InvalidToken

from casework.access.models import Membership
from casework.access.scope import system
from casework.base.sealed import cipher
from casework.journey.likely import Found, Part, Registered, parts_of, told_of
from casework.journey.models import ImportRow
from casework.journey.reading import log_read
from casework.people.known import Likely
from casework.people.matching.words import level_of_code

PURPOSE = b"casework.journey.imports.elsewhere"
PLACE = "import_elsewhere"


def kept_sealed(likely: Likely) -> dict:
    """What a row keeps of somebody whom its organisation does not see."""
    return {
        "sealed": cipher(PURPOSE).encrypt(likely.person_id.bytes).decode(),
        "very_likely": likely.very_likely,
        "parts": [part.value for part in parts_of(map(level_of_code, likely.why))],
    }


def log_found(likely: Iterable[Likely]) -> None:
    """Writes down that an import found people whom others keep: that a row is a possible duplicate tells so much."""
    with system("who keeps them is not seen by who imports"):
        log_read((one.person_id for one in likely if not one.seen), place=PLACE)


def elsewhere_of(rows: Iterable[ImportRow], by: Membership) -> dict[UUID, list[Registered]]:
    """By row what `by` is told of whom it may be elsewhere; that she is told stands in the log.

    Whom she sees by now, as access was granted, comes with her case.
    """
    found = {row.pk: list(opened(row)) for row in rows if row.elsewhere}
    told = told_of((one for those in found.values() for one in those), by, place=PLACE)
    return {row: [told[one] for one in those if one in told] for row, those in found.items()}


def opened(row: ImportRow) -> Iterator[Found]:
    """Whom it may be elsewhere, for us alone."""
    for kept in row.elsewhere:
        # What was sealed with a key that is no longer known tells of nobody.
        with suppress(InvalidToken):
            person_id = UUID(bytes=cipher(PURPOSE).decrypt(kept["sealed"].encode()))
            yield Found(person_id, kept["very_likely"], tuple(map(Part, kept["parts"])))
