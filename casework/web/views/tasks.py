"""Tasks: the list, one task with all it takes to do it, and what is done with it."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework.access.models import User
from casework.access.policy import Right, Section, may, writes
from casework.followups import actions
from casework.followups.day import due_of, row_of
from casework.followups.models import Rule, Task
from casework.followups.tasklists import Scope, Show, tasks_in
from casework.journey.lines import line_of
from casework.journey.loading import case_with_line
from casework.journey.models import Case
from casework.journey.reading import log_read_of_case
from casework.people.models import ContactPoint
from casework.people.queries import open_sections
from casework.web import parts
from casework.web.forms.tasks import GiveForm, OutcomeForm, PutOffForm, TapForm, WorkerForm, WriteTaskForm
from casework.web.page import LAST_PAGE_OF_MANY, find_case, page, page_number, run, submit
from casework.web.views.case import next_step
from casework.web.views.followup import ways_back_of

PAGE = 25


def find_task(request: HttpRequest, task_id) -> Task:
    """The task with this id if the reader sees the notes of its case, else 404.

    To show it is a read of the person's file; to change it is of its organisation and IOM.
    """
    found = Task.objects.visible_to(request.membership).with_names().select_related("ended_by", "made_by")
    task = get_object_or_404(found, pk=task_id)
    if request.method == "GET":
        log_read_of_case(task.case, place=request.resolver_match.view_name)
    else:
        actions.require_own(task, request.membership)
    return task


@page(section=Section.NOTES)
def tasks(request):
    """The reader's tasks, her organisation's, or what waits for whoever takes it; page by page, not counted."""
    return _list(request)


def _list(request, *, status: int = 200, refused: GiveForm | None = None) -> HttpResponse:
    """The list that the query of the address asks for; with a form that was `refused`, what was ticked and chosen."""
    by, number, today = request.membership, page_number(request, last=LAST_PAGE_OF_MANY), timezone.localdate()
    show, scope, worker = asked_tasks(request)
    first = (number - 1) * PAGE
    loaded = tasks_in(show, scope, by, today, worker, part=slice(first, first + PAGE + 1))
    context = {
        "rows": [row_of(task, today, taps=False) for task in loaded[:PAGE]],
        "show": show,
        "scope": scope,
        "worker": worker,
        "Show": Show,
        "Scope": Scope,
        "previous": number - 1,
        "next": number + 1 if len(loaded) > PAGE and number < LAST_PAGE_OF_MANY else None,
        "at_the_end": len(loaded) > PAGE and number == LAST_PAGE_OF_MANY,
        "give": (refused or GiveForm(by=by)) if may(by, Right.ASSIGN) and show != Show.DONE else None,
        "ticked": request.POST.getlist("task_ids"),
        "number": number,
        "place": "tasks",
    }
    return render(request, "web/tasks.html", context, status=status)


def asked_tasks(request) -> tuple[str, str, User | None]:
    """Which list the query of the address asks for, whose, and of which colleague alone."""
    show, scope = request.GET.get("show"), request.GET.get("scope")
    show, scope = (show if show in Show else Show.DUE), (scope if scope in Scope else Scope.MINE)
    return show, scope, _worker(request) if may(request.membership, Right.ASSIGN) else None


def _worker(request):
    form = WorkerForm(request.GET, by=request.membership)
    return form.cleaned_data.get("of") if form.is_valid() else None


@page(Right.ASSIGN, section=Section.NOTES, writes=True, methods=("POST",))
def give_tasks(request):
    """Gives the ticked tasks to a colleague, or back to whose they are by the case."""
    form = GiveForm(request.POST, by=request.membership)
    status = run(form, partial(actions.reassign_tasks, by=request.membership))
    if status != 200:
        messages.error(request, _("No task was given on: tick tasks that are still open, and choose a colleague."))
        return _list(request, status=status, refused=form)
    told = ngettext("%(count)s task was given on.", "%(count)s tasks were given on.", form.outcome)
    messages.success(request, told % {"count": form.outcome})
    return redirect(f"{reverse('tasks')}?{request.GET.urlencode()}")


@page(section=Section.NOTES)
def task(request, task_id):
    """Who, what and why, how to reach her, what was tried, and what may be said of it."""
    found = find_task(request, task_id)
    return _shown(request, found)


def _shown(request, task: Task, status: int = 200, **refused) -> HttpResponse:
    """The task's page, with a form that was refused in place of the empty one; of one that has ended, its sentence."""
    by = request.membership
    case = case_with_line(task.case_id, by)
    opened = open_sections(case.person, by)
    to_write = {section for section in open_sections(case.person, by, to_write=True) if writes(by, section)}
    contacts = case.person.contacts.order_by("state", "created_at") if Section.CONTACT in opened else None
    line = line_of(case, by)
    context = {"task": task, "case": case, "line": line, "row": row_of(task, timezone.localdate()), "place": "tasks"}
    context |= {"reads": opened, "writes": to_write, "contacts": _numbers(contacts)}
    context |= ways_back_of(by, case, opened) | parts.few_of(case, opened, {Section.NOTES})
    task.refresh_from_db(fields=["state", "outcome", "ended_at", "ended_by", "remark"])
    if task.state == Task.State.OPEN and actions.is_own(task, by) and Section.NOTES in to_write:
        context["next"] = next_step(by, case, line, open_sections(case.person, by, to_write=True))
        context["outcome_form"] = OutcomeForm(task=task, contacts=contacts)
        context["put_off_form"] = PutOffForm(initial={"until": task.snoozed_until})
        context["takeable"] = task.worker is None
        context["asked_for"] = task.subject if task.rule and task.rule.trigger == Rule.Trigger.ACCESS_ASKED else None
        context |= refused
    else:
        context["refused"] = next(iter(refused.values()), None)
    return render(request, "web/task.html", context, status=status)


