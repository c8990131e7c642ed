"""Which of two values is the better one, and which of two cases is further along. Pure: `today` is passed in.

What a person's row says is chosen in parts: the columns of a part say one thing together.
"""

from collections.abc import Iterable
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.base.text import fold
from casework.journey.stages import FINISHED, OPEN, Status
from casework.people.household_rules import HEAD
from casework.people.placeholders import is_no_name


class Side(models.TextChoices):
    """Whose value, place or case is taken."""

    KEPT = "kept", _("of the record that is kept")
    GONE = "gone", _("of the other record")


class Part(models.TextChoices):
    """What is chosen of a person; CASE is which of two open cases goes on."""

    NAMES = "names", _("names")
    SEX = "sex", _("sex")
    BIRTH = "birth", _("birth date")
    NATIONALITY = "nationality", _("nationality")
    LANGUAGE = "language", _("speaks")
    HOME = "home", _("where the person lives")
    ENTRY = "entry", _("entry into Ecuador")
    DEATH = "death", _("death")
    HOUSEHOLD = "household", _("household")
    CASE = "case", _("open case")


COLUMNS = {
    Part.NAMES: ("given_names", "family_names", "name_key"),
    Part.SEX: ("sex",),
    Part.BIRTH: ("birth_date", "birth_precision"),
    Part.NATIONALITY: ("nationality",),
    Part.LANGUAGE: ("language",),
    Part.HOME: ("canton", "address"),
    Part.ENTRY: ("entry_date", "entry_point", "entry_regular"),
    Part.DEATH: ("died_on", "death_known_by", "death_told_by"),
    Part.HOUSEHOLD: ("household", "relationship", "household_since", "principal_applicant"),
}
# The exacter the smaller.
EXACTNESS = {"day": 0, "year": 1, "estimated": 2, "": 3}
# Of two records of one stage: what is in force, then what waits, then what once was.
IN_FORCE, WAITING, BEGUN, OUT_OF_FORCE, SETTLED, REFUSED = range(6, 0, -1)


def values(person, part: str) -> tuple:
    return tuple(getattr(person, person._meta.get_field(column).attname) for column in COLUMNS[part])


def filled(told: Iterable) -> int:
    return sum(value not in (None, "", False) for value in told)


def better(part: str, kept, gone) -> Side:
    """Whose is taken unless somebody chooses: what is known over what is not, the exacter, the longer, the newer."""
    mine, other = values(kept, part), values(gone, part)
    if mine == other:
        return Side.KEPT
    if part == Part.HOUSEHOLD:
        return Side.GONE if _better_place(kept, gone) else Side.KEPT
    if filled(mine) != filled(other) and part != Part.NAMES:
        return Side.GONE if filled(other) > filled(mine) else Side.KEPT
    if part == Part.NAMES and (side := _better_names(kept, gone)):
        return side
    if part == Part.BIRTH and kept.birth_precision != gone.birth_precision:
        return Side.GONE if EXACTNESS[gone.birth_precision] < EXACTNESS[kept.birth_precision] else Side.KEPT
    return Side.GONE if gone.updated_at > kept.updated_at else Side.KEPT


def _better_names(kept, gone) -> Side | None:
    """Names over what says that none is known, and the longer of two where one has all of the other."""
    known = [not is_no_name(person.given_names) for person in (kept, gone)]
    if known[0] != known[1]:
        return Side.KEPT if known[0] else Side.GONE
    one, two = set(fold(kept.full_name).split()), set(fold(gone.full_name).split())
    if one != two and (one <= two or two <= one):
        return Side.GONE if one < two else Side.KEPT
    return None


def _better_place(kept, gone) -> bool:
    """A place where there is none, or that of the head where both are of one household."""
    if not kept.household_id:
        return True
    return kept.household_id == gone.household_id and gone.relationship == HEAD


def standing(record, today: date) -> tuple:
    """How far a stage has come, to compare two records of it: the greater goes on."""
    status = Status(record.status)
    ends = record.document.expires_on if record.document else None
    rank = {
        Status.DONE: OUT_OF_FORCE if ends and ends < today else IN_FORCE,
        Status.SUBMITTED: WAITING,
        Status.IN_PROGRESS: BEGUN,
        Status.NOT_NEEDED: SETTLED,
        Status.REFUSED: REFUSED,
    }[status]
    return rank, ends or date.max, record.since


def progress(records: Iterable, today: date) -> tuple:
    """How far a case has come, to compare two: the greater goes on."""
    records = list(records)
    done = sum(standing(record, today)[0] == IN_FORCE for record in records)
    return done, sum(record.status in FINISHED | OPEN for record in records)
