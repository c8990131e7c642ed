"""Children without an adult: under 18, and in no household or in one where nobody is of age (domain: section 6).

Whose age is not settled counts as a child as long as they may be one, and as no adult for another child. Reckoned from
ages and households whenever it is asked, never stored. An adult counts also where the reader does not see
her: else a child would be shown as alone because her mother is another organisation's. Who may be told is the caller's
to ask (the section of the household).
"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.db.models import Q

from casework.access.scope import system
from casework.people.ages import may_be_child, surely_born_by
from casework.people.household_rules import may_be_adult
from casework.people.models import Person
from casework.people.rules import CHILD_BELOW


def unaccompanied_among(people: Iterable[Person], today: date) -> set[UUID]:
    """Which of these. One question at most, and none where no child lives in a household."""
    children = [p for p in people if not p.anonymised_on and not p.died_on and not may_be_adult(p.born_until, today)]
    homes = {child.household_id for child in children} - {None}
    with_adult: set[UUID] = set()
    if homes:
        with system("whether an adult lives there, also one out of sight"):
            adults = Person.objects.filter(_adult(today), household__in=homes)
            with_adult = set(adults.values_list("household_id", flat=True).distinct())
    return {child.pk for child in children if child.household_id not in with_adult}


def unaccompanied(today: date, path: str = "") -> Q:
    """All there are, as a condition; `path` leads to the person from the rows that are looked through.

    Where no adult lives the head is a child: such households are looked up, all else stands in the person's own row.
    """
    child = may_be_child(today, path) & Q(**{f"{path}anonymised_on": None, f"{path}died_on": None})
    alone = Q(**{f"{path}household": None}) | Q(**{f"{path}household__in": _homes_without_adult(today)})
    return child & alone


def _homes_without_adult(today: date) -> set[UUID]:
    with system("whether an adult lives there, also one out of sight; who may be told the caller asks"):
        heads = Person.objects.filter(may_be_child(today), relationship=Person.Relationship.HEAD)
        homes = set(heads.values_list("household_id", flat=True))
        return homes - set(
            Person.objects.filter(_adult(today), household__in=homes).values_list("household_id", flat=True)
        )


def _adult(today: date) -> Q:
    return Q(birth_date=None) | surely_born_by(today - relativedelta(years=CHILD_BELOW))
