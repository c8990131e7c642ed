"""A birth that is not known to the day is a range, and who may be a child counts as one until it is settled."""

from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.utils import timezone

from casework.journey.models import Case
from casework.people.actions import update_person
from casework.people.ages import may_be_born_after, surely_born_by, unsettled
from casework.people.consents import give_consent, share
from casework.people.household_rules import check_applicant
from casework.people.households import create_household
from casework.people.models import Person
from casework.people.rules import birth_range
from casework.people.unaccompanied import unaccompanied, unaccompanied_among

TODAY = timezone.localdate()


def born(year, precision="year", month=1, day=1):
    return {"birth_date": date(year, month, day), "birth_precision": precision}


def person(**facts):
    return Person.objects.create(given_names="Rosa", **facts)


@pytest.mark.parametrize(
    ("birth_date", "precision", "expected"),
    [
        (None, "", None),
        (date(2008, 5, 7), "day", (date(2008, 5, 7), date(2008, 5, 7))),
        (date(2008, 1, 1), "year", (date(2008, 1, 1), date(2008, 12, 31))),
        (date(2009, 1, 1), "estimated", (date(2008, 1, 1), date(2009, 12, 31))),
    ],
)
def test_a_birth_is_a_range(birth_date, precision, expected):
    assert birth_range(birth_date, precision) == expected


@pytest.mark.parametrize("day", [date(2008, 12, 31), date(2008, 6, 1), date(2008, 1, 1), date(2007, 12, 31)])
@pytest.mark.parametrize("precision", ["day", "year", "estimated"])
def test_queries_judge_by_the_latest_day_as_the_rule_does(day, precision, db):
    for year, month in ((2007, 12), (2008, 1), (2008, 6), (2008, 12), (2009, 1)):
        one = person(**born(year, precision, month=month))
        after = birth_range(one.birth_date, precision)[1] > day
        found = Person.objects.filter(pk=one.pk)
        assert found.filter(may_be_born_after(day)).exists() == after
        assert found.filter(surely_born_by(day)).exists() != after


def test_a_year_alone_that_may_be_below_18_is_a_child_for_everything(case, ana):
    Person.objects.filter(pk=case.person_id).update(**born(TODAY.year - 18))
    child = Person.objects.get(pk=case.person_id)
    on_last_day = date(TODAY.year, 12, 31) == TODAY
    assert child.age_unsettled is not on_last_day
    assert unaccompanied_among([child], TODAY) == (set() if on_last_day else {child.pk})
    assert list(Person.objects.filter(unaccompanied(TODAY))) == ([] if on_last_day else [child])
    assert Case.objects.filter(pk=case.pk).vulnerable(TODAY).exists() is not on_last_day
    if not on_last_day:
        with pytest.raises(ValidationError, match="Only an adult"):
            check_applicant(child.born_until, today=TODAY)
        assert list(Person.objects.filter(unsettled(TODAY))) == [child]


def test_about_17_has_a_guardian_only_below_15_and_is_a_child(case, ana, nrc):
    Person.objects.filter(pk=case.person_id).update(**born(TODAY.year - 15, "estimated"))
    case.person.refresh_from_db()
    if date(TODAY.year, 12, 31) > TODAY:
        with pytest.raises(ValidationError, match="Below 15 years"):
            give_consent(person=case.person, by=ana, purpose="keep", how="spoken", given_by="herself")
        assert give_consent(person=case.person, by=ana, purpose="keep", how="spoken").given_by == "guardian"
    Person.objects.filter(pk=case.person_id).update(**born(TODAY.year - 17, "estimated"))
    case.person.refresh_from_db()
    reason = {"legal_reason": "child", "explanation": "Alone at the border."}
    assert share(person=case.person, organisation=nrc, by=ana, **reason).legal_reason == "child"


def test_who_may_be_a_child_is_no_adult_for_another_child(case, ana):
    baby = person(**born(TODAY.year - 2, "day"))
    home = create_household(head=case.person, by=ana)
    Person.objects.filter(pk=baby.pk).update(household=home, relationship="child")
    baby.refresh_from_db()
    Person.objects.filter(pk=case.person_id).update(**born(TODAY.year - 17))
    assert unaccompanied_among([baby], TODAY) == {baby.pk}
    Person.objects.filter(pk=case.person_id).update(**born(TODAY.year - 19))
    assert unaccompanied_among([baby], TODAY) == set()


def test_a_precise_date_ends_an_estimate(case, ana):
    update_person(person=case.person, by=ana, **born(2009, "estimated"))
    told = update_person(person=case.person, by=ana, birth_date=date(2009, 4, 2))
    assert told.birth_precision == "day"
    kept = update_person(person=case.person, by=ana, address="Calle 1")
    assert (kept.birth_date, kept.birth_precision) == (date(2009, 4, 2), "day")


def test_a_birth_is_not_corrected_to_a_day_after_what_was_done(case, ana):
    given_on = TODAY - timedelta(days=3)
    give_consent(person=case.person, by=ana, purpose="contact", how="spoken")
    case.person.consents.update(given_on=given_on)
    with pytest.raises(ValidationError) as refused:
        update_person(person=case.person, by=ana, birth_date=given_on + timedelta(days=1))
    assert [e.code for e in refused.value.error_dict["birth_date"]] == ["born_after_act"]
    assert update_person(person=case.person, by=ana, birth_date=given_on).birth_date == given_on


def test_an_adult_for_sure_is_asked_nothing(db):
    person(**born(TODAY.year - 19))
    person(**born(TODAY.year - 17, "day"))
    person()
    assert not Person.objects.filter(unsettled(TODAY)).exists()
    assert TODAY - relativedelta(years=18) < date(TODAY.year - 17, 1, 1)