def _numbers(contacts) -> list[ContactPoint]:
    """Her own telephones that are not lost."""
    if contacts is None:
        return []
    lost, own = ContactPoint.State.LOST, ContactPoint.Owner.OWN
    return [c for c in contacts if c.kind != ContactPoint.Kind.EMAIL and c.owner == own and c.state != lost]


def _contacts(request, case: Case):
    return case.person.contacts.all() if Section.CONTACT in open_sections(case.person, request.membership) else None


@page(section=Section.NOTES, writes=True, methods=("POST",))
def complete_task(request, task_id):
    """Ends a task with its outcome: with one tap from Today, else with all that its page asks."""
    task = find_task(request, task_id)
    tapped = "tap" in request.POST
    if tapped:
        form = TapForm(request.POST)
    else:
        form = OutcomeForm(request.POST, task=task, contacts=_contacts(request, task.case))
    status = run(form, partial(actions.complete_task, task=task, by=request.membership))
    if request.htmx and tapped:
        return _tapped(request, form, task)
    if status == 200:
        messages.success(request, _told(form.outcome))
        return redirect("today")
    if tapped:
        messages.error(request, " ".join(_refusals(form)))
        return redirect("today")
    return _shown(request, task, status, outcome_form=form)


def _tapped(request, form, task: Task) -> HttpResponse:
    """The row that takes the place of the one that was tapped; when it was the last one, the page as it is now."""
    if form.errors:
        return render(request, "web/_tapped.html", {"task": task, "refusals": _refusals(form)})
    if not due_of(request.membership, timezone.localdate(), 1):
        messages.success(request, _told(form.outcome))
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "web/_tapped.html", {"task": form.outcome, "told": _told(form.outcome)})


def _refusals(form) -> list[str]:
    return [message for errors in form.errors.values() for message in errors]


def _told(task: Task) -> str:
    """What a task has become, in one sentence."""
    facts = {"task": task.title, "person": task.case.person.full_name}
    if task.state == Task.State.OPEN:
        return _("Not reached: “%(task)s” for %(person)s comes back on the next working day.") % facts
    return _("Done: “%(task)s” for %(person)s.") % facts


@page(section=Section.NOTES, writes=True, methods=("POST",))
def put_off_task(request, task_id):
    """Puts a task off until a day, with the reason."""
    task = find_task(request, task_id)
    form = PutOffForm(request.POST)
    status = run(form, partial(actions.snooze_task, task=task, by=request.membership))
    if status == 200:
        messages.success(request, _("The task is put off. When it is due, it is due all the same."))
        return redirect("today")
    return _shown(request, task, status, put_off_form=form)


@page(section=Section.NOTES, writes=True, methods=("POST",))
def take_task(request, task_id):
    """The reader takes a task that nobody has."""
    task = find_task(request, task_id)
    actions.take_task(task=task, by=request.membership)
    messages.success(request, _("It is your task now."))
    return redirect("today")


@page(section=Section.NOTES, writes=True, methods=("GET", "POST"))
def write_task(request, case_id):
    """Writes down what is to be done about a case, for its caseworker or for a colleague."""
    case = find_case(request, case_id)
    form = WriteTaskForm(request.POST or None, by=request.membership, person=case.person)
    words = {"title": _("New task"), "save": _("Write the task")}
    act = partial(actions.write_task, case=case)
    return submit(request, form, act, case=case, page=words, said=_("The task is written."))
