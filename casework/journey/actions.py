"""The only writers of journeys. `by` is the membership that acts; what it may not see does not exist for it."""

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access.models import Membership, User
from casework.access.policy import Kind, Right, Section, require
from casework.base.errors import Conflict, renamed, within
from casework.base.text import tidy
from casework.journey.models import Blocker, Case, Note, Pathway
from casework.journey.moves import check_day, check_issue_order, lock_case, open_or_end_step, touch
from casework.journey.registering import (
    DEFAULT_PATHWAY,
    begin_cases,
    check_caseworker,
    check_entries,
    draft_case,
    draft_entry,
    draft_note,
    note_event,
    write_entries,
)
from casework.journey.rules import kept_until
from casework.journey.stages import STAGES
from casework.people import actions as people
from casework.people.accesses import end_access, open_access
from casework.people.deaths import record_death
from casework.people.drafts import Draft
from casework.people.households import lock_home
from casework.people.models import Event, IdentityDocument, Person, PersonAccess


@transaction.atomic
def register(*, by: Membership, pathway: str = DEFAULT_PATHWAY, not_the_same: str = "", **told) -> Case:
    """Registers a person and opens her case (`registering.draft_entry`), both or neither.

    `on` is the day on which she was registered, when it is told later (default: today); `not_the_same` why she is
    nobody of those who are like her (`anyway`).
    """
    require(by, Right.REGISTER)
    if household := told.get("household"):
        told["household"] = people.lock_household(household, by)
    entry = draft_entry(by=by, pathway=Pathway.objects.get(code=pathway), **told)
    entry.draft.facts = {"not_the_same": not_the_same} if not_the_same else {}
    check_entries([entry])
    if entry.error:
        raise entry.error
    write_entries([entry], by=by)
    return entry.case


@transaction.atomic
def register_person(*, by: Membership, documents: Sequence[dict] = (), **person) -> Person:
    """A person without a case yet; documents she shows are held to the order of the journey as later ones are."""
    registered = people.register_person(by=by, documents=documents, **person)
    if documents:
        with within("documents"):
            check_issue_order(registered.documents.all())
    return registered


@transaction.atomic
def register_draft(*, draft: Draft, by: Membership) -> Draft:
    """Registers a person as `register_person` does, from a draft that was made for `by` a moment ago."""
    people.register_draft(draft=draft, by=by)
    with within("documents"):
        check_issue_order(draft.documents)
    return draft


@transaction.atomic
def open_case(
    *,
    person: Person,
    by: Membership,
    caseworker: User | None = None,
    pathway: str = DEFAULT_PATHWAY,
    on: date | None = None,
) -> Case:
    """A case for a person who has none open, kept by the organisation that opens it and started at registration."""
    require(by, Right.REGISTER)
    person = people.lock_person(person, by)
    _require_whole_file(person, by)
    people.require_living(person)
    if Case.objects.open().filter(person=person).exists():
        raise Conflict("case_open_already", _("This person has an open case already."))
    pathway = Pathway.objects.get(code=pathway)
    case = draft_case(person, by, pathway=pathway, caseworker=caseworker, on=on)
    (record,), events = begin_cases([case], by)
    open_access(person=person, organisation=by.organisation, reason=PersonAccess.Reason.OWNER)
    case.save()
    record.save()
    Event.objects.bulk_create(events)
    return case


def _require_whole_file(person: Person, by: Membership) -> None:
    """Who opens a case keeps it, with the whole file: nobody gets that by way of a part that was shared with her."""
    lasting = person.accesses.open_for(by).filter(reason=PersonAccess.Reason.OWNER)
    if by.organisation.kind != Kind.IOM and not lasting.exists():
        raise PermissionDenied(_("The organisation that registered the person opens her case, or IOM."))


@transaction.atomic
def correct_document(*, document: IdentityDocument, by: Membership, **fields) -> IdentityDocument:
    """Corrects a document, holding it to the order of the journey as well as to its own rules."""
    document = people.update_document(document=document, by=by, **fields)
    check_issue_order(document.person.documents.all())
    return document


@transaction.atomic
def add_document(*, person: Person, by: Membership, **fields) -> IdentityDocument:
    """A document the person shows, held to the order of the journey as well as to its own rules."""
    document = people.add_document(person=person, by=by, **fields)
    check_issue_order(person.documents.all())
    return document


@transaction.atomic
def open_blocker(
    *,
    case: Case,
    by: Membership,
    stage: str,
    cause: str,
    detail: str = "",
    since: date | None = None,
    review_on: date | None = None,
) -> Blocker:
    """Something keeps the case from moving on at this stage."""
    case = lock_case(case, by, Section.BLOCKERS)
    people.require_living(case.person)
    blocker = Blocker(
        case=case,
        stage=stage,
        cause=cause,
        detail=tidy(detail),
        since=since or timezone.localdate(),
        review_on=review_on,
    )
    check_day(blocker.since, case, "since")
    blocker.full_clean()
    if case.blockers.open().filter(stage=stage, cause=cause).exclude(cause=Blocker.Cause.OTHER).exists():
        raise Conflict("blocker_open_already", _("This blocker is open already."))
    blocker.save()
    touch(case)
    people.record_event(
        person=case.person, by=by, kind="blocker_opened", section=Section.BLOCKERS, stage=stage, cause=cause
    )
    return blocker


