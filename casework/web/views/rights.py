"""A person's rights over her data: what she asked, by when it is answered, and what is done about it."""

import json
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from casework.access.policy import Right, Section, may
from casework.journey.models import Case
from casework.people.models import DataRequest, Person
from casework.people.queries import DECIDED, require_open
from casework.rights import actions
from casework.rights.export import Export, as_json
from casework.rights.holdings import what_stays
from casework.web.clock import clock_of, clocked
from casework.web.forms.rights import AnswerForm, EraseForm, ExportForm, KeepForm, LiftForm, RequestForm
from casework.web.page import page, run, shown_by

PAGE, LAST_PAGE = 25, 200
SHOWN = ("open", "answered")

rights_page = partial(page, right=Right.SERVE_RIGHTS, section=Section.CONSENTS)


@rights_page()
def requests(request):
    """The work list with its clock: what is due first stands first."""
    shown = request.GET.get("show") if request.GET.get("show") in SHOWN else "open"
    kind = request.GET.get("kind") if request.GET.get("kind") in DataRequest.Kind.values else ""
    number = request.GET.get("page", "1")
    number = min(int(number), LAST_PAGE) if number.isdecimal() and int(number) else 1
    found = DataRequest.objects.visible_to(request.membership)
    found = found.open() if shown == "open" else found.answered()
    found = found.filter(kind=kind) if kind else found
    first = (number - 1) * PAGE
    loaded = list(found.with_names()[first : first + PAGE + 1])
    context = {
        "rows": clocked(loaded[:PAGE]),
        "shown": shown,
        "kind": kind,
        "kinds": DataRequest.Kind.choices,
        "previous": number - 1,
        "next": number + 1 if len(loaded) > PAGE and number < LAST_PAGE else None,
    }
    return render(request, "web/rights/requests.html", context)


def _find_person(request, person_id) -> Person:
    person = get_object_or_404(Person.objects.visible_to(request.membership), pk=person_id)
    require_open(person, request.membership, request.section)
    return person


def _find_request(request, request_id) -> DataRequest:
    visible = DataRequest.objects.visible_to(request.membership)
    return get_object_or_404(
        visible.select_related("person", "organisation", "recorded_by", "answered_by"), pk=request_id
    )


def _case_of(request, person: Person) -> Case | None:
    """The case to go back to: the open one, else the last."""
    cases = Case.objects.visible_to(request.membership).filter(person=person)
    return cases.open_first().first()


@rights_page()
def person(request, person_id):
    """What a person can ask about her data, and what she asked."""
    found = _find_person(request, person_id)
    context = {
        "person": found,
        "case": _case_of(request, found),
        "rows": clocked(found.data_requests.with_names().order_by("-received_on", "pk")),
        "may_export": actions.sees_whole(found, request.membership),
    }
    return render(request, "web/rights/person.html", context)


@rights_page()
def request_page(request, request_id):
    """One request: what it is, and what to do next for its kind."""
    found = _find_request(request, request_id)
    decided = found.kind in DECIDED
    context = {
        "wish": found,
        "person": found.person,
        "case": _case_of(request, found.person),
        "clock": clock_of(found, timezone.localdate()),
        "decided": decided,
        "recorded_herself": found.recorded_by_id == request.user.pk,
        "may_answer": not decided
        or (may(request.membership, Right.DECIDE_RIGHTS) and found.recorded_by_id != request.user.pk),
    }
    return render(request, "web/rights/request.html", context)


def _submit(request, form, action, *, back: str, said: str, title: str, save: str, **more) -> HttpResponse:
    """A page around one form: shown, refused with its sentences, or done."""
    status = 200
    if request.method == "POST":
        status = run(form, partial(action, by=request.membership))
        if status == 200:
            messages.success(request, said)
            return redirect(back)
    context = {"form": form, "title": title, "save": save, "back": back} | more
    return render(request, "web/rights/form.html", context, status=status)


