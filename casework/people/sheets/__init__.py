"""Reading the intake sheets that partners keep, without touching the database.

reading.py   a file → rows of text, whatever the encoding, the delimiter or the spreadsheet program
unpack.py    the same for workbooks, in a process of its own with limits
columns.py   which column holds what, by its heading in Spanish or English
rows.py      the whole sheet, row by row
values/      one module for each kind of value: understood, or refused with a code
person.py    one row → one IntakePerson, or its problems
problems.py  every code with its sentence
"""

from .columns import FIELDS, Columns, shape_of
from .finding import find_columns, guess_columns, guessed
from .habits import Habits, Question
from .parts import Part, Place, place_of
from .person import IntakePerson
from .problems import MESSAGES, Problem, SheetError, ValueProblem, sentence
from .reading import check_size, open_rows
from .rows import RowParser, Sheet, SheetRow, Twins, first_rows
from .values.documents import IntakeDocument

__all__ = [
    "FIELDS",
    "MESSAGES",
    "Columns",
    "Habits",
    "IntakeDocument",
    "IntakePerson",
    "Part",
    "Place",
    "Problem",
    "Question",
    "RowParser",
    "Sheet",
    "SheetError",
    "SheetRow",
    "Twins",
    "ValueProblem",
    "check_size",
    "find_columns",
    "first_rows",
    "guess_columns",
    "guessed",
    "open_rows",
    "place_of",
    "sentence",
    "shape_of",
]
