"""Telephone numbers and e-mail addresses."""

import re
import unicodedata
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from casework.base.text import tidy
from casework.people.placeholders import is_no_contact
from casework.people.rules import phone_number

from ..problems import ValueProblem, no_warning
from .numbers import without_float
from .words import fold, is_not_known, says_none

# People keep the number of the country they left and write it as one does there, with no country code.
ALSO_WITHOUT_CODE = ("VE",)
# Where somebody is from one of these, a number of this form is a mobile of there.
MOBILES = {"CO": re.compile(r"3\d{9}"), "PE": re.compile(r"9\d{8}")}
SHORTEST = 7  # digits of a telephone number
_ADDRESS = re.compile(r"[^\s;,/|@]+@[^\s;,/|@]+")
_BETWEEN = re.compile(
    r"[/;|,\n]|\s+(?:y|o|e|and|or|-|–)\s+|(?<=\d{7})\s*-\s*(?=\+?\d{7})|(?<=\d{9})\s+(?=\+?\d{9})|(?<=[)\w])\s+(?=[^\W\d]+\s*:)"
)
_LABEL = re.compile(
    r"\b(cel(ular)?|tel(ef(ono)?|f)?|tlf|movil|whats\s?app|wsp|wa|phone|mobile|casa|personal|propio|contacto)\b[.:]?",
    re.IGNORECASE,
)
_EXTENSION = re.compile(r"\b(?:ext|extension|int|anexo)\b\.?\s*\d{1,5}\s*$", re.IGNORECASE)
_DOUBLED = re.compile(r"^(\+?\s*593|00593)[\s()-]*0(?=[\s()-]*[2-9])")
_ASIDE = re.compile(r"\([^()\d]*\)")  # "(mamá)", never an area code
_WORDS = re.compile(r"[^\W\d_][^\d+]*")
_NO_WORDS = re.compile(r"[\d()/;|,:+\n-]+")  # in whose a number is: they would part it, or be read as digits
_JOINING = re.compile(r"\s+(?:y|o|e|and|or)\s+")
_NOT_A_NUMBER = re.compile(r"[^\d\s()+./-]")


class Phone(NamedTuple):
    """A telephone number (E.164), and whose it is in the words beside it; "" where there are none."""

    number: str
    whose: str


def read_phones(text, *, nationality="", warn=no_warning):
    """The telephone numbers of a cell in E.164, each once; () for "no tiene". Numbers without a country code are
    Ecuadorian, with or without the leading zero that spreadsheets lose, Venezuelan where only that fits, or mobiles of
    the person's own country (warns phone_country).

    Raises ValueProblem: phone_impossible, number_rounded. Warns phone_placeholder.
    """
    return tuple(
        dict.fromkeys(phone.number for phone in read_labelled_phones(text, nationality=nationality, warn=warn))
    )


def read_labelled_phones(text, *, nationality="", warn=no_warning):
    """The same, each Phone with the words beside it: "0991234567 (mamá)"."""
    if says_none(text):
        return ()
    found = []
    # Signs before it come from programs that took it for a formula.
    for part in (part.strip(" ='") for part in _BETWEEN.split(without_float(text))):
        if not part or is_not_known(part) or says_none(part):
            continue
        if is_no_contact("phone", part):
            warn("phone_placeholder")
            continue
        found.append(_labelled(part, nationality, warn))
    return tuple(dict.fromkeys(found))


def with_owner(text, owner):
    """A cell of telephone numbers with whose they are beside each: "0991234567 (de la vecina)"."""
    if not (text and owner):
        return text
    plain = _JOINING.sub(" & ", tidy(_NO_WORDS.sub(" ", owner)))
    parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    return " / ".join(f"{part} ({plain})" if any(map(str.isdigit, part)) else part for part in parts)


def _labelled(part, nationality, warn):
    plain = _EXTENSION.sub("", _LABEL.sub(" ", _without_accents(without_float(part)))).strip()
    digits = _ASIDE.sub(" ", plain).strip()
    words = ""
    if _NOT_A_NUMBER.search(digits) or digits != plain:
        words = tidy(" ".join(_WORDS.findall(part)).translate(_PUNCTUATION))
        digits = re.sub(r"[^\W\d_]+[.:]?", " ", digits).strip()
    if _NOT_A_NUMBER.search(digits.replace(":", " ")) or "ext" in fold(words).split():
        raise ValueProblem("phone_impossible")
    if words and fold(words) in _OWN_WORDS:
        words = ""
    return Phone(_e164(digits.strip(" :-"), nationality, warn), words)


_PUNCTUATION = str.maketrans("():-,", "     ")
_OWN_WORDS = frozenset(
    """celular cel telefono telf tel tlf movil whatsapp wsp wa casa personal propio domicilio phone mobile trabajo
    fijo convencional claro movistar cnt tuenti contacto llamadas""".split()
)


def _e164(digits, nationality, warn):
    digits = _DOUBLED.sub("+593 ", digits)
    bare = re.sub(r"\D", "", digits)
    mobile = MOBILES.get(nationality)
    if mobile and not digits.startswith("+") and mobile.fullmatch(bare):
        warn("phone_country", country=nationality)
        if number := phone_number(bare, nationality):
            return number
    found = next((number for number in _readings(digits) if number is not None), None)
    if found is None:
        raise ValueProblem("phone_impossible")
    return found


def _readings(digits):
    """The readings of a number from the likeliest on; None where one does not fit."""
    yield phone_number(digits)
    for region in ALSO_WITHOUT_CODE:
        yield phone_number(digits, region)
    # "593 99 …" or "58 414 …": the + was lost; "00593 …" is dialled so.
    if not digits.startswith("+"):
        yield (
            phone_number(f"+{digits.removeprefix('00')}", None)
            if not digits.startswith("0") or digits.startswith("00")
            else None
        )


def _without_accents(text):
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def apart_from_numbers(text):
    """An e-mail address and telephone numbers that stand in one cell, as two texts; ("…", "") for any other cell."""
    address = _ADDRESS.search(text)
    rest = _ADDRESS.sub(" ", text).strip(" /;,|-")
    if sum(map(str.isdigit, rest)) < SHORTEST or any(map(str.isalpha, rest)):
        return text, ""
    try:
        read_phones(rest)
    except ValueProblem:
        return text, ""
    return (address[0] if address else ""), rest


def read_email(text, *, warn=no_warning):
    """An e-mail address in small letters; "" for "no tiene". Raises ValueProblem email_impossible; warns
    email_placeholder."""
    if says_none(text) and "@" not in text:
        return ""
    if is_no_contact("email", text):
        warn("email_placeholder")
        return ""
    address = text.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise ValueProblem("email_impossible") from error
    return address
