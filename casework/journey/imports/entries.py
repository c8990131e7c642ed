"""A row of a sheet as what is registered: the arguments of `registering.draft_entry`."""

from functools import cache

from django.utils.translation import override

from casework.access.models import Membership
from casework.journey.imports.telling import columns_of
from casework.journey.models import Import, Pathway
from casework.journey.registering import DEFAULT_PATHWAY, Entry, draft_entry
from casework.people.models import ContactPoint, IdentityDocument, SpecificNeed
from casework.people.sheets import Columns, Habits, IntakePerson, RowParser, SheetRow
from casework.places.models import Division

Phone, Email = ContactPoint.Kind.PHONE, ContactPoint.Kind.EMAIL


class Desk:
    """All that is needed to make people of the rows of one sheet, looked up once."""

    def __init__(self, sheet: Import, by: Membership, columns: Columns | None = None, habits: Habits | None = None):
        self.sheet, self.by = sheet, by
        self.columns = columns or columns_of(sheet)
        divisions = Division.objects.values_list("code", "level", "name", "parent_id")
        habits = habits or Habits(**sheet.habits)
        self.parser = RowParser(self.columns, habits, divisions=list(divisions), today=sheet.read_on)
        self.cantons = Division.objects.cantons().in_bulk()
        self.pathway = Pathway.objects.get(code=DEFAULT_PATHWAY)

    def told(self, row: SheetRow) -> dict:
        """What the sheet tells of one person, as the actions take it."""
        return person_of(row.person, self.cantons)

    def draft(self, row: SheetRow, told: dict) -> Entry:
        """Raises ValidationError for what the actions refuse."""
        note = note_text(row, self.sheet.name)
        return draft_entry(by=self.by, pathway=self.pathway, on=row.person.registered_on, note=note, **told)


def person_of(person: IntakePerson, cantons: dict[str, Division]) -> dict:
    contacts = [{"kind": Phone, "value": phone} for phone in dict.fromkeys(person.phones)]
    if person.email:
        contacts.append({"kind": Email, "value": person.email})
    needs = []
    if person.disability_percent:
        needs.append({"kind": SpecificNeed.Kind.DISABILITY, "percent": person.disability_percent})
    return {
        "given_names": person.given_names,
        "family_names": person.family_names,
        "sex": person.sex,
        "birth_date": person.birth_date,
        "birth_precision": person.birth_precision,
        "nationality": person.nationality,
        "canton": cantons[person.canton_code] if person.canton_code else None,
        "address": person.address,
        "entry_date": person.entry_date,
        "entry_point": person.entry_point,
        "entry_regular": person.entry_regular,
        "documents": [{"kind": d.kind, "number": d.number, "country": d.country} for d in person.documents if d.number],
        "contacts": contacts,
        "needs": needs,
    }


def note_text(row: SheetRow, name: str) -> str:
    """What the sheet says and no field of ours holds, in Spanish as caseworkers' notes are; "" when that is nothing."""
    person = row.person
    papers = [_in_spanish(d.kind) for d in person.documents if not d.number]
    expired = [f"{_in_spanish(d.kind)} {d.number}" for d in person.documents if d.expired_hint]
    said = {
        "Provincia": "" if person.canton_code else row.raw.get("province", ""),
        "Viaja con": person.travels_with,
        "Hijos": "" if person.children_count is None else str(person.children_count),
        "Jefa o jefe de hogar": {True: "sí", False: "no", None: ""}[person.household_head],
        "Discapacidad": "no" if person.disability_percent == 0 else "",
        "Documento sin número": ", ".join(papers),
        "Documento vencido": ", ".join(expired),
        "Observaciones": person.remarks,
    }
    lines = [f"{label}: {value}" for label, value in said.items() if value]
    return "\n".join([f"De la ficha {name}, línea {row.line}.", *lines])[:5000] if lines else ""


@cache
def _in_spanish(kind: str) -> str:
    with override("es"):
        return str(IdentityDocument.Kind(kind).label)
