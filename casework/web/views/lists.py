"""Lists of cases: Today, the worklists and the search."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access.models import Membership
from casework.access.policy import Right, Section, may, writes
from casework.followups.day import by_heading, due_of, row_of, waiting_in
from casework.journey.expiries import expiring_in
from casework.journey.models import Case
from casework.journey.queries import CaseQuerySet
from casework.journey.rules import Meaning
from casework.journey.stages import Status
from casework.journey.worklists import Scope, Worklist, cases_in, keys_in, offered_to, own_stage
from casework.people.models import DataRequest, Person, PersonAccess
from casework.people.queries import in_order
from casework.people.search import find
from casework.web.clock import clocked
from casework.web.forms.expiries import MonthForm
from casework.web.page import LAST_PAGE_OF_MANY, page, page_number
from casework.web.rows import rows_of
from casework.web.views import emergency, log

SHORT, PAGE = 6, 25
# As many tasks as are read at a glance; who has more sees them alone, and links to the rest.
TASKS = 10
ORDERS = {"recent": ("-moved_at", "id"), "name": ("person__name_key", "id")}
# So many people of whom a search finds are read at a glance.
MATCHES = 10
NEW_DAYS = 14


@page(Right.READ)
def today(request):
    """What I have to do, then my open cases, the most urgent first; a ministry's officer sees who is at her step."""
    if own_stage(request.membership):
        return _at_my_step(request)
    scope = request.GET.get("scope", Scope.MINE)
    scope = scope if scope in (Scope.MINE, Scope.ORGANISATION) else Scope.MINE
    lists = [Worklist.EXPIRED, Worklist.BLOCKED, Worklist.EXPIRING, Worklist.WAITING, Worklist.STILL]
    if scope == Scope.ORGANISATION:
        lists.append(Worklist.UNASSIGNED)
    day = _day(request.membership) if scope == Scope.MINE and writes(request.membership, Section.NOTES) else {}
    full = day.get("more_tasks", False)
    told = {task.case_id for task in day.get("tasks", ())}
    groups = [] if full else _groups(request.membership, scope, lists, told)
    if may(request.membership, Right.HAND_OVER):
        groups = _groups(request.membership, Scope.ORGANISATION, [Worklist.HAND_OVER]) + groups
    context = {"groups": groups, "scope": scope, "Scope": Scope, "place": "today"} | day
    if not full:
        requests = DataRequest.objects.waiting_for(request.membership).with_names()[:SHORT]
        context["requests_due"] = clocked(requests)
        context |= _shared_with_us(request.membership) | (_to_take(request.membership) if day else {})
    context["emergencies"] = emergency.notices(request.membership)
    context["sweeps"] = log.sweeps(request.membership)
    if not groups and not full:
        context["anything"] = cases_in(Worklist.ALL, request.membership, scope, today=timezone.localdate()).exists()
    return render(request, "web/today.html", context)


def _day(membership) -> dict:
    """The reader's first tasks under their headings, and whether there are more than the page shows."""
    today = timezone.localdate()
    loaded = list(due_of(membership, today, TASKS + 1))
    return {
        "tasks": loaded[:TASKS],
        "headings": by_heading(loaded[:TASKS], today),
        "more_tasks": len(loaded) > TASKS,
    }


def _to_take(membership) -> dict:
    """What waits in the reader's organisation for whoever takes it."""
    today = timezone.localdate()
    waiting = list(waiting_in(membership, today, SHORT + 1))
    return {
        "to_take": [row_of(task, today, taps=False) for task in waiting[:SHORT]],
        "more_to_take": len(waiting) > SHORT,
    }


def _groups(membership, scope, lists, told=frozenset()):
    """Each list with its first rows; a case stands only in the most urgent of its lists, and in none when it was
    `told` of already. One load for all rows.
    """
    today, seen, ids = timezone.localdate(), set(), {}
    for worklist in lists:
        cases = (
            cases_in(worklist, membership, scope, today=today).exclude(pk__in=seen | told).order_by("-moved_at", "id")
        )
        ids[worklist] = keys_in(worklist, cases, SHORT + 1)
        seen.update(ids[worklist])
    found = Case.objects.visible_to(membership).filter(pk__in=seen).with_line(membership)
    rows = {row.case.pk: row for row in rows_of(found, membership)}
    return [
        {
            "list": worklist,
            "scope": scope,
            "rows": [rows[pk] for pk in first[:SHORT] if pk in rows],
            "more": len(first) > SHORT,
        }
        for worklist, first in ids.items()
        if first
    ]


def _shared_with_us(membership) -> dict:
    """What other organisations shared lately, the newest first, and whether there is more of it."""
    since = timezone.now() - timedelta(days=NEW_DAYS)
    loaded = list(PersonAccess.objects.shared_lately(membership, since, SHORT + 1).select_related("opened_by"))
    cases = Case.objects.visible_to(membership).open().filter(person__in=[access.person_id for access in loaded])
    rows = {row.case.person_id: row for row in rows_of(cases.with_line(membership), membership)} if loaded else {}
    shown = [
        replace(
            rows[access.person_id],
            meaning=Meaning.INFORMATION,
            what=_("Shared by %(who)s") % {"who": access.opened_by or _("Casework")},
            when=timezone.localtime(access.since).date(),
        )
        for access in loaded[:SHORT]
    ]
    return {"shared": shown, "more_shared": len(loaded) > SHORT}


