"""Kinds of identity documents in the sheet's words, and whether a number can belong to a kind."""

import re
from typing import NamedTuple

from stdnum.ec import ci

from casework.base.text import squash
from casework.people.placeholders import is_no_number

from ..problems import ValueProblem, no_warning
from .numbers import without_float
from .words import fold, says_none

PASSPORT, VE_CEDULA, EC_CEDULA, NATIONAL_ID = "passport", "ve_cedula", "ec_cedula", "national_id"
BIRTH_CERTIFICATE, REFUGEE_CARD, ANDEAN_CARD = "birth_certificate", "refugee_card", "andean_card"
OTHER, NONE = "other", "none"
CEDULA = "cedula"  # one that does not say of which country: resolve_cedula() decides, and it is never recorded

# The words of a kind, folded; the first line with one of its words in the cell counts.
KIND_WORDS = [
    (VE_CEDULA, "cedula venezolana|cedula de identidad venezolana|cedula de venezuela|ci venezolana|civ|c i v"),
    (EC_CEDULA, "cedula ecuatoriana|cedula de ecuador|cedula de identidad ecuatoriana|ci ecuatoriana|ecuadorian id"),
    (BIRTH_CERTIFICATE, "partida|partida de nacimiento|acta de nacimiento|certificado de nacimiento|birth certificate"),
    (REFUGEE_CARD, "refugiado|refugiada|refugio|refugee|solicitante de asilo|asylum seeker"),
    (ANDEAN_CARD, "carta andina|tarjeta andina|tam|andean card"),
    # Permits and registers of Peru and Colombia, which they brought along.
    (OTHER, "ptp|ppt|rumv|cpp|tmf|ce|extranjeria|permiso temporal|proteccion temporal|movilidad fronteriza|pep"),
    (NATIONAL_ID, "dni|cedula de ciudadania|cedula colombiana|cedula peruana|carnet de identidad|documento nacional"),
    (PASSPORT, "pasaporte|pasaportes|passport|pas|pp"),
    (CEDULA, "cedula|cedulas|ced|cedula de identidad|ci|c i|cid|cc|national id|identity card|id card"),
    (OTHER, "otro|otra|other|licencia|visa|virte|verhu|cpm|certificado|carnet|carne|permiso|documento"),
    (NONE, "indocumentado|indocumentada|undocumented"),
]
# Words for "other" that tell nothing about the document; any other word is worth keeping.
PLAIN_OTHER = frozenset({"otro", "otra", "other", "otro documento", "other document", "documento"})
EXPIRED = re.compile(r"\b(vencid[oa]s?|caducad[oa]s?|expirad[oa]s?|expired)\b")
CEDULAS = frozenset({VE_CEDULA, EC_CEDULA, NATIONAL_ID})
COUNTRY_OF_KIND = {VE_CEDULA: "VE", EC_CEDULA: "EC", REFUGEE_CARD: "EC", ANDEAN_CARD: "EC"}
VE_NUMBER = re.compile(r"([VE])?0*([1-9]\d{5,7})")
EC_LENGTH = 10
# Letters and digits; ICAO's machine-readable zone holds nine, but older booklets print more.
FREE_NUMBER = re.compile(r"(?=(?:.*\d){3})[A-Z0-9]{5,15}")
PAPER_NUMBER = re.compile(r"(?=.*\d)[A-Z0-9]{1,30}")
# "C.I." and "C.C." as one word; the letter of "C.I.V-9123456" belongs to the number.
_ACRONYM = re.compile(r"\b[A-Za-z](?:\.(?![VEve]\W*\d)[A-Za-z]\b)+\.?")
# Words, the letters a number begins with ("PP1234567", "V-9.123.456"), its digits, and words after it.
_WORDED = re.compile(
    r"(?P<before>\D*?)"
    r"(?P<number>(?:\b(?!(?:ci|civ|dni|pas|ptp|ppt|cpp|tmf|pep|tam)\d)[a-z]{1,3}(?=\d)|\b[ve][-.\s]*(?=\d))?\d.*?)"
    r"(?P<after>[\s(,;:/-]+[^\W\d_]{2}\D*)?",
    re.IGNORECASE | re.DOTALL,
)
_NUMBER_WORDS = frozenset("numero num nro no n number nr y and de del".split())
# So few letters before digits that are no known kind are a series ("AR 445566"); Haiti's passports begin with PP.
_SERIES = re.compile(r"[a-z]{1,3}")
_HAITIAN_SERIES = "pp"
# Two numbers, or a word in the middle of one, are no number.
_GLUED = re.compile(r"\d{4,}[A-Z]{2,}\d{4,}|[A-Z]{5,}")


