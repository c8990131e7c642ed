"""The heading row of a sheet is found, and what each of its columns holds: by its heading, and by its first values."""

import re
from collections.abc import Sequence
from itertools import pairwise

from .columns import JOINED_BY, NAME_FIELDS, Columns, names_by_tags, shape_of
from .groups import SEX_LABELS, date_parts, label_of, set_others_apart, with_odk_groups
from .headings import GUESS, OTHER_PERSON, OTHER_PHONE, SEPARATOR, SURE, Meaning, heading_words, meaning_of
from .problems import SheetError, ValueProblem
from .values.documents import read_kind
from .values.words import fold, is_not_known, says_none

SEARCHED_ROWS = 40  # title rows, logos and notes above the headings never were more
ACROSS = "\x1f"  # before a text that stands in a merged cell to the left (`unpack.ACROSS`)
# How KoBoToolbox writes each choice of a question with several answers, in a column of its own.
CHOICE_ANSWERS = frozenset({"", "0", "1", "true", "false"})
# Of these a 0 or a 1 is an answer by itself.
ANSWERED_BY_NUMBER = frozenset(
    {"entry_regular", "household_head", "children_count", "age", "disability_percent", "birth_estimated"}
)
# What stands under "Beneficiario" when it does not name anybody.
NO_NAMES = frozenset("directo indirecto si no titular dependiente nuevo antiguo hombre mujer x externo interno".split())
# What is put under "H" or "M".
MARKS = frozenset({"x", "1", "si", "h", "m", "f"})
# Under these a number of a document stands.
NUMBERED = frozenset({"cedula_number", "passport_number"})
# Beside a column with the kind of document these name its number.
NUMBER_WORDS = ("numero", "nro", "num", "no", "n", "number", "numero de")
# No number of a document is so small; a running number that begins anew with each sheet is.
RUNNING_BELOW = 100_000
_DOCUMENT = re.compile(r"[A-Z]{0,3}\d{6,11}[A-Z]?")
# Of several columns that all say one thing, the one whose heading has the first of these words is meant.
PREFERRED = {
    "canton": ("canton", "adm2", "admin2", "municipio", "ciudad", "city"),
    "province": ("provincia", "province", "adm1", "admin1"),
    "registered_on": (
        "registro",
        "registration",
        "entrevista",
        "interview",
        "atencion",
        "fecha",
        "today",
        "marca",
        "timestamp",
        "start",
    ),
    "household": ("index", "household", "hogar", "familia", "familiar", "family", "key", "id"),
    "full_name": ("completo", "nombres", "nombre", "full", "name", "beneficiario"),
}


def find_columns(rows, remembered=None):
    """The Columns of a sheet: `rows` are its first (line, cells). The heading row is one that is `remembered` ({shape:
    fields}, see shape_of) with what its columns hold, else the one with most known headings.

    Raises SheetError: sheet_no_name_column (the sentence lists the headings found), sheet_column_twice.
    """
    return guess_columns(rows, remembered).checked()


def guess_columns(rows, remembered=None):
    """The same, also where it is not enough to read people from: for somebody to say the rest."""
    candidates = _candidates(rows[:SEARCHED_ROWS])
    for line, cells, _at in candidates if remembered else ():
        if fields := remembered.get(shape_of(cells)):
            return Columns.at(line, cells, dict(enumerate(fields)))
    understood = [(_match(cells, _below(rows, at)), line, cells) for line, cells, at in candidates]
    field_at, line, cells = max(understood, key=lambda one: _fit(one[0]))
    if not any(field_at.values()):
        # When not one heading is known, the first row with several cells is what a person would call the headings.
        _fields, line, cells = next((one for one in understood if sum(map(bool, one[2])) > 1), understood[0])
    return Columns.at(line, cells, field_at)


