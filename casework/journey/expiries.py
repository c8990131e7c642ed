"""The cliff: how many documents that matter expire in each of the next twelve months."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.db import connection
from django.db.models import Count
from django.db.models.functions import TruncMonth

from casework.access.counting import only_numbers
from casework.access.models import Membership, Organisation
from casework.journey.models import Expiry
from casework.journey.queries import CaseQuerySet
from casework.journey.stages import STAGES_THAT_EXPIRE
from casework.people.models import Person
from casework.places.models import Division

MONTHS = 12


@dataclass
class Month:
    """A month's expiries, by stage."""

    first: date
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STAGES_THAT_EXPIRE, 0))

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def span_of(month: date, today: date) -> tuple[date, date]:
    """The first and the last day of a month; of this one what is left of it."""
    last = month + relativedelta(months=1) - timedelta(days=1)
    return max(month, today), last


def expiries(
    by: Membership, today: date, *, canton: Division | None = None, organisation: Organisation | None = None
) -> list[Month]:
    """Of the open cases that `by` sees: this month from today on, and the eleven after it."""
    begin = today.replace(day=1)
    months = {month: Month(month) for month in (begin + relativedelta(months=n) for n in range(MONTHS))}
    rows = Expiry.objects.visible_to(by)
    rows = rows.filter(expires_on__range=(today, begin + relativedelta(months=MONTHS, days=-1)))
    if canton:
        rows = rows.filter(person__canton=canton)
    if organisation:
        rows = rows.filter(case__organisation=organisation)
    counted = rows.order_by().values_list(TruncMonth("expires_on"), "stage").annotate(Count("pk"))
    with only_numbers(of_many=True):
        for month, stage, count in counted:
            months[month].counts[stage] = count
    return list(months.values())


def note_all() -> None:
    """Write the expiries of all cases, of which there are none yet; for the owner, who wrote without triggers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT casework_note_all_expiries()")


def expiring_in(
    cases: CaseQuerySet,
    month: date,
    today: date,
    *,
    by: Membership,
    canton: Division | None = None,
    organisation: Organisation | None = None,
) -> CaseQuerySet:
    """Select of these cases those that the month's figure counts, by what `by` sees."""
    cases = cases.open().expiring_between(*span_of(month, today), by)
    if canton:
        cases = cases.filter(person__in=Person.objects.visible_to(by).filter(canton=canton))
    return cases.of_organisation(organisation) if organisation else cases
