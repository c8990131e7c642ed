"""Offer part by part what a row tells of somebody registered already and the register does not say.

Nothing of a person is changed by an import. Each difference is taken over by who imports, by the actions and in the
parts of the file that are open to them, and is kept with the row until then.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django_countries import countries

from casework.access.models import Membership
from casework.access.policy import Section, writes
from casework.base.errors import Conflict
from casework.base.shown import digest, require_as_shown
from casework.base.text import fold
from casework.journey.actions import add_document
from casework.journey.imports.uploads import lock_import
from casework.journey.models import Import, ImportRow
from casework.people.actions import add_contact, add_need, update_person
from casework.people.drafts import section_of_document
from casework.people.models import ContactPoint, IdentityDocument, Person, PersonAccess, SpecificNeed
from casework.people.queries import open_sections
from casework.people.rules import document_key
from casework.places.models import Division

FIELDS = (
    *("given_names", "family_names", "sex", "birth_date", "nationality", "canton", "address"),
    *("entry_date", "entry_point", "entry_regular"),
)
DATES = ("birth_date", "entry_date")


@dataclass(frozen=True)
class Difference:
    """A part of a row that the person's file does not say: what it is called, what it is now, what the row tells."""

    key: str  # "address", "contacts:0"
    section: Section
    what: str
    now: str
    new: str


@dataclass
class Files:
    """Hold what the register says of some people, as far as it is open to the reader."""

    people: dict[UUID, Person]
    rows: dict[str, list]  # of documents, contacts and needs
    cantons: dict[str, str]
    by: Membership

    def of(self, name: str, person: Person) -> list:
        return [one for one in self.rows[name] if one.person_id == person.pk]


def differences_of(rows: Sequence[ImportRow], by: Membership) -> dict[UUID, list[Difference]]:
    """{key of a row: its differences} of the rows that are somebody's, in a few questions however many they are."""
    whose = {row.pk: row.person_id for row in rows if row.person_id and row.told and _is_linked(row)}
    if not whose:
        return {}
    files = _files_of(set(whose.values()), by)
    found = {}
    for row in rows:
        person = files.people.get(whose.get(row.pk))
        if person and (differences := list(_differences(row.told, person, files))):
            found[row.pk] = differences
    return found


def _is_linked(row: ImportRow) -> bool:
    return row.decision == ImportRow.Decision.SAME


def _files_of(ids: set[UUID], by: Membership) -> Files:
    accesses = Prefetch("accesses", PersonAccess.objects.open_for(by), to_attr="open_accesses")
    people = Person.objects.visible_to(by).prefetch_related(accesses).in_bulk(ids)
    rows = {
        "documents": list(IdentityDocument.objects.visible_to(by).filter(person__in=people)),
        "contacts": list(ContactPoint.objects.visible_to(by).filter(person__in=people)),
        "needs": list(SpecificNeed.objects.visible_to(by).filter(person__in=people)),
    }
    cantons = {canton.pk: str(canton) for canton in Division.objects.cantons().select_related("parent")}
    return Files(people, rows, cantons, by)


def _differences(told: dict, person: Person, files: Files) -> Iterator[Difference]:
    """Read the parts that the reader writes in: what is not open is neither compared nor told."""
    opened = {section for section in open_sections(person, files.by, to_write=True) if writes(files.by, section)}
    for one in (*_of_person(told, person, files), *_of_lists(told, person, files)):
        if one.section in opened:
            yield one


def _of_person(told: dict, person: Person, files: Files) -> Iterator[Difference]:
    for name in FIELDS:
        new, now = told.get(name), _as_told(person, name)
        if new in (None, "") or _same(name, told, now):
            continue
        what = capfirst(str(Person._meta.get_field(name).verbose_name))
        yield Difference(name, Section.IDENTITY, what, _shown(name, now, files), _shown(name, new, files))


def _as_told(person: Person, name: str) -> object:
    """A field of a person as a row keeps it."""
    value = getattr(person, "canton_id" if name == "canton" else name)
    return value.isoformat() if isinstance(value, date) else value if value is None else _plain(value)


def _plain(value: object) -> object:
    return value if isinstance(value, bool) else str(value)