@transaction.atomic
def resolve_blocker(*, blocker: Blocker, by: Membership, resolution: str, on: date | None = None) -> Blocker:
    """Says how a blocker went away; resolving one that is resolved already is a Conflict."""
    case = lock_case(blocker.case, by, Section.BLOCKERS)
    blocker = Blocker.objects.select_for_update().get(pk=blocker.pk)
    if blocker.resolved_on:
        raise Conflict("blocker_resolved_already", _("This blocker is resolved already."))
    blocker.resolution = tidy(resolution)
    if not blocker.resolution:
        raise ValidationError({"resolution": ValidationError(_("Say how it was resolved."), code="required")})
    blocker.resolved_on = on or timezone.localdate()
    check_day(blocker.resolved_on, case, after=blocker.since)
    blocker.full_clean()
    blocker.save()
    touch(case)
    people.record_event(
        person=case.person,
        by=by,
        kind="blocker_resolved",
        section=Section.BLOCKERS,
        stage=blocker.stage,
        cause=blocker.cause,
        resolution=blocker.resolution,
    )
    return blocker


@transaction.atomic
def add_note(*, case: Case, by: Membership, text: str) -> Note:
    """A note on the case, as typed."""
    case = lock_case(case, by, Section.NOTES)
    note = draft_note(case, by, text)
    note.save()
    touch(case)
    note_event(note, by).save()
    return note


@transaction.atomic
def assign(*, case: Case, by: Membership, caseworker: User | None) -> Case:
    """Gives the case to a caseworker of its organisation, or to nobody. She may take an unassigned one herself."""
    require(by, Right.KEEP_CASES)
    case = lock_case(case, by)
    _require_keeper(case, by)
    if not (case.caseworker is None and caseworker == by.user):
        require(by, Right.ASSIGN)
    check_caseworker(case, caseworker)
    case.caseworker = caseworker
    case.save()
    people.record_event(
        person=case.person,
        by=by,
        kind="case_assigned",
        section=Section.JOURNEY,
        caseworker=caseworker.full_name if caseworker else "",
    )
    return case


def _require_keeper(case: Case, by: Membership) -> None:
    """Who only sees a case of another organisation does not decide who works on it and whether it goes on."""
    if by.organisation.kind != Kind.IOM and by.organisation_id != case.organisation_id:
        sentence = _("Only %(organisation)s, which keeps the case, and IOM may do this.")
        raise PermissionDenied(sentence % {"organisation": case.organisation})


@transaction.atomic
def close_case(
    *,
    case: Case,
    by: Membership,
    close_reason: str,
    on: date | None = None,
    died_on: date | None = None,
    death_known_by: str = "",
    death_told_by: str = "",
) -> Case:
    """Closes a case; the ministries at its steps stop seeing the person, and it is kept as long as its reason says.

    That the person died is recorded with it (`deaths.record_death`), unless it is: on `died_on`, or the day of closing.
    """
    require(by, Right.KEEP_CASES)
    if died := close_reason == Case.CloseReason.DIED:
        lock_home(case.person, by)
    elif died_on or death_known_by or death_told_by:
        sentence = _("Say this only of who has died.")
        raise ValidationError({"close_reason": ValidationError(sentence, code="not_died")})
    case = lock_case(case, by)
    _require_keeper(case, by)
    case.state, case.close_reason, case.closed_on = Case.State.CLOSED, close_reason, on or timezone.localdate()
    check_day(case.closed_on, case)
    case.full_clean()
    case.retain_until = kept_until(case.closed_on, case.close_reason, settings.RETENTION_YEARS)
    touch(case)
    end_access(person=case.person, reason=PersonAccess.Reason.STEP)
    people.record_event(person=case.person, by=by, kind="case_closed", section=Section.JOURNEY, reason=close_reason)
    if died and not case.person.died_on:
        with renamed(on="died_on", known_by="death_known_by", told_by="death_told_by"):
            record_death(
                person=case.person,
                by=by,
                on=died_on or case.closed_on,
                known_by=death_known_by or Person.DeathKnownBy.NOT_SAID,
                told_by=death_told_by,
            )
    return case


@transaction.atomic
def reopen_case(*, case: Case, by: Membership) -> Case:
    """Opens a closed case again, and with it the view of the ministries at whose steps it stands."""
    require(by, Right.KEEP_CASES)
    case = lock_case(case, by, even_closed=True)
    _require_keeper(case, by)
    # Who opens a case for her waits here, so that there are never two.
    people.require_living(people.lock_person(case.person, by))
    if case.state == Case.State.OPEN:
        raise Conflict("case_open_already", _("This case is open already."))
    if case.merged_into_id:
        raise Conflict("case_merged", _("This case goes on as another one of the same person."))
    if Case.objects.open().filter(person=case.person).exists():
        raise Conflict("case_open_already", _("This person has an open case already."))
    case.state, case.close_reason, case.closed_on = Case.State.OPEN, "", None
    case.retain_until = None
    case.full_clean()
    touch(case)
    for record in case.records.all():
        open_or_end_step(case, STAGES[record.stage], record.status)
    people.record_event(person=case.person, by=by, kind="case_reopened", section=Section.JOURNEY)
    return case
