"""The protection compartment on pages: reporting, writing and reading; specific needs."""

from functools import partial

from django.shortcuts import render
from django.utils.translation import gettext as _

from casework.access.policy import Right, Section
from casework.people.actions import add_need as record_need
from casework.people.models import ProtectionNote
from casework.people.protection import add_protection_note, report_to_protection
from casework.web.forms.protection import AsylumForm, NeedForm, ProtectionForm
from casework.web.page import find_case, page, submit

PAGE, LAST_PAGE = 25, 200


@page(Right.REPORT_PROTECTION, methods=("GET", "POST"))
def report(request, case_id):
    """A note or a PSEA report by one who sees the person and may not read what protection officers know."""
    case = find_case(request, case_id)
    words = {
        "title": _("Report to protection"),
        "save": _("Send the report"),
        "lead": _("Only IOM's protection officers will read this. You will not see it again."),
    }
    said = _("The report was sent. IOM's protection officers read it, and nobody else.")
    act = partial(report_to_protection, person=case.person)
    return submit(request, ProtectionForm(request.POST or None), act, case=case, page=words, said=said)


@page(section=Section.PROTECTION, writes=True, methods=("GET", "POST"))
def add_note(request, case_id):
    """A note or a PSEA report by a protection officer."""
    case = find_case(request, case_id)
    words = {"title": _("Write a protection note"), "save": _("Save the note")}
    act = partial(add_protection_note, person=case.person)
    return submit(request, ProtectionForm(request.POST or None), act, case=case, page=words)


@page(section=Section.ASYLUM, writes=True, methods=("GET", "POST"))
def add_asylum_fact(request, case_id):
    """What is known of the person's asylum claim."""
    case = find_case(request, case_id)
    words = {
        "title": _("Record a fact of the asylum claim"),
        "save": _("Save the fact"),
        "lead": _("No ministry ever sees this."),
    }
    act = partial(add_protection_note, person=case.person)
    return submit(request, AsylumForm(request.POST or None), act, case=case, page=words)


@page(section=Section.NEEDS, writes=True, methods=("GET", "POST"))
def add_need(request, case_id):
    """What changes how the person is served."""
    case = find_case(request, case_id)
    words = {
        "title": _("Record a specific need"),
        "save": _("Save the need"),
        "lead": _("No ministry ever sees this."),
    }
    act = partial(record_need, person=case.person)
    return submit(request, NeedForm(request.POST or None), act, case=case, page=words)


def by_kind(notes: list[ProtectionNote]) -> list[tuple]:
    """Group notes of the compartment as the case page shows them: nothing of a kind of which there is none."""
    kinds = [(kind, [note for note in notes if note.kind == kind]) for kind in ProtectionNote.Kind]
    return [(kind, those) for kind, those in kinds if those]


@page(section=Section.PROTECTION)
def protection_notes(request):
    """The newest notes and PSEA reports, whoever they are about, page by page."""
    kind = request.GET.get("kind", "")
    notes = ProtectionNote.objects.visible_to(request.membership).exclude(kind=ProtectionNote.Kind.ASYLUM)
    if kind in (ProtectionNote.Kind.NOTE, ProtectionNote.Kind.PSEA):
        notes = notes.filter(kind=kind)
    number = request.GET.get("page", "1")
    number = min(int(number), LAST_PAGE) if number.isdecimal() and int(number) else 1
    first = (number - 1) * PAGE
    related = notes.select_related("author", "organisation", "person").prefetch_related("person__cases")
    loaded = list(related.order_by("-created_at", "id")[first : first + PAGE + 1])
    context = {
        "notes": loaded[:PAGE],
        "kind": kind,
        "kinds": [ProtectionNote.Kind.NOTE, ProtectionNote.Kind.PSEA],
        "previous": number - 1,
        "next": number + 1 if len(loaded) > PAGE and number < LAST_PAGE else None,
        "place": "protection",
    }
    return render(request, "web/protection.html", context)