def _at_my_step(request):
    stage = own_stage(request.membership)
    cases = Case.objects.visible_to(request.membership).open()
    waiting = cases.longest_at(stage.code, Status.SUBMITTED)
    coming = cases.longest_at(stage.code, Status.IN_PROGRESS)
    context = {
        "stage": stage,
        "waiting": rows_of(waiting.with_line(request.membership)[:PAGE], request.membership),
        "coming": rows_of(coming.with_line(request.membership)[:PAGE], request.membership),
        "place": "today",
    } | _shared_with_us(request.membership)
    return render(request, "web/at_my_step.html", context)


@page(Right.READ)
def cases(request):
    """A worklist page by page. Pages are not counted: at a million cases the count costs more than the page."""
    found, chosen = asked_cases(request)
    number = page_number(request, last=LAST_PAGE_OF_MANY)
    first = (number - 1) * PAGE
    keys = keys_in(Worklist.EXPIRING if chosen["expiry"] else chosen["worklist"], found, PAGE + 1, after=first)
    shown = Case.objects.visible_to(request.membership).filter(pk__in=keys[:PAGE]).order_by(in_order(keys[:PAGE]))
    more = len(keys) > PAGE
    context = chosen | {
        "rows": rows_of(shown.with_line(request.membership), request.membership),
        "previous": number - 1,
        "next": number + 1 if more and number < LAST_PAGE_OF_MANY else None,
        "at_the_end": more and number == LAST_PAGE_OF_MANY,
        "query": query_of(request),
        "offered": offered_to(request.membership),
        "Scope": Scope,
        "own_stage": own_stage(request.membership),
        "place": "cases",
    }
    return render(request, "web/cases.html", context)


def asked_cases(request) -> tuple[CaseQuerySet, dict]:
    """The cases that the query of the address asks for, in their order, and what was chosen there."""
    by, today = request.membership, timezone.localdate()
    chosen = {
        "worklist": _one_of(offered_to(by), request.GET.get("show"), Worklist.ALL),
        "scope": _one_of(Scope.values, request.GET.get("scope"), Scope.ORGANISATION),
        "order": _one_of(ORDERS, request.GET.get("order"), "recent"),
        "expiry": None,
    }
    if own_stage(by):
        chosen["scope"] = Scope.VISIBLE
    expiry = MonthForm(request.GET, by=by) if "month" in request.GET else None
    if expiry and expiry.is_valid():
        chosen["expiry"] = expiry
        found = expiring_in(Case.objects.visible_to(by), expiry.first, today, by=by, **expiry.whose())
    else:
        found = cases_in(chosen["worklist"], by, chosen["scope"], today=today)
    return found.order_by(*ORDERS[chosen["order"]]), chosen


def query_of(request) -> str:
    """What the list was asked, without the page."""
    asked = request.GET.copy()
    asked.pop("page", None)
    return asked.urlencode()


def _one_of(allowed, value, default):
    return value if value in allowed else default


def searched_cases(request) -> CaseQuerySet:
    """The cases that what was typed last may mean."""
    return Case.objects.visible_to(request.membership).search(_typed(request), request.membership)


def _typed(request) -> str:
    return request.session.get("search", "").strip()


class Matches(NamedTuple):
    """A page of those whom a text may mean: their cases, who they are, and whether there are more."""

    cases: CaseQuerySet
    people: Sequence[UUID] = ()
    more: bool = False


def matches(text: str, by: Membership, number: int = 1) -> Matches:
    """As many people as a page shows: what they hold is read of them alone, not of everybody of a common name."""
    cases = Case.objects.visible_to(by)
    by_code = cases.with_code(text)
    if by_code.exists():
        return Matches(by_code)
    people, first = find(text, by), (number - 1) * MATCHES
    shown = people[first : first + MATCHES]
    return Matches(cases.of_people(shown), shown, len(people) > first + MATCHES)


@page(Right.READ, methods=("GET", "POST"))
def search(request):
    """Looks for people and cases. What is typed is personal data: it goes in body and session, not in the URL."""
    if request.method == "POST":
        request.session["search"] = request.POST.get("q", "")[:100]
        return redirect("search")
    q, number, by = _typed(request), page_number(request), request.membership
    found = matches(q, by, number)
    loaded = list(found.cases.with_line(by))
    without_case = {*found.people} - {case.person_id for case in loaded}
    people = Person.objects.visible_to(by).filter(pk__in=without_case, cases=None) if without_case else ()
    context = {
        "q": q,
        "rows": rows_of(loaded, by),
        "previous": number - 1,
        "next": number + 1 if found.more else None,
        "without_case": sorted(people, key=lambda person: found.people.index(person.pk)),
    }
    return render(request, "web/search.html", context)
