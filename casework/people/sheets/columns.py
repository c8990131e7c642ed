"""Assign the columns of a sheet to fields, once its headings are known."""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property

from casework.base.text import tidy

from .groups import date_parts, label_of
from .heading_words import HEADINGS, REASONS
from .headings import OTHER_PERSON, OTHER_PHONE, OWNER, SEPARATOR, meaning_of
from .owners import owner_places, said_owner
from .problems import SheetError
from .values.contacts import with_owner
from .values.words import fold, listed

FIELDS = (*HEADINGS, OTHER_PERSON)
DATE_FIELDS = ("registered_on", "birth_date", "entry_date")
NAME_FIELDS = ("full_name", "given_names", "family_names")
SURNAMES_FIRST = frozenset(
    listed("""apellidos y nombres|apellido y nombre|apellidos nombres|apellido nombre|apellidos y nombre|
    surname and name|surnames and names|last name first name""")
)
# Several columns of these are one value, joined so; two columns of anything else are a mistake.
JOINED_BY = {
    "phone": " / ",
    OWNER: " / ",
    "remarks": " / ",
    "given_names": " ",
    "family_names": " ",
    "address": ", ",
    OTHER_PERSON: "; ",
    OTHER_PHONE: "\n",
}
# A row just below the headings that says the same in other words: a form's names below its labels.
REPEATED_WITHIN = 3  # lines


