"""Campaigns: written, looked at before they start, watched while they run; and the answers that came in."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from casework.access.policy import Right, Section, may
from casework.followups import campaigns as actions
from casework.followups.audience import channels_in_use, preview, results, samples
from casework.followups.criteria import in_words
from casework.followups.models import Campaign, Reply
from casework.followups.sms import size_of
from casework.web.forms.campaigns import CampaignForm
from casework.web.page import page, run

MOST = 100
# In which colour and with which drawing a state is shown.
LOOKS = {
    Campaign.State.DRAFT: ("ahead", "pencil"),
    Campaign.State.RUNNING: ("information", "send"),
    Campaign.State.PAUSED: ("act", "pause"),
    Campaign.State.DONE: ("done", "circle-check"),
    Campaign.State.STOPPED: ("ahead", "circle-stop"),
}

campaign_page = partial(page, Right.SEND_CAMPAIGNS, section=Section.NOTES)


@campaign_page()
def campaigns(request):
    """The organisation's, for IOM everybody's, the newest first."""
    rows = list(Campaign.objects.visible_to(request.membership).select_related("organisation", "made_by")[:MOST])
    for campaign in rows:
        campaign.meaning, campaign.drawing = LOOKS[campaign.state]
    return render(request, "web/campaigns/list.html", {"rows": rows, "place": "campaigns"})


@campaign_page(methods=("GET", "POST"))
def new_campaign(request):
    form = CampaignForm(request.POST or None, by=request.membership)
    return _written(request, form, actions.write_campaign, _("New campaign"), None)


@campaign_page(methods=("GET", "POST"))
def edit_campaign(request, campaign_id):
    """Whom a draft is for and what it says."""
    campaign = _find(request, campaign_id)
    form = CampaignForm(request.POST or None, by=request.membership, initial=CampaignForm.filled_with(campaign))
    return _written(request, form, partial(actions.change_campaign, campaign=campaign), campaign.name, campaign)


def _written(request, form: CampaignForm, action: Callable, title: str, campaign: Campaign | None):
    status = 200
    if request.method == "POST":
        status = run(form, partial(action, by=request.membership))
        if status == 200:
            return redirect("campaign", form.outcome.pk)
    context = {"form": form, "title": title, "campaign": campaign, "place": "campaigns"}
    return render(request, "web/campaigns/form.html", context, status=status)


def _find(request, campaign_id) -> Campaign:
    campaigns = Campaign.objects.visible_to(request.membership).select_related("organisation", "made_by")
    return get_object_or_404(campaigns, pk=campaign_id)


@campaign_page()
def campaign(request, campaign_id):
    """One campaign: of a draft whom it would reach, of another what has come of it so far."""
    found = _find(request, campaign_id)
    context = _standing(found) | {
        "whom": in_words(found.criteria),
        "samples": [(text, size_of(text)) for text in samples(found)],
        "place": "campaigns",
    }
    if found.state == Campaign.State.DRAFT:
        in_use = channels_in_use(found)
        context |= {"preview": preview(found, request.membership), "ways": [channel.label for channel in in_use]}
    return render(request, "web/campaigns/campaign.html", context)


@campaign_page()
def campaign_progress(request, campaign_id):
    """The part of the page that is asked for again and again while it runs."""
    found = _find(request, campaign_id)
    if found.state == Campaign.State.DRAFT:
        return redirect("campaign", campaign_id)
    return render(request, "web/campaigns/_progress.html", _standing(found))


def _standing(found: Campaign) -> dict:
    told = None if found.state == Campaign.State.DRAFT else results(found)
    found.meaning, found.drawing = LOOKS[found.state]
    return {"campaign": found, "results": told}


def _act(request, campaign_id, action: Callable, said: str):
    action(campaign=_find(request, campaign_id), by=request.membership)
    messages.success(request, said)
    return redirect("campaign", campaign_id)


@campaign_page(methods=("POST",))
def start_campaign(request, campaign_id):
    said = _("The campaign runs. This page shows how far it is; you may leave it.")
    return _act(request, campaign_id, actions.start_campaign, said)


@campaign_page(methods=("POST",))
def pause_campaign(request, campaign_id):
    return _act(request, campaign_id, actions.pause_campaign, _("The campaign pauses: nobody gets anything more."))


@campaign_page(methods=("POST",))
def resume_campaign(request, campaign_id):
    return _act(request, campaign_id, actions.resume_campaign, _("The campaign goes on."))


@campaign_page(methods=("POST",))
def stop_campaign(request, campaign_id):
    return _act(request, campaign_id, actions.stop_campaign, _("The campaign is stopped, for good."))


@page(Right.READ, section=Section.NOTES)
def answers(request):
    """What people answered lately; and, for who assigns cases in IOM, what nobody knows whose it is."""
    by = request.membership
    replies = Reply.objects.visible_to(by).select_related("case__person")
    context = {
        "ours": replies.filter(organisation=by.organisation)[:MOST],
        "sorts_out": by.is_everywhere and may(by, Right.ASSIGN),
        "nobodys": [],
        "place": "answers",
    }
    if context["sorts_out"]:
        context["nobodys"] = replies.filter(case=None)[:MOST]
    return render(request, "web/answers.html", context)
