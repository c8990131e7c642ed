"""That a person died is a fact of the person: nothing is opened, joined, reminded or sent until it is taken back."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from casework.base.days import written
from casework.base.errors import Conflict
from casework.followups.actions import write_task
from casework.followups.attempts import record_attempt
from casework.followups.models import Task
from casework.followups.planning import plan
from casework.journey import actions as journey
from casework.journey.models import Case
from casework.journey.timeline import sentence
from casework.people import households, reaching
from casework.people.consents import give_consent, share
from casework.people.contacts import record_recovery
from casework.people.deaths import record_death, take_back_death
from casework.people.models import ContactPoint, Event, HouseholdStay, Person, PersonAccess
from casework.programmes.actions import move_stage
from tests.journey.standing import stored

TODAY = timezone.localdate()
RECORD = import_module("casework.journey.migrations.0017_deaths").RECORD
TOLD = {"known_by": "family", "told_by": " Her sister María \x00"}


@pytest.fixture
def family(case, ana):
    """Yulimar heads a household in which Rosa lives, who has a case of her own."""
    home = households.create_household(head=case.person, by=ana)
    rosa = journey.register(by=ana, given_names="Rosa", birth_date=date(1990, 1, 1)).person
    households.join_household(person=rosa, household=home, relationship="partner", by=ana)
    return home, rosa


def test_it_is_recorded_with_how_it_is_known_and_who_said_it(case, ana):
    person = record_death(person=case.person, by=ana, on=TODAY - timedelta(days=2), **TOLD)
    assert (person.died_on, person.death_known_by) == (TODAY - timedelta(days=2), "family")
    assert person.death_told_by == "Her sister María"
    event = Event.objects.get(kind="death_recorded")
    assert "family or friends" in sentence(event)
    assert sentence(event) == f"Recorded that the person died on {written(person.died_on)} (family or friends)"
    assert person.died_on.isoformat() not in sentence(event)
    assert "María" not in str(event.facts)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"on": TODAY + timedelta(days=1)}, "on"),
        ({"on": date(1989, 12, 31)}, "on"),
        ({"known_by": "dream"}, "known_by"),
        ({"told_by": " "}, "told_by"),
        ({"told_by": "x" * 121}, "death_told_by"),
    ],
    ids=str,
)
def test_what_is_wrong_is_named_and_nothing_is_written(wrong, field, case, ana):
    Person.objects.update(birth_date=date(1990, 1, 1), birth_precision="day")
    before = stored()
    with pytest.raises(ValidationError) as refused:
        record_death(person=case.person, by=ana, **TOLD | wrong)
    assert list(refused.value.error_dict) == [field]
    assert stored() == before


def test_who_reads_only_and_who_does_not_see_record_nothing(case, vera, bruno):
    with pytest.raises(PermissionDenied):
        record_death(person=case.person, by=vera, **TOLD)
    with pytest.raises((Person.DoesNotExist, PermissionDenied)):
        record_death(person=case.person, by=bruno, **TOLD)


def test_nothing_is_opened_or_joined_until_it_is_taken_back(case, ana, family):
    _home, rosa = family
    move_stage(case=case, stage="registration", verb="approve", by=ana)
    record_death(person=case.person, by=ana, **TOLD)
    home = households.create_household(head=journey.register(by=ana, given_names="Luz").person, by=ana)
    acts = [
        lambda: record_death(person=case.person, by=ana, **TOLD),
        lambda: households.join_household(person=case.person, household=home, relationship="child", by=ana),
        lambda: households.create_household(head=case.person, by=ana),
        lambda: give_consent(person=case.person, by=ana, purpose="keep", how="spoken"),
        lambda: journey.open_blocker(case=case, by=ana, stage="cpm", cause="fee"),
        lambda: move_stage(case=case, stage="cpm", verb="start", by=ana),
    ]
    for act in acts:
        with pytest.raises(Conflict) as refused:
            act()
        assert refused.value.code in ("died", "died_already")
    journey.close_case(case=case, by=ana, close_reason="died")
    for act in (
        lambda: journey.reopen_case(case=case, by=ana),
        lambda: journey.open_case(person=case.person, by=ana),
    ):
        with pytest.raises(Conflict) as refused:
            act()
        assert refused.value.code == "died"
    with pytest.raises(ValidationError):
        take_back_death(person=case.person, by=ana, reason=" ")
    lives = take_back_death(person=case.person, by=ana, reason="Another woman of the same name")
    assert (lives.died_on, lives.death_known_by, lives.death_told_by) == (None, "", "")
    assert journey.reopen_case(case=case, by=ana).state == "open"
    with pytest.raises(Conflict, match="No death"):
        take_back_death(person=case.person, by=ana, reason="again")
    assert rosa.pk != case.person_id


def test_a_case_is_shared_anew_only_where_the_law_demands_it(case, ana, bruno):
    give_consent(person=case.person, by=ana, purpose="share", how="spoken", recipient_kind="partner")
    record_death(person=case.person, by=ana, **TOLD)
    asked = {"person": case.person, "organisation": bruno.organisation, "by": ana}
    for ground in ({}, {"legal_reason": "vital_interest", "explanation": "The hospital asks"}):
        with pytest.raises(Conflict) as refused:
            share(**asked, **ground)
        assert refused.value.code == "died"
    share(**asked, legal_reason="legal_duty", explanation="The prosecutor asks how it happened")
    access = PersonAccess.objects.get(organisation=bruno.organisation)
    assert (access.legal_reason, access.consent) == ("legal_duty", None)


def test_tasks_are_written_about_the_death_and_the_household_alone(case, ana):
    record_death(person=case.person, by=ana, **TOLD)
    asked = {"case": case, "by": ana, "what": "Ask for the certificate", "due_on": TODAY}
    with pytest.raises(Conflict) as refused:
        write_task(**asked)
    assert refused.value.code == "died"
    assert write_task(**asked, about_death=True).case == case


def test_nobody_is_reached_or_written_to_again(case, ana):
    phone = ContactPoint.objects.create(person=case.person, kind="phone", value="+593991111111", state="lost")
    reaching.set_wanted(contact=phone, by=ana, wanted=False, reason="He said so")
    record_death(person=case.person, by=ana, on=TODAY - timedelta(days=1), **TOLD)
    acts = [
        lambda: reaching.set_wanted(contact=phone, by=ana, wanted=True, reason="again"),
        lambda: record_recovery(contact=phone, by=ana, recovery="sim_renewed"),
        lambda: record_attempt(case=case, by=ana, way="call", result="no_answer"),
    ]
    for act in acts:
        with pytest.raises(Conflict) as refused:
            act()
        assert refused.value.code == "died"
    before = timezone.now() - timedelta(days=2)
    for _time in range(3):
        record_attempt(case=case, by=ana, way="call", result="no_answer", at=before)
    assert not case.tasks.exists()  # nobody looks for a person who died


def test_the_household_goes_on_and_is_asked_about_once(case, ana, family):
    home, rosa = family
    record_death(person=case.person, by=ana, **TOLD)
    rosa.refresh_from_db()
    assert (rosa.household_id, rosa.relationship) == (home.pk, "head")
    assert HouseholdStay.objects.get(person=case.person).why == "died"
    assert Person.objects.get(pk=case.person_id).died_on == TODAY
    plan(today=TODAY)
    plan(today=TODAY)
    task = Task.objects.get(rule__code="household_bereaved")
    assert task.case.person_id == rosa.pk


def test_who_is_said_to_have_left_a_household_by_dying_has_died(case, ana, family):
    households.leave_household(person=case.person, by=ana, why="died", on=TODAY)
    person = Person.objects.get(pk=case.person_id)
    assert (person.died_on, person.death_known_by) == (TODAY, "not_said")


def test_a_case_closed_so_records_it(case, ana):
    Case.objects.update(opened_on=TODAY - timedelta(days=9))
    told = {"died_on": TODAY - timedelta(days=5), "death_known_by": "certificate", "death_told_by": "The hospital"}
    journey.close_case(case=case, by=ana, close_reason="died", on=TODAY, **told)
    person = Person.objects.get(pk=case.person_id)
    assert {name: getattr(person, name) for name in told} == told


def test_a_case_closed_for_another_reason_says_nothing_of_a_death(case, ana):
    with pytest.raises(ValidationError) as refused:
        journey.close_case(case=case, by=ana, close_reason="left", death_known_by="family")
    assert list(refused.value.error_dict) == ["close_reason"]
    with pytest.raises(ValidationError) as refused:
        journey.close_case(case=case, by=ana, close_reason="died", death_known_by="family")
    assert list(refused.value.error_dict) == ["death_told_by"]
    assert not Person.objects.exclude(died_on=None).exists()


def test_cases_closed_before_this_was_kept_are_recorded(case, ana):
    journey.close_case(case=case, by=ana, close_reason="died")
    Person.objects.update(died_on=None, death_known_by="", death_told_by="")
    with connection.cursor() as cursor:
        cursor.execute(RECORD)
    person = Person.objects.get(pk=case.person_id)
    assert (person.died_on, person.death_known_by) == (TODAY, "not_said")
