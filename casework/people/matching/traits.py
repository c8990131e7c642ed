"""What a person is compared by, made of plain values and kept small: a million fit into memory."""

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Self
from zlib import crc32

from casework.people.sheets.values.given_names import GIVEN_NAMES

from .names import TOKENS, key_sound, plain_words, tokens

PHONE_DIGITS = 7
# Shorter numbers agree by chance too often, or say "none".
SHORTEST_NUMBER, SHORTEST_PHONE = 4, 6
# Words of addresses that say nothing of the place.
_ADDRESS_NOISE = frozenset(
    "a al av ave avda avenida barrio barriada c calle casa cdla ciudadela com cooperativa coop de del el en entre esq "
    "esquina etapa frente junto la las lote los mz mza manzana no nro numero piso pasaje psje s sector sl solar urb "
    "urbanizacion y".split()
)
_VENEZUELAN = re.compile(r"[VE]0*(\d{4,9})")


class Birth:
    """A birth date, and the same as digits; the first of January is what offices write when only the year is known."""

    __slots__ = ("day", "digits", "month", "precise", "year")

    def __init__(self, year: int, month: int, day: int, precise: bool):
        self.year, self.month, self.day = year, month, day
        self.precise = precise and (month, day) != (1, 1)
        self.digits = f"{year:04d}{month:02d}{day:02d}"


class Traits:
    """A person's traits, never changed after they are made. What is empty is not known, and is evidence of nothing."""

    __slots__ = (
        "address",
        "birth",
        "canton",
        "documents",
        "family",
        "family_signs",
        "given",
        "given_signs",
        "phones",
        "sex",
    )

    def __init__(
        self,
        *,
        given_names: str,
        family_names: str = "",
        sex: str = "",
        birth_date: date | None = None,
        birth_precise: bool = True,
        documents: Iterable[tuple[str, str]] = (),
        phones: Iterable[str] = (),
        canton: str = "",
        address: str = "",
    ):
        """`documents` are (kind, number) and `phones` numbers, both however written."""
        self.given, self.family = _names(given_names, family_names)
        self.given_signs, self.family_signs = _signs(self.given), _signs(self.family)
        self.sex = sex if sex in ("female", "male") else ""
        born = birth_date
        self.birth = _birth(born.year, born.month, born.day, birth_precise) if born else None
        keyed = ((kind, number_key(number)) for kind, number in documents)
        self.documents = tuple(dict.fromkeys((kind, key) for kind, key in keyed if key))
        self.phones = tuple(dict.fromkeys(key for key in map(phone_key, phones) if key))
        self.canton = canton
        self.address = _address(address)

    def as_values(self) -> list:
        """As plain values, for JSON: taking them up again costs a tenth of reading names and numbers anew."""
        birth = self.birth and [self.birth.year, self.birth.month, self.birth.day, self.birth.precise]
        address = sorted(self.address)
        return [self.given, self.family, self.sex, birth, self.documents, self.phones, self.canton, address]

    @classmethod
    def of_values(cls, values: list) -> Self:
        """Those of whom `as_values` told."""
        given, family, sex, birth, documents, phones, canton, address = values
        traits = cls.__new__(cls)
        traits.given, traits.family, traits.sex, traits.canton = tuple(given), tuple(family), sex, canton
        traits.given_signs, traits.family_signs = _signs(given), _signs(family)
        traits.birth = _birth(*birth) if birth else None
        traits.documents, traits.phones = tuple(map(tuple, documents)), tuple(phones)
        traits.address = frozenset(address)
        return traits


@lru_cache(TOKENS)
def _birth(year: int, month: int, day: int, precise: bool) -> Birth:
    return Birth(year, month, day, precise)


def _names(given_names: str, family_names: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    given, family = tokens(given_names), tokens(family_names)
    if not family and len(given) > 1:
        given, family = _divided(given)
    return given, family


def number_key(number: str) -> str:
    """A number as compared: without signs, leading zeros and the V or E of a Venezuelan cédula; "" for none."""
    key = "".join(plain_words(number)).upper()
    venezuelan = _VENEZUELAN.fullmatch(key)
    key = venezuelan[1] if venezuelan else key.lstrip("0")
    return key if len(key) >= SHORTEST_NUMBER and len(set(key)) > 1 else ""


def phone_key(number: str) -> str:
    """The last seven digits, however the country was written; "" for what is no number."""
    digits = "".join(filter(str.isdigit, number))[-PHONE_DIGITS:]
    return digits if len(digits) >= SHORTEST_PHONE and len(set(digits)) > 1 else ""


def _signs(names: Iterable[str]) -> int:
    """A bit for the sound of each name: two that share no bit share no sound."""
    signs = 0
    for name in names:
        signs |= _sign(name)
    return signs


@lru_cache(TOKENS)
def _sign(name: str) -> int:
    return 1 << crc32(key_sound(name).encode()) % 61


def _divided(words: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Given names and surnames of a name written in one field; what stands turned round, comparing finds out."""
    cut = len(words) - 2 if len(words) > 3 else 2 if len(words) == 3 and words[1] in GIVEN_NAMES else 1
    return words[:cut], words[cut:]


@lru_cache(TOKENS)
def _address(text: str) -> frozenset[str]:
    words = plain_words(text)
    return frozenset(word for word in words if word not in _ADDRESS_NOISE) or frozenset(words)