def columns_at(rows, line, remembered=None):
    """The Columns when somebody said in which line the headings stand."""
    found = [one for one in _candidates(rows) if one[0] == line]
    if not found:
        raise SheetError("sheet_no_such_line", line=line)
    for _line, cells, _at in found if remembered else ():
        if fields := remembered.get(shape_of(cells)):
            return Columns.at(line, cells, dict(enumerate(fields)))
    understood = [(_match(cells, _below(rows, at)), cells) for _line, cells, at in found]
    field_at, cells = max(understood, key=lambda one: _fit(one[0]))
    return Columns.at(line, cells, field_at)


def _fit(field_at):
    """Rank a row by its share of headings: different fields first, then columns."""
    fields = [field for field in field_at.values() if field and field not in (OTHER_PERSON, OTHER_PHONE)]
    return len(set(fields)), len(fields)


def guessed(headings: Sequence[str], fields: Sequence[str]) -> list[bool]:
    """Whether what each column holds was understood by a part of its heading, or by its values, only."""
    apart = "family_names" in fields
    return [
        bool(field)
        and meaning_of(heading) != Meaning(field, SURE)
        and not (apart and field == "given_names" and _is_given_names(heading))
        for heading, field in zip(headings, fields, strict=True)
    ]


def _is_given_names(heading):
    """Whether a heading says "Nombres" and no more: beside surnames the given names are meant."""
    words = heading_words(heading.rpartition(SEPARATOR)[2])
    return bool(words) and words[0] in ("nombre", "nombres", "name", "names")


# The heading row ------------------------------------------------------------------------------------------------------
def _candidates(rows) -> list[tuple[int, list[str], int]]:
    """(line, headings, place among the rows): each row alone, and together with what stands above it."""
    found, above = [], []
    for at, (line, cells) in enumerate(rows):
        own = with_odk_groups(["" if cell.startswith(ACROSS) else cell for cell in cells])
        found.append((line, own, at))
        if any(above) and sum(map(bool, own)) > 1 and not names_by_tags(cells) and not any(map(_is_value, own)):
            found.append((line, _with_above(own, above), at))
        above = cells if not names_by_tags(cells) else []
    return found


def _is_value(cell):
    """Whether a cell is no heading: it has as many digits as a number, a date or an age."""
    return sum(map(str.isdigit, cell)) > 1


def _with_above(cells, above):
    """Headings in two rows: "NOMBRES" over "Primero" and "Segundo" is "NOMBRES/Primero", and one that is merged over
    both rows stands in the upper one."""
    above = _filled_right(above, cells)
    found = []
    for place, cell in enumerate(cells):
        up = above[place] if place < len(above) else ""
        if not cell:
            found.append(up if meaning_of(up).field else "")
        elif up and fold(up) != fold(cell):
            found.append(f"{up}{SEPARATOR}{cell}")
        else:
            found.append(cell)
    return found


def _filled_right(above, cells):
    """A group's name stands over its first column, where it is not merged: it is taken for those to its right when
    the headings below need it, since they repeat or say nothing alone. A title over the whole sheet is no group."""
    texts = [cell.removeprefix(ACROSS) for cell in above]
    widths = [texts.count(text) for text in texts if text]
    if widths and max(widths) * 2 > max(len(cells), 3):
        return []
    if any(cell.startswith(ACROSS) for cell in above):
        return texts
    folded = [fold(cell) for cell in cells if cell]
    needs = len(set(folded)) < len(folded) or any(date_word(cell) for cell in cells)
    filled, last = [], ""
    for place in range(len(cells)):
        text = texts[place] if place < len(texts) else ""
        last = text or last
        filled.append(last if needs and sum(map(bool, texts)) > 1 else text)
    return filled


def date_word(cell: str) -> bool:
    return fold(cell) in ("dia", "mes", "ano", "anio", "day", "month", "year", "primero", "paterno")


def _below(rows, at) -> list[list[str]]:
    return [cells for _line, cells in rows[at + 1 :]]


