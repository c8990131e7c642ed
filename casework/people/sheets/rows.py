"""A partner's intake sheet as persons and problems: the entry to this package."""

import datetime as dt
import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from .columns import DATE_FIELDS, NAME_FIELDS, Columns
from .date_order import DATE_ORDER
from .evidence import Evidence, habits_of
from .habits import Question
from .headings import OTHER_PERSON, OTHER_PHONE, meaning_of
from .members import Member, members_of, sources_of, without_second_persons
from .parts import said_of
from .person import IntakePerson, RowReader
from .problems import Problem
from .reading import Rows
from .values.places import Places
from .values.words import fold

_as_json = json.JSONEncoder(ensure_ascii=False).encode
_SPACE_OR_ACCENT = re.compile(r"[\s\u0300-\u036f]+")
# The first words of what stands below a list.
NOTE_WORDS = frozenset("nota notas fuente elaborado revisado aprobado realizado firma note source prepared".split())
SHOWN_LINES = 200
BARE_FIELDS = frozenset(("cedula_number", "document_number", "passport_number", "phone"))
# What says beside whom a row stands, and nothing of the person.
ABOUT_HOME = frozenset(("household", "relation"))
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
    # Where second persons stand beside: what the row says of others but them, and what their columns are called.
    others_but_them: str = ""
    beside: tuple[str, ...] = ()


class RowParser:
    """Understands rows one by one, once it is known what the columns hold and how the sheet as a whole is written.

    `divisions` is Ecuador's list as (code, level, name, parent_code); `today` the day the sheet is read, against which
    dates are in the future. A wrong value in any column makes its row wrong, so that nothing is half-written; what is
    empty or "?" is just not known.
    """

    def __init__(self, columns, habits, *, divisions, today):
        self.columns, self.habits, self.today = columns, habits, today
        self.places = Places(divisions)
        self.alone, self.beside = without_second_persons(columns)

    def parse(self, line, cells) -> SheetRow:
        texts = self.columns.pick(cells)
        reader = RowReader(line, texts, columns=self.columns, habits=self.habits, places=self.places, today=self.today)
        if self.columns.overflows(cells):
            reader.refuse("", "row_too_long")
        found = SheetRow(line, cells, texts, reader.person(), reader.problems, reader.warnings, fingerprint(texts))
        if not self.beside:
            return found
        return replace(found, others_but_them=self.alone.pick(cells).get(OTHER_PERSON, ""), beside=self.beside)