@rights_page(methods=("GET", "POST"))
def record(request, person_id):
    """Records what the person asks."""
    found = _find_person(request, person_id)
    words = {"title": _("What does the person ask?"), "save": _("Record the request")}
    act = partial(actions.open_request, person=found)
    back = reverse("data_rights", args=[found.pk])
    said = _("The request is recorded. It is to be answered within 15 days.")
    return _submit(request, RequestForm(request.POST or None), act, back=back, said=said, person=found, **words)


@rights_page(methods=("GET", "POST"))
def answer(request, request_id):
    """Says what was done, or why not."""
    found = _find_request(request, request_id)
    words = {"title": _("Answer: %(wish)s") % {"wish": found.get_kind_display()}, "save": _("Record the answer")}
    form = AnswerForm(request.POST or None, kind=found.kind)
    act = partial(actions.answer_request, request=found)
    said = _("The answer is recorded. Give it to the person.")
    return _submit(request, form, act, back=_page_of(found), said=said, person=found.person, **words)


@rights_page(right=Right.DECIDE_RIGHTS, methods=("POST",))
def restrict(request, request_id):
    """Confirms that her data is only kept from now on."""
    found = _find_request(request, request_id)
    actions.restrict(request=found, by=request.membership)
    messages.success(request, _("The use of the data is restricted."))
    return redirect(_page_of(found))


@rights_page(right=Right.DECIDE_RIGHTS, methods=("GET", "POST"))
def erase(request, request_id):
    """Shows what goes and what stays, and erases once it is confirmed."""
    found = _find_request(request, request_id)
    words = {"title": _("Erase what is kept on this person"), "save": _("Erase now")}
    form = EraseForm(request.POST or None)
    said = _("The person was erased. The answer says what stays and why.")
    records, shown = actions.shown_before_erasure(found)
    context = words | {"stays": what_stays(), "person": found.person, "records": records, "shown": shown}
    act = partial(_erase, request=found, shown=shown_by(request))
    return _submit(request, form, act, back=_page_of(found), said=said, **context)


def _erase(*, read: bool, **arguments):
    return actions.erase(**arguments)


@rights_page(right=Right.DECIDE_RIGHTS, methods=("GET", "POST"))
def keep(request, request_id):
    """The file is kept longer than proposed."""
    found = _find_request(request, request_id)
    words = {"title": _("Keep the file longer"), "save": _("Keep it")}
    act = partial(actions.keep_until, request=found)
    said = _("The file is kept until the new day.")
    form = KeepForm(request.POST or None)
    return _submit(request, form, act, back=_page_of(found), said=said, person=found.person, **words)


@rights_page(right=Right.DECIDE_RIGHTS, methods=("GET", "POST"))
def lift(request, person_id):
    """The restriction ends."""
    found = _find_person(request, person_id)
    words = {"title": _("Lift the restriction"), "save": _("Lift the restriction")}
    act, back = partial(actions.lift_restriction, person=found), reverse("data_rights", args=[found.pk])
    said = _("The data may be used again.")
    return _submit(request, LiftForm(request.POST or None), act, back=back, said=said, person=found, **words)


@rights_page(methods=("GET", "POST"), takes_long=True)
def export(request, person_id):
    """Asks what it is for, and gives everything held on the person as one file to be saved."""
    found = _find_person(request, person_id)
    form, back = ExportForm(request.POST or None), reverse("data_rights", args=[found.pk])
    status = 200
    if request.method == "POST":
        status = run(form, lambda form, reason: actions.export(person=found, by=request.membership, reason=reason))
        if status == 200:
            return _as_file(form.outcome, form.cleaned_data["form"])
    words = {"title": _("Export everything held on this person"), "save": _("Download the file"), "back": back}
    return render(request, "web/rights/form.html", words | {"form": form, "person": found}, status=status)


def _as_file(made: Export, form: str) -> HttpResponse:
    """In the person's language, never kept by a browser on the way, and without her name in the file's."""
    if form == "json":
        body, kind = json.dumps(as_json(made), ensure_ascii=False, indent=2), "application/json"
    else:
        with translation.override(made.person.language):
            body, kind = render_to_string("web/rights/export.html", {"export": made}), "text/html; charset=utf-8"
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="data-{made.made_at:%Y-%m-%d}.{form}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _page_of(found: DataRequest) -> str:
    return reverse("data_request", args=[found.pk])
