"""Read the meaning of a heading from its words: "3. ¿Cuál es su fecha de nacimiento? (dd/mm/aaaa)" is the birth date.

A heading is first stripped of what says nothing (numbering, brackets, "del beneficiario", "_i_c"). What is left is
looked up whole, and else understood by the words in it. What was understood by some of its words only is a guess.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from .heading_rules import RULES
from .heading_words import (
    ABOUT_OTHERS,
    CERTAIN,
    CHILDREN,
    FILLERS,
    GUESSED,
    HARMLESS_BESIDE_PHONE,
    NOT_A_PERSONS,
    OF_CHILD,
    OTHERS,
    PHONE_OWNER,
    POINTING,
    SUBJECTS,
)
from .values.words import fold

NONE, GUESS, SURE = 0, 1, 2
OTHER_PERSON, OTHER_PHONE, OWNER = "other_person", "other_phone", "phone_owner"
WHOM = "whom"
SEPARATOR = "/"  # between a group and what stands under it, as KoBoToolbox writes it
_CAMEL = re.compile(r"(?<=[a-záéíóúñ])(?=[A-ZÁÉÍÓÚÑ])")
_NUMBERING = re.compile(
    r"^\s*(?:(?:[a-z]|pregunta|question)?[ ._-]?\d{1,3}(?:[._-]\d{1,3})*[a-z]?)\s*[.):_ -]+(?=\D)", re.IGNORECASE
)
_TECHNICAL = re.compile(r"^(?:properties\.|form\.|data\.|pp_|individual\.|individuals?_)|_[ih]_[cf]$", re.IGNORECASE)
_TYPE = re.compile(r"\s+-\s+(?:[A-Z_]{3,})(?:\s+-\s+\w+)?\s*$")  # "Full name - STRING - required"
# The programme before a heading of DHIS2: "GEN - Given name".
_PROGRAMME = re.compile(r"^[A-Z]{2,5}\s+-\s+(?=\S)")
_BRACKETS = re.compile(r"[(\[{][^)\]}]*[)\]}]")
_EMPLOYERS = frozenset(("jefe", "jefa"))  # a telephone of theirs, although elsewhere they head the household
_OTHER_CONTACT = re.compile(r"\b(?:alt|alternate|alternative) contact\b")
_META = re.compile(r"^_|^(?:meta|__version__|instanceid)")


@dataclass(frozen=True)
class Meaning:
    """The field that a heading names, "" for none, and how sure that is: NONE, GUESS or SURE."""

    field: str
    strength: int


NOTHING = Meaning("", NONE)


@lru_cache(maxsize=4000)
def meaning_of(heading: str) -> Meaning:
    """Return what the column under this heading holds, as far as the heading tells."""
    *groups, last = [part.strip() for part in heading.split(SEPARATOR)]
    if last.lower().strip("_") in POINTING and last.startswith("_"):
        return Meaning("household", SURE)
    if _META.search(last):  # "_id", "_uuid", "_submission_time": what KoBoToolbox says about the form itself
        return NOTHING
    whole = _understood(heading)
    if whole.strength == SURE or not groups or not last:
        return whole
    if any(is_of_others(group) for group in groups):
        return _of_others(_understood(last))
    # "datos/nombres" says no more than "nombres"; "NOMBRES/Primero" says it together.
    alone = _understood(last)
    return alone if alone.field else whole


def is_of_others(text: str) -> bool:
    """Whether a group of headings is about somebody other than the person of the row."""
    return not OTHERS.isdisjoint(_words(text))


def is_of_child(heading: str) -> bool:
    """Whether a heading is about a child: "Nombre del niño", "child age"."""
    words = fold(heading)
    return bool(OF_CHILD.search(words)) or not {"child", "nna"}.isdisjoint(words.split())


def meaning_beside(heading: str) -> str:
    """Return the field that a column of a second person holds of them: "conyuge/nombres" and "Nombre del cónyuge" a
    name; WHOM where the heading says only who they are, "" for nothing of ours."""
    last = heading.rpartition(SEPARATOR)[2]
    kept = [word for word in all_words(_BRACKETS.sub(" ", last)) if word not in OTHERS and word not in CHILDREN]
    return _by_words(" ".join(kept)).field if kept else WHOM


def all_words(text: str) -> list[str]:
    """The words of a heading, folded, without numbers."""
    words = (word.strip("0123456789") for word in _words(text))
    return [word for word in words if word]


def heading_words(heading: str) -> list[str]:
    """The words of a heading that say what it holds, folded."""
    return [word for word in _words(_BRACKETS.sub(" ", heading)) if word not in FILLERS]


def _words(text: str) -> list[str]:
    text = _PROGRAMME.sub("", _TYPE.sub("", _TECHNICAL.sub("", text.strip())))
    text = _NUMBERING.sub("", _TECHNICAL.sub("", text))
    text = text.replace("WhatsApp", "whatsapp")
    folded = fold(_CAMEL.sub(" ", text).replace("#", " numero ").replace("%", " porcentaje "))
    return OF_CHILD.sub("", folded).split() or folded.split()


def _understood(heading: str) -> Meaning:
    if PHONE_OWNER.search(" ".join(_words(_BRACKETS.sub(" ", heading)))):
        return Meaning(OWNER, SURE)
    found = _by_words(heading)
    return _phone_of(found, heading) if found.field == "phone" else found


def _phone_of(found: Meaning, heading: str) -> Meaning:
    """The same, or another person's or nobody's telephone by what stands in brackets: "Phone (focal point)"."""
    aside = set(_words(" ".join(_BRACKETS.findall(heading))))
    if not _EMPLOYERS.isdisjoint(_words(heading)) or _OTHER_CONTACT.search(" ".join(heading_words(heading))):
        return Meaning(OTHER_PHONE, GUESS)
    if not aside.isdisjoint(SUBJECTS):
        return found
    if not aside.isdisjoint(NOT_A_PERSONS):
        return NOTHING
    return found if aside.isdisjoint(OTHERS) else _of_others(found)


def _by_words(heading: str) -> Meaning:
    words = heading_words(heading) or [word for word in _words(heading) if word not in FILLERS]
    subjects = [word for word in words if word in SUBJECTS]
    bare = [word for word in words if word not in SUBJECTS] or words
    for tried in (words, bare):
        field = CERTAIN.get(" ".join(tried))
        if field and (field != "household" or tried is words):  # "número de personas en el hogar" is none
            return Meaning(field, SURE)
        if field := GUESSED.get(" ".join(tried)):
            return Meaning(field, GUESS)
    if not OTHERS.isdisjoint(bare) and not ABOUT_OTHERS.search(" ".join(bare)):
        return _of_others(_by_rules([word for word in bare if word not in OTHERS]))
    found = _by_rules(bare)
    return Meaning(found.field, GUESS) if found.field and subjects and not bare else found


def _of_others(meaning: Meaning) -> Meaning:
    """The same of another person: her telephone, or something of hers that is kept as a remark."""
    if meaning.field == "phone":
        return Meaning(OTHER_PHONE, meaning.strength)
    return Meaning(OTHER_PERSON, meaning.strength) if meaning.field else NOTHING


def _by_rules(words: list[str]) -> Meaning:
    text, known = " ".join(words), set(words)
    for rule in RULES:
        if rule.has.search(text):
            if rule.lacks and rule.lacks.search(text):
                continue
            if rule.of_person and not NOT_A_PERSONS.isdisjoint(known):
                return NOTHING
            if not rule.field:
                return NOTHING
            left = rule.all_words and known - rule.all_words
            if left and rule.is_strict:
                return NOTHING
            if rule.field == "phone" and left - HARMLESS_BESIDE_PHONE:
                return Meaning(OTHER_PHONE, GUESS)
            return Meaning(rule.field, GUESS if left or rule.is_guess else SURE)
    return NOTHING