class Sheet:
    """A sheet that was opened: its rows come one by one, as often as they are asked for.

    `habits`, `questions`, `said` and `total`, the number of rows with somebody in them, are known once it was looked
    through. `answers` are what somebody said about its columns ({`Question.key`: choice}).
    """

    def __init__(self, rows: Rows, columns: Columns, answers: dict | None = None, today: dt.date | None = None):
        self.rows, self.own_columns = rows, columns
        self.sources, self.columns = sources_of(rows, columns) if isinstance(rows, Rows) else ([], columns)
        self.skipped = Counter()  # how many rows were "empty", "total", "heading" or "note" (below the heading row)
        self.total, self.left_out = 0, []  # lines of notes, titles and totals
        self._single_is_note = False
        self.questions = self._look_through(answers or {}, today or dt.datetime.now(dt.UTC).date())
        self.habits = habits_of(self.questions, self.columns)

    @property
    def open_questions(self) -> list[Question]:
        """List what has to be asked before the rows can be understood."""
        return [question for question in self.questions if not question.answer]

    def kept(self) -> Iterator[tuple[int, list[str]]]:
        """(line, cells) of each row with somebody in it."""
        for line, cells in self.rows:
            if line > self.columns.line and not self._reason_to_skip(line, cells, self.own_columns.pick(cells)):
                yield line, cells

    def members(self) -> Iterator[Member]:
        """The second persons of the rows, each as a row."""
        for source in self.sources:
            yield from members_of(source, self.rows, self.columns, self.kept())

    def _look_through(self, answers: dict, today: dt.date) -> list[Question]:
        """What the sheet as a whole says about values that are ambiguous alone."""
        evidence, singles, several = Evidence(self.own_columns, today), [], 0
        for line, cells in self.rows:
            if line <= self.columns.line:
                continue
            texts = self.own_columns.pick(cells)
            if reason := self._reason_to_skip(line, cells, texts):
                self.skipped[reason] += 1
                if reason != "heading" and _says_something(cells):
                    self.left_out.append(line)
                continue
            self.total += 1
            if _filled(cells) == 1:
                singles.append(line)
            else:
                several += 1
                evidence.see(texts)
        # One filled cell among rows of many is a title, a section or a note; where all are so it is a list of names.
        if several > len(singles) and len(self.columns.places) > 2:
            self._single_is_note = True
            self.total -= len(singles)
            self.skipped["note"] += len(singles)
            self.left_out = sorted(self.left_out + singles)
        self.skipped += Counter()  # without zeros
        for member in self.members():
            self.total += 1
            evidence.see(self.columns.pick(member.cells))
        return evidence.questions(answers)

    def _reason_to_skip(self, line, cells, texts) -> str:
        if self._single_is_note and _filled(cells) == 1:
            return "note"
        return _reason_to_skip(line, cells, texts, self.own_columns)

    @property
    def said(self) -> list[tuple[str, dict]]:
        """List what is to be known of the sheet as a whole: codes of MESSAGES with their parameters."""
        said = said_of(self.rows.parts) if isinstance(self.rows, Rows) else []
        if self.left_out:
            shown = ", ".join(map(str, self.left_out[:SHOWN_LINES]))
            lines = f"{shown} …" if len(self.left_out) > SHOWN_LINES else shown
            said.append(("sheet_notes_left_out", {"count": len(self.left_out), "lines": lines}))
        said += [("column_of_others", {"column": heading}) for heading in self._taken_as_of_others()]
        said += [(problem.code, problem.params) for problem in self.warnings]
        return said

    def _taken_as_of_others(self) -> list[str]:
        """Headings of documents and telephones that no word gives to anybody, and that were read as another
        person's."""
        columns = self.own_columns
        return [
            columns.headings[place]
            for place in sorted(columns.places.get(OTHER_PERSON, ()) + columns.places.get(OTHER_PHONE, ()))
            if meaning_of(columns.headings[place]).field in BARE_FIELDS and not _repeats(columns, place)
        ]

    @property
    def warnings(self) -> list[Problem]:
        """About the sheet as a whole."""
        months = self.habits.month_first
        if not months:
            return []
        if {question.field for question in self.questions if question.kind == DATE_ORDER} <= months:
            return [Problem(self.columns.line, "", "", "", "sheet_month_first")]
        columns = ", ".join(self.columns.heading(field) for field in DATE_FIELDS if field in months)
        return [Problem(self.columns.line, "", "", "", "columns_month_first", {"columns": columns})]


def first_rows(rows: Rows) -> list[tuple[int, list[str]]]:
    """Return the rows among which the heading row is, of the sheet that is read."""
    return rows.first_of(rows.read_parts[0])


def _says_something(cells) -> bool:
    """Whether a row has words or several values; one with only its running number prepared is blank."""
    return _filled(cells) > 1 or any(character.isalpha() for cell in cells for character in cell)


def _repeats(columns: Columns, place: int) -> bool:
    """Whether a column has a heading that another before it has too: then it stands in a block of another person."""
    return fold(columns.headings[place]) in map(fold, columns.headings[:place])


def _filled(cells) -> int:
    return sum(map(bool, cells))


def _reason_to_skip(line, cells, texts, columns):
    first = next((cell for cell in cells if cell), "")
    word = fold(first).split()[:1]
    # In the column of names a TOTAL row has the word itself or a count; a person called so has another name too.
    others = [texts[field] for field in NAME_FIELDS if texts.get(field, first) != first]
    if not any(character.isalpha() for text in others for character in text) and not TOTAL_WORDS.isdisjoint(word):
        return "total"
    if not NOTE_WORDS.isdisjoint(word) and _filled(cells) <= 2:
        return "note"
    if columns.repeats_headings(line, cells):
        return "heading"
    # A row with only its number prepared, and nobody written in, is empty too.
    return "" if any(texts.values()) else "empty"


def fingerprint(texts):
    """SHA-256 (hex) of what a row says, to know it again when the file is sent twice.

    The same whatever its line, its running number, the order of the columns, capitals, accents and white space.
    """
    told = {field: text for field, text in sorted(texts.items()) if text and field not in ABOUT_HOME}
    content = _as_json(told).casefold()
    # Unlike fold() this keeps punctuation and other scripts: "1/11/90" is not "11/1/90".
    if content.isascii():
        plain = "".join(content.split())
    else:
        plain = _SPACE_OR_ACCENT.sub("", unicodedata.normalize("NFKD", content))
    return hashlib.sha256(plain.encode()).hexdigest()