# What the columns hold ------------------------------------------------------------------------------------------------
def _match(cells, below) -> dict[int, str]:
    """{place: field} of the headings that are known, if this is the heading row."""
    meanings = {place: meaning for place, cell in enumerate(cells) if cell and (meaning := meaning_of(cell)).field}
    for place in [place for place in meanings if _is_choice(place, meanings[place].field, cells, below)]:
        del meanings[place]
    meanings = set_others_apart(cells, meanings)
    _look_at_values(cells, meanings, below)
    _take_sexes(cells, meanings, below)
    _divide_names(cells, meanings)
    _take_numbers(meanings)
    return {place: meaning.field for place, meaning in _once_each(cells, meanings).items()}


def _values(place, below) -> list[str]:
    return [row[place] for row in below if place < len(row) and row[place]]


def _look_at_values(cells, meanings, below) -> None:
    """Settle by the values under a heading what it leaves open."""
    _set_kinds_apart(cells, meanings, below)
    fields = {meaning.field for meaning in meanings.values()}
    has_kind = "document_kind" in fields and not fields & {"document_number", "cedula_number", "passport_number"}
    has_phone = any(meaning.field == "phone" for meaning in meanings.values())
    for place, cell in enumerate(cells):
        word, values = " ".join(heading_words(cell)) if cell else "", _values(place, below)
        if word in ("contacto", "contactos", "contact") and _are_phones(values):
            named = any(character.isalpha() for value in values for character in value)
            meanings[place] = Meaning(OTHER_PHONE if has_phone or named else "phone", GUESS)
        elif place not in meanings and _names_a_number(word, values, has_kind=has_kind):
            meanings[place] = Meaning("document_number", GUESS)
        elif place in meanings and (_are_of_another_kind(values, meanings[place]) or _is_residence(word, values)):
            del meanings[place]


def _are_of_another_kind(values, meaning) -> bool:
    """Whether values say that the heading means something else than it seems."""
    if meaning == Meaning("full_name", GUESS):
        return _name_nobody(values)
    return meaning.field in NUMBERED and _are_words(values)


def _is_residence(word, values) -> bool:
    """Whether "País" says no more than that all live in Ecuador."""
    return word == "pais" and {fold(value) for value in values} <= {"ecuador"}


def _are_words(values) -> bool:
    """Whether what stands under "Cédula" says how far it is, as our own lists do, and is no number."""
    known = [value for value in values if not (is_not_known(value) or says_none(value))]
    return bool(known) and not any(character.isdigit() for value in known for character in value)


def _names_a_number(word, values, *, has_kind) -> bool:
    """Whether a heading means the number of the document: "Número" beside its kind, "ID" over long numbers."""
    is_number = word in NUMBER_WORDS and has_kind and not _count_on(values)
    return is_number or (word == "id" and _are_documents(values))


def _set_kinds_apart(cells, meanings, below) -> None:
    """ "Documento" over "Pasaporte" and "CI" is the kind, whose number stands under another heading."""
    if any(meaning.field == "document_kind" for meaning in meanings.values()):
        return
    for place, meaning in meanings.items():
        if meaning.field == "document_number" and _are_kinds(_values(place, below)):
            meanings[place] = Meaning("document_kind", GUESS)
            return


def _are_kinds(values) -> bool:
    known = [value for value in values if not (is_not_known(value) or says_none(value))]
    try:
        return bool(known) and _are_words(known) and all(map(read_kind, known))
    except ValueProblem:
        return False


def _count_on(values) -> bool:
    """Whether these are running numbers: small whole ones, each more than the one before."""
    numbers = [int(value) for value in values if value.isdigit()]
    is_small = bool(numbers) and len(numbers) == len(values) and max(numbers) < RUNNING_BELOW
    return is_small and all(earlier < later for earlier, later in pairwise(numbers))


def _are_phones(values) -> bool:
    return bool(values) and all(sum(map(str.isdigit, value)) >= 7 for value in values)


