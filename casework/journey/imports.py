"""A partner's sheet becomes people with a case at registration: each row wholly or not at all, and once.

A row and its fingerprint are written in one transaction, so an import that was killed is simply run again: what is in
is known by its fingerprint, and nothing is half-written.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from casework.access.models import Membership
from casework.access.policy import Right, require
from casework.base.errors import Conflict
from casework.journey.actions import add_note, register
from casework.journey.models import Case, IntakeRow
from casework.people.actions import document_key
from casework.people.models import ContactPoint, IdentityDocument, SpecificNeed
from casework.people.sheets import IntakePerson, Problem, Sheet, SheetRow
from casework.places.models import Division

Phone, Email = ContactPoint.Kind.PHONE, ContactPoint.Kind.EMAIL
# Where in a sheet the parts of a person stand that the actions name otherwise.
SHEET_FIELDS = {"documents": "document_number", "needs": "disability_percent", "opened_on": "registered_on"}
INTAKE_ROW_ONCE = "intake_row_once"


class Outcome(models.TextChoices):
    """What became of a row."""

    ADDED = "added", gettext_lazy("added")
    REPEATED = "repeated", gettext_lazy("stands in the file more than once")
    KNOWN = "known", gettext_lazy("was imported before")
    WRONG = "wrong", gettext_lazy("wrong")


@dataclass(frozen=True)
class Told:
    """What is to be said about a row: the column's heading and the value as written, and a sentence."""

    line: int
    column: str
    value: str
    message: str

    @classmethod
    def of(cls, problem: Problem) -> "Told":
        return cls(problem.line, problem.column, problem.value, problem.message)


@dataclass(frozen=True)
class RowResult:
    """A row, what became of it and why. `case` is there when it was added."""

    row: SheetRow
    outcome: Outcome
    problems: tuple[Told, ...] = ()
    warnings: tuple[Told, ...] = ()
    case: Case | None = None


class _OnlyTrying(Exception):
    """Ends the transaction of a dry run."""


def import_sheet(sheet: Sheet, *, by: Membership, name: str, dry_run: bool = False) -> Iterator[RowResult]:
    """Registers the people of a sheet that was read, for the organisation of `by`, row by row as the results are taken.

    `name` is the file's. With `dry_run` everything is tried and nothing kept. Raises PermissionDenied at once; what is
    wrong with a row is in its result.
    """
    require(by, Right.IMPORT)
    return _results(sheet, by, name, dry_run=dry_run)


def _results(sheet: Sheet, by: Membership, name: str, *, dry_run: bool) -> Iterator[RowResult]:
    cantons = Division.objects.cantons().in_bulk()
    seen: dict[str, int] = {}
    for row in sheet.rows:
        if row.person is None:
            yield RowResult(row, Outcome.WRONG, tuple(map(Told.of, row.problems)), tuple(map(Told.of, row.warnings)))
            continue
        first = seen.setdefault(row.fingerprint, row.line)
        if first != row.line:
            same = Told(row.line, "", "", _("Line %(line)s is the same.") % {"line": first})
            yield RowResult(row, Outcome.REPEATED, warnings=(same,))
            continue
        if _is_known(by, row):
            yield RowResult(row, Outcome.KNOWN)
            continue
        yield _import_row(sheet, row, by, name, cantons, dry_run=dry_run)


def _is_known(by: Membership, row: SheetRow) -> bool:
    return IntakeRow.objects.filter(organisation=by.organisation, fingerprint=row.fingerprint).exists()


def _import_row(
    sheet: Sheet, row: SheetRow, by: Membership, name: str, cantons: dict[str, Division], *, dry_run: bool
) -> RowResult:
    warnings = (*map(Told.of, row.warnings), *_already_here(sheet, row, by))
    person, case = _person(row.person, cantons), None
    try:
        with transaction.atomic():
            case = register(by=by, on=row.person.registered_on, **person)
            if text := note_text(row, name):
                add_note(case=case, by=by, text=text)
            IntakeRow.objects.create(
                organisation=by.organisation, fingerprint=row.fingerprint, case=case, sheet=name[:150], line=row.line
            )
            if dry_run:
                raise _OnlyTrying
    except _OnlyTrying:
        case = None
    except ValidationError as error:
        return RowResult(row, Outcome.WRONG, tuple(_told(sheet, row, person, error)), warnings)
    except Conflict as conflict:
        return RowResult(row, Outcome.WRONG, (Told(row.line, "", "", str(conflict.message)),), warnings)
    except IntegrityError as error:
        if INTAKE_ROW_ONCE not in str(error):
            raise
        return RowResult(row, Outcome.KNOWN)  # somebody else imports the same sheet at this moment
    return RowResult(row, Outcome.ADDED, warnings=warnings, case=case)


def _person(person: IntakePerson, cantons: dict[str, Division]) -> dict:
    """What `register` takes, of what the sheet says."""
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
    with override("es"):
        papers = [str(IdentityDocument.Kind(d.kind).label) for d in person.documents if not d.number]
        expired = [f"{IdentityDocument.Kind(d.kind).label} {d.number}" for d in person.documents if d.expired_hint]
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


def _already_here(sheet: Sheet, row: SheetRow, by: Membership) -> Iterator[Told]:
    """Only a warning: children carry their parents' numbers, and who is whom is for people to decide."""
    if any(problem.code == "row_same_document" for problem in row.warnings):
        return  # it says so already
    for document in row.person.documents:
        same = IdentityDocument.objects.visible_to(by).filter(number_key=document_key(document.kind, document.number))
        code = document.number and same.values_list("person__cases__code", flat=True).first()
        if code:
            sentence = _("Somebody with this document number is registered already: case %(code)s.") % {"code": code}
            field = SHEET_FIELDS["documents"]
            yield Told(row.line, sheet.columns.heading(field), row.raw.get(field, ""), sentence)


def _told(sheet: Sheet, row: SheetRow, person: dict, error: ValidationError) -> Iterator[Told]:
    """What an action refused, beside the columns of the sheet that it is about."""
    by_field = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    for name, messages in by_field.items():
        field = _sheet_field(name, getattr(error, "within", ()), person)
        if field not in sheet.columns.places:
            field = "full_name" if field in ("given_names", "family_names") else ""
        for message in messages:
            heading = sheet.columns.heading(field) if field else ""
            yield Told(row.line, heading, row.raw.get(field, ""), message)


def _sheet_field(name: str, within: tuple[str | int, ...], person: dict) -> str:
    """The sheet's field for one of ours; `within` says in which part of a person the error is (`base.errors`)."""
    for part, index in pairwise((*within, None)):
        if part == "contacts":
            return "email" if person["contacts"][index]["kind"] == Email else "phone"
        if part in SHEET_FIELDS:
            return SHEET_FIELDS[part]
    return SHEET_FIELDS.get(name, name)
