"""How two people agree: one small number per comparison. 0 is "not known of one of them", and evidence of nothing."""

from collections.abc import Mapping
from enum import IntEnum

from rapidfuzz.distance import OSA

from .names import given_nearness, surname_nearness
from .traits import Birth, Traits

YEARS_NEAR, GENERATION = 2, 13
NUMBERS_NEAR, SHORTEST_WITH_EDIT = 3, 6


class Name(IntEnum):
    """The best pair of given names, or of surnames; and of what is left on both sides, given that the best agrees.

    The same name says more the rarer it is, so how common it is belongs to the level.
    """

    SAME_RARE = 1
    SAME_UNCOMMON = 2
    SAME_COMMON = 3
    SAME_VERY_COMMON = 4
    SOUNDS_SAME = 5
    CLOSE = 6
    ALIKE = 7
    DIFFERENT = 8


class Swapped(IntEnum):
    """In which fields the names stood; known only where both given name and surname agree."""

    NO = 1
    YES = 2


class BirthDate(IntEnum):
    SAME = 1
    DAY_AND_MONTH_SWAPPED = 2
    ONE_SLIP = 3
    TWO_OF_THREE = 4
    TWO_SLIPS = 5
    YEAR_SAME = 6
    YEAR_NEAR_UNSURE = 7
    YEAR_NEAR = 8
    DIFFERENT = 9
    GENERATION = 10


class Document(IntEnum):
    SAME = 1
    ONE_AFTER_THE_OTHER = 2
    ONE_SLIP = 3
    DIFFERENT = 4


class Phone(IntEnum):
    SAME = 1
    ONE_DIGIT_OFF = 2
    DIFFERENT = 3


class Canton(IntEnum):
    SAME = 1
    SAME_PROVINCE = 2
    DIFFERENT = 3


class Address(IntEnum):
    SAME = 1
    MOSTLY = 2
    PARTLY = 3
    DIFFERENT = 4


class Sex(IntEnum):
    SAME = 1
    DIFFERENT = 2


# What is compared, in the order of the levels that `compare` returns.
COMPARISONS: dict[str, type[IntEnum]] = {
    "given": Name,
    "given_more": Name,
    "family": Name,
    "family_more": Name,
    "swapped": Swapped,
    "birth": BirthDate,
    "document": Document,
    "phone": Phone,
    "canton": Canton,
    "address": Address,
    "sex": Sex,
}
MISSING = 0
Levels = tuple[int, ...]
Bands = Mapping[str, int]

# Levels as plain numbers: this runs twenty million times a night.
_NAME_LEVELS = (int(Name.SAME_RARE), int(Name.SOUNDS_SAME), int(Name.CLOSE), int(Name.ALIKE), int(Name.DIFFERENT))
_AGREES = int(Name.CLOSE)


_NAMES = slice(0, 4)
_BIRTH, _DOCUMENT, _PHONE, _ADDRESS = (
    list(COMPARISONS).index(name) for name in ("birth", "document", "phone", "address")
)


def are_identical(levels: Levels) -> bool:
    """Whether document, birth date and names are the same: what may be taken for the same person without a look."""
    same_names = all(level <= Name.SAME_VERY_COMMON for level in levels[_NAMES])
    return same_names and (levels[_DOCUMENT], levels[_BIRTH]) == (Document.SAME, BirthDate.SAME)


def have_same_document(levels: Levels) -> bool:
    return levels[_DOCUMENT] == Document.SAME


def share_a_home(levels: Levels) -> bool:
    """Whether telephone or address is the same."""
    return levels[_PHONE] == Phone.SAME or levels[_ADDRESS] == Address.SAME


