"""Files whose time to be kept has ended: proposed here, day by day; a person confirms or keeps them longer."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from casework.journey.models import Case
from casework.people.models import DataRequest, Person
from casework.people.models.rights import ANSWER_DAYS

AT_ONCE = 500


def due(today: date):
    """People all of whose cases are closed and past their day, who are not proposed yet."""
    cases = Case.objects.filter(person=OuterRef("pk"))
    lasting = cases.filter(Q(retain_until=None) | Q(retain_until__gte=today))
    proposed = DataRequest.objects.open().filter(person=OuterRef("pk"), kind=DataRequest.Kind.RETENTION)
    ended = Case.objects.filter(retain_until__lt=today).values("person")
    return Person.objects.filter(~Exists(lasting), ~Exists(proposed), pk__in=ended, anonymised_on=None)


def propose(today: date) -> int:
    """One request for each of them, so many in a transaction: stopped anywhere and run again, each has exactly one."""
    proposed = 0
    while made := _propose_some(today):
        proposed += made
    return proposed


@transaction.atomic
def _propose_some(today: date) -> int:
    # Locked, so that none is erased or reopened meanwhile; who is held by somebody else waits for the next day.
    people = due(today).select_for_update(skip_locked=True, no_key=True).order_by("pk")[:AT_ONCE]
    found = [person.pk for person in people]
    last = Case.objects.filter(person__in=found).order_by("person_id", "-closed_on", "-id").distinct("person_id")
    DataRequest.objects.bulk_create(
        DataRequest(
            person_id=case.person_id,
            kind=DataRequest.Kind.RETENTION,
            organisation_id=case.organisation_id,
            received_on=today,
            due_on=today + timedelta(days=ANSWER_DAYS),
        )
        for case in last
    )
    return len(found)