def _same(name: str, told: dict, now: object) -> bool:
    new = told[name]
    if name == "birth_date" and now and told.get("birth_precision") != Person.BirthPrecision.DAY:
        return str(now)[:4] == new[:4]  # a year alone says nothing more
    if isinstance(new, str) and isinstance(now, str):
        return fold(new) == fold(now)
    return new == now


def _shown(name: str, value: object, files: Files) -> str:
    """A value in words."""
    if value in (None, ""):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name in DATES:
        return date_format(date.fromisoformat(str(value)), "SHORT_DATE_FORMAT")
    if name == "nationality":
        return str(countries.name(value))
    if name == "canton":
        return files.cantons.get(str(value), "")
    return str(dict(Person._meta.get_field(name).flatchoices).get(value, value))


def _of_lists(told: dict, person: Person, files: Files) -> Iterator[Difference]:
    """Documents, contacts and needs of the row that the person has not."""
    held = {(one.kind, one.number_key) for one in files.of("documents", person)}
    for index, one in enumerate(told["documents"]):
        if (one["kind"], document_key(one["kind"], one["number"])) not in held:
            kind = str(IdentityDocument.Kind(one["kind"]).label)
            yield Difference(
                f"documents:{index}", section_of_document(one["kind"]), _("Document"), "", f"{kind} {one['number']}"
            )
    values = {one.value for one in files.of("contacts", person)}
    for index, one in enumerate(told["contacts"]):
        if one["value"] not in values:
            what = capfirst(str(ContactPoint.Kind(one["kind"]).label))
            new = " · ".join(filter(None, (one["value"], one.get("owner_words", ""))))
            yield Difference(f"contacts:{index}", Section.CONTACT, what, "", new)
    kinds = {one.kind for one in files.of("needs", person)}
    for index, one in enumerate(told["needs"]):
        if one["kind"] not in kinds:
            label = str(SpecificNeed.Kind(one["kind"]).label)
            new = f"{label} {one['percent']} %" if one.get("percent") else label
            yield Difference(f"needs:{index}", Section.NEEDS, _("Specific need"), "", new)


def shown_of(differences: Sequence[Difference]) -> str:
    """Digest differences as a page shows them."""
    return digest([[one.key, one.now, one.new] for one in differences])


@transaction.atomic
def take_over(*, row: ImportRow, by: Membership, keys: Sequence[str], shown: str | None = None) -> list[Difference]:
    """Write these parts of a row into the file of the person that it is; those that are left then.

    Raises ValidationError for a part that is none of its differences, or that the action refuses; Conflict when the
    differences are not those that were `shown`.
    """
    sheet = lock_import(row.sheet, by, Import.State.PREVIEWED, Import.State.DONE)
    row = sheet.rows.select_for_update().get(pk=row.pk)
    found = {one.key: one for one in differences_of([row], by).get(row.pk, ())}
    require_as_shown(shown, shown_of(list(found.values())))
    if not found:
        raise Conflict("import_no_difference", _("This row tells nothing that the file does not say."))
    if not keys or not set(keys) <= found.keys():
        sentence = _("Say which parts are taken over.")
        raise ValidationError({"keys": ValidationError(sentence, code="required")})
    person = Person.objects.visible_to(by).get(pk=row.person_id)
    fields = _fields_of(row.told, [key for key in keys if key in FIELDS])
    if fields:
        update_person(person=person, by=by, **fields)
    for key in keys:
        name, _separator, index = key.partition(":")
        if index:
            ADD[name](person=person, by=by, **row.told[name][int(index)])
    return differences_of([row], by).get(row.pk, [])


ADD: dict[str, Callable] = {"documents": add_document, "contacts": add_contact, "needs": add_need}


def _fields_of(told: dict, names: Sequence[str]) -> dict:
    """Fields as `update_person` takes them."""
    fields = {name: told[name] for name in names}
    for name in DATES:
        if name in fields:
            fields[name] = date.fromisoformat(fields[name])
    if "birth_date" in fields:
        fields["birth_precision"] = told["birth_precision"]
    if "canton" in fields:
        fields["canton"] = Division.objects.cantons().get(pk=fields["canton"])
    return fields
