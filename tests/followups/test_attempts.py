"""Attempts to reach her: what they say of her numbers, and the way back to who cannot be reached."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from casework.base.errors import Conflict
from casework.followups.attempts import record_attempt, ways_back
from casework.followups.models import Task
from casework.journey.actions import close_case
from casework.people import actions as people
from casework.people import households
from casework.people.models import ContactAttempt, ContactPoint
from casework.people.reaching import failed_in_a_row
from tests.cast import refer


@pytest.fixture
def phone(case, ana):
    return people.add_contact(person=case.person, by=ana, kind="phone", value="0987654321")


@pytest.mark.parametrize(
    ("result", "state"), [("reached", "reachable"), ("wrong_number", "lost"), ("no_answer", "unverified")]
)
def test_a_try_tells_of_the_number(result, state, case, ana, phone):
    record_attempt(case=case, by=ana, way="call", result=result, contact=phone)
    assert ContactPoint.objects.get().state == state
    assert case.person.events.filter(kind="contact_attempted").get().facts == {"way": "call", "result": result}


def test_a_contact_of_somebody_else_is_refused(case, ana):
    other = people.register_person(by=ana, given_names="Rosa", contacts=[{"kind": "phone", "value": "0998877665"}])
    with pytest.raises(ValidationError) as refused:
        record_attempt(case=case, by=ana, way="call", result="reached", contact=other.contacts.get())
    assert "contact" in refused.value.error_dict
    with pytest.raises(ValidationError):
        record_attempt(case=case, by=ana, way="call", result="reached", at=timezone.now() + timedelta(hours=1))
    assert not ContactAttempt.objects.exists()


def test_three_that_failed_since_she_was_reached_count(case, ana):
    def tried(*results):
        for result in results:
            record_attempt(case=case, by=ana, way="call", result=result)

    tried("no_answer", "no_answer", "reached", "no_answer", "wrong_number")
    assert failed_in_a_row(case.person) == 2
    assert not case.blockers.exists()
    tried("no_answer")
    assert case.blockers.open().get().cause == "unreachable"
    assert Task.objects.open().get().origin == "find"
    tried("no_answer", "no_answer")
    assert Task.objects.count() == case.blockers.count() == 1
    tried("reached")
    assert not case.blockers.open().exists()
    assert Task.objects.get().state == "cancelled"


def test_a_trainer_who_writes_no_blockers_still_leaves_the_search(case, fabiola):
    refer(case.person, fabiola.organisation)
    for _ in range(3):
        record_attempt(case=case, by=fabiola, way="call", result="no_answer")
    assert Task.objects.get().origin == "find"
    assert not case.blockers.exists()


def test_who_does_not_write_notes_records_none(case, vera, carmen):
    for by in (vera, carmen):
        with pytest.raises((PermissionDenied, type(case).DoesNotExist)):
            record_attempt(case=case, by=by, way="call", result="reached")


def test_ways_back_are_her_household_if_it_agreed_who_knows_her_and_the_brigade(case, ana, agrees):
    people.add_contact(person=case.person, by=ana, kind="phone", value="0991112223", owner="relative")
    brother = people.register_person(by=ana, given_names="Pedro", contacts=[{"kind": "phone", "value": "0998877665"}])
    households.join_household_of(person=brother, other=case.person, relationship="sibling", by=ana)
    case.person.refresh_from_db()
    assert [way.way for way in ways_back(case, ana)] == ["network", "brigade"]
    agrees(brother, ana)
    household, network, brigade = ways_back(case, ana)
    assert (household.what, [c.value for c in household.contacts]) == ("Pedro", ["+593998877665"])
    assert [c.value for c in network.contacts] == ["+593991112223"]
    assert brigade.way == "brigade"


def test_a_closed_case_gets_no_attempt(case, ana, hilda):
    close_case(case=case, by=hilda, close_reason="left")
    with pytest.raises(Conflict):
        record_attempt(case=case, by=ana, way="call", result="reached")
