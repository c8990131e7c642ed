"""People who may be registered twice, or live together: the queue, two side by side, and what was decided."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import models
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from casework.access.models import Membership
from casework.access.policy import Right
from casework.base.errors import Conflict
from casework.journey.pairs import grouped, side_by_side
from casework.journey.reading import log_read
from casework.merging.who_may import find_two
from casework.people import duplicates
from casework.people.models import Duplicate
from casework.web.forms.duplicates import DecisionForm, TogetherForm
from casework.web.page import LAST_PAGE, is_id, page, page_number, run

PAGE = 20
Kind, State = Duplicate.Kind, Duplicate.State


class Show(models.TextChoices):
    """The lists of the queue."""

    PERSON = "person", gettext_lazy("Registered twice?")
    HOUSEHOLD = "household", gettext_lazy("One household?")
    UNSURE = "unsure", gettext_lazy("Unsure")
    SAME = "same", gettext_lazy("Decided: the same")
    DIFFERENT = "different", gettext_lazy("Decided: different")


@page(Right.MERGE_PEOPLE)
def queue(request):
    """The pairs the reader may decide about, the likeliest first; those who may all be one stand together."""
    return _queue(request)


def _queue(request, status: int = 200) -> HttpResponse:
    """The list that the query of the address asks for, with what was ticked before it was refused."""
    show = Show(request.GET.get("show")) if request.GET.get("show") in Show.values else Show.PERSON
    number = page_number(request)
    first = (number - 1) * PAGE
    listed = _listed(show, Duplicate.objects.visible_to(request.membership)).select_related("one", "other")
    loaded = list(listed[first : first + PAGE + 1])
    pairs = side_by_side(loaded[:PAGE], request.membership)
    for pair in pairs:
        pair.duplicate.shown = duplicates.digest_of(pair.duplicate)
    context = {
        "groups": grouped(pairs) if show == Show.PERSON else [[pair] for pair in pairs],
        "identical": show == Show.PERSON and any(pair.duplicate.identical for pair in pairs),
        "show": show,
        "Show": Show,
        "previous": number - 1,
        "next": number + 1 if len(loaded) > PAGE and number < LAST_PAGE else None,
        "number": number,
        "ticked": {value.partition(".")[0] for value in request.POST.getlist("pairs")},
        "place": "duplicates",
    }
    return render(request, "web/duplicates/queue.html", context, status=status)


def _listed(show: Show, pairs):
    if show.value in Kind.values:
        return pairs.to_review(show)
    return pairs.filter(state=show).order_by("-decided_at", "id")


@page(Right.MERGE_PEOPLE, methods=("POST",))
def decide_identical(request):
    """The ticked pairs of which document, birth date and names are the same are the same people."""
    ticked = [value.partition(".") for value in request.POST.getlist("pairs")]
    shown = {UUID(pair): digest for pair, _sep, digest in ticked if is_id(pair)}
    if not shown:
        messages.error(request, _("Nothing was decided: tick the pairs first."))
        return _queue(request, 400)
    try:
        done = duplicates.decide_identical(pairs=shown, by=request.membership, shown=shown)
    except Conflict as conflict:
        messages.error(request, conflict.message)
        return _queue(request, 409)
    said = ngettext("%(done)s pair is decided.", "%(done)s pairs are decided.", done)
    messages.success(request, said % {"done": done})
    return redirect("duplicates")


@page(Right.MERGE_PEOPLE, methods=("GET", "POST"))
def duplicate(request, pair_id):
    """The two side by side, and the decision."""
    pair = _find(request, pair_id)
    form = DecisionForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = run(form, partial(duplicates.decide, pair=pair, by=request.membership))
        if status == 200:
            messages.success(request, _("The decision is saved."))
            return _after(form.outcome, request.membership)
    together = TogetherForm(pair=pair) if pair.kind == Kind.HOUSEHOLD else None
    return _side_by_side(request, pair, form, together, status)


@page(Right.MERGE_PEOPLE, methods=("POST",))
def live_together(request, pair_id):
    """The two are of one household."""
    pair = _find(request, pair_id)
    form = TogetherForm(request.POST, pair=pair)
    status = run(form, partial(duplicates.live_together, pair=pair, by=request.membership))
    if status == 200:
        messages.success(request, _("They live together now."))
        return redirect("household", _find(request, pair_id).one.household_id)
    return _side_by_side(request, pair, DecisionForm(), form, status)


def _find(request, pair_id) -> Duplicate:
    pairs = Duplicate.objects.visible_to(request.membership).select_related("one", "other", "decided_by", "decided_for")
    return get_object_or_404(pairs, pk=pair_id)


def _after(pair: Duplicate, by: Membership):
    """On to merge the two, or to the next pair; who takes a decision back stays with it."""
    if pair.state == State.OPEN:
        return redirect("duplicate", pair.pk)
    two = _to_merge(pair, by)
    return redirect("merge", *two) if two else redirect("duplicates")


def _to_merge(pair: Duplicate, by: Membership) -> tuple[UUID, UUID] | None:
    """Who was registered first, into whom the other is merged; None where the reader may not merge the two."""
    if (pair.kind, pair.state) != (Kind.PERSON, State.SAME):
        return None
    kept, gone = sorted((pair.one, pair.other), key=lambda person: person.created_at)
    try:
        find_two(kept=kept, gone=gone, by=by)
    except (Conflict, PermissionDenied, ObjectDoesNotExist):
        return None
    return kept.pk, gone.pk


def _side_by_side(request, pair: Duplicate, form, together, status: int):
    (shown,) = side_by_side([pair], request.membership)
    if request.method == "GET":
        log_read([pair.one_id, pair.other_id], place=request.resolver_match.view_name)
    context = {
        "to_merge": _to_merge(pair, request.membership),
        "pair": shown,
        "form": form,
        "together": together,
        "place": "duplicates",
    }
    return render(request, "web/duplicates/pair.html", context, status=status)
