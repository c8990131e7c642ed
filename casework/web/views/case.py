"""The case page, and what is done on a case beside its moves: notes, blockers, who keeps it, closing."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access.models import Membership
from casework.access.policy import Right, Section, writes
from casework.journey import actions
from casework.journey.lines import line_of
from casework.journey.models import Attachment, Blocker, Case, Note
from casework.journey.moves import OPENING, may_move_person
from casework.journey.rules import Line, missing_prerequisite
from casework.journey.stages import Verb, verbs_from
from casework.journey.timeline import newest_events, sentence
from casework.people import deaths
from casework.people.models import Event, Person
from casework.people.queries import open_sections
from casework.web import parts
from casework.web.forms.cases import (
    AssignForm,
    BlockerForm,
    CloseForm,
    DeathForm,
    NoteForm,
    ResolveForm,
    TakeBackForm,
)
from casework.web.page import back_to, find_case, page, submit
from casework.web.rows import alone_among
from casework.web.views import emergency, protection
from casework.web.views.followup import ways_back_of
from casework.web.views.merging import merges_of
from casework.web.views.sharing import sharing_of

EVENTS, MOST_EVENTS = 15, 2000


@page(Right.READ)
def case_page(request, case_id):
    """Who she is, where she stands, what comes next, and all that happened."""
    return render(request, "web/case.html", _everything(request, find_case(request, case_id, with_line=True)))


def _everything(request, case: Case) -> dict:
    membership = request.membership
    line = line_of(case, membership)
    opened = open_sections(case.person, membership)
    opened_to_write = open_sections(case.person, membership, to_write=True)
    to_write = {section for section in opened_to_write if writes(membership, section)}
    context = {"case": case, "person": case.person, "line": line}
    context["next"] = next_step(membership, case, line, opened_to_write)
    context |= {"reads": opened, "writes": to_write}
    accesses = parts.accesses_of(case, membership)
    context |= parts.few_of(case, opened)
    context["protection_groups"] = protection.by_kind(context.pop("protection_notes", []))
    context |= emergency.of_case(membership, case, opened, accesses)
    context["moves"] = _other_moves(membership, case, line, context["next"], opened_to_write)
    if Section.CONTACT in opened:
        context["contacts"] = parts.contacts_of(case)
    if Section.DOCUMENTS in opened:
        context["documents"] = parts.documents_of(case, opened)
    if Section.HOUSEHOLD in opened:
        context["members"] = _members(membership, case)
        context["alone"] = case.state == Case.State.OPEN and alone_among(
            [case.person], membership, timezone.localdate()
        )
    if Section.NOTES in opened:
        context["open_tasks"] = parts.tasks_of(case)
    context |= sharing_of(case, membership, opened, accesses) | merges_of(case, membership)
    context |= ways_back_of(membership, case, opened)
    return context | _timeline(request, case, opened)


def next_step(membership, case: Case, line: Line, opened: frozenset[Section]) -> dict | None:
    """Return the one next step, and whether the reader, to whom these sections are open to write, may take it.

    A person who died has none: what is still to be recorded stands among the other steps.
    """
    if case.state == Case.State.CLOSED or case.person.died_on or line.next_stop is None:
        return None
    stop, verb = line.next_stop, line.next_verb
    return {
        "stop": stop,
        "verb": verb.value,
        "label": stop.stage.labels[verb],
        "allowed": may_move_person(membership, stop.code, verb, opened),
        "decided_by": stop.stage.decided_by and stop.stage.decided_by.label,
    }


def _other_moves(membership, case: Case, line: Line, following: dict | None, opened: frozenset[Section]) -> list[tuple]:
    """Return what else the reader may do at each stage, as (stop, [(verb, label)]); not what would be refused."""
    if case.state == Case.State.CLOSED:
        return []
    offered = []
    for stop in line.stops:
        verbs = [v for v in verbs_from(stop.code, stop.status) if may_move_person(membership, stop.code, v, opened)]
        if case.person.died_on:
            verbs = [verb for verb in verbs if verb not in OPENING]
        if following and stop == following["stop"]:
            verbs = [v for v in verbs if v != following["verb"]]
        if Verb.START in verbs and _lacks_what_it_needs(case, stop.code):
            verbs.remove(Verb.START)
        if verbs:
            offered.append((stop, [(v.value, stop.stage.labels[v]) for v in verbs]))
    return offered


def _lacks_what_it_needs(case: Case, stage: str) -> bool:
    missing = missing_prerequisite(stage, case.records.all(), case.pathway.stages.all(), today=timezone.localdate())
    return missing is not None and missing.hard


def _members(membership, case: Case) -> list[tuple[Person, Case | None]]:
    """The others of the household whom the reader may see, each with her open case, else her newest, if she has one."""
    others = parts.members_of(case, membership)
    cases = Case.objects.visible_to(membership).open_or_newest_of(others) if others else {}
    return [(other, cases.get(other.pk)) for other in others]


def _timeline(request, case: Case, opened: frozenset[Section]) -> dict:
    section = request.GET.get("about", "")
    section = section if section in opened else ""
    asked = request.GET.get("events", "")
    shown = min(int(asked), MOST_EVENTS) if asked.isdecimal() and int(asked) > EVENTS else EVENTS
    events = newest_events(case, request.membership, section or None, most=shown + 1)
    notes = _notes_of(case, events[:shown]) if Section.NOTES in opened else {}
    files = _files_of(request.membership, events[:shown]) if Section.ATTACHMENTS in opened else {}
    entries = [
        {
            "event": event,
            "sentence": sentence(event),
            "note": notes.get(event.facts.get("note_id")),
            "file": files.get(event.facts.get("attachment_id")),
        }
        for event in events[:shown]
    ]
    sections = [s for s in Section if s in opened]
    return {
        "entries": entries,
        "about": section,
        "sections": sections,
        "more_events": shown * 2 if len(events) > shown else None,
    }


def _notes_of(case: Case, events: list[Event]) -> dict[str, Note]:
    """The notes that these events tell of, by their ids as written there."""
    ids = [event.facts["note_id"] for event in events if "note_id" in event.facts]
    return {str(note.pk): note for note in case.notes.filter(pk__in=ids)} if ids else {}


def _files_of(by: Membership, events: list[Event]) -> dict[str, Attachment]:
    """The files that these events tell of, as far as `by` sees them, by their ids as written there."""
    ids = [event.facts["attachment_id"] for event in events if "attachment_id" in event.facts]
    return {str(one.pk): one for one in Attachment.objects.visible_to(by).filter(pk__in=ids)} if ids else {}


@page(Right.READ)
def case_timeline(request, case_id) -> HttpResponse:
    """The timeline alone, for its filter."""
    case = find_case(request, case_id)
    if not request.htmx:
        return redirect("case", case_id)
    opened = open_sections(case.person, request.membership)
    return render(request, "web/_timeline.html", {"case": case} | _timeline(request, case, opened))


@page(section=Section.NOTES, writes=True, methods=("GET", "POST"))
def add_note(request, case_id):
    """Writes a note on the case."""
    case = find_case(request, case_id)
    words = {"title": _("Write a note"), "save": _("Save the note")}
    return submit(request, NoteForm(request.POST or None), partial(actions.add_note, case=case), case=case, page=words)


@page(section=Section.BLOCKERS, writes=True, methods=("GET", "POST"))
def open_blocker(request, case_id):
    """Records what keeps the case from moving on."""
    case = find_case(request, case_id, with_line=True)
    stop = line_of(case, request.membership).next_stop
    form = BlockerForm(request.POST or None, initial={"since": timezone.localdate(), "stage": stop and stop.code})
    words = {"title": _("What blocks the case?"), "save": _("Record the blocker")}
    return submit(request, form, partial(actions.open_blocker, case=case), case=case, page=words)


@page(section=Section.BLOCKERS, writes=True, methods=("GET", "POST"))
def resolve_blocker(request, case_id, blocker_id):
    """Says how a blocker went away."""
    case = find_case(request, case_id)
    blocker = get_object_or_404(Blocker, pk=blocker_id, case=case)
    title = _("Resolved: %(cause)s") % {"cause": blocker.get_cause_display()}
    words = {"title": title, "save": _("Record the resolution")}
    form = ResolveForm(request.POST or None)
    resolve = partial(actions.resolve_blocker, blocker=blocker)
    return submit(request, form, resolve, case=case, page=words, said=_("The blocker is resolved."))


@page(Right.KEEP_CASES, methods=("GET", "POST"))
def assign(request, case_id):
    """Gives the case to a caseworker of its organisation."""
    case = find_case(request, case_id)
    form = AssignForm(request.POST or None, case=case, initial={"caseworker": case.caseworker_id})
    words = {"title": _("Who keeps this case?"), "save": _("Give the case")}
    return submit(request, form, partial(actions.assign, case=case), case=case, page=words)


@page(Right.KEEP_CASES, methods=("POST",))
def take(request, case_id):
    """The reader takes a case nobody keeps."""
    case = find_case(request, case_id)
    actions.assign(case=case, by=request.membership, caseworker=request.user)
    messages.success(request, _("You keep this case now."))
    return back_to(request, case)


@page(Right.KEEP_CASES, methods=("GET", "POST"))
def close_case(request, case_id):
    """Closes the case with a reason."""
    case = find_case(request, case_id)
    words = {"title": _("Close the case"), "save": _("Close the case")}
    form = CloseForm(request.POST or None)
    return submit(
        request, form, partial(actions.close_case, case=case), case=case, page=words, said=_("The case is closed.")
    )


@page(Right.KEEP_CASES, methods=("POST",))
def reopen_case(request, case_id):
    """Opens a closed case again."""
    case = find_case(request, case_id)
    actions.reopen_case(case=case, by=request.membership)
    messages.success(request, _("The case is open again."))
    return back_to(request, case)


@page(section=Section.IDENTITY, writes=True, methods=("GET", "POST"))
def record_death(request, case_id):
    """Records that the person died, how that is known and who said it."""
    case = find_case(request, case_id)
    words = {"title": _("Record that the person died"), "save": _("Record the death")}
    act = partial(deaths.record_death, person=case.person)
    return submit(request, DeathForm(request.POST or None), act, case=case, page=words, said=_("It is recorded."))


@page(section=Section.IDENTITY, writes=True, methods=("GET", "POST"))
def take_back_death(request, case_id):
    """Takes back that the person died, with the reason."""
    case = find_case(request, case_id)
    words = {"title": _("Take back that the person died"), "save": _("Take it back")}
    act = partial(deaths.take_back_death, person=case.person)
    return submit(request, TakeBackForm(request.POST or None), act, case=case, page=words, said=_("It is taken back."))
