"""The facts rules count from: when each holds, from which day it counts, and when it has ended."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from casework.access.models import Door
from casework.access.policy import Kind
from casework.access.scope import acting_as, system
from casework.followups import facts
from casework.followups.models import Reply, Rule, Task
from casework.journey.actions import close_case, register
from casework.journey.models import Blocker, Case, StageRecord
from casework.people.models import AccessRequest, Consent, ContactPoint, DataRequest, HouseholdStay, Person
from casework.programmes.models import Instalment, Training
from tests.cast import organisation
from tests.followups.conftest import DAY, MADE, at, days, reached
from tests.journey.standing import document, put

OF_CLOSED_CASES = {"retention_near", "access_asked", "data_request_due", "task_overdue"}


def found(trigger, **which):
    return list(facts.found(trigger, **which))


def about(trigger):
    return [row["about"] for row in found(trigger)]


def test_every_trigger_has_its_fact():
    assert set(facts.FACTS) == set(MADE) == set(Rule.Trigger)


@pytest.mark.parametrize("trigger", MADE)
def test_it_says_whose_it_is_and_from_which_day_it_counts(trigger, case):
    subject = MADE[trigger](case)
    (row,) = found(trigger)
    assert row == {
        "of_case": case.pk,
        "of_person": case.person_id,
        "of_organisation": case.organisation_id,
        "about": subject.pk,
        "anchor": DAY,
        "at": at(DAY) if trigger.startswith("appointment") else None,
    }


@pytest.mark.parametrize("trigger", MADE)
def test_it_is_found_up_to_its_day_for_its_case_and_by_its_subject(trigger, case, ana):
    subject, other = MADE[trigger](case), register(by=ana, given_names="Rosa")
    assert found(trigger, latest=DAY - days(1), cases=[case.pk]) == []
    assert len(found(trigger, latest=DAY, cases=[case.pk], subjects=[subject.pk])) == 1
    assert found(trigger, latest=DAY, cases=[other.pk], subjects=[subject.pk]) == []
    assert found(trigger, subjects=[other.person_id]) == []


@pytest.mark.parametrize("trigger", MADE)
def test_of_a_closed_case_nothing_holds_but_what_is_about_it(trigger, case):
    MADE[trigger](case)
    Case.objects.update(state="closed", close_reason="left", closed_on=timezone.localdate())
    assert bool(found(trigger)) == (trigger in OF_CLOSED_CASES)


@pytest.mark.parametrize("trigger", MADE)
def test_nobody_anonymised_is_in_any_and_nobody_restricted_is_told(trigger, case):
    MADE[trigger](case)
    Person.objects.update(restricted_on=DAY)
    assert len(found(trigger)) == 1
    assert list(facts.to_tell(facts.found(trigger))) == []
    Person.objects.update(restricted_on=None, anonymised_on=DAY)
    assert found(trigger) == []


@pytest.mark.parametrize("trigger", MADE)
def test_of_who_has_died_nothing_holds_but_what_staff_have_to_do(trigger, case):
    MADE[trigger](case)
    Person.objects.update(died_on=DAY, death_known_by="family")
    assert bool(found(trigger)) == (trigger in OF_CLOSED_CASES)


@pytest.mark.parametrize("trigger", MADE)
def test_without_a_scope_nobody_is_seen(trigger, case):
    MADE[trigger](case)
    with acting_as(None, Door.JOB):
        assert found(trigger) == []
        with system("a job says that it has to see all"):
            assert len(found(trigger)) == 1


def ended(trigger, case):
    """What ends the fact of this trigger."""
    today = timezone.localdate()
    return {
        "document_expiring": lambda: StageRecord.objects.filter(stage="visa").update(status="in_progress"),
        "renewal_open": lambda: StageRecord.objects.filter(stage="visa").update(status="in_progress"),
        "order_lapsing": lambda: StageRecord.objects.filter(stage="cedula").update(status="in_progress"),
        "appointment": lambda: StageRecord.objects.filter(stage="cpm").update(status="refused", reason="x"),
        "appointment_passed": lambda: StageRecord.objects.filter(stage="cpm").update(status="submitted"),
        "stage_stuck": lambda: StageRecord.objects.filter(stage="cpm").update(status="not_needed", reason="x"),
        "blocker_review": lambda: Blocker.objects.update(resolved_on=today, resolution="paid"),
        "training_starting": lambda: Training.objects.update(finished=False),
        "training_without_capital": lambda: put(case, "seed_capital", "not_needed"),
        "instalment_due": lambda: Instalment.objects.update(paid_on=today),
        "business_visit": lambda: case.awards.update(awarded_on=None),
        "no_contact": lambda: close_case(case=case, by=case.opener, close_reason="left"),
        "contact_unverified": lambda: close_case(case=case, by=case.opener, close_reason="left"),
        "contact_lost": lambda: ContactPoint.objects.update(state="unverified", lost_at=None),
        "consent_ageing": lambda: Consent.objects.update(
            withdrawn_on=today, withdrawn_how="paper", withdrawn_recorded_by=case.caseworker
        ),
        "number_recycled": lambda: ContactPoint.objects.update(opted_out_at=None),
        "birth_unsettled": lambda: Person.objects.update(birth_precision="day"),
        "household_bereaved": lambda: HouseholdStay.objects.update(why="moved"),
        "retention_near": lambda: Case.objects.update(retain_until=None),
        "access_asked": lambda: AccessRequest.objects.update(
            state="refused", answer="x", answered_at=timezone.now(), answered_by=case.caseworker
        ),
        "data_request_due": lambda: DataRequest.objects.update(
            status="done", answer="x", answered_on=today, answered_by=case.caseworker
        ),
        "task_overdue": lambda: Task.objects.update(state="cancelled", ended_at=timezone.now()),
    }[trigger]


@pytest.mark.parametrize("trigger", MADE)
def test_it_ends(trigger, case, ana):
    MADE[trigger](case)
    case.opener = ana
    ended(trigger, case)()
    assert found(trigger) == []


def test_a_cpm_matters_until_the_visa_is_asked_for(case):
    cpm = put(case, "cpm", "done", document=document(case, "cpm", DAY)).document
    assert about("document_expiring") == [cpm.pk]
    put(case, "visa", "refused")
    assert about("document_expiring") == [cpm.pk]
    put(case, "visa", "submitted")
    assert about("document_expiring") == []


def test_visa_and_cedula_matter_side_by_side(case):
    visa = MADE["document_expiring"](case)
    cedula = MADE["document_expiring"](case, DAY + days(1), stage="cedula")
    assert set(about("document_expiring")) == {visa.pk, cedula.pk}


def test_an_appointment_is_of_its_local_day_whatever_the_clock_of_the_process(case):
    late = datetime(2026, 3, 13, 4, 59, tzinfo=UTC)
    put(case, "cpm", "in_progress", appointment_at=late)  # 23:59 in Guayaquil
    for zone in ("UTC", "Asia/Tokyo", "America/Guayaquil"):
        with timezone.override(zone):
            assert [row["anchor"] for row in found("appointment")] == [DAY]
            assert found("appointment", latest=DAY - days(1)) == []


def test_what_she_did_last_counts_when_nobody_hears_of_her(case):
    MADE["no_contact"](case)
    reached(case, DAY + days(2))
    assert [row["anchor"] for row in found("no_contact")] == [DAY + days(2)]
    assert found("no_contact", latest=DAY + days(1)) == []
    Reply.objects.create(
        channel="sms", provider_id="1", address="+593991234567", kind="other", case=case, at=at(DAY + days(3), 23)
    )
    assert [row["anchor"] for row in found("no_contact")] == [DAY + days(3)]
    assert found("no_contact", latest=DAY + days(2)) == []
    assert len(found("no_contact", latest=DAY + days(3))) == 1


def test_a_try_that_did_not_reach_her_is_no_contact(case):
    MADE["no_contact"](case)
    attempt = reached(case, DAY + days(2))
    type(attempt).objects.update(result="no_answer")
    assert [row["anchor"] for row in found("no_contact")] == [DAY]


def test_her_newest_own_contact_counts_that_is_not_lost(case):
    Case.objects.update(opened_on=date(2026, 1, 1))
    MADE["contact_unverified"](case)
    person = {"person": case.person, "kind": "phone"}
    for number, (verified, facts_of_it) in enumerate(
        [(5, {"owner": "relative"}), (6, {"state": "lost"}), (-9, {"state": "reachable"})]
    ):
        ContactPoint.objects.create(
            **person, value=f"+59399000000{number}", value_key=str(number), verified_at=at(DAY + days(verified)),
            **facts_of_it,
        )  # fmt: skip
    assert [row["anchor"] for row in found("contact_unverified")] == [DAY]
    ContactPoint.objects.filter(verified_at=at(DAY)).update(verified_at=None, created_at=at(DAY + days(1), 20))
    assert [row["anchor"] for row in found("contact_unverified")] == [DAY + days(1)]
    ContactPoint.objects.update(state="lost")
    assert [row["anchor"] for row in found("contact_unverified")] == [date(2026, 1, 1)]


def test_a_training_without_a_last_day_counts_from_the_stages(case):
    training = MADE["training_without_capital"](case)
    Training.objects.update(ends_on=None)
    record = StageRecord.objects.create(case=case, stage="training", status="done", since=DAY, decided_on=None)
    assert [row["anchor"] for row in found("training_without_capital")] == [DAY]
    StageRecord.objects.filter(pk=record.pk).update(decided_on=DAY + days(1))
    assert [row["anchor"] for row in found("training_without_capital")] == [DAY + days(1)]
    again = MADE["training_without_capital"](case, DAY + days(9))
    assert about("training_without_capital") == [again.pk] != [training.pk]


def test_who_applied_for_seed_capital_needs_no_talk_about_it(case):
    MADE["training_without_capital"](case)
    case.awards.create(business_name="Arepas")
    assert found("training_without_capital") == []


def test_a_file_is_not_ended_for_who_came_back(case, ana):
    MADE["retention_near"](case)
    Case.objects.create(
        code="ZZZZ9", person=case.person, pathway=case.pathway, organisation=case.organisation, opened_on=DAY
    )
    assert found("retention_near") == []


def test_a_data_request_is_work_of_who_answers_on_the_open_case_else_the_newest(case):
    request = MADE["data_request_due"](case)
    answering = organisation("JRS", Kind.PARTNER)
    DataRequest.objects.update(organisation=answering)
    older = Case.objects.create(
        code="ZZZZ9", person=case.person, pathway=case.pathway, organisation=case.organisation, opened_on=DAY,
        state="closed", close_reason="left", closed_on=DAY,
    )  # fmt: skip
    (row,) = found("data_request_due")
    assert (row["of_case"], row["about"], row["of_organisation"]) == (case.pk, request.pk, answering.pk)
    Case.objects.filter(pk=case.pk).update(opened_on=DAY - days(1), state="closed", close_reason="left", closed_on=DAY)
    assert [row["of_case"] for row in found("data_request_due")] == [older.pk]


def test_who_has_no_case_has_no_task_about_her_request(case):
    MADE["data_request_due"](case)
    StageRecord.objects.all().delete()
    Case.objects.all().delete()
    assert found("data_request_due") == []


def test_a_coordinator_is_told_once(case):
    MADE["task_overdue"](case)
    Task.objects.update(escalated_on=DAY)
    assert found("task_overdue") == []


@pytest.mark.parametrize("visa", ["not_started", "in_progress", "submitted", "refused", "not_needed", "done"])
@pytest.mark.parametrize("stage", ["cpm", "visa", "cedula"])
def test_the_documents_that_matter_are_those_of_the_lists(stage, visa, case):
    put(case, stage, "done", document=document(case, stage, expires_on=DAY))
    if stage != "visa":
        put(case, "visa", visa)
    listed = Case.objects.open().expired(DAY + days(1)).exists()
    assert len(found("document_expiring", latest=DAY)) == listed
