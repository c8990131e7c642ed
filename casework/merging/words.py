"""What columns say, as one reads it: values of two records side by side, and what somebody changed since."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Model
from django.utils.formats import localize
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from casework.merging.moving import native, said
from casework.merging.rules import COLUMNS, Part
from casework.people.models import Person

# The same once more, in the form in which it is searched.
NOT_SHOWN = {"name_key"}


def words_of_part(person: Person, part: str) -> str:
    """What the person's record says of this part; empty where it says nothing."""
    if part == Part.NAMES:
        return person.full_name
    return words_of(Person, {column: said(person, column) for column in COLUMNS[part]})


def words_of(model: type[Model], told: dict) -> str:
    """The values of these columns; what is empty is left out."""
    row = model(**native(model, told))
    return " · ".join(filter(None, (_word(row, name) for name in told if name not in NOT_SHOWN)))


def labels_of(model: type[Model], names: Iterable[str]) -> str:
    shown = (model._meta.get_field(name).verbose_name for name in names if name not in NOT_SHOWN)
    return ", ".join(str(label) for label in shown)


def _word(row: Model, name: str) -> str:
    field = row._meta.get_field(name)
    value = getattr(row, field.attname)
    if value in (None, ""):
        return ""
    if isinstance(value, bool):
        return str(field.verbose_name) if value else _no(field)
    if field.is_relation:
        return str(field.related_model._base_manager.filter(pk=value).first() or "")
    if isinstance(value, date):
        return localize(localtime(value) if isinstance(value, datetime) else value)
    display = getattr(row, f"get_{name}_display", None)
    return str(display() if display else getattr(value, "name", value))


def _no(field) -> str:
    """Only where it may also be unknown it says something that it is not so."""
    return _("%(what)s: no") % {"what": field.verbose_name} if field.null else ""
