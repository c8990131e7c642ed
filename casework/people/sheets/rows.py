"""A partner's intake sheet as persons and problems: the entry to this package."""

import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice

from .columns import SEARCHED_ROWS, Columns
from .person import Habits, IntakePerson, RowReader
from .problems import Problem
from .reading import Rows
from .values.answers import meaning_of_m
from .values.dates import DAY_FIRST, MONTH_FIRST, order_of
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
    cells: list[str]  # as written
    raw: dict  # field → text as written
    person: IntakePerson | None
    problems: list[Problem]
    warnings: list[Problem]
    fingerprint: str  # equal for rows with the same content, see fingerprint()


class RowParser:
    """Understands rows one by one, once it is known what the columns hold and how the sheet as a whole is written.

    `divisions` is Ecuador's list as (code, level, name, parent_code); `today` the day the sheet is read, against which
    dates are in the future. A wrong value in any column makes its row wrong, so that nothing is half-written; what is
    empty or "?" is just not known.
    """

    def __init__(self, columns, habits, *, divisions, today):
        self.columns, self.habits, self.today = columns, habits, today
        self.places = Places(divisions)

    def parse(self, line, cells) -> SheetRow:
        texts = self.columns.pick(cells)
        reader = RowReader(line, texts, columns=self.columns, habits=self.habits, places=self.places, today=self.today)
        if self.columns.overflows(cells):
            reader.refuse("", "row_too_long")
        return SheetRow(line, cells, texts, reader.person(), reader.problems, reader.warnings, fingerprint(texts))


class Sheet:
    """A sheet that was opened: its rows come one by one, as often as they are asked for.

    `habits` and `total`, the number of rows with somebody in them, are known once it was looked through.
    """

    def __init__(self, rows: Rows, columns: Columns):
        self.rows, self.columns = rows, columns
        self.skipped = Counter()  # how many rows were "empty", "total" or "heading" (below the heading row)
        self.total = 0
        self.habits = self._look_through()

    def kept(self) -> Iterator[tuple[int, list[str]]]:
        """(line, cells) of each row with somebody in it."""
        for line, cells in self.rows:
            if line > self.columns.line and not _reason_to_skip(cells, self.columns.pick(cells), self.columns):
                yield line, cells

    def _look_through(self) -> Habits:
        """What the sheet as a whole says about values that are ambiguous alone."""
        sexes, orders = set(), set()
        for line, cells in self.rows:
            if line <= self.columns.line:
                continue
            texts = self.columns.pick(cells)
            if reason := _reason_to_skip(cells, texts, self.columns):
                self.skipped[reason] += 1
                continue
            self.total += 1
            sexes.add(texts.get("sex", ""))
            orders.update(order_of(texts.get(field, "")) for field in DATE_FIELDS)
        month_first = MONTH_FIRST in orders and DAY_FIRST not in orders
        return Habits(meaning_of_m(sexes), month_first, self.columns.surnames_first)

    @property
    def warnings(self) -> list[Problem]:
        """About the sheet as a whole."""
        return [Problem(self.columns.line, "", "", "", "sheet_month_first")] if self.habits.month_first else []


def first_rows(rows: Rows) -> list[tuple[int, list[str]]]:
    """Those among which the heading row is."""
    return list(islice(rows, SEARCHED_ROWS))


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


def fingerprint(texts):
    """SHA-256 (hex) of what a row says, to know it again when the file is sent twice.

    The same whatever its line, its running number, the order of the columns, capitals, accents and white space.
    """
    content = json.dumps({field: text for field, text in sorted(texts.items()) if text}, ensure_ascii=False)
    # Unlike fold() this keeps punctuation and other scripts: "1/11/90" is not "11/1/90".
    plain = _SPACE_OR_ACCENT.sub("", unicodedata.normalize("NFKD", content.casefold()))
    return hashlib.sha256(plain.encode()).hexdigest()


class Twins:
    """Finds people who stand in the file twice. Only tells: whether it is one person is decided with the register.

    What it remembers of a row are eight bytes for each key, so that a hundred thousand rows are a few megabytes.
    """

    def __init__(self):
        self.first_line = {}

    def warnings(self, line, person):
        told = []
        for code, field, value, key in self._keys(person):
            digest = blake2b(f"{code}\0{key}".encode(), digest_size=8).digest()
            other = self.first_line.setdefault(digest, line)
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
        words = sorted(fold(full_name).split())
        if words and person.birth_date:
            yield "row_same_person", "full_name", full_name, f"{' '.join(words)} {person.birth_date}"