class Kind(NamedTuple):
    kind: str
    expired_hint: bool  # the sheet says it has expired ("Pasaporte vencido")


class IntakeDocument(NamedTuple):
    kind: str
    number: str  # letters and digits only; "" when the sheet names the document without its number
    country: str  # ISO alpha-2 of the issuing country as far as the kind or the nationality tells; "" otherwise
    expired_hint: bool


def read_kind(text):
    """The kind a cell names. Raises ValueProblem document_kind_unknown."""
    folded = fold(text)
    if says_none(text):
        return Kind(NONE, False)
    words = f" {' '.join(EXPIRED.sub(' ', folded).split())} "
    for kind, names in KIND_WORDS:
        if any(f" {name} " in words for name in names.split("|")):
            return Kind(kind, bool(EXPIRED.search(folded)))
    raise ValueProblem("document_kind_unknown")


def read_number(text):
    """A document number without its punctuation; "" for "no tiene" and "en trámite". Raises ValueProblem
    number_rounded."""
    return "" if says_none(text) else squash(without_float(text))


class Worded(NamedTuple):
    kind: Kind | None  # None when the cell says none
    words: str  # as written, when a kind is named that is not in our list; "" otherwise
    number: str


def read_worded(text):
    """A cell that may name the kind beside the number: "Pasaporte 087654321", "C.I. V-9.123.456". Raises ValueProblem
    like read_number(), and document_impossible where words or a second number cannot be told from the number."""
    if says_none(text):
        return Worded(None, "", "")
    plain = _ACRONYM.sub(lambda found: found[0].replace(".", "") + " ", text.strip())
    match = _WORDED.fullmatch(plain)
    words = _kind_words(match) if match else fold(plain)
    if not words:
        return Worded(None, "", _whole(match["number"] if match else text))
    is_series = match and _SERIES.fullmatch(words) and ":" not in match["before"]
    kind = _kind_or_none(words)
    if is_series and (kind is None or words == _HAITIAN_SERIES):
        return Worded(None, "", _whole(text))
    if not match:
        return (
            Worded(kind, text.strip() if is_kept(kind, words) else "", "") if kind else Worded(None, "", _whole(text))
        )
    kind = kind or Kind(OTHER, False)
    said = " ".join(
        part for part in (match["before"].strip(" :.,-/("), (match["after"] or "").strip(" :.,-/()")) if part
    )
    return Worded(kind, said if is_kept(kind, words) else "", _whole(match["number"]))


def _kind_words(match):
    words = fold(f"{match['before']} {match['after'] or ''}").split()
    return " ".join(word for word in words if word not in _NUMBER_WORDS)


def _whole(text):
    number = read_number(text)
    if _GLUED.search(number) and not is_no_number(number):
        raise ValueProblem("document_impossible")
    return number


def _kind_or_none(words):
    try:
        return read_kind(words)
    except ValueProblem:
        return None


def is_kept(kind, text):
    """Whether the words for a kind say more than the "other" that is recorded."""
    return kind is not None and kind.kind == OTHER and fold(text) not in PLAIN_OTHER


def agreed_kind(told, worded, *, by_heading=False):
    """The kind by the column that is `told` (`by_heading`: by the heading alone, which an exception may stand under),
    and by the words beside the number. Raises ValueProblem document_kinds_disagree."""
    if worded is None or told is None or told.kind == OTHER:
        return worded or told
    if worded.kind in (told.kind, OTHER) or (worded.kind == CEDULA and told.kind in CEDULAS):
        return told
    if by_heading or (told.kind == CEDULA and worded.kind in CEDULAS):
        return worded
    raise ValueProblem("document_kinds_disagree")