def compare(one: Traits, other: Traits, bands: Bands) -> Levels:
    """The level of each comparison. `bands` says of tokens how common they are (1 … 4; others are rare)."""
    given, given_more = _names(one.given, other.given, given_nearness, bands)
    family, family_more = _names(one.family, other.family, surname_nearness, bands)
    swapped = 1 if 0 < given <= _AGREES and 0 < family <= _AGREES else 0
    crosses = one.given_signs & other.family_signs or one.family_signs & other.given_signs
    if crosses and given > _AGREES and family > _AGREES:
        crossed = _names(one.given, other.family, surname_nearness, bands)
        back = _names(one.family, other.given, surname_nearness, bands)
        if 0 < crossed[0] <= _AGREES and 0 < back[0] <= _AGREES:
            # Which field was right nobody knows; sorted, it does not matter who is compared with whom.
            (given, given_more), (family, family_more), swapped = *sorted((crossed, back)), 2
    return (
        given,
        given_more,
        family,
        family_more,
        swapped,
        _births(one.birth, other.birth) if one.birth and other.birth else 0,
        _documents(one.documents, other.documents) if one.documents and other.documents else 0,
        _phones(one.phones, other.phones) if one.phones and other.phones else 0,
        _cantons(one.canton, other.canton) if one.canton and other.canton else 0,
        _addresses(one.address, other.address) if one.address and other.address else 0,
        (1 if one.sex == other.sex else 2) if one.sex and other.sex else 0,
    )


def _names(ours: tuple[str, ...], theirs: tuple[str, ...], nearness, bands: Bands) -> tuple[int, int]:
    """The level of the best pair, and that of the best pair among the others; 0 where there is none."""
    if not ours or not theirs:
        return 0, 0
    best, at, to = _best(ours, theirs, nearness, bands)
    if best > _AGREES or len(ours) == 1 or len(theirs) == 1:
        return best, 0
    return best, _best(ours[:at] + ours[at + 1 :], theirs[:to] + theirs[to + 1 :], nearness, bands)[0]


def _best(ours: tuple[str, ...], theirs: tuple[str, ...], nearness, bands: Bands) -> tuple[int, int, int]:
    best, at, to = 99, 0, 0
    i = 0
    for mine in ours:
        j = 0
        for yours in theirs:
            level = bands.get(mine, 1) if mine == yours else _NAME_LEVELS[nearness(mine, yours)]
            if level < best:
                best, at, to = level, i, j
            j += 1  # noqa: SIM113  (counting costs less than enumerate)
        i += 1  # noqa: SIM113
    return best, at, to


def _births(one: Birth, other: Birth) -> int:
    years = abs(one.year - other.year)
    if not (one.precise and other.precise):
        return 6 if not years else 7 if years <= YEARS_NEAR else _far(years)
    if one.digits == other.digits:
        return 1
    if not years and one.day == other.month and one.month == other.day:
        return 2
    parts = (not years) + (one.month == other.month) + (one.day == other.day)
    edits = OSA.distance(one.digits, other.digits, score_cutoff=2) if parts else 3
    if edits == 1:
        return 3
    if parts == 2 and years < GENERATION:
        return 4
    return 5 if edits == 2 else 8 if years <= YEARS_NEAR else _far(years)


def _far(years: int) -> int:
    return 9 if years < GENERATION else 10


def _documents(ours, theirs) -> int:
    nearest = 0
    for kind, mine in ours:
        for other_kind, yours in theirs:
            if mine == yours:
                return 1
            if kind == other_kind or kind == "other" or other_kind == "other":
                level = _numbers(mine, yours)
                nearest = min(nearest or level, level)
    return nearest


def _numbers(mine: str, yours: str) -> int:
    if abs(len(mine) - len(yours)) > 1 or len(mine) < SHORTEST_WITH_EDIT:
        return 4
    if mine.isdigit() and yours.isdigit() and abs(int(mine) - int(yours)) <= NUMBERS_NEAR:
        return 2
    return 3 if OSA.distance(mine, yours, score_cutoff=1) <= 1 else 4


def _phones(ours: tuple[str, ...], theirs: tuple[str, ...]) -> int:
    nearest = 3
    for mine in ours:
        for yours in theirs:
            if mine == yours:
                return 1
            if OSA.distance(mine, yours, score_cutoff=1) <= 1:
                nearest = 2
    return nearest


def _cantons(one: str, other: str) -> int:
    return 1 if one == other else 2 if one[:2] == other[:2] else 3


def _addresses(one: frozenset[str], other: frozenset[str]) -> int:
    if one == other:
        return 1
    shared = len(one & other)
    if not shared:
        return 4
    return 2 if 2 * shared >= min(len(one), len(other)) + 1 else 3
