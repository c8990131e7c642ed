"""A person's name as a sheet writes it, divided into given names and surnames."""

import re
from typing import NamedTuple

from django.core.exceptions import ValidationError

from casework.base.text import tidy
from casework.people.rules import check_name_part

from ..problems import ValueProblem, no_warning
from .given_names import DEVOTIONS, GIVEN_NAMES, SURNAMES
from .words import fold, is_not_known, listed

GIVEN_FIRST, SURNAMES_FIRST = "given_first", "surnames_first"
NAME_LIMIT = 100  # characters, of the given names and of the surnames
PARTICLES = frozenset(listed("de|del|la|las|los|da|das|do|dos|di|du|van|von|der|den|san|santa|y|e"))
_WORD = re.compile(r"[^\s'’.-]+")


class Name(NamedTuple):
    given_names: str
    family_names: str


def read_full_name(text, *, surnames_first=False, warn=no_warning):
    """Divides a full name. `surnames_first` is what the column's heading says ("Apellidos y Nombres").

    The rule, in this order, counting "de la Cruz" or "del Valle" as one word:
      a comma       surnames, given names
      one word      the given name (warns name_one_word)
      two           one given name, one surname; two given names when both are known as such (warns name_two_given)
      three         one given name, two surnames; but two and one when the second is a known given name (warns
                    name_three_words when it is not known at all)
      four or more  the last two are the surnames
    With `surnames_first` the same from the other end. Without it, when the first word is a common surname and the place
    of the surname holds a known given name, the name is read surnames first (warns name_surnames_first).
    Raises ValueProblem: name_missing, name_not_letters, name_commas, text_too_long.
    """
    text = _checked(text)
    if "," in text:
        family, given = _divide_at_comma(text)
    else:
        units = name_units(text)
        if not surnames_first and _is_turned(units):
            surnames_first = True
            warn("name_surnames_first")
        given, family = _divided(units, surnames_first, warn)
    if not given:
        given, family = family, given
    if not family and len(name_units(given)) == 1:
        warn("name_one_word")
    return Name(_within_limit(given), _within_limit(family))


def _divided(units, surnames_first, warn):
    if len(units) == 2 and all(map(_is_given, units)):
        warn("name_two_given")
        return " ".join(units), ""
    if len(units) == 3 and not (_is_given(units[1]) or _is_surname(units[1])):
        warn("name_three_words")
    return _divide_surnames_first(units) if surnames_first else _divide(units)


def order_of_name(text):
    """GIVEN_FIRST or SURNAMES_FIRST of a name that leaves no doubt: a known given name stands at one end only, or,
    where none is known, a common surname does. None for any other, and where a comma tells."""
    if "," in text:
        return None
    units = name_units(text)
    if len(units) < 2:
        return None
    first, last = units[0], units[-1]
    given = _is_given(first), _is_given(last)
    if given[0] != given[1]:
        return GIVEN_FIRST if given[0] else SURNAMES_FIRST
    surname = fold(first) in SURNAMES, fold(last) in SURNAMES
    if any(given) or surname[0] == surname[1]:
        return None
    return SURNAMES_FIRST if surname[0] else GIVEN_FIRST


def read_name_part(text):
    """Given names or surnames from a column of their own. Raises ValueProblem like read_full_name."""
    return _within_limit(recase(_checked(text).replace(",", " ")))


def _checked(text):
    text = tidy(text)
    if is_not_known(text):
        raise ValueProblem("name_missing")
    try:
        check_name_part(text.replace(",", " "))
    except ValidationError as error:
        raise ValueProblem(error.code, **(error.params or {})) from None
    return text


def _within_limit(text):
    if len(text) > NAME_LIMIT:
        raise ValueProblem("text_too_long", limit=NAME_LIMIT)
    return text


def _divide_at_comma(text):
    parts = [part for part in (tidy(part) for part in text.split(",")) if part]
    if len(parts) > 2:
        raise ValueProblem("name_commas")
    return [recase(part) for part in (*parts, "")][:2]


def name_units(text):
    """The words of a name, each with the particles before it: "Ana de la Cruz" → ["Ana", "de la Cruz"]."""
    units, waiting = [], []
    for word in recase(text).split():
        waiting.append(word)
        if fold(word) not in PARTICLES:
            units.append(" ".join(waiting))
            waiting = []
    if waiting:  # a particle with nothing after it belongs to what was before
        units[-1:] = [" ".join(units[-1:] + waiting)]
    return units


def _is_given(unit):
    return fold(unit) in GIVEN_NAMES or fold(unit) in DEVOTIONS


def _is_surname(unit):
    """One that is known, or has particles before it: "de la Cruz"."""
    return " " in unit or fold(unit) in SURNAMES


def _divide(units):
    if len(units) <= 2:
        cut = 1
    elif len(units) == 3:
        cut = 2 if _is_given(units[1]) else 1
    else:
        cut = len(units) - 2
    return " ".join(units[:cut]), " ".join(units[cut:])


def _divide_surnames_first(units):
    if len(units) == 1:
        return units[0], ""
    cut = 1 if len(units) == 2 or (len(units) == 3 and _is_given(units[1])) else 2
    return " ".join(units[cut:]), " ".join(units[:cut])


def _is_turned(units):
    """Both ends must speak for it: a common surname where the given name should be, and the other way round."""
    if len(units) < 2 or fold(units[0]) not in SURNAMES or _is_given(units[0]):
        return False
    given, _family = _divide_surnames_first(units)
    return _is_given(name_units(given)[0]) and fold(units[-1]) not in SURNAMES


def recase(text):
    """Words all in capitals or all in small letters as names are written: "ÑÁÑEZ DEL RÍO" → "Ñáñez del Río".

    A word of mixed case is left as somebody wrote it on purpose ("McDonald"); particles are small.
    """
    words = tidy(text).split()
    return words[0].title() if len(words) == 1 and fold(words[0]) in PARTICLES else " ".join(map(_recased_word, words))


def _recased_word(word):
    if not (word.isupper() or word.islower()):
        return word
    if fold(word) in PARTICLES and word.isalpha():
        return word.lower()
    return _WORD.sub(lambda part: part[0][:1].upper() + part[0][1:].lower(), word)
