"""The coordinator's page: who has how much, what was escalated, who cannot be reached, what was not sent."""

from django.shortcuts import render
from django.utils import timezone

from casework.access.models import Organisation
from casework.access.policy import Kind, Right, Section, may
from casework.followups import team as figures
from casework.followups.day import row_of
from casework.web.forms.tasks import OrganisationForm
from casework.web.page import page

SHORT = 10


@page(Right.ASSIGN, section=Section.NOTES, takes_long=True)
def team(request):
    """Of the reader's organisation; IOM may look at another's, as far as it sees the people."""
    by, today = request.membership, timezone.localdate()
    form = OrganisationForm(request.GET or None) if by.organisation.kind == Kind.IOM else None
    organisation = _chosen(form) or by.organisation
    loads = figures.loads(by, organisation, today)
    escalated = list(figures.escalated(by, organisation, SHORT + 1))
    unreachable = list(figures.unreachable(by, organisation)[: SHORT + 1])
    failed = list(figures.not_sent(by, organisation)[: SHORT + 1])
    own = organisation == by.organisation
    context = {
        "form": form,
        "organisation": organisation,
        "own": own,
        "hands_over": own and may(by, Right.HAND_OVER),
        "loads": loads,
        "most_cases": max((load.cases for load in loads), default=0),
        "escalated": [row_of(task, today, taps=False) for task in escalated[:SHORT]],
        "unreachable": unreachable[:SHORT],
        "failed": failed[:SHORT],
        "more": {
            "escalated": len(escalated) > SHORT,
            "unreachable": len(unreachable) > SHORT,
            "failed": len(failed) > SHORT,
        },
        "place": "team",
    }
    return render(request, "web/team.html", context)


def _chosen(form: OrganisationForm | None) -> Organisation | None:
    return form.cleaned_data.get("organisation") if form and form.is_valid() else None
