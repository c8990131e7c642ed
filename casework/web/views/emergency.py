"""Emergency reads: asking for one, confirming it, and what those read who are told of it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework.access.policy import EMERGENCY_HOURS, OPENED_IN_EMERGENCY, Kind, Right, Section, may
from casework.journey.emergency import read_in_emergency
from casework.journey.models import Case
from casework.people.emergency import acknowledge
from casework.people.models import PersonAccess
from casework.web.forms.protection import EmergencyForm
from casework.web.page import page

KEPT = "emergency"
SHOWN, SHOWN_ON_CASE = 100, 5


@page(Right.EMERGENCY_READ, methods=("GET", "POST"))
def ask(request):
    """Whom and why. What is typed is kept in the session, and whether it means somebody is not looked up yet."""
    form = EmergencyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        request.session[KEPT] = {name: form.data.get(name, "") for name in form.fields}
        return redirect("confirm_emergency")
    context = {"form": form, "place": "emergency", "mine": _open_for(request.membership)}
    return render(request, "web/emergency.html", context, status=400 if form.is_bound else 200)


@page(Right.EMERGENCY_READ, methods=("GET", "POST"))
def confirm(request):
    """The same words whether somebody is meant or nobody; with the button the file opens, and others are told."""
    form = EmergencyForm(request.session.get(KEPT))
    if not form.is_valid():
        return redirect("emergency")
    if request.method == "GET":
        return render(request, "web/emergency_confirm.html", _words() | {"asked": form.cleaned_data})
    del request.session[KEPT]
    explanation = form.cleaned_data["explanation"]
    cases = read_in_emergency(by=request.membership, wanted=form.wanted(), explanation=explanation)
    if not cases:
        messages.error(request, _("Nobody with a case is registered with exactly this. Nothing was opened."))
        return redirect("emergency")
    if len(cases) > 1:
        found = ngettext("%(count)s file is open.", "%(count)s files are open.", len(cases)) % {"count": len(cases)}
        messages.success(request, found)
        return redirect("emergency")
    return redirect("case", cases[0].pk)


def _words() -> dict:
    return {
        "parts": [section.label for section in Section if section in OPENED_IN_EMERGENCY],
        "hours": EMERGENCY_HOURS,
        "place": "emergency",
    }


def _open_for(membership) -> list[tuple]:
    """The reader's own emergency reads that have not ended, each with its case."""
    mine = PersonAccess.objects.emergencies().open().filter(membership=membership).select_related("person")
    return _with_cases(membership, mine.order_by("-since"))


def _with_cases(membership, accesses) -> list[tuple]:
    """Each access with the person's open case, else her last one, where the reader sees it."""
    accesses = list(accesses)
    people = [access.person_id for access in accesses]
    cases = Case.objects.visible_to(membership).select_related("organisation").open_or_newest_of(people)
    return [(access, cases.get(access.person_id)) for access in accesses]


def of_case(membership, case: Case, opened: frozenset[Section], accesses: list[PersonAccess]) -> dict:
    """What the case page shows: to the reader her time left, to whom it is kept by who has read it and why.

    `accesses` are those that the reader sees (`people.consents.accesses_seen`).
    """
    mine = [access for access in case.person.open_accesses if access.membership_id == membership.pk]
    shown = {"emergency": mine[0], "emergency_left": _left(mine[0])} if mine else {}
    told = case.organisation_id == membership.organisation_id or membership.organisation.kind == Kind.IOM
    if told and Section.CONSENTS in opened:
        emergencies = [access for access in accesses if access.reason == PersonAccess.Reason.EMERGENCY]
        shown["emergency_reads"] = sorted(emergencies, key=lambda access: access.since, reverse=True)[:SHOWN_ON_CASE]
    return shown


def _left(access: PersonAccess) -> str:
    hours, minutes = divmod(int((access.until - timezone.now()).total_seconds()) // 60, 60)
    return _("%(hours)s h %(minutes)02d min") % {"hours": hours, "minutes": minutes}


@page(Right.READ_LOG)
def emergency_reads(request):
    """Who has broken the glass, newest first: IOM's protection officers see all, a partner those of its people."""
    told = PersonAccess.objects.told_to(request.membership)
    related = told.select_related("membership__user", "organisation", "person", "acknowledged_by")
    waiting = set(PersonAccess.objects.to_acknowledge(request.membership).values_list("pk", flat=True))
    rows = [
        {"access": access, "case": case, "waits_for_me": access.pk in waiting, "open": access.until > timezone.now()}
        for access, case in _with_cases(request.membership, related.order_by("-since")[:SHOWN])
    ]
    return render(request, "web/emergency_reads.html", {"rows": rows, "place": "emergency_reads"})


@page(Right.READ_LOG, methods=("POST",))
def seen(request, access_id):
    """Takes note of an emergency read."""
    access = PersonAccess.objects.told_to(request.membership).get(pk=access_id)
    acknowledge(access=access, by=request.membership)
    messages.success(request, _("You have taken note of this emergency read."))
    return redirect("emergency_reads")


def notices(membership) -> list[tuple]:
    """What Today shows to those who are to take note: the emergency reads nobody has taken note of."""
    if not may(membership, Right.READ_LOG):
        return []
    waiting = PersonAccess.objects.to_acknowledge(membership)
    related = waiting.select_related("membership__user", "organisation", "person").order_by("-since")
    return _with_cases(membership, related[:SHOWN_ON_CASE])
