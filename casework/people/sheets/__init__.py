"""Reading the intake sheets that partners keep, without touching the database.

reading.py   bytes → rows of text, whatever the encoding, the delimiter or the spreadsheet program
columns.py   which column holds what, by its heading in Spanish or English
values/      one module for each kind of value: understood, or refused with a code
person.py    one row → one IntakePerson, or its problems
rows.py      read_sheet(): the whole sheet
problems.py  every code with its sentence
"""

from .person import IntakePerson
from .problems import MESSAGES, Problem, SheetError, ValueProblem, sentence
from .rows import Sheet, SheetRow, read_sheet
from .values.documents import IntakeDocument

__all__ = [
    "MESSAGES",
    "IntakeDocument",
    "IntakePerson",
    "Problem",
    "Sheet",
    "SheetError",
    "SheetRow",
    "ValueProblem",
    "read_sheet",
    "sentence",
]
