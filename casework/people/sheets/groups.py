"""Columns that belong together: those of another person, the parts of a date, a column for each sex."""

import re
from collections.abc import Sequence

from .heading_words import ABOUT_OTHERS, PHONE_WORDS, SUBJECTS
from .headings import GUESS, OTHER_PERSON, OTHER_PHONE, SEPARATOR, Meaning, heading_words, is_of_child, is_of_others
from .values.words import fold

_NAMES = frozenset({"full_name", "given_names", "family_names"})
_NAME_WORDS = frozenset(
    "nombre nombres name names apellido apellidos surname persona person completo completos full quien".split()
)
_CONTACT_WORDS = frozenset(("contacto", "contactos", "contact"))
_DOCUMENTS = frozenset(("cedula_number", "document_number", "passport_number"))
_NUMBER = re.compile(r"(?:^|[^\d])(\d{1,2})$")
# The columns that ODK Central adds to every form.
_OF_ODK = ({"SubmissionDate", "KEY"}, {"meta-instanceID"})
_PARTS = (
    frozenset(("ano", "anio", "year", "aaaa", "yyyy", "a")),
    frozenset(("mes", "month", "mm")),
    frozenset(("dia", "day", "dd")),
)
SEX_LABELS = {"hombre", "mujer", "h", "m", "f", "masculino", "femenino", "male", "female", "fem", "masc"}
# Of other persons these are of no use: a flag, or what the form says about itself.
_KEPT_OF_OTHERS = frozenset(
    {*_NAMES, "age", "sex", "birth_date", "cedula_number", "document_number", "document_kind", "passport_number"}
    | {"email", "nationality", "address", "remarks", "disability_percent", "relation"}
)


def with_odk_groups(headings: list[str]) -> list[str]:
    """Return the headings of a table of ODK Central, which writes "datos-nombre", with groups as elsewhere."""
    if any(columns.issubset(headings) for columns in _OF_ODK):
        return [heading.replace("-", SEPARATOR) for heading in headings]
    return headings


def date_parts(headings: Sequence[str]) -> tuple[int, int, int] | None:
    """The positions of year, month and day among these headings, or None when they are not the parts of one date."""
    found = []
    for words in _PARTS:
        at = [place for place, heading in enumerate(headings) if words & set(_last_words(heading))]
        found.append(at)
    if len(headings) != 3 or any(len(at) != 1 for at in found) or len({at[0] for at in found}) != 3:
        return None
    return found[0][0], found[1][0], found[2][0]


def _last_words(heading: str) -> list[str]:
    return fold(heading.rpartition(SEPARATOR)[2]).split()


def label_of(heading: str) -> str:
    """The sex that a column of its own stands for ("SEXO/H"), as its heading says; "" for none."""
    words = _last_words(heading) if SEPARATOR in heading else heading_words(heading)[-1:]
    return next((word for word in words if word in SEX_LABELS), "")


def set_others_apart(headings: Sequence[str], meanings: dict[int, Meaning]) -> dict[int, Meaning]:
    """The meanings, with those of columns that are about a second person changed: headings that repeat after the name
    does ("Nombres … Nombres …", under TITULAR and REPRESENTANTE), and those numbered from 2 on ("nombre_2")."""
    contacts = _contact_names(headings, meanings)
    others = _repeated(headings, meanings) | _numbered(headings, meanings)
    others |= _phones_of_contacts(headings, meanings, contacts) | _phones_after_others(headings, meanings)
    others |= _documents_after_others(headings, meanings) | _of_children(headings, meanings)
    meanings = dict.fromkeys(contacts, Meaning(OTHER_PERSON, GUESS)) | meanings
    return {place: _of_another(meaning) if place in others else meaning for place, meaning in meanings.items()}


def _of_another(meaning: Meaning) -> Meaning:
    if meaning.field in (OTHER_PERSON, OTHER_PHONE):
        return meaning
    if meaning.field == "phone":
        return Meaning(OTHER_PHONE, meaning.strength)
    return Meaning(OTHER_PERSON if meaning.field in _KEPT_OF_OTHERS else "", meaning.strength)


def _contact_names(headings: Sequence[str], meanings: dict[int, Meaning]) -> dict[int, set[str]]:
    """Positions of names that are not the person's but a contact's, with their words: "Alt. contact name"."""
    found = {}
    for place, heading in enumerate(headings):
        words = set(heading_words(heading))
        rest = words - _NAME_WORDS - SUBJECTS
        is_known = place in meanings and meanings[place].field != OTHER_PERSON
        if words & _NAME_WORDS and rest & _CONTACT_WORDS and not is_known:
            found[place] = rest
    return found


