"""Taking a list out as a file: what it is for is asked, and written down with how long it is."""

from functools import partial

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access import log
from casework.access.models import LogEntry
from casework.access.policy import Right, Section
from casework.followups.tasklists import keys_in
from casework.web import exports
from casework.web.exports import CASES, TASKS, Taken, columns_for
from casework.web.forms.exports import TakeOutForm
from casework.web.page import page, run
from casework.web.views.lists import asked_cases, query_of, searched_cases
from casework.web.views.tasks import asked_tasks

# By what a list may be narrowed; which of them were used is written down, and not for whom.
FILTERS = {"show", "scope", "order", "month", "canton", "organisation", "of"}

export_page = partial(page, Right.EXPORT_LISTS, methods=("GET", "POST"), takes_long=True)


@export_page()
def export_cases(request):
    """The cases of a worklist, of all its pages."""
    found, chosen = asked_cases(request)
    told = {"list": chosen["worklist"], "scope": chosen["scope"]}
    return _taken_out(request, "cases", partial(_cases, request, "cases", found), told)


@export_page()
def export_found(request):
    """The cases that a search found; what was typed stands in no address and no log."""
    found = searched_cases(request)
    return _taken_out(request, "search", partial(_cases, request, "search", found), {"list": "search"})


@export_page(section=Section.NOTES)
def export_tasks(request):
    """The tasks of a list, of all its pages."""
    show, scope, worker = asked_tasks(request)
    told = {"list": str(show), "scope": str(scope)}
    return _taken_out(request, "tasks", partial(_tasks, request, show, scope, worker), told)


def _cases(request, name: str, found: QuerySet, most: int) -> tuple[Taken, set]:
    rows = list(found.values_list("pk", "organisation_id")[: most + 1])
    columns = columns_for(request.membership, CASES)
    return Taken(name, [key for key, _keeper in rows], columns, exports.case_rows), {keeper for _key, keeper in rows}


def _tasks(request, show: str, scope: str, worker, most: int) -> tuple[Taken, set]:
    by, part = request.membership, slice(most + 1)
    keys = keys_in(show, scope, by, timezone.localdate(), worker, part=part)
    return Taken("tasks", keys, columns_for(by, TASKS), exports.task_rows), {by.organisation_id}


def _taken_out(request, place: str, found, told: dict) -> HttpResponse:
    form, status = TakeOutForm(request.POST or None), 200
    if request.method == "POST":
        form = TakeOutForm(request.POST)
        status = run(form, partial(_take_out, request, found, told))
        if status == 200:
            return form.outcome
    query = query_of(request)
    context = {
        "form": form,
        "back": reverse(place) + (f"?{query}" if query else ""),
        "most_csv": exports.MOST[exports.Form.CSV],
        "most_xlsx": exports.MOST[exports.Form.XLSX],
        "columns": [column.heading for column in columns_for(request.membership, TASKS if place == "tasks" else CASES)],
        "place": place,
    }
    return render(request, "web/export.html", context, status=status)


def _take_out(request, found, told: dict, *, purpose: str, form: str) -> HttpResponse:
    """The file, once it is written down: how many rows, by which filters, and what for; nobody's name."""
    most = exports.MOST[form]
    taken, keepers = found(most)
    if len(taken.keys) > most:
        sentence = _("This list has more than %(most)s rows. Choose a shorter one.") % {"most": most}
        raise ValidationError(sentence, code="too_many_rows")
    facts = told | {
        "rows": len(taken.keys),
        "form": form,
        "purpose": purpose,
        "filters": sorted(FILTERS & set(request.GET)),
    }
    log.record(LogEntry.Kind.EXPORT, place=f"export_{taken.name}", owners=keepers, **facts)
    return exports.as_response(taken, request.membership, form)
