"""Reading the intake sheets that partners keep, without touching the database.

reading.py       a file → rows of text, whatever the encoding, the delimiter or the spreadsheet program
encoding.py      the encoding of a text file, line by line where its lines differ
unpack.py        the same for workbooks, in a process of its own with limits
parts.py         which sheets of a workbook hold people, and what is hidden in it
headings.py      what a heading means, by its words (heading_words.py, heading_rules.py)
groups.py        columns of another person, parts of a date, a column for each sex
finding.py       the heading row, and what each column holds
columns.py       where each field stands
owners.py        the owner of a telephone, where a column of its own says so
evidence.py      how the columns are written, by their own rows (date_order.py, name_order.py, sex_letters.py)
habits.py        what that comes to, and what has to be asked
rows.py          the whole sheet, row by row
twins.py         people who stand in it twice
members.py       second persons of the rows, and sheets of members
relations.py     who somebody is to somebody else, by words
homes.py         which rows may be one household
values/          one module for each kind of value: understood, or refused with a code
person.py        one row → one IntakePerson, or its problems
problems.py      every code with its sentence
"""

from .columns import FIELDS, Columns, shape_of, without_reason
from .evidence import habits_of
from .finding import find_columns, guess_columns, guessed
from .habits import Habits, Question
from .homes import ADDRESS, NUMBER, TRAVELS, Home, Homes
from .members import Member, with_more
from .parts import ANYWHERE, MEMBERS_BEGIN, ROSTER, SECOND, Part, Place, place_of
from .person import IntakePerson
from .problems import MESSAGES, Problem, SheetError, ValueProblem, sentence
from .reading import Rows, check_size, open_rows
from .rows import RowParser, Sheet, SheetRow, first_rows
from .twins import Twins
from .values.documents import IntakeDocument

__all__ = [
    "ADDRESS",
    "ANYWHERE",
    "FIELDS",
    "MEMBERS_BEGIN",
    "MESSAGES",
    "NUMBER",
    "ROSTER",
    "SECOND",
    "TRAVELS",
    "Columns",
    "Habits",
    "Home",
    "Homes",
    "IntakeDocument",
    "IntakePerson",
    "Member",
    "Part",
    "Place",
    "Problem",
    "Question",
    "RowParser",
    "Rows",
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
    "habits_of",
    "open_rows",
    "place_of",
    "sentence",
    "shape_of",
    "with_more",
    "without_reason",
]
