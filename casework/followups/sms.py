"""Count the SMS a text takes (GSM 03.38 and 03.40). Pure.

What is written with the 7-bit alphabet of GSM has 160 characters, or 153 in each part of a longer one; anything else
goes as UCS-2, with 70 and 67. The alphabet has é, ñ, ¿ and ¡, but none of á, í, ó and ú.
"""

from dataclasses import dataclass

GSM = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Each takes two places.
GSM_TWICE = "\f^{}\\[~]|€"
LIMITS = {"GSM-7": (160, 153), "UCS-2": (70, 67)}
_PLACES = dict.fromkeys(GSM, 1) | dict.fromkeys(GSM_TWICE, 2)
_BEYOND = 0xFFFF


@dataclass(frozen=True)
class Size:
    """A text as SMS: in which encoding, how many, how many places it takes, and how many are left in the last one."""

    encoding: str
    count: int
    places: int
    left: int


def size_of(text: str) -> Size:
    """Counts the SMS of a text; an empty one is none."""
    encoding = "GSM-7" if all(sign in _PLACES for sign in text) else "UCS-2"
    places = [_PLACES[sign] if encoding == "GSM-7" else 1 + (ord(sign) > _BEYOND) for sign in text]
    alone, part = LIMITS[encoding]
    total = sum(places)
    if total <= alone:
        return Size(encoding, int(bool(text)), total, alone - total)
    count, used = 1, 0
    for taken in places:  # a sign of two places is never cut in two
        if used + taken > part:
            count, used = count + 1, 0
        used += taken
    return Size(encoding, count, total, part - used)
