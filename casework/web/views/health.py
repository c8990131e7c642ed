"""How planning and sending are doing, for administrators: when they last finished, what waits, which alarms ring."""

from django.shortcuts import render
from django.utils import timezone

from casework.access.policy import Right
from casework.access.scope import system
from casework.followups import health
from casework.followups.models import Run
from casework.web.page import page


@page(Right.EDIT_RULES)
def follow_up_health(request):
    """Counts and instants alone; nothing about anybody."""
    with system("how old the oldest reminder is, whosever it is"):
        found = health.state(timezone.now())
    context = {
        "state": found,
        "alarms": health.ringing(found),
        "runs": [(kind.label, found.finished.get(kind)) for kind in Run.Kind],
        "place": "health",
    }
    return render(request, "web/follow_up_health.html", context)
