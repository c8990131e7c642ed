"""Sex, yes or no, whole numbers, percentages and short texts."""

import re

from casework.base.text import tidy

from ..problems import ValueProblem, no_warning
from .words import fold, listed

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
_WHOLE = re.compile(r"(-?\d{1,9})(?:[.,]0+)?")
_AGE_WORDS = re.compile(r"(?<=\d)\s*(anos?|years?( old)?|a|yrs?)$")
_MONTHS_OLD = re.compile(r"(\d{1,2}) ?(mes|meses|m|months?|dias?|days?|semanas?|weeks?)$")


def meaning_of_m(column):
    """Who "M" is in this sheet: it stands for "masculino" beside F, and for "mujer" beside H.

    `column` holds all texts of the column. Returns "male", "female", or None when the sheet does not tell (neither
    letter is used, or both are).
    """
    letters = {fold(text) for text in column}
    if ("f" in letters) == ("h" in letters):
        return None
    return MALE if "f" in letters else FEMALE


def read_sex(text, *, m_is=None, warn=no_warning):
    """Returns "female", "male", "other", or "" (not recorded, warns sex_unclear). `m_is` comes from meaning_of_m.

    Raises ValueProblem sex_unknown_word.
    """
    word = fold(text)
    sex = m_is if word == "m" else SEX_WORDS.get(word)
    if sex:
        return sex
    if word != "m" and not any(known in word for known in GENDER_WORDS):
        raise ValueProblem("sex_unknown_word")
    warn("sex_unclear")
    return NOT_RECORDED


def read_yes_no(text):
    """True or False. Raises ValueProblem answer_unclear."""
    word = fold(text)
    if word in YES:
        return True
    if word in NO:
        return False
    raise ValueProblem("answer_unclear")


def read_whole_number(text, *, least, most):
    """A whole number in digits ("2", "2.0") or a small one in words, from `least` to `most`.

    Raises ValueProblem: number_unclear, number_out_of_range.
    """
    match = _WHOLE.fullmatch(text.strip())
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


def read_percentage(text):
    """A whole percentage from 0 to 100: "45%", "45", "no" (0), and 0.45 as a spreadsheet keeps 45 %.

    Raises ValueProblem: percent_missing for a bare "yes", percent_unclear for a bare 1 (yes? 1 %? 100 %?),
    number_unclear, number_out_of_range.
    """
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
