"""A partner's intake sheet as persons and problems: the entry to this package."""

import hashlib
import json
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from .columns import Columns, find_columns
from .person import Habits, IntakePerson, RowReader
from .problems import Problem
from .reading import read_rows
from .values.answers import meaning_of_m
from .values.dates import month_comes_first
from .values.documents import VE_CEDULA
from .values.places import Places
from .values.words import fold

NAME_FIELDS = ("full_name", "given_names", "family_names")
DATE_FIELDS = ("registered_on", "birth_date", "entry_date")
_SPACE_OR_ACCENT = re.compile(r"[\s\u0300-\u036f]+")
TOTAL_WORDS = {"total", "totales", "subtotal", "suma", "totals", "sum"}


@dataclass(frozen=True)
class SheetRow:
    """One person's line. `person` is None exactly when there are problems; warnings do not stand in its way."""

    line: int  # in the file, from 1
    raw: dict  # field → text as written
    person: IntakePerson | None
    problems: list[Problem]
    warnings: list[Problem]
    fingerprint: str  # equal for rows with the same content, see fingerprint()


@dataclass(frozen=True)
class Sheet:
    """A whole sheet, read."""

    rows: list[SheetRow]
    columns: Columns
    skipped: Counter  # how many rows were "empty", "total" or "heading" (below the heading row)
    warnings: list[Problem]  # about the sheet as a whole

    @property
    def fingerprint(self):
        """Equal for sheets with the same rows in any order."""
        return hashlib.sha256("".join(sorted(row.fingerprint for row in self.rows)).encode()).hexdigest()


def read_sheet(source, *, divisions, today):
    """Reads an intake sheet (bytes, a path or an open binary file: CSV, XLSX, ODS or XLS). Touches no database.

    `divisions` is Ecuador's list as (code, level, name, parent_code); `today` the day the sheet is read, against which
    dates are in the future. A wrong value in any column makes its row wrong, so that nothing is half-written; what is
    empty or "?" is just not known. Raises SheetError when the file as a whole cannot be read.
    """
    lines = list(read_rows(source))
    columns = find_columns(lines)
    skipped, kept = Counter(), []
    for line, cells in lines:
        if line > columns.line:
            texts = columns.pick(cells)
            reason = _reason_to_skip(cells, texts, columns)
            if reason:
                skipped[reason] += 1
            else:
                kept.append((line, texts, columns.overflows(cells)))
    habits = find_habits(columns, [texts for _line, texts, _overflows in kept])
    warnings = [Problem(columns.line, "", "", "", "sheet_month_first")] if habits.month_first else []
    places, twins = Places(divisions), Twins()
    rows = []
    for line, texts, overflows in kept:
        reader = RowReader(line, texts, columns=columns, habits=habits, places=places, today=today)
        if overflows:
            reader.refuse("", "row_too_long")
        person = reader.person()
        doubts = reader.warnings + (twins.warnings(line, person) if person else [])
        rows.append(SheetRow(line, texts, person, reader.problems, doubts, fingerprint(texts)))
    return Sheet(rows, columns, skipped, warnings)


def _reason_to_skip(cells, texts, columns):
    first = next((cell for cell in cells if cell), "")
    # In the column of names a TOTAL row has the word itself or a count; a person called so has another name too.
    others = [texts[field] for field in NAME_FIELDS if texts.get(field, first) != first]
    if not any(character.isalpha() for text in others for character in text) and not TOTAL_WORDS.isdisjoint(
        fold(first).split()[:1]
    ):
        return "total"
    if columns.repeats_headings(cells):
        return "heading"
    # A row with only its number prepared, and nobody written in, is empty too.
    return "" if any(texts.values()) else "empty"


def find_habits(columns, rows):
    """What the sheet as a whole says about values that are ambiguous alone. `rows` are {field: text}."""
    return Habits(
        m_is=meaning_of_m(texts.get("sex", "") for texts in rows),
        month_first=month_comes_first(texts.get(field, "") for texts in rows for field in DATE_FIELDS),
        surnames_first=columns.surnames_first,
    )


def fingerprint(texts):
    """SHA-256 (hex) of what a row says, to know it again when the file is sent twice.

    The same whatever its line, its running number, the order of the columns, capitals, accents and white space.
    """
    content = json.dumps({field: text for field, text in sorted(texts.items()) if text}, ensure_ascii=False)
    # Unlike fold() this keeps punctuation and other scripts: "1/11/90" is not "11/1/90".
    plain = _SPACE_OR_ACCENT.sub("", unicodedata.normalize("NFKD", content.casefold()))
    return hashlib.sha256(plain.encode()).hexdigest()


class Twins:
    """Finds people who stand in the file twice. Only tells: whether it is one person is decided with the register."""

    def __init__(self):
        self.first_line = {}

    def warnings(self, line, person):
        told = []
        for code, field, value, key in self._keys(person):
            other = self.first_line.setdefault((code, key), line)
            if other != line and all(problem.params["other"] != other for problem in told):
                told.append(Problem(line, "", field, value, code, {"other": other}))
        return told

    @staticmethod
    def _keys(person):
        for document in person.documents:
            if document.number:
                # The letter of a Venezuelan cédula is often left out.
                key = document.number.lstrip("VE") if document.kind == VE_CEDULA else document.number
                yield "row_same_document", "document_number", document.number, key
        full_name = f"{person.given_names} {person.family_names}"
        words = tuple(sorted(fold(full_name).split()))
        if words and person.birth_date:
            yield "row_same_person", "full_name", full_name, (words, person.birth_date)
