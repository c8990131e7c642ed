"""What a row of a sheet tells of one person, as a row keeps it, and what is registered from it.

It is kept when the sheet is looked through, so that what becomes of a row is what somebody saw of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property

from django.core.exceptions import ValidationError
from django.utils.translation import override

from casework.access.models import Membership, User
from casework.base.text import fold
from casework.journey.imports.telling import columns_of, refused
from casework.journey.models import Import, ImportRow, Pathway
from casework.journey.registering import DEFAULT_PATHWAY, Entry, check_entries, draft_entry
from casework.people.likenesses import traits_of_draft
from casework.people.matching import Traits
from casework.people.models import ContactPoint, IdentityDocument, SpecificNeed
from casework.people.sheets import SECOND, IntakePerson, SheetRow, place_of
from casework.places.models import Division

Phone, Email = ContactPoint.Kind.PHONE, ContactPoint.Kind.EMAIL
OWNER_LENGTH = 120
# Words of somebody of the family, folded, beside a telephone number.
RELATIVES = frozenset(
    """mama madre mami mother papa padre papi father hermano hermana brother sister hijo hija son daughter esposo
    esposa conyuge pareja conviviente marido mujer husband wife partner tio tia primo prima abuelo abuela
    sobrino sobrina cunado cunada suegro suegra nuera yerno nieto nieta familiar pariente relative madrastra
    padrastro hijastro hijastra""".split()
)
DATES = ("on", "birth_date", "entry_date")


@dataclass
class Drafted:
    """A row with what is registered of it, or why that cannot be."""

    row: ImportRow
    entry: Entry | None = None
    error: ValidationError | None = None

    @cached_property
    def traits(self) -> Traits:
        """What she is compared by; of a row that is right."""
        return traits_of_draft(self.entry.draft)


class Desk:
    """Makes what is registered of what rows tell; what all of them need is looked up once."""

    def __init__(self, sheet: Import, by: Membership):
        self.sheet, self.by = sheet, by
        self.cantons = Division.objects.cantons().in_bulk()
        self.pathway = Pathway.objects.get(code=DEFAULT_PATHWAY)
        self._caseworkers: dict[str, User | None] = {}
        self._beside = [part["begins"] for part in sheet.parts if part.get("role") == SECOND]

    def draft_rows(self, rows: Sequence[ImportRow]) -> list[Drafted]:
        """What is registered of each; of those that the actions or the database refuse the row is wrong now."""
        accompanied = self._accompanied(rows)
        drafted = [self._drafted(row, is_alone=row.line in accompanied) for row in rows]
        complete = [one for one in drafted if one.entry]
        check_entries([one.entry for one in complete])
        for one in complete:
            one.error = one.entry.error
        for one in drafted:
            if one.error:
                one.row.outcome, one.row.decision = ImportRow.Outcome.ERROR, ""
                one.row.problems = refused(one.error, columns_of(self.sheet), one.row.told)
        return drafted

    def _accompanied(self, rows: Sequence[ImportRow]) -> set[int]:
        """Find the lines of rows whose second persons are registered as well: of those they tell nothing then."""
        lines = {begins + row.line: row.line for begins in self._beside for row in rows}
        found = self.sheet.rows.filter(line__in=lines, decision__in=("add", "same")) if lines else ()
        return {lines[row.line] for row in found}

    def _drafted(self, row: ImportRow, *, is_alone: bool) -> Drafted:
        told = {name: value for name, value in row.told.items() if name != "alone"}
        if is_alone:
            told |= row.told.get("alone", {})
        try:
            return Drafted(row, entry=self._draft(told))
        except ValidationError as error:
            return Drafted(row, error=error)

    def _draft(self, told: dict) -> Entry:
        caseworker = self._caseworker(told.get("caseworker"))
        days = {name: told[name] and date.fromisoformat(told[name]) for name in DATES}
        canton = self.cantons[told["canton"]] if told["canton"] else None
        return draft_entry(
            by=self.by, pathway=self.pathway, **told | days | {"canton": canton, "caseworker": caseworker}
        )

    def _caseworker(self, key: str | None) -> User | None:
        """The caseworker who was chosen for all rows, looked up once."""
        if key and key not in self._caseworkers:
            self._caseworkers[key] = User.objects.filter(pk=key).first()
        return self._caseworkers[key] if key else None


def told_of(row: SheetRow, sheet: Import) -> dict:
    """Return what a row tells, in JSON: the arguments of `registering.draft_entry`.

    Under "alone" those that differ where second persons of the row are registered on their own.
    """
    person = row.person
    contacts = [{"kind": Phone.value, "value": phone} for phone in dict.fromkeys(person.phones)]
    contacts += [
        {"kind": Phone.value, "value": number, "owner": owner_of(whose), "owner_words": whose[:OWNER_LENGTH]}
        for number, whose in person.other_phones
    ]
    if person.email:
        contacts.append({"kind": Email.value, "value": person.email})
    needs = []
    if person.disability_percent:
        needs.append({"kind": SpecificNeed.Kind.DISABILITY.value, "percent": person.disability_percent})
    where = _from_where(sheet, row.line)
    alone = {}
    if row.beside:
        note = note_text(replace(person, others=row.others_but_them), row.raw, where)
        alone = {"alone": {"note": note, "contacts": [_without_name(one, row.beside) for one in contacts]}}
    return alone | {
        "on": _day(person.registered_on),
        "given_names": person.given_names,
        "family_names": person.family_names,
        "sex": person.sex,
        "birth_date": _day(person.birth_date),
        "birth_precision": person.birth_precision,
        "nationality": person.nationality,
        "canton": person.canton_code,
        "address": person.address,
        "entry_date": _day(person.entry_date),
        "entry_point": person.entry_point,
        "entry_regular": person.entry_regular,
        "documents": [{"kind": d.kind, "number": d.number, "country": d.country} for d in person.documents if d.number],
        "contacts": contacts,
        "needs": needs,
        "note": note_text(person, row.raw, where),
    }


def _without_name(contact: dict, beside: Sequence[str]) -> dict:
    """A contact of a second person, "conyuge Wilmer Parra", without the name that is registered with them."""
    words = fold(contact.get("owner_words", ""))
    group = next((name for name in beside if words.startswith(f"{name} ")), "")
    return contact | {"owner_words": group} if group else contact


def _day(day: date | None) -> str | None:
    return day and day.isoformat()


def owner_of(whose: str) -> str:
    """Whether a number of somebody else is a relative's, by the words beside it."""
    is_relative = not RELATIVES.isdisjoint(fold(whose).split())
    return (ContactPoint.Owner.RELATIVE if is_relative else ContactPoint.Owner.OTHER).value


