"""Say of each comparison whether two people agree in it: by its level, never by the weight a model gives that level.

A model may learn that sharing a canton speaks for a relative and so against one person; it stays an agreement.
"""

from enum import StrEnum

from .comparing import COMPARISONS, MISSING, Address, BirthDate, Canton, Document, Levels, Name, Phone, Sex, Swapped


class Agreement(StrEnum):
    AGREES = "agrees"
    NEAR = "near"
    DIFFERS = "differs"


AGREES, NEAR, DIFFERS = Agreement
AGREEMENTS: dict[type, dict[int, Agreement]] = {
    Name: {
        Name.SAME_RARE: AGREES,
        Name.SAME_UNCOMMON: AGREES,
        Name.SAME_COMMON: AGREES,
        Name.SAME_VERY_COMMON: AGREES,
        Name.SOUNDS_SAME: AGREES,
        Name.CLOSE: NEAR,
        Name.ALIKE: DIFFERS,
        Name.DIFFERENT: DIFFERS,
    },
    Swapped: {Swapped.NO: AGREES, Swapped.YES: NEAR},
    BirthDate: {
        BirthDate.SAME: AGREES,
        BirthDate.DAY_AND_MONTH_SWAPPED: NEAR,
        BirthDate.ONE_SLIP: NEAR,
        BirthDate.TWO_OF_THREE: NEAR,
        BirthDate.TWO_SLIPS: NEAR,
        BirthDate.YEAR_SAME: NEAR,
        BirthDate.YEAR_NEAR_UNSURE: NEAR,
        BirthDate.YEAR_NEAR: DIFFERS,
        BirthDate.DIFFERENT: DIFFERS,
        BirthDate.GENERATION: DIFFERS,
    },
    Document: {
        Document.SAME: AGREES,
        Document.ONE_AFTER_THE_OTHER: DIFFERS,
        Document.ONE_SLIP: NEAR,
        Document.DIFFERENT: DIFFERS,
    },
    Phone: {Phone.SAME: AGREES, Phone.ONE_DIGIT_OFF: NEAR, Phone.DIFFERENT: DIFFERS},
    Canton: {Canton.SAME: AGREES, Canton.SAME_PROVINCE: NEAR, Canton.DIFFERENT: DIFFERS},
    Address: {Address.SAME: AGREES, Address.MOSTLY: NEAR, Address.PARTLY: NEAR, Address.DIFFERENT: DIFFERS},
    Sex: {Sex.SAME: AGREES, Sex.DIFFERENT: DIFFERS},
}
# Both names have to agree; of the facts beside them one is enough.
NAMES = ("given", "family")
FACTS = ("birth", "document", "phone")
# Telephone and address change when people move; these do not.
LASTING = ("given", "given_more", "family", "family_more", "birth", "document", "sex")


def agreement(comparison: str, level: int) -> Agreement | None:
    """Tell whether two people agree in a comparison; None where it is not known of one of them."""
    return None if level == MISSING else AGREEMENTS[COMPARISONS[comparison]][level]


def agreements(levels: Levels) -> dict[str, Agreement]:
    """Tell the same of every comparison that could be made."""
    compared = {name: agreement(name, level) for name, level in zip(COMPARISONS, levels, strict=True)}
    return {name: found for name, found in compared.items() if found}


def may_be_disclosed(levels: Levels) -> bool:
    """Tell whether two descriptions agree so well that an organisation may learn of a person it does not see.

    Given name and surname agree, and so does birth date, document or telephone, and nothing lasting differs: a person
    out of sight is never found by a number alone, a name alone, or a name beside something that disagrees.
    """
    found = agreements(levels)
    return (
        all(found.get(name) == AGREES for name in NAMES)
        and any(found.get(name) == AGREES for name in FACTS)
        and all(found.get(name) != DIFFERS for name in LASTING)
    )