def _are_documents(values) -> bool:
    """Whether these are numbers of documents: long, and not one after the other as running numbers are."""
    bare = [fold(value).replace(" ", "").upper() for value in values]
    if not bare or not all(map(_DOCUMENT.fullmatch, bare)):
        return False
    numbers = [int("".join(filter(str.isdigit, one))) for one in bare]
    return len(numbers) == 1 or any(later - earlier not in (0, 1) for earlier, later in pairwise(numbers))


def _name_nobody(values) -> bool:
    """Whether what stands under "Beneficiario" are kinds, flags or numbers."""
    known = [value for value in values if not is_not_known(value)]
    return bool(known) and all(
        set(fold(value).split()) <= NO_NAMES or not any(map(str.isalpha, value)) for value in known
    )


def _divide_names(cells, meanings) -> None:
    """Beside a column of surnames "Nombres" are the given names only."""
    if not any(meaning.field == "family_names" for meaning in meanings.values()):
        return
    for place, meaning in meanings.items():
        if meaning == Meaning("full_name", GUESS) and _is_given_names(cells[place]):
            meanings[place] = Meaning("given_names", SURE)


def _take_sexes(cells, meanings, below) -> None:
    """Two columns "H" and "M" with marks under them are the sex."""
    if any(meaning.field == "sex" for meaning in meanings.values()):
        return
    places = [place for place, cell in enumerate(cells) if place not in meanings and fold(cell) in SEX_LABELS]
    marks = {fold(value) for place in places for value in _values(place, below)}
    rows = [row for row in below if any(place < len(row) and row[place] for place in places)]
    twice = any(all(place < len(row) and row[place] for place in places) for row in rows)
    if len(places) == 2 and marks and marks <= MARKS and not twice:
        meanings.update({place: Meaning("sex", GUESS) for place in places})


def _take_numbers(meanings) -> None:
    """Beside a column with the kind, a column called "Cédula" holds the number of whatever document it is."""
    fields = [meaning.field for meaning in meanings.values()]
    by_kind = [place for place, one in meanings.items() if one.field in ("cedula_number", "passport_number")]
    if "document_kind" in fields and "document_number" not in fields and len(by_kind) == 1:
        meanings[by_kind[0]] = Meaning("document_number", SURE)


def _once_each(cells, meanings) -> dict[int, Meaning]:
    """Keep the surest of several columns of one field that do not add up; of equally sure ones all, to be asked."""
    kept = dict(meanings)
    for field in {meaning.field for meaning in meanings.values()} - JOINED_BY.keys():
        places = [place for place, meaning in meanings.items() if meaning.field == field]
        if len(places) < 2 or _are_parts(field, [cells[place] for place in places]):
            continue
        sure = [place for place in places if meanings[place].strength == SURE]
        if not sure or (len(sure) > 1 and field in PREFERRED):
            sure = _preferred(field, sure or places, cells)
        for place in set(places) - set(sure):
            del kept[place]
    whole = [place for place, meaning in kept.items() if meaning == Meaning("full_name", GUESS)]
    if any(kept[place].field in NAME_FIELDS[1:2] for place in kept) and whole:
        for place in whole:  # "Participante" beside "Nombres" and "Apellidos"
            del kept[place]
    return kept


def _are_parts(field, headings) -> bool:
    return date_parts(headings) is not None or (field == "sex" and all(map(label_of, headings)))


def _preferred(field, places, cells):
    for word in PREFERRED.get(field, ()):
        found = [place for place in places if word in fold(cells[place]).split()]
        if found:
            return found if field in ("canton", "province") and len(found) == 1 else found[:1]
    return places[:1]


def _is_choice(place, field, cells, below):
    """Whether a column is one choice of a question with several answers: "documentos/pasaporte", with 0 and 1."""
    if SEPARATOR not in cells[place] or field == OTHER_PERSON:
        return False
    if cells[place].rpartition(SEPARATOR)[0] in cells:
        return True
    answers = {value.casefold() for value in _values(place, below)}
    return field not in ANSWERED_BY_NUMBER and bool(answers) and answers <= CHOICE_ANSWERS
