"""Asking who keeps a person for access to her file: the list of what was asked, asking, and the answer."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from casework.access.policy import Right, Section
from casework.journey import asking
from casework.journey.likely import known_by
from casework.journey.models import Case
from casework.journey.reading import log_read
from casework.people.consents import may_share
from casework.people.models import AccessRequest
from casework.web.forms.asking import AskForm, RefuseForm
from casework.web.page import page, page_number, run
from casework.web.views.sharing import sharing_form

PAGE, NOBODY = 25, "—"
State = AccessRequest.State
# In which colour and with which drawing a state is shown.
LOOKS = {
    State.OPEN: ("information", "hourglass"),
    State.GRANTED: ("done", "circle-check"),
    State.REFUSED: ("blocked", "octagon-x"),
}

asking_page = partial(page, section=Section.CONSENTS)


def _drawn(requests) -> list[AccessRequest]:
    for request in requests:
        request.meaning, request.drawing = LOOKS[request.state]
        request.keeper = request.asked_of or NOBODY
    return requests


@asking_page()
def access_requests(request):
    """What waits for our answer, and what we asked ourselves, the last first."""
    by, number = request.membership, page_number(request)
    first = (number - 1) * PAGE
    waiting = AccessRequest.objects.to_answer(by).select_related("organisation", "person", "asked_of")
    asked = AccessRequest.objects.visible_to(by).asked_by(by.organisation).select_related("asked_of", "asked_by")
    asked = list(asked[first : first + PAGE + 1])
    context = {
        "waiting": _drawn(list(waiting.order_by("asked_at")[:PAGE])) if number == 1 else [],
        "asked": _drawn(asked[:PAGE]),
        "previous": number - 1,
        "next": number + 1 if len(asked) > PAGE else None,
        "place": "access_requests",
    }
    return render(request, "web/asking/list.html", context)


@asking_page(Right.REGISTER, methods=("GET", "POST"))
def ask_access(request):
    """Asks about somebody of whom the registration told; a token in its link says who, to this reader alone."""
    by, status = request.membership, 200
    asking.require_may_ask(by)
    token = request.POST.get("token", "") or request.GET.get("token", "")
    known = known_by(token, by)
    form = AskForm(request.POST or None, initial={"token": token})
    if request.method == "POST":
        status = run(form, partial(asking.ask_for_access, by=by))
        if status == 200:
            messages.success(request, _("It is asked. The answer will stand on this page."))
            return redirect("access_request", form.outcome.pk)
    context = {"form": form, "keeper": getattr(known.organisation, "name", NOBODY), "since": known.since}
    return render(request, "web/asking/ask.html", context | {"place": "access_requests"}, status=status)


def _find(request, access_request_id) -> AccessRequest:
    # The person is left out: who asked does not see her, and would then not see the request either.
    found = AccessRequest.objects.visible_to(request.membership)
    found = found.select_related("organisation", "asked_of", "asked_by", "answered_by")
    return get_object_or_404(found, pk=access_request_id)


@asking_page()
def access_request(request, access_request_id):
    """What was asked and what came of it; to who keeps the person, with all that the answer takes."""
    return _shown(request, _find(request, access_request_id))


def _shown(request, asked: AccessRequest, status: int = 200, **refused) -> HttpResponse:
    """The page, with a form that was refused in place of the empty one; of what was answered, its sentence."""
    by = request.membership
    (asked,) = _drawn([asked])
    ours = asked.organisation_id == by.organisation_id
    context = {"asked": asked, "ours": ours, "case": _case_of(asked, by), "place": "access_requests"}
    if not ours:
        log_read([asked.person_id], place=request.resolver_match.view_name)
        context["person"] = asked.person
    if not ours and asked.state == State.OPEN and may_share(asked.person, by):
        context["form"], ground = sharing_form(asked.person, asked.organisation, by)
        context |= ground | {"refuse_form": RefuseForm()} | refused
        context["writes_consents"] &= context["case"] is not None
    else:
        context["refused"] = next(iter(refused.values()), None)
    return render(request, "web/asking/request.html", context, status=status)


def _case_of(asked: AccessRequest, by) -> Case | None:
    """Her open case, else her newest, where the reader sees it: of who asked, once it was granted."""
    cases = Case.objects.visible_to(by).filter(person=asked.person_id).select_related("person")
    return cases.open_first().first()


@asking_page(Right.SHARE, methods=("POST",))
def grant_access(request, access_request_id):
    """Shares the case with who asked."""
    asked = _find_to_answer(request, access_request_id)
    by = request.membership
    form, _ground = sharing_form(asked.person, asked.organisation, by, request.POST)
    status = run(form, partial(asking.grant_access, request=asked, by=by))
    if status != 200:
        return _shown(request, asked, status, form=form)
    messages.success(request, _("%(organisation)s sees this case now.") % {"organisation": asked.organisation})
    return redirect("access_requests")


@asking_page(Right.SHARE, methods=("POST",))
def refuse_access(request, access_request_id):
    """Says no, with the reason."""
    asked = _find_to_answer(request, access_request_id)
    form = RefuseForm(request.POST)
    status = run(form, partial(asking.refuse_access, request=asked, by=request.membership))
    if status != 200:
        return _shown(request, asked, status, refuse_form=form)
    messages.success(request, _("It was refused, and who asked reads why."))
    return redirect("access_requests")


def _find_to_answer(request, access_request_id) -> AccessRequest:
    """404 for one of our own: nobody answers herself."""
    others = AccessRequest.objects.visible_to(request.membership).exclude(organisation=request.membership.organisation)
    return get_object_or_404(others.select_related("organisation", "person"), pk=access_request_id)