@dataclass(frozen=True)
class Columns:
    """Where each field stands in the sheet."""

    line: int  # the line of the heading row
    headings: tuple  # as written in the file; under a group "group/heading"
    places: dict  # field → the positions of its columns, from 0

    @classmethod
    def of(cls, line, headings, fields):
        """Columns as somebody said: `fields` has for each heading its field, "" for one that is not used.

        Raises SheetError like find_columns().
        """
        return cls.at(line, headings, dict(enumerate(fields))).checked()

    @classmethod
    def at(cls, line, headings, field_at):
        """The same by the position of each column ({position: field}), not checked."""
        places = {}
        for place, field in sorted(field_at.items()):
            if field and place < len(headings):
                places.setdefault(field, []).append(place)
        return cls(line, tuple(headings), {field: tuple(found) for field, found in places.items()})

    def checked(self):
        """These, when people can be read from them. Raises SheetError: sheet_no_name_column, sheet_column_twice."""
        if "full_name" not in self.places and "given_names" not in self.places:
            found = ", ".join(cell for cell in self.headings if cell)[:300]
            raise SheetError("sheet_no_name_column", found=found or "–")
        for field, found in self.places.items():
            if len(found) > 1 and field not in JOINED_BY and not self._is_one_value(field):
                first, second = (self.headings[place] for place in found[:2])
                raise SheetError("sheet_column_twice", first=first, second=second)
        return self

    def _is_one_value(self, field):
        """Whether several columns are the day, month and year of one date, or a column for each sex."""
        headings = [self.headings[place] for place in self.places[field]]
        if field in DATE_FIELDS:
            return date_parts(headings) is not None
        return field == "sex" and all(map(label_of, headings))

    @property
    def surnames_first(self):
        """Whether the heading of the full name says that surnames come first."""
        return any(self._plain(place) in SURNAMES_FIRST for place in self.places.get("full_name", ()))

    @property
    def given_first(self):
        """Whether the heading of the full name says that given names come first."""
        return any(
            {"nombre", "nombres"} & set(words) and {"apellido", "apellidos"} & set(words)
            for words in (self._plain(place).split() for place in self.places.get("full_name", ()))
            if not self.surnames_first
        )

    def _plain(self, place):
        words = fold(self.headings[place].rpartition("/")[2]).split()
        at = next(
            (number for number, word in enumerate(words) if word.startswith(("nombre", "apellido", "surname", "last"))),
            0,
        )
        kept = [word for word in words[at:] if word not in ("completos", "completo")]
        first = " ".join(kept)
        return next((known for known in SURNAMES_FIRST if first.startswith(known)), first)

    @property
    def fields(self):
        """For each heading its field, "" for one that is not used: what `of` takes."""
        field_of = {place: field for field, places in self.places.items() for place in places}
        return [field_of.get(place, "") for place in range(len(self.headings))]

    def heading(self, field):
        """The heading(s) of a field as written in the file; "" for a field the sheet does not have."""
        return " / ".join(self.headings[place] for place in self.places.get(field, ()))

    @property
    def not_used(self):
        """The headings that were not understood, in their order; without that of our own reasons."""
        kept = without_reason(self.headings)
        return [heading for heading, field in zip(kept, self.fields, strict=False) if heading and not field]

    def pick(self, cells):
        """The row as {field: text}; the texts of a field with several columns are joined (see JOINED_BY)."""
        if len(cells) < self._width:
            cells = [*cells, *[""] * (self._width - len(cells))]
        return {
            field: self._text(field, where, cells) if isinstance(where, tuple) else cells[where]
            for field, where in self._picked.items()
        }

    @cached_property
    def _width(self):
        """The columns up to the last that has a field."""
        return max((place for places in self.places.values() for place in places), default=-1) + 1

    @cached_property
    def _picked(self):
        """{field: its column, or the columns of which its text is put together}."""
        joined = {OTHER_PERSON, OTHER_PHONE} | ({"phone"} if OWNER in self.places else set())
        return {
            field: places if len(places) > 1 or field in joined else places[0] for field, places in self.places.items()
        }

    def _text(self, field, places, cells):
        if field in (OTHER_PERSON, OTHER_PHONE):
            filled = ((place, cells[place]) for place in places if place < len(cells) and cells[place])
            if field == OTHER_PHONE:
                return JOINED_BY[field].join(f"{self._whose(place, cells)}: {text}" for place, text in filled)
            return JOINED_BY[field].join(f"{plain_words(self.headings[place])}: {text}" for place, text in filled)
        texts = [cells[place] if place < len(cells) else "" for place in places]
        if field == "phone" and OWNER in self.places:
            owned = zip(places, texts, strict=True)
            texts = [with_owner(text, self._owner(place, cells)) for place, text in owned]
        if len(places) == 1:
            return texts[0]
        if field in DATE_FIELDS and (parts := date_parts([self.headings[place] for place in places])):
            return "-".join(texts[part] for part in parts) if any(texts) else ""
        if field == "sex":
            marked = [label_of(self.headings[place]) for place, text in zip(places, texts, strict=True) if text]
            return " ".join(label for label in marked if label)
        return JOINED_BY.get(field, " ").join(text for text in texts if text)

    def _owner(self, place, cells):
        """Return the owner of a telephone by the column that says it; "" for the person's own, or not said."""
        at = owner_places(self.headings, self.places).get(place)
        names = " ".join(_cell(cells, name) for field in NAME_FIELDS for name in self.places.get(field, ()))
        return "" if at is None else said_owner(_cell(cells, at), names)

    def _whose(self, place, cells):
        """Name the owner of a value: by its group and the names in it, else by the heading and the column of owners."""
        group, _separator, _last = self.headings[place].rpartition(SEPARATOR)
        if not group and OWNER in self.places and (owner := self._owner(place, cells)):
            return f"{plain_words(self.headings[place])} {owner}"
        if not group:
            return plain_words(self.headings[place])
        of_group = [
            at for at in self.places.get(OTHER_PERSON, ()) if self.headings[at].rpartition(SEPARATOR)[0] == group
        ]
        named = [at for at in of_group if meaning_of(self.headings[at].rpartition(SEPARATOR)[2]).field in NAME_FIELDS]
        names = [cells[at] for at in named if at < len(cells) and cells[at]]
        return " ".join([plain_words(group), *names])

    def repeats_headings(self, line, cells):
        """True for a row that is the heading row again (a page break), names the columns by HXL tags, or stands just
        below the headings and says the same in other words."""
        filled = [cell for cell in cells if cell]
        if not filled:
            return False
        if names_by_tags(cells):
            return True
        headings = [heading for heading in self.headings if heading]
        # Most rows differ in the first cell: only a row that does not is compared as a whole.
        if fold(filled[0]) == fold(headings[0]) and [*map(fold, filled)] == [*map(fold, headings)]:
            return True
        return line <= self.line + REPEATED_WITHIN and self._says_the_same(cells)

    def _says_the_same(self, cells):
        used = [(place, field) for field, places in self.places.items() for place in places]
        said = [(place, field) for place, field in used if place < len(cells) and cells[place]]
        same = [place for place, field in said if meaning_of(cells[place]).field == field]
        return len(same) >= REPEATED_WITHIN and len(same) * 2 > len(said)

    def overflows(self, cells):
        """True when a row has text beyond the last heading: a delimiter inside a value has shifted it."""
        width = max(place for place, heading in enumerate(self.headings) if heading) + 1
        return any(cells[width:])


def _cell(cells, place):
    return cells[place] if place < len(cells) else ""


def plain_words(heading):
    """A heading as words: "conyuge/nombres" → "conyuge nombres"."""
    return tidy(heading.replace(SEPARATOR, " ").replace("_", " "))


def names_by_tags(cells):
    """Whether a row names the columns by HXL tags."""
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(cell.startswith("#") and len(cell) > 1 and cell[1].isalpha() for cell in filled)


def without_reason(headings):
    """The headings up to the last filled one, but for that of the reasons that we write into a sheet of wrong rows."""
    width = _last_filled(headings)
    if width and fold(headings[width - 1]) in REASONS:
        width = _last_filled(headings[: width - 1])
    return list(headings[:width])


def _last_filled(headings):
    """Count the headings up to the last filled one."""
    return max((place for place, heading in enumerate(headings, start=1) if heading), default=0)


def shape_of(headings):
    """Return the key of a sheet's heading row (SHA-256, hex): of its headings in their order, however written.

    With our reasons at their end they have the same key.
    """
    folded = [fold(heading) for heading in without_reason(headings)]
    return hashlib.sha256(json.dumps(folded).encode()).hexdigest()
