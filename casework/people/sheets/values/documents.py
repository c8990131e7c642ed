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
    (OTHER, "ptp|ppt|rumv|cpp|tmf|extranjeria|permiso temporal|proteccion temporal|movilidad fronteriza|pep"),
    (NATIONAL_ID, "dni|cedula de ciudadania|cedula colombiana|cedula peruana|carnet de identidad|documento nacional"),
    (PASSPORT, "pasaporte|pasaportes|passport|pas|pp"),
    (CEDULA, "cedula|cedula de identidad|ci|c i|cid|cc|national id|identity card|id card"),
    (OTHER, "otro|otra|other|licencia|visa|virte|verhu|cpm|certificado|carnet|carne|permiso|documento"),
    (NONE, "indocumentado|indocumentada|undocumented"),
]
EXPIRED = re.compile(r"\b(vencid[oa]s?|caducad[oa]s?|expirad[oa]s?|expired)\b")
COUNTRY_OF_KIND = {VE_CEDULA: "VE", EC_CEDULA: "EC", REFUGEE_CARD: "EC", ANDEAN_CARD: "EC"}
VE_NUMBER = re.compile(r"([VE])?0*([1-9]\d{5,7})")
EC_LENGTH = 10
# Letters and digits; ICAO's machine-readable zone holds nine, but older booklets print more.
FREE_NUMBER = re.compile(r"(?=(?:.*\d){3})[A-Z0-9]{5,15}")
PAPER_NUMBER = re.compile(r"(?=.*\d)[A-Z0-9]{1,30}")


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
    is_venezuelan = nationality == "VE" and number.isdigit()
    if is_venezuelan and {"cedula", "ci", "c"} & set(column) and re.fullmatch(r"[1-9]\d{6,7}", number):
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


def resolve_cedula(number, nationality, warn=no_warning):
    """Which country's "cédula" it is: by the letter V or E, else by the nationality and the length of the number.

    A Venezuelan's cédula has at most eight digits, an Ecuadorian one ten with a check digit, or nine where a
    spreadsheet lost the zero. A Colombian one may have ten too: where the check digit fits by chance it stays
    Colombian, and warns document_which_cedula.
    """
    if number[:1] in ("V", "E"):
        return VE_CEDULA
    could_be_ecuadorian = len(number) == EC_LENGTH and ci.is_valid(number)
    lost_zero = len(number) == EC_LENGTH - 1 and number.isdigit() and ci.is_valid(number.zfill(EC_LENGTH))
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
