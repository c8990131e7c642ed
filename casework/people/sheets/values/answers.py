"""Sex, yes or no, whole numbers, percentages and short texts."""

import re

from casework.base.text import tidy

from ..problems import ValueProblem, no_warning
from .words import fold, listed, says_none

FEMALE, MALE, OTHER, NOT_RECORDED = "female", "male", "other", ""
SEX_WORDS = {
    **dict.fromkeys(listed("hombre|masculino|masc|varon|nino|male|man|boy|h"), MALE),
    **dict.fromkeys(listed("mujer|femenino|femenina|fem|nina|female|woman|girl|f"), FEMALE),
    **dict.fromkeys(listed("otro|otra|otre|other|intersex|intersexual|no binario|no binarie|non binary|nb|x"), OTHER),
}
# They speak of gender identity: which sex the document says, only the person can tell, and it holds up no row.
GENDER_WORDS = ("trans", "lgbt", "prefiere no", "prefer not")
YES = frozenset(listed("si|s|sip|yes|y|x|1|true|verdadero|t|v|claro|afirmativo"))
NO = frozenset(listed("no|n|not|0|false|falso|negativo|ninguno|ninguna"))
NUMBER_WORDS = """cero ninguno ninguna no zero none|uno una un one|dos two|tres three|cuatro four|cinco five|seis six|
    siete seven|ocho eight|nueve nine|diez ten"""
SMALL_NUMBERS = {word: number for number, words in enumerate(listed(NUMBER_WORDS)) for word in words.split()}
IRREGULAR_WORDS = (
    "irregular",
    "trocha",
    "informal",
    "no autorizad",
    "clandestin",
    "ilegal",
    "unauthori",
    "no regular",
    "sin sello",
)
REGULAR_WORDS = ("regular", "legal", "autorizado", "autorizada", "sellado", "sello", "habilitado", "regularly")
_ASIDE = re.compile(r"\([^()]*\)")
_CHILDREN = re.compile(r"(\d{1,2}) (?:hij[oa]s?|ninos?|ninas?|menores|children|child)( .*)?")
_PERCENT_INSIDE = re.compile(r"(?<![\d.,])(\d{1,3})(?:[.,]0+)?\s*(?:%|por ciento|porciento)")
_WHOLE = re.compile(r"(-?\d{1,9})(?:[.,]0+)?")
_AGE_WORDS = re.compile(r"(?<=\d)\s*(anos?|years?( old)?|a|yrs?)$")
_MONTHS_OLD = re.compile(r"(\d{1,2}) ?(mes|meses|m|months?|dias?|days?|semanas?|weeks?)$")


def read_sex(text, *, m_is=None, one_is=None, warn=no_warning):
    """Returns "female", "male", "other", or "" (not recorded, warns sex_unclear). `m_is` and `one_is` say what M, and
    1 beside 2, stand for in this sheet. Raises ValueProblem sex_unknown_word."""
    word = fold(text)
    if word in ("1", "2") and one_is:
        other = {MALE: FEMALE, FEMALE: MALE}[one_is]
        return one_is if word == "1" else other
    sex = m_is if word == "m" else SEX_WORDS.get(word)
    if sex:
        return sex
    if word not in ("m", "1", "2") and not any(known in word for known in GENDER_WORDS):
        raise ValueProblem("sex_unknown_word")
    warn("sex_unclear")
    return NOT_RECORDED


def read_yes_no(text):
    """True or False, also with something beside it: "Sí (sellado)". Raises ValueProblem answer_unclear."""
    word = fold(_ASIDE.sub(" ", text))
    if word in YES:
        return True
    if word in NO or says_none(text):
        return False
    raise ValueProblem("answer_unclear")


def read_regular(text):
    """Whether an entry was regular: yes or no, or in words ("irregular", "por trocha"). Raises answer_unclear."""
    word = fold(text)
    if any(irregular in word for irregular in IRREGULAR_WORDS):
        return False
    if any(regular in word.split() for regular in REGULAR_WORDS):
        return True
    return read_yes_no(text)


def read_whole_number(text, *, least, most):
    """A whole number in digits ("2", "2.0") or a small one in words, from `least` to `most`.

    Raises ValueProblem: number_unclear, number_out_of_range.
    """
    match = _WHOLE.fullmatch(text.strip()) or _CHILDREN.fullmatch(fold(text))
    number = int(match[1]) if match else SMALL_NUMBERS.get(fold(text))
    if number is None:
        raise ValueProblem("number_unclear")
    if not least <= number <= most:
        raise ValueProblem("number_out_of_range", least=least, most=most)
    return number


def read_age(text, *, most=120):
    """An age in whole years: "30", "30 años"; "8 meses" is 0. Raises ValueProblem like read_whole_number."""
    if months := _MONTHS_OLD.fullmatch(fold(text)):
        return int(months[1]) // 12 if months[2].startswith("m") else 0
    return read_whole_number(_AGE_WORDS.sub("", text.strip().lower().replace("ñ", "n")), least=0, most=most)


def young_age(text):
    """The number and "m", "s" or "d" of an age in months, weeks or days: "8 meses", "3 semanas"; None for another."""
    match = _MONTHS_OLD.fullmatch(fold(text))
    return match and (int(match[1]), {"w": "s"}.get(match[2][0], match[2][0]))


def read_percentage(text):
    """A whole percentage from 0 to 100: "45%", "45", "no" (0), and 0.45 as a spreadsheet keeps 45 %.

    Raises ValueProblem: percent_missing for a bare "yes", percent_unclear for a bare 1 (yes? 1 %? 100 %?),
    number_unclear, number_out_of_range.
    """
    if inside := _PERCENT_INSIDE.findall(text):
        text = f"{inside[0]}%" if len(inside) == 1 else text
    bare = text.replace("%", "").strip()
    has_sign = "%" in text
    if re.fullmatch(r"0[.,]\d{1,4}", bare) and not has_sign:
        hundred = round(float(bare.replace(",", ".")) * 100, 6)
        bare = f"{hundred:g}"
    elif not has_sign and re.fullmatch(r"1([.,]0+)?", bare):
        raise ValueProblem("percent_unclear")
    elif fold(bare) in YES - {"1"}:
        raise ValueProblem("percent_missing")
    return read_whole_number(bare, least=0, most=100)


def read_text(text, *, limit):
    """A text as written, on one line. Raises ValueProblem text_too_long (`limit` in characters)."""
    text = tidy(text)
    if len(text) > limit:
        raise ValueProblem("text_too_long", limit=limit)
    return text
