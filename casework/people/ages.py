"""Ages as conditions of a query, by the latest day on which somebody may be born (`rules.birth_range`).

Of a year alone, and of an estimate, that is the last day of the year that is kept: who may be a child counts as one.
"""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.db.models import DateField, F, Func, Q

from casework.people.rules import CHILD_BELOW
from casework.people.sharing_rules import CONSENTS_FROM


def may_be_born_after(day: date, path: str = "") -> Q:
    """Select people with a known birth date who may be born after this day; `path` leads to the person."""
    first = date((day + timedelta(days=1)).year, 1, 1)
    exact_and_before = Q(**{f"{path}birth_precision": "day", f"{path}birth_date__lte": day})
    return Q(**{f"{path}birth_date__gte": first}) & ~exact_and_before


def surely_born_by(day: date, path: str = "") -> Q:
    """Select people with a known birth date who are surely born by this day; `path` leads to the person."""
    first = date((day + timedelta(days=1)).year, 1, 1)
    exact = Q(**{f"{path}birth_precision": "day", f"{path}birth_date__lte": day})
    return Q(**{f"{path}birth_date__lt": first}) | exact


def may_be_child(today: date, path: str = "") -> Q:
    """Select people who are below 18, or may be."""
    return may_be_born_after(today - relativedelta(years=CHILD_BELOW), path)


def unsettled(today: date, path: str = "") -> Q:
    """Select people who are or may be below 18, and whose date of birth is not known to the day."""
    return may_be_child(today, path) & ~Q(**{f"{path}birth_precision": "day"})


def consents_soon(born: str) -> Func:
    """The first day of the year before the one in which somebody may become 15; `born` is the way to the birth date."""
    template = f"make_date(EXTRACT(YEAR FROM %(expressions)s)::int + {CONSENTS_FROM - 1}, 1, 1)"
    return Func(F(born), template=template, output_field=DateField())
