"""Registering people with a case, one or many at once: the same checks, and the same rows.

`draft_entry` puts together and checks what is told of one person, `check_entries` asks the database about all of them,
`write_entries` writes them. `actions.register` does so with one; an import with hundreds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access.models import Membership, User
from casework.access.policy import Right, Section, require, require_write
from casework.access.scope import system
from casework.base.codes import new_code
from casework.base.errors import about, within
from casework.base.many import insert_rows, new_row, one_after_the_other
from casework.base.text import tidy_lines
from casework.journey.models import Case, Note, Pathway, StageRecord
from casework.journey.moves import check_issue_order, first_move, require_move
from casework.journey.stages import StageCode, Verb
from casework.people.actions import write_drafts
from casework.people.drafts import ALONE, Draft, check_drafts, draft_person, event
from casework.people.models import Event, Person
from casework.people.rules import check_day_of_act

DEFAULT_PATHWAY = "virte"


@dataclass
class Entry:
    """Somebody who is to be registered, with her case. `error` is why she cannot be."""

    draft: Draft
    case: Case
    note: Note | None = None

    @property
    def error(self) -> ValidationError | None:
        return self.draft.error


def draft_entry(
    *,
    by: Membership,
    pathway: Pathway,
    caseworker: User | None = None,
    on: date | None = None,
    note: str = "",
    **person,
) -> Entry:
    """Raises ValidationError for what is wrong with a value, PermissionDenied where `by` does not write in a part."""
    with within("person"):
        draft = draft_person(by=by, **person)
        with within("documents"):
            check_issue_order(draft.documents)
    case = draft_case(draft.person, by, pathway=pathway, caseworker=caseworker, on=on)
    return Entry(draft, case, draft_note(case, by, note) if note else None)


def draft_case(
    person: Person, by: Membership, *, pathway: Pathway, caseworker: User | None = None, on: date | None = None
) -> Case:
    """A case of the organisation of `by`, checked; its code is made when it is written."""
    today = timezone.localdate()
    case = new_row(
        Case,
        person=person,
        pathway=pathway,
        organisation=by.organisation,
        caseworker=caseworker,
        opened_on=on or today,
    )
    with about("on"):
        check_day_of_act(case.opened_on, today=today, born=person.born_from)
    check_caseworker(case, caseworker)
    case.full_clean(exclude=["person", "code"], **ALONE)
    return case


def check_caseworker(case: Case, caseworker: User | None) -> None:
    if caseworker and not Membership.objects.active().filter(user=caseworker, organisation=case.organisation).exists():
        sentence = _("The caseworker does not work in %(organisation)s.") % {"organisation": case.organisation}
        raise ValidationError({"caseworker": ValidationError(sentence, code="not_of_organisation")})


def draft_note(case: Case, by: Membership, text: str) -> Note:
    require_write(by, Section.NOTES)
    note = new_row(Note, case=case, text=tidy_lines(text), author=by.user, organisation=by.organisation)
    note.full_clean(exclude=["case"], **ALONE)
    return note


def note_event(note: Note, by: Membership) -> Event:
    return event(note.case.person, by, "note_added", Section.NOTES, note_id=str(note.id))


def check_entries(entries: Sequence[Entry]) -> None:
    """Sets the error of each that a constraint refuses."""
    check_drafts([entry.draft for entry in entries])
    for entry in entries:
        if entry.error:
            entry.error.within = ("person", *getattr(entry.error, "within", ()))


@transaction.atomic
def write_entries(entries: Sequence[Entry], *, by: Membership) -> None:
    """Writes people who were checked, with their cases and notes, all at once."""
    cases = [entry.case for entry in entries]
    records, begun = begin_cases(cases, by)
    notes = [entry.note for entry in entries if entry.note]
    told = [*begun, *(note_event(note, by) for note in notes)]
    with system("people who are new are seen by an access that is written with them"), one_after_the_other():
        write_drafts(drafts=[entry.draft for entry in entries], by=by, more=told)
        insert_rows(cases)
        insert_rows(records)
        insert_rows(notes)


def begin_cases(cases: Sequence[Case], by: Membership) -> tuple[list[StageRecord], list[Event]]:
    """Gives each its code; the records with which they begin and what the timeline says of it, not written yet."""
    require(by, Right.REGISTER)
    require_move(by, StageCode.REGISTRATION, Verb.START)
    records, events = [], []
    for case, code in zip(cases, unused_codes(len(cases)), strict=True):
        case.code = code
        record, moved = first_move(case, by)
        records.append(record)
        events += [event(case.person, by, "case_opened", Section.JOURNEY, code=code), moved]
    return records, events


def unused_codes(many: int) -> list[str]:
    codes: set[str] = set()
    while len(codes) < many:
        new = {new_code() for _ in range(many - len(codes))}
        with system("a code is nobody else's, whoever sees the case"):
            codes |= new - set(Case.objects.filter(code__in=new).values_list("code", flat=True))
    return list(codes)
