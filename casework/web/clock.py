"""A data request as one row of a list: how much time is left to answer it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from casework.journey.rules import Meaning
from casework.people.models import DataRequest

SOON_DAYS = 3


@dataclass(frozen=True)
class Clock:
    """`when` is the day it is due, or was answered."""

    request: DataRequest
    meaning: Meaning
    what: str
    when: date


def clocked(requests: Iterable[DataRequest]) -> list[Clock]:
    today = timezone.localdate()
    return [clock_of(request, today) for request in requests]


def clock_of(request: DataRequest, today: date) -> Clock:
    if request.status == DataRequest.Status.DONE:
        return Clock(request, Meaning.DONE, _("Done"), request.answered_on)
    if request.status == DataRequest.Status.REFUSED:
        return Clock(request, Meaning.AHEAD, _("Refused"), request.answered_on)
    left = (request.due_on - today).days
    if left < 0:
        return Clock(request, Meaning.BLOCKED, _("Late"), request.due_on)
    return Clock(
        request, Meaning.ACT if left <= SOON_DAYS else Meaning.INFORMATION, _("To be answered"), request.due_on
    )
