"""What is shown of an import: how far it is, and its rows with what is said of them."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count

from casework.access.models import Membership, User
from casework.journey.imports.decisions import shown_of_row
from casework.journey.imports.differences import Difference, differences_of, shown_of
from casework.journey.imports.elsewhere import elsewhere_of
from casework.journey.imports.homes import ProposedHome, homes_of
from casework.journey.imports.telling import Told, columns_of, name_in, reasons, told, where
from casework.journey.likely import Registered
from casework.journey.models import Case, Import, ImportRow
from casework.people.models import Person


@dataclass(frozen=True)
class Standing:
    """Numbers of an import."""

    to_do: int  # rows that will be registered or linked when it goes on
    undecided: int
    added: int
    linked: int
    wrong: int
    homes: int = 0  # registered rows that wait to be put into one household
    gone: int = 0  # of an import that was undone: people who had been registered by it


@dataclass(frozen=True)
class MayBe:
    """Somebody in the register whom a row may be, as the reader may see her."""

    person_id: UUID
    name: str
    case: Case | None
    percent: int
    why: str


@dataclass
class Look:
    """A row as it is shown."""

    row: ImportRow
    where: str
    name: str
    facts: str
    problems: list[Told]
    warnings: list[Told]
    may_be: list[MayBe] = field(default_factory=list)
    elsewhere: list[Registered] = field(default_factory=list)
    case: Case | None = None
    differences: list[Difference] = field(default_factory=list)
    caseworker: User | None = None
    home: ProposedHome | None = None

    @property
    def key(self) -> str:
        """The row's id as a page sends it."""
        return str(self.row.pk)

    @property
    def version(self) -> str:
        """The digest of the row."""
        return shown_of_row(self.row)

    @property
    def shown(self) -> str:
        """The digest of its differences."""
        return shown_of(self.differences)


def standing(sheet: Import) -> Standing:
    done = dict(
        sheet.rows.filter(done_at__isnull=False).order_by().values_list("decision").annotate(Count("pk")).iterator()
    )
    undone = sheet.state == Import.State.UNDONE
    added, linked = done.get(ImportRow.Decision.ADD, 0), done.get(ImportRow.Decision.SAME, 0)
    return Standing(
        to_do=sheet.rows.to_do().count(),
        undecided=sheet.rows.undecided().count(),
        added=0 if undone else added,
        linked=0 if undone else linked,
        wrong=sheet.rows.filter(outcome=ImportRow.Outcome.ERROR).count(),
        gone=added if undone else 0,
        homes=sheet.rows.to_place().count(),
    )


def looks_of(sheet: Import, rows: list[ImportRow], by: Membership) -> list[Look]:
    """In a few questions, however many rows there are."""
    columns = columns_of(sheet)
    ids = {UUID(one["person"]) for row in rows for one in row.likely} | {row.person_id for row in rows if row.person_id}
    people = Person.objects.visible_to(by).in_bulk(ids)
    cases = Case.objects.visible_to(by).newest_of(people)
    elsewhere, differences = elsewhere_of(rows, by), differences_of(rows, by)
    workers = User.objects.in_bulk({key for row in rows if (key := (row.told or {}).get("caseworker"))})
    workers = {str(key): user for key, user in workers.items()}
    homes = homes_of(sheet, {row.home for row in rows if row.home})
    looks = []
    for row in rows:
        row.sheet = sheet
        texts = columns.pick(row.cells or [])
        name = name_in(texts)
        facts = [texts.get(name, "") for name in ("birth_date", "document_number", "cedula_number", "phone", "canton")]
        look = Look(
            row,
            where(sheet, row.line),
            name,
            " · ".join(filter(None, facts)),
            list(told(row, columns, row.problems)),
            list(told(row, columns, row.warnings)),
            [_may_be(one, people, cases) for one in row.likely if UUID(one["person"]) in people],
            elsewhere.get(row.pk, []),
            cases.get(row.person_id),
            differences.get(row.pk, []),
            workers.get((row.told or {}).get("caseworker")),
            homes.get(row.home),
        )
        looks.append(look)
    return looks


def _may_be(one: dict, people: dict[UUID, Person], cases: dict[UUID, Case]) -> MayBe:
    person = people[UUID(one["person"])]
    return MayBe(person.pk, person.full_name, cases.get(person.pk), round(100 * one["score"]), reasons(one["why"]))
