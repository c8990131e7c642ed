"""Whom a campaign is for: a saved filter, checked, in words, and as one query.

Never by specific needs, asylum or protection: whoever sees such a list, or gets such a message, would be told by it.
"""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from casework.access.models import Membership, Organisation
from casework.access.policy import Kind, Section
from casework.followups.models import Campaign
from casework.journey.models import Case, StageRecord
from casework.journey.queries import CaseQuerySet
from casework.journey.stages import FINISHED, OPEN, STAGES, StageCode, Status
from casework.people.ages import may_be_born_after, surely_born_by
from casework.people.models import Person
from casework.places.models import Division

OLDEST, LONGEST_DAYS = 120, 365


def checked(criteria: dict, by: Membership) -> dict:
    """The criteria as they are stored, without those that are empty. ValidationError by field."""
    kept = {name: value for name, value in criteria.items() if value is not False and value not in (None, "")}
    unknown = sorted(set(kept) - set(_CHECKS))
    if unknown:
        raise ValidationError({"criteria": ValidationError(_("No such criterion: %(names)s."), params=_named(unknown))})
    wrong = {name: _not_of_list() for name, value in kept.items() if not _CHECKS[name](value)}
    if "organisation" in kept and by.organisation.kind != Kind.IOM:
        wrong["organisation"] = ValidationError(_("Only IOM writes to the people of one organisation or another."))
    if ("stage" in kept) != ("status" in kept):
        wrong["status"] = ValidationError(_("Choose both a stage and how it stands."), code="half")
    if not wrong and kept.get("age_from", 0) > kept.get("age_until", OLDEST):
        wrong["age_until"] = ValidationError(_("The ages exclude each other."), code="empty_range")
    if wrong:
        raise ValidationError(wrong)
    return kept


def _named(names: list[str]) -> dict[str, str]:
    return {"names": ", ".join(names)}


def _not_of_list() -> ValidationError:
    return ValidationError(_("Choose one of the list."), code="not_of_list")


def _whole(least: int, most: int) -> Callable[[object], bool]:
    return lambda value: type(value) is int and least <= value <= most


def _is_organisation(value: object) -> bool:
    try:
        return Organisation.objects.filter(pk=UUID(str(value))).exists()
    except ValueError:
        return False


_CHECKS: dict[str, Callable[[object], bool]] = {
    "organisation": _is_organisation,
    "place": lambda value: isinstance(value, str) and Division.objects.filter(pk=value).exists(),
    "stage": lambda value: value in StageCode.values,
    "status": lambda value: value in Status.values,
    "without": lambda value: value in StageCode.values,
    "expiring_days": _whole(1, LONGEST_DAYS),
    "language": lambda value: value in dict(Person._meta.get_field("language").choices),
    "heads": lambda value: value is True,
    "age_from": _whole(0, OLDEST),
    "age_until": _whole(0, OLDEST),
}


def found(campaign: Campaign, by: Membership, today: date) -> CaseQuerySet:
    """The open cases that it finds, of those that `by` may see in all that it asks about.

    What another organisation wrote finds the people whose cases that one keeps, and no others.
    """
    cases = Case.objects.visible_to(by).visible_to(by, Section.CONTACT).open()
    cases = cases.filter(person__restricted_on=None, person__died_on=None)
    if campaign.organisation_id != by.organisation_id and campaign.organisation.kind != Kind.IOM:
        cases = cases.of_organisation(campaign.organisation)
    for name, value in campaign.criteria.items():
        if name in _SECTIONS:
            cases = cases.visible_to(by, _SECTIONS[name])
        cases = _FILTERS[name](cases, value, campaign.criteria, today)
    return cases.order_by()


# Parts of the file, besides contact and journey, by which it finds people.
_SECTIONS = {
    "expiring_days": Section.DOCUMENTS,
    "heads": Section.HOUSEHOLD,
    "age_from": Section.IDENTITY,
    "age_until": Section.IDENTITY,
    "language": Section.IDENTITY,
}


def _at(cases: CaseQuerySet, stage: str, status: str) -> CaseQuerySet:
    if status == Status.NOT_STARTED:
        return cases.filter(~Exists(StageRecord.objects.filter(case=OuterRef("pk"), stage=stage)))
    return cases.at(stage, status)


def _born(today: date, years: int) -> date:
    """Who was born after this day is younger than so many years."""
    return today - relativedelta(years=years)


_FILTERS: dict[str, Callable[[CaseQuerySet, object, dict, date], CaseQuerySet]] = {
    "organisation": lambda cases, value, all_, today: cases.of_organisation(value),
    "place": lambda cases, value, all_, today: cases.filter(Q(person__canton=value) | Q(person__canton__parent=value)),
    "stage": lambda cases, value, all_, today: _at(cases, value, all_["status"]),
    "status": lambda cases, value, all_, today: cases,
    "without": lambda cases, value, all_, today: cases.filter(
        ~Exists(StageRecord.objects.filter(case=OuterRef("pk"), stage=value, status__in=OPEN | FINISHED))
    ),
    "expiring_days": lambda cases, value, all_, today: cases.expiring(today, value),
    "language": lambda cases, value, all_, today: cases.filter(person__language=value),
    "heads": lambda cases, value, all_, today: cases.filter(person__relationship=Person.Relationship.HEAD),
    "age_from": lambda cases, value, all_, today: cases.filter(surely_born_by(_born(today, value), "person__")),
    "age_until": lambda cases, value, all_, today: cases.filter(may_be_born_after(_born(today, value + 1), "person__")),
}


def in_words(criteria: dict) -> list[str]:
    """Whom it is for, in the reader's language, one phrase for each criterion; of none: everybody."""
    return [_WORDS[name](value, criteria) for name, value in criteria.items() if name in _WORDS] or [
        _("Everybody with an open case")
    ]


_WORDS: dict[str, Callable[[object, dict], str]] = {
    "organisation": lambda value, all_: _("Of %(name)s") % {"name": Organisation.objects.get(pk=value)},
    "place": lambda value, all_: (
        _("Lives in %(name)s") % {"name": Division.objects.select_related("parent").get(pk=value)}
    ),
    "stage": lambda value, all_: (
        _("%(stage)s: %(status)s")
        % {"stage": STAGES[value].label, "status": STAGES[value].word(Status(all_["status"]))}
    ),
    "without": lambda value, all_: _("%(stage)s not begun") % {"stage": STAGES[value].label},
    "expiring_days": lambda value, all_: _("A document expires within %(days)s days") % {"days": value},
    "language": lambda value, all_: (
        _("Speaks %(language)s") % {"language": dict(Person._meta.get_field("language").choices)[value]}
    ),
    "heads": lambda value, all_: _("Heads of household"),
    "age_from": lambda value, all_: _("From %(years)s years of age") % {"years": value},
    "age_until": lambda value, all_: _("Up to %(years)s years of age") % {"years": value},
}
