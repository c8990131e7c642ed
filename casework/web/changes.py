"""Rows of history in words: what changed in a file, from what to what, by whom and through which door.

History says how things stood before each change; what came after stands in the next row, or in the table itself. Both
are read within the scope and the sections of the one who asks: what she may not read is left out, not blotted out.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries.fields import Country

from casework.access.history import ADDED, CHANGED, DELETED, History
from casework.access.models import Door, Membership, Organisation, User
from casework.access.policy import Section
from casework.journey.models import Attachment, Blocker, Case, Note, StageRecord
from casework.people.merged import records_of
from casework.people.models import (
    AccessRequest,
    Consent,
    ContactPoint,
    DataRequest,
    Household,
    IdentityDocument,
    Person,
    PersonAccess,
    ProtectionNote,
    SpecificNeed,
)
from casework.people.queries import open_sections
from casework.programmes.models import Award, Instalment, Training
from casework.web.templatetags.casework import clock, day

OF_PERSON = (IdentityDocument, ContactPoint, SpecificNeed, ProtectionNote, Consent, PersonAccess, AccessRequest)
OF_PERSON += (DataRequest, Case)
OF_CASE = (StageRecord, Blocker, Note, Attachment, Training, Award)
ABOUT_PEOPLE = (Person, Household, *OF_PERSON, *OF_CASE, Instalment)

WORDS = {ADDED: gettext_lazy("added"), CHANGED: gettext_lazy("changed"), DELETED: gettext_lazy("deleted")}
# Whose row it is stands above it; the others are made from what is shown, or tell nothing.
NOT_SHOWN = {"created_at", "person", "case", "award", "name_key", "number_key", "value_key", "file", "moved_at"}
NOT_SHOWN |= {"organisation_kind", *(f.name for f in History._meta.fields), "pgh_obj", "pgh_created_at", "pgh_label"}
# Of a person's own row these belong to another section.
OF_HOUSEHOLD = {"household", "relationship", "household_since", "principal_applicant"}
# So many rows of one table are looked at; nobody's file has changed more often.
MOST_ROWS = 1000


@dataclass
class Change:
    """One row of one table, added, changed or deleted. `values` are (column, before, after), in words."""

    row: History
    what: str
    word: str
    door: str
    values: list[tuple[str, str, str]] = field(default_factory=list)
    who: User | None = None
    organisation: Organisation | None = None

    @property
    def at(self) -> datetime:
        return self.row.pgh_created_at


def history_of(model: type[models.Model]) -> type[History]:
    return model.history.rel.related_model


def changes_of(person: Person, membership: Membership) -> list[Change]:
    """All that changed in her file and her cases, the newest first, as far as the membership reads it."""
    hidden = set() if Section.HOUSEHOLD in open_sections(person, membership) else OF_HOUSEHOLD
    found = [
        (change_of(row), [pair for pair in pairs if pair[0].name not in hidden])
        for model, about in _about(person)
        for row, pairs in _differences(model, about, membership)
    ]
    return _in_words(found, membership)


def changes_of_row(row: models.Model, membership: Membership) -> list[Change]:
    """The same of one row alone: a document, a contact."""
    found = _differences(type(row), Q(pgh_obj_id=row.pk), membership)
    return _in_words([(change_of(past), pairs) for past, pairs in found], membership)


def _in_words(found: list[tuple[Change, list[tuple]]], membership: Membership) -> list[Change]:
    """Those in which anything differs, the newest first."""
    found = [(change, pairs) for change, pairs in found if pairs]
    told = ((column, value) for _change, pairs in found for column, *values in pairs for value in values)
    names = _names(told, membership)
    for change, pairs in found:
        change.values = [
            (capfirst(column.verbose_name), _said(column, before, names), _said(column, after, names))
            for column, before, after in pairs
        ]
    return with_who(sorted((change for change, _pairs in found), key=lambda change: change.at, reverse=True))


def change_of(row: History) -> Change:
    """A row of history without its values."""
    door = str(Door(row.door).label) if row.door else ""
    return Change(row, capfirst(row._meta.verbose_name), str(WORDS[row.pgh_label]), door)


def with_who(changes: list[Change]) -> list[Change]:
    """The changes, with the names of who made them."""
    users = User.objects.in_bulk({change.row.by_user for change in changes} - {None})
    organisations = Organisation.objects.in_bulk({change.row.by_organisation for change in changes} - {None})
    for change in changes:
        change.who = users.get(change.row.by_user)
        change.organisation = organisations.get(change.row.by_organisation)
    return changes


def _about(person: Person) -> Iterator[tuple[type[models.Model], Q]]:
    """Each table about people, and which of its rows of history are about her, also where the row itself is gone."""
    hers = records_of(person.pk)
    cases = {*history_of(Case).objects.filter(person__in=hers).values_list("pgh_obj_id", flat=True)}
    cases |= {*Case.objects.filter(person=person).values_list("pk", flat=True)}
    awards = {*history_of(Award).objects.filter(case__in=cases).values_list("pgh_obj_id", flat=True)}
    awards |= {*Award.objects.filter(case__in=cases).values_list("pk", flat=True)}
    homes = {*history_of(Person).objects.filter(pgh_obj__in=hers).values_list("household_id", flat=True)}
    yield Person, Q(pgh_obj__in=hers)
    yield Household, Q(pgh_obj__in=(homes | {person.household_id}) - {None})
    yield from ((model, Q(person__in=hers)) for model in OF_PERSON)
    yield from ((model, Q(case__in=cases)) for model in OF_CASE)
    yield Instalment, Q(award__in=awards)


def _differences(model: type[models.Model], about: Q, membership: Membership) -> Iterator[tuple[History, list[tuple]]]:
    """Rows of history, the newest first, each with (column, before, after) of what differs."""
    rows = list(history_of(model).objects.visible_to(membership).filter(about).order_by("-pgh_id")[:MOST_ROWS])
    ids = {row.pgh_obj_id for row in rows}
    after = model.objects.visible_to(membership).in_bulk(ids) if ids else {}
    columns = [f for f in history_of(model)._meta.fields if f.name not in NOT_SHOWN]
    for row in rows:
        came = row if row.pgh_label == ADDED else after.get(row.pgh_obj_id)
        if row.pgh_label == ADDED:
            pairs = [(column, None, getattr(row, column.attname)) for column in columns]
        elif row.pgh_label == DELETED:
            pairs = [(column, getattr(row, column.attname), None) for column in columns]
        else:  # what came after may be out of her sight
            pairs = [(c, getattr(row, c.attname), getattr(came, c.attname)) for c in columns if came]
        after[row.pgh_obj_id] = row
        yield row, [(c, old, new) for c, old, new in pairs if old != new and (old or new or old is False)]


def _names(pairs: Iterable[tuple[models.Field, Any]], membership: Membership) -> dict[UUID | str, str]:
    """What the rows that foreign keys point at are called, where the reader may see them."""
    ids = defaultdict(set)
    for column, value in pairs:
        if column.is_relation and value is not None:
            ids[column.related_model].add(value)
    names = {}
    for model, keys in ids.items():
        rows = model._default_manager.all()
        rows = rows.visible_to(membership) if hasattr(rows, "visible_to") else rows
        names |= {pk: str(row) for pk, row in rows.in_bulk(keys).items()}
    return names


def _said(column: models.Field, value: Any, names: dict) -> str:
    if value is None or value in ("", []):
        return ""
    if column.is_relation:
        return names.get(value, "…")
    if isinstance(value, Country):
        return value.name
    if isinstance(column, ArrayField):
        labels = dict(column.base_field.flatchoices)
        return ", ".join(str(labels.get(code, code)) for code in value)
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return f"{day(value)}, {clock(value)}"
    return day(value) if isinstance(value, date) else str(value)
