"""One reader of each role and reach, and every address they read: what `bench/pages.py` and the tests go through.

The list is made from the URL configuration (`bench.addresses.READ`); the ids in an address are of rows that the reader
sees, so that what one measures is a page with something on it.
"""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from django.db import transaction

from bench.addresses import READ, address
from bench.subjects import membership_of
from casework.access.models import Door, Membership
from casework.access.scope import acting_as
from casework.followups.models import Campaign, Task
from casework.journey.models import Attachment, Blocker, Case, Import, ImportRow, Note
from casework.people.models import (
    AccessRequest,
    Consent,
    ContactPoint,
    DataRequest,
    Duplicate,
    IdentityDocument,
    Merge,
    Person,
    PersonAccess,
    SpecificNeed,
)
from casework.programmes.models import Award, Instalment, Training

# One of each role; IOM's of one province (pilar), a trainer who works for two organisations, an officer of each step.
READERS = (
    *("ana@hias.example", "hilda@hias.example", "vera@hias.example", "bruno@nrc.example", "fabiola@fudela.example"),
    *("carmen@interior.example", "marta@mremh.example", "rocio@registrocivil.example", "mateo@mies.example"),
    *("ivan@oim.example", "pilar@oim.example", "cecilia@oim.example", "ines@oim.example", "nicolas@oim.example"),
    "admin@oim.example",
)
# What people type that a page must bear: lists at their end, orders, filters that match nobody or everybody.
ASKED = {
    "today": ("scope=organisation",),
    "cases": (
        *("show=all&order=name", "show=expiring", "show=still", "show=all&page=400", "scope=visible&show=blocked"),
        *("show=unassigned&order=name", "show=hand_over", "show=nothing-of-this-name"),
    ),
    "search": ("q=a", "q=gonzalez", "q=maria gonzalez", "q=12345678", "q=qwertz"),
    "tasks": ("scope=organisation", "show=all&scope=organisation", "show=done", "page=400"),
    "api:cases": ("page_size=200",),
    "api:people": ("page_size=200",),
    "api:tasks": ("page_size=200",),
}
# What takes everything of a list, or of a person, into a file: nobody waits for it before a page.
FILES = ("export_cases", "export_tasks", "export_found", "export_person", "api:export")
SAMPLE = 40
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
# Rows by the parameter that names them, and their way to the person they are of.
OF_PERSON = {
    "document_id": (IdentityDocument, "person"),
    "contact_id": (ContactPoint, "person"),
    "need_id": (SpecificNeed, "person"),
    "consent_id": (Consent, "person"),
    "request_id": (DataRequest, "person"),
    "access_request_id": (AccessRequest, "person"),
    "access_id": (PersonAccess, "person"),
    "blocker_id": (Blocker, "case__person"),
    "note_id": (Note, "case__person"),
    "task_id": (Task, "case__person"),
    "attachment_id": (Attachment, "case__person"),
    "training_id": (Training, "case__person"),
    "award_id": (Award, "case__person"),
    "instalment_id": (Instalment, "award__case__person"),
    "merge_id": (Merge, "kept"),
}


@dataclass
class Reader:
    """A membership, and the rows it sees of each kind: by parameter, (id, person)."""

    by: Membership
    rows: dict[str, tuple[uuid.UUID, uuid.UUID]] = field(default_factory=dict)
    fixed: dict[str, object] = field(default_factory=dict)
    case_of: dict[uuid.UUID, uuid.UUID] = field(default_factory=dict)

    def ids(self, parameters: list[str]) -> dict[str, object] | None:
        """Return what fills these parameters together, all of one person; None where the reader has no such row."""
        wanted = [name for name in parameters if name in OF_PERSON]
        if not all(name in self.rows for name in wanted):
            return None
        person = self.rows[wanted[-1]][1] if wanted else self.fixed.get("person_id")
        filled = {**self.fixed, "person_id": person, "case_id": self.case_of.get(person)}
        filled |= {name: self.rows[name][0] for name in wanted}
        return filled if all(filled.get(name) for name in parameters) else None


def reader_of(email: str, rng: Random) -> Reader:
    """Find rows of every kind that this reader sees, of people from all over the register."""
    reader = Reader(membership_of(email))
    by = reader.by
    with acting_as(by, Door.WEB), transaction.atomic():
        cases = list(_sample(Case.objects.visible_to(by).open(), rng))
        reader.case_of = {case.person_id: case.pk for case in cases}
        people = list(reader.case_of)
        for name, (model, path) in OF_PERSON.items():
            rows = model.objects.visible_to(by)
            found = rows.filter(**{f"{path}__in": people}).values_list("pk", path).first()
            found = found or rows.values_list("pk", path)[:1].first()
            if found:
                reader.rows[name] = found
                _find_case(reader, found[1])
        reader.fixed = _fixed(reader, people)
    return reader


def _sample(cases, rng: Random) -> Iterator[Case]:
    """Yield cases from all over the table: the next after each of so many random ids."""
    for _ in range(SAMPLE):
        found = cases.filter(pk__gte=uuid.UUID(int=rng.getrandbits(128))).order_by("pk").first()
        if found:
            yield found


def _find_case(reader: Reader, person: uuid.UUID) -> None:
    if person not in reader.case_of:
        found = Case.objects.visible_to(reader.by).filter(person=person).values_list("pk", flat=True).first()
        if found:
            reader.case_of[person] = found


def _fixed(reader: Reader, people: list[uuid.UUID]) -> dict[str, object]:
    by = reader.by
    fixed = {
        "organisation_id": by.organisation_id,
        "user_id": by.user_id,
        "membership_id": by.pk,
        "stage": "visa",
        "verb": "start",
        "code": "01",
        "number": 1,
    }
    if people:
        fixed |= {"person_id": people[0], "other_id": people[-1]}
        housed = Person.objects.visible_to(by).filter(pk__in=people).exclude(household=None).first()
        if housed:
            fixed |= {"household_id": housed.household_id}
    for name, model in (("campaign_id", Campaign), ("import_id", Import), ("pair_id", Duplicate)):
        found = model.objects.visible_to(by).values_list("pk", flat=True).first()
        if found:
            fixed[name] = found
    row = ImportRow.objects.filter(sheet=fixed.get("import_id")).values_list("pk", flat=True).first()
    return fixed | ({"row_id": row} if row else {})


def addresses_of(reader: Reader) -> dict[str, str]:
    """Return every address this reader has a row for, by the name of the page and what is asked of it."""
    found = {}
    for name, route in READ.items():
        filled = reader.ids(PARAMETER.findall(route))
        if filled is None or name in FILES:
            continue
        where = address(route, filled)
        if name.startswith("api:") and name.removeprefix("api:") == "pathway":
            where = where.replace("/01/", "/virte/")
        found[name] = where
        for asked in ASKED.get(name, ()):
            found[f"{name}?{asked}"] = f"{where}?{asked}"
    return found


def typed_before(browser, name: str, where: str) -> str:
    """Type what a search is asked for, as its form does; return the address to read then."""
    if not name.startswith("search?"):
        return where
    where, _, typed = where.partition("?q=")
    browser.post(where, {"q": typed})
    return where
