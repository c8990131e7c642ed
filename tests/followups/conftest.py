"""What the tests of follow-up share: days, and facts of every kind on one case."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from casework.access.models import Organisation
from casework.access.policy import Kind
from casework.followups.models import Rule, Task
from casework.journey.models import Blocker, Case, PathwayStage, StageRecord
from casework.people.consents import give_consent
from casework.people.models import (
    AccessRequest,
    Consent,
    ConsentText,
    ContactAttempt,
    ContactPoint,
    DataRequest,
    Household,
    HouseholdStay,
    Person,
)
from casework.places.zones import MAINLAND
from casework.programmes.models import Award, Instalment, Training
from tests.cast import organisation
from tests.journey.standing import document, put

# The day from which every fact of the tests counts.
DAY = date(2026, 3, 12)


def at(day, hour=10):
    """An hour of a day in Guayaquil."""
    return datetime.combine(day, time(hour), MAINLAND)


def days(number):
    return timedelta(days=number)


def rule(code, **changed):
    found = Rule.objects.get(code=code)
    for name, value in changed.items():
        setattr(found, name, value)
    found.save()
    return found


def _expiring(case, day=DAY, stage="visa"):
    return put(case, stage, "done", document=document(case, stage, expires_on=day)).document


def _renewable(case, day=DAY):
    window = PathwayStage.objects.get(pathway=case.pathway, stage="visa").renewal_days
    return _expiring(case, day + days(window))


def _stuck(case, day=DAY):
    norm = PathwayStage.objects.get(pathway=case.pathway, stage="cpm").norm_days
    put(case, "registration", "done")
    record = put(case, "cpm", "in_progress")
    StageRecord.objects.filter(pk=record.pk).update(since=day - days(norm))
    return record


def _training(case, **facts):
    facts = {"starts_on": date(2026, 1, 1), "course": "Panadería", "provider": Organisation.objects.first()} | facts
    return Training.objects.create(case=case, **facts)


def _award(case, **facts):
    return Award.objects.create(case=case, business_name="Arepas", form="cash", amount=Decimal(900), **facts)


def _quiet(case, day=DAY):
    Case.objects.filter(pk=case.pk).update(moved_at=at(day))
    return case


def _unverified(case, day=DAY):
    ContactPoint.objects.create(
        person=case.person, kind="phone", value="+593991234567", value_key="991234567", verified_at=at(day)
    )
    return case


def _lost(case, day=DAY):
    value = {"value": "yuli@example.org", "value_key": "yuli@example.org"}
    return ContactPoint.objects.create(person=case.person, kind="email", state="lost", lost_at=at(day), **value)


def _recycled(case, day=DAY):
    value = {"value": "+593991234568", "value_key": "1234568"}
    return ContactPoint.objects.create(
        person=case.person, kind="phone", created_at=at(day), opted_out_at=at(day - days(300)), **value
    )


def _unsettled(case, day=DAY):
    year = timezone.localdate().year - 17
    Case.objects.filter(pk=case.pk).update(opened_on=day)
    Person.objects.filter(pk=case.person_id).update(birth_date=date(year, 1, 1), birth_precision="year")
    return case


def _bereaved(case, day=DAY):
    home = Household.objects.create()
    Person.objects.filter(pk=case.person_id).update(household=home, relationship="head")
    gone = Person.objects.create(given_names="Rosa", died_on=day, death_known_by="family")
    return HouseholdStay.objects.create(person=gone, household=home, relationship="parent", left_on=day, why="died")


def _consent(case, day=DAY):
    return Consent.objects.create(
        person=case.person,
        text=ConsentText.objects.get(purpose="keep"),
        purpose="keep",
        how="paper",
        given_on=day,
        recorded_by=case.caseworker,
        organisation=case.organisation,
    )


def _retained(case, day=DAY):
    Case.objects.filter(pk=case.pk).update(
        state="closed", close_reason="left", opened_on=date(2020, 1, 1), closed_on=date(2021, 3, 12), retain_until=day
    )
    return case


def _requested(case, day=DAY):
    return DataRequest.objects.create(
        person=case.person, kind="access", received_on=day - days(15), due_on=day, organisation=case.organisation
    )


def _asked(case, day=DAY):
    return AccessRequest.objects.create(
        person=case.person,
        organisation=organisation("JRS", Kind.PARTNER),
        asked_of=case.organisation,
        why="She is with us.",
        asked_by=case.caseworker,
        asked_at=at(day),
    )


def _overdue(case, day=DAY):
    return Task.objects.create(
        case=case, organisation=case.organisation, origin="staff", what="Llamar", due_on=day, sort_on=day
    )


# For each trigger what makes its fact hold on this case, counted from the day; it returns what it is about.
MADE = {
    "document_expiring": _expiring,
    "renewal_open": _renewable,
    "order_lapsing": lambda case, day=DAY: put(case, "cedula", "submitted", submitted_on=day),
    "appointment": lambda case, day=DAY: put(case, "cpm", "submitted", appointment_at=at(day)),
    "appointment_passed": lambda case, day=DAY: put(case, "cpm", "in_progress", appointment_at=at(day)),
    "stage_stuck": _stuck,
    "blocker_review": lambda case, day=DAY: Blocker.objects.create(case=case, stage="cpm", cause="fee", review_on=day),
    "training_starting": lambda case, day=DAY: _training(case, starts_on=day),
    "training_without_capital": lambda case, day=DAY: _training(
        case, finished=True, certificate_number="C-1", ends_on=day
    ),
    "instalment_due": lambda case, day=DAY: Instalment.objects.create(
        award=_award(case, awarded_on=date(2026, 1, 1)), number=1, due_on=day, amount=1
    ),
    "business_visit": lambda case, day=DAY: _award(case, awarded_on=day),
    "no_contact": _quiet,
    "contact_unverified": _unverified,
    "contact_lost": _lost,
    "number_recycled": _recycled,
    "birth_unsettled": _unsettled,
    "household_bereaved": _bereaved,
    "consent_ageing": _consent,
    "retention_near": _retained,
    "access_asked": _asked,
    "data_request_due": _requested,
    "task_overdue": _overdue,
}


def reached(case, day):
    return ContactAttempt.objects.create(
        person=case.person, way="call", result="reached", at=at(day), organisation=case.organisation
    )


@pytest.fixture
def only(db):
    """Switches off every rule but these."""

    def switch(*codes):
        Rule.objects.exclude(code__in=codes).update(active=False)

    return switch


@pytest.fixture
def agrees():
    """Makes a person agree to messages."""

    def agree(person, by):
        return give_consent(person=person, by=by, purpose="contact", how="spoken")

    return agree