def build_document(kind, number, *, nationality, column="", warn=no_warning):
    """One document from what read_kind() (None: the sheet does not say) and read_number() understood, or None. A number
    that nobody has is not known (warns document_placeholder). `column` is the heading, which may name two kinds.

    Raises ValueProblem about the number: document_impossible, document_check_digit, document_none_with_number.
    Warns document_kind_missing, document_which_cedula.
    """
    if number and is_no_number(number, kind.kind if kind else ""):
        warn("document_placeholder")
        number = ""
    if kind is None and not number:
        return None
    kind, expired_hint = kind or Kind(_guess_kind(number, nationality, fold(column).split(), warn), False)
    if kind == NONE:
        if number:
            raise ValueProblem("document_none_with_number")
        return None
    if kind == CEDULA:
        kind = resolve_cedula(number, nationality, warn)
    country = COUNTRY_OF_KIND.get(kind, nationality if kind in (PASSPORT, NATIONAL_ID) else "")
    return IntakeDocument(kind, check_number(kind, number) if number else "", country, expired_hint)


def _guess_kind(number, nationality, column, warn):
    """By the number itself: a cédula of Venezuela by its letter, of Ecuador by its check digit; under "C.I./Pasaporte"
    a Venezuelan's seven or eight digits are a cédula, and nine a passport."""
    if number[0] in "VE" and VE_NUMBER.fullmatch(number):
        return VE_CEDULA
    if number.isdigit() and len(number) == EC_LENGTH and ci.is_valid(number):
        return EC_CEDULA
    names_cedula = bool({"cedula", "ci", "c"} & set(column))
    if names_cedula and nationality in ("", "EC") and _lost_zero(number):
        warn("document_lost_zero")
        return EC_CEDULA
    is_venezuelan = nationality == "VE" and number.isdigit()
    if is_venezuelan and names_cedula and re.fullmatch(r"[1-9]\d{6,7}", number):
        return VE_CEDULA
    if (
        is_venezuelan
        and {"pasaporte", "passport"} & set(column)
        and len(number) == 9
        and not ci.is_valid(number.zfill(EC_LENGTH))
    ):
        return PASSPORT
    warn("document_kind_missing")
    return OTHER


def _lost_zero(number):
    """Whether this is an Ecuadorian cédula whose leading zero a spreadsheet dropped."""
    return len(number) == EC_LENGTH - 1 and number.isdigit() and ci.is_valid(number.zfill(EC_LENGTH))


def resolve_cedula(number, nationality, warn=no_warning):
    """Which country's "cédula" it is: by the letter V or E, else by the nationality and the length of the number.

    A Venezuelan's cédula has at most eight digits, an Ecuadorian one ten with a check digit, or nine where a
    spreadsheet lost the zero. A Colombian one may have ten too: where the check digit fits by chance it stays
    Colombian, and warns document_which_cedula.
    """
    if number[:1] in ("V", "E"):
        return VE_CEDULA
    could_be_ecuadorian = len(number) == EC_LENGTH and ci.is_valid(number)
    lost_zero = _lost_zero(number)
    if nationality in ("", "VE"):
        if lost_zero:
            warn("document_lost_zero")
        if could_be_ecuadorian or lost_zero or (len(number) == EC_LENGTH and number.isdigit()):
            return EC_CEDULA
        return VE_CEDULA if nationality else NATIONAL_ID
    if nationality == "EC":
        return EC_CEDULA
    if could_be_ecuadorian:
        warn("document_which_cedula")
    return NATIONAL_ID


def check_number(kind, number):
    """The number, when it can be one of this kind (a lost leading zero of an Ecuadorian cédula is put back where the
    check digit then fits; source of the check: stdnum.ec.ci). Raises ValueProblem document_impossible,
    document_check_digit."""
    if len(number) > 3 and len(set(number)) == 1:  # 0000000, 11111111: what people type to get past a form
        raise ValueProblem("document_impossible")
    if kind == EC_CEDULA:
        padded = number.zfill(EC_LENGTH) if len(number) == EC_LENGTH - 1 else number
        if not re.fullmatch(r"\d{10}", padded):
            raise ValueProblem("document_impossible")
        if not ci.is_valid(padded):
            raise ValueProblem("document_check_digit")
        return padded
    if kind == VE_CEDULA:
        if not (match := VE_NUMBER.fullmatch(number)):
            raise ValueProblem("document_impossible")
        return "".join(match.groups(default=""))
    rule = FREE_NUMBER if kind in (PASSPORT, NATIONAL_ID) else PAPER_NUMBER
    if not rule.fullmatch(number):
        raise ValueProblem("document_impossible")
    return number
