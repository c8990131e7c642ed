"""Our people: who works here and until when; ending a membership, its territory, handing a caseload over."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework.access.actions import end_membership_of_colleague, set_territory
from casework.access.models import Membership, User
from casework.access.policy import Kind, Right
from casework.journey import handover
from casework.web.forms.staff import EndForm, FromForm, HandOverForm, TerritoryForm
from casework.web.page import page, run, shown_by


def _members(request):
    mine = Membership.objects.filter(organisation=request.membership.organisation, user__is_service=False)
    return mine.select_related("user", "organisation")


@page(Right.HAND_OVER)
def our_people(request):
    """Everybody who works or worked in the organisation, with what they keep."""
    by, today = request.membership, timezone.localdate()
    kept = handover.open_cases_by_caseworker(by, by.organisation)
    active = set(_members(request).active(today).values_list("pk", flat=True))
    rows = [
        {
            "member": member,
            "active": member.pk in active,
            "coming": member.since > today,
            "keeps": kept.get(member.user_id, 0),
            "mine": member.user_id == request.user.pk,
        }
        for member in _members(request).prefetch_related("territory").order_by("user__full_name", "-since", "pk")
    ]
    context = {
        "working": [row for row in rows if row["active"] or row["coming"]],
        "gone": [row for row in rows if not row["active"] and not row["coming"]],
        "of_iom": request.membership.organisation.kind == Kind.IOM,
        "place": "our_people",
    }
    return render(request, "web/our_people.html", context)


@page(Right.HAND_OVER, methods=("GET", "POST"))
def end_membership(request, membership_id):
    """Ends a colleague's membership, now or on a day."""
    member = get_object_or_404(_members(request), pk=membership_id)
    keeps = handover.caseload(request.membership, member.user).count()
    words = {"title": _("End the membership"), "save": _("End the membership"), "keeps": keeps}
    said = _("The membership has an end. Cases that nobody keeps then wait under “To be handed over”.")
    return _on_member(request, EndForm(request.POST or None), end_membership_of_colleague, member, words, said)


@page(Right.HAND_OVER, methods=("GET", "POST"))
def territory(request, membership_id):
    """For which provinces a colleague of IOM works."""
    member = get_object_or_404(_members(request), pk=membership_id)
    form = TerritoryForm(request.POST or None, initial={"provinces": member.territory.all()})
    words = {"title": _("Territory"), "save": _("Save the territory")}
    return _on_member(request, form, set_territory, member, words, _("The territory is saved."))


def _on_member(request, form, action, member, words, said):
    status = 200
    if request.method == "POST":
        status = run(form, partial(action, membership=member, by=request.membership))
        if status == 200:
            messages.success(request, said)
            return redirect("our_people")
    return render(request, "web/membership.html", {"form": form, "member": member} | words, status=status)


@page(Right.HAND_OVER, methods=("GET", "POST"))
def hand_over(request):
    """Whose caseload, to whom, which part of it; a preview of who gets how many; and then all of it at once."""
    by = request.membership
    chosen = FromForm(request.GET if "from_user" in request.GET else None, by=by)
    if request.method == "POST":
        chosen = FromForm(request.POST, by=by)
    if not chosen.is_valid():
        return render(request, "web/hand_over.html", {"waiting": _waiting(by), "place": "our_people"})
    from_user = chosen.cleaned_data["from_user"]
    everybody = handover.colleagues(by, from_user)
    able = [one for one in everybody if not one.refusal]
    data = request.POST if request.method == "POST" else request.GET if "preview" in request.GET else None
    form = HandOverForm(data, by=by, able=able, initial={"from_user": from_user.pk})
    context = {
        "form": form,
        "from_user": from_user,
        "total": handover.caseload(by, from_user).count(),
        "unable": [one for one in everybody if one.refusal],
        "place": "our_people",
    }
    if request.method == "POST":
        status = run(form, partial(handover.hand_over, by=by, shown=shown_by(request)))
        if status == 200:
            messages.success(request, _told(form.outcome))
            return redirect(f"{reverse('hand_over')}?{urlencode({'from_user': from_user.pk})}")
        if status == 409:  # it is another by now, and is looked at again
            context["plan"] = handover.plan(by=by, **form.cleaned_data)
        return render(request, "web/hand_over.html", context, status=status)
    status = 200
    if form.is_bound:
        status = run(form, partial(handover.plan, by=by))
        context["plan"] = getattr(form, "outcome", None)
    return render(request, "web/hand_over.html", context, status=status)


def _told(done: handover.Plan) -> str:
    told = ngettext("%(count)s case was handed over.", "%(count)s cases were handed over.", done.moving)
    return told % {"count": done.moving}


def _waiting(by) -> list[tuple]:
    """Who has left with cases that wait, and who else keeps some, each with how many: where a hand-over begins."""
    kept = handover.open_cases_by_caseworker(by, by.organisation)
    gone = set(Membership.objects.departed().filter(organisation=by.organisation).values_list("user", flat=True))
    users = User.objects.in_bulk(list(kept))
    rows = [(users[pk], count, pk in gone) for pk, count in kept.items()]
    return sorted(rows, key=lambda row: (not row[2], row[0].full_name))