def _from_where(sheet: Import, line: int) -> str:
    part, line = place_of(sheet.parts, line)
    return (
        f"De la ficha {sheet.name}, hoja {part}, línea {line}." if part else f"De la ficha {sheet.name}, línea {line}."
    )


def note_text(person: IntakePerson, raw: dict, where: str) -> str:
    """What the sheet says and no field of ours holds, in Spanish as caseworkers' notes are; "" when that is nothing."""
    papers = [_in_spanish(d.kind) for d in person.documents if not d.number]
    expired = [f"{_in_spanish(d.kind)} {d.number}" for d in person.documents if d.expired_hint]
    said = {
        "Provincia": "" if person.canton_code else raw.get("province", ""),
        "Viaja con": person.travels_with,
        "Parentesco": raw.get("relation", ""),
        "Hijos": "" if person.children_count is None else str(person.children_count),
        "Jefa o jefe de hogar": {True: "sí", False: "no", None: ""}[person.household_head],
        "Discapacidad": "no" if person.disability_percent == 0 else "",
        "Documento sin número": ", ".join(papers),
        "Documento vencido": ", ".join(expired),
        "Observaciones": person.remarks,
        "Otras personas": person.others,
    }
    lines = [f"{label}: {value}" for label, value in said.items() if value]
    lines += [f"Sin entender: {heading}: {text}" for heading, text in person.not_understood]
    return "\n".join([where, *lines])[:5000] if lines else ""


@cache
def _in_spanish(kind: str) -> str:
    with override("es"):
        return str(IdentityDocument.Kind(kind).label)