def _phones_of_contacts(headings, meanings, contacts) -> set[int]:
    """Positions of the telephones of contacts that are named: "Alt. contact phone" beside "Alt. contact name"."""
    return {
        place
        for place, meaning in meanings.items()
        if meaning.field == "phone" and set(heading_words(headings[place])) - PHONE_WORDS in contacts.values()
    }


def _phones_after_others(headings: Sequence[str], meanings: dict[int, Meaning]) -> set[int]:
    """Positions of telephones that no word gives to anybody, right after columns of another person and before the
    names of the person: "Nombre del representante; Teléfono; Nombre del niño"."""
    own_names = [place for place, meaning in meanings.items() if meaning.field in _NAMES]
    found = set()
    for place in range(1, min(own_names, default=0)):
        is_bare = place in meanings and meanings[place].field == "phone" and _is_bare_phone(headings[place])
        if is_bare and (place - 1 in found or _is_others_column(place - 1, headings, meanings)):
            found.add(place)
    return found


def _documents_after_others(headings: Sequence[str], meanings: dict[int, Meaning]) -> set[int]:
    """Positions of documents that no word gives to anybody, right after columns of another person, and of telephones
    after these: "Nombre del representante; Cédula; Teléfono". A relation may stand there, too: "Contacto de emergencia;
    Parentesco"."""
    found = set()
    for place in range(1, len(headings)):
        is_after = place - 1 in found or _is_others_column(place - 1, headings, meanings)
        field = meanings[place].field if place in meanings else ""
        is_bare = not SUBJECTS.intersection(heading_words(headings[place])) and not headings[place].count(SEPARATOR)
        follows = (*_DOCUMENTS, "relation", "document_kind", *(["phone"] if place - 1 in found else []))
        if is_after and is_bare and field in follows:
            found.add(place)
    return found


def _of_children(headings: Sequence[str], meanings: dict[int, Meaning]) -> set[int]:
    """Positions of a child's data where names of somebody else stand, too; alone the child is the person."""
    of_children = {
        place
        for place, meaning in meanings.items()
        if meaning.field in _KEPT_OF_OTHERS and is_of_child(headings[place])
    }
    has_own = any(meaning.field in _NAMES and place not in of_children for place, meaning in meanings.items())
    return of_children if has_own else set()


def _is_bare_phone(heading: str) -> bool:
    return not [word for word in heading_words(heading) if word not in PHONE_WORDS and not word.isdigit()]


def _is_others_column(place: int, headings: Sequence[str], meanings: dict[int, Meaning]) -> bool:
    if place in meanings:
        return meanings[place].field in (OTHER_PERSON, OTHER_PHONE)
    return is_of_others(headings[place]) and not ABOUT_OTHERS.search(fold(headings[place]))


def _repeated(headings: Sequence[str], meanings: dict[int, Meaning]) -> set[int]:
    """Positions from the second of two equal name headings on that repeat a heading before."""
    last = {place: fold(headings[place].rpartition(SEPARATOR)[2]) for place in meanings}
    first_seen, begins, others = {}, None, set()  # the group in which a name is repeated
    for place in sorted(meanings):
        key, group = last[place], _group(headings[place])
        if begins is None and meanings[place].field in _NAMES and key in first_seen:
            begins = group
        if begins is not None and (key in first_seen or group == begins != ""):
            others.add(place)
        first_seen.setdefault(key, place)
    return others


def _group(heading: str) -> str:
    return fold(heading.rpartition(SEPARATOR)[0])


def _numbered(headings: Sequence[str], meanings: dict[int, Meaning]) -> set[int]:
    """Positions of headings numbered from 2 on, where a name and something else of that number stand."""
    by_number = {}
    for place, meaning in meanings.items():
        if (match := _NUMBER.search(fold(headings[place]))) and meaning.field:
            by_number.setdefault(int(match[1]), []).append(place)
    others = set()
    for number, places in by_number.items():
        fields = {meanings[place].field for place in places}
        # "nombre_1, nombre_2, apellido_1, apellido_2" are the names of one person.
        if number > 1 and fields & _NAMES and fields - _NAMES:
            others.update(places)
    return others
