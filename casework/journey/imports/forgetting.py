"""Erase a person from the sheets that brought them: rows good and wrong, first values, the file and its name.

A sheet that holds them is cleared as a whole, as its file is: other rows that nobody has decided about yet have to be
sent again. What each row was and became stays, without a word of it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from casework.base.errors import Conflict
from casework.base.text import fold, squash
from casework.journey.imports.uploads import clear_sheet
from casework.journey.models import Import, ImportRow, IntakeRow
from casework.people.models import ContactPoint, IdentityDocument, Person

WIPED = "—"
# Shorter words and numbers stand in anybody's sheet.
SHORTEST_WORD, SHORTEST_NUMBER = 3, 6
PHONE_DIGITS = 9
AT_ONCE = 2_000


@dataclass(frozen=True)
class Traces:
    """Recognise a person in a text by all of their names, or any of their numbers and e-mail addresses."""

    names: frozenset[str]
    numbers: frozenset[str]

    @classmethod
    def of(cls, people: Iterable[UUID]) -> "Traces":
        names = Person.objects.filter(pk__in=people).values_list("given_names", "family_names")
        documents = IdentityDocument.objects.filter(person__in=people).values_list("number", flat=True)
        contacts = ContactPoint.objects.filter(person__in=people).values_list("value", flat=True)
        words = {word for pair in names for word in fold(" ".join(pair)).split() if len(word) >= SHORTEST_WORD}
        return cls(frozenset(words), frozenset(_numbers([*documents, *contacts])))

    def in_row(self, text: str) -> bool:
        """Tell whether a row of a sheet is about the person."""
        plain = squash(text)
        return any(number in plain for number in self.numbers) or (
            len(self.names) > 1 and self.names <= set(fold(text).split())
        )

    def in_name(self, name: str) -> bool:
        """Tell whether the name of a file names the person."""
        return bool(self.names & set(fold(name).split())) or any(number in squash(name) for number in self.numbers)


def _numbers(values: Iterable[str]) -> Iterable[str]:
    """Write numbers as they may stand in any sheet: without signs, a cédula's V, leading zeros or a country's code."""
    for value in values:
        plain = squash(value)
        digits = re.sub(r"^[VE]?0*", "", plain)
        short = digits[-PHONE_DIGITS:] if value.startswith("+") else digits
        if len(short) >= SHORTEST_NUMBER:
            yield short


def forget_in_sheets(people: Iterable[UUID]) -> None:
    """Clear every sheet that holds one of these records of a person, and take their name from those of files.

    For the erasure, in its transaction and before the person's own rows are wiped. Raises Conflict while a job works on
    such a sheet.
    """
    people = list(people)
    traces = Traces.of(people)
    brought = set(ImportRow.objects.filter(person__in=people).values_list("sheet_id", flat=True))
    brought |= _telling(traces)
    sheets = list(Import.objects.select_for_update(no_key=True).filter(Q(pk__in=brought) | Q(cleared_at=None)))
    for sheet in sheets:
        if sheet.pk in brought and sheet.is_at_work:
            sentence = _("An import that holds this person is being worked on. Try again in a few minutes.")
            raise Conflict("import_at_work", sentence)
    for sheet in sheets:
        if sheet.pk in brought and sheet.cleared_at is None:
            clear_sheet(sheet)
    for sheet in Import.objects.all():
        if traces.in_name(sheet.name):
            _forget_name(sheet)


def _telling(traces: Traces) -> set[UUID]:
    """Find the sheets with a row about the person, also one that was wrong and became nobody."""
    found: set[UUID] = set()
    rows = ImportRow.objects.filter(cells__isnull=False).values_list("sheet_id", "cells")
    for sheet_id, cells in rows.iterator(AT_ONCE):
        if sheet_id not in found and traces.in_row(" ".join(str(cell) for cell in cells if cell)):
            found.add(sheet_id)
    return found


def _forget_name(sheet: Import) -> None:
    IntakeRow.objects.filter(organisation=sheet.organisation_id, sheet=sheet.name).update(sheet=WIPED)
    Import.objects.filter(pk=sheet.pk).update(name=WIPED)
    with connection.cursor() as cursor:
        cursor.execute("SELECT casework_forget_import_name(%s)", [sheet.pk])
