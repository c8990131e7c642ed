"""Training and seed capital: what each move of these stages writes, and what it refuses."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from casework.access.models import Organisation
from casework.base.errors import Conflict
from casework.journey.actions import close_case
from casework.journey.models import Case
from casework.people.models import Event
from casework.programmes.actions import move_stage, pay_instalment
from casework.programmes.models import Award, Instalment, Training
from tests.cast import refer
from tests.journey.standing import all_before, stored

COURSE = {"course": " Panadería ", "starts_on": date(2024, 7, 1)}
DAY = date(2024, 9, 1)
CASH = {"form": "cash", "amount": Decimal("1000.00"), "instalments": 3, "first_instalment_on": date(2030, 1, 31)}


@pytest.fixture
def to(case, hilda):
    """Moves a stage whose prerequisites are all there."""
    all_before(case, "training")

    def move(stage, verb, **details):
        return move_stage(case=case, stage=stage, verb=verb, by=hilda, **{"reason": "why"} | details)

    return move


@pytest.fixture
def training(to, fudela):
    to("training", "start", provider=fudela, on=date(2024, 7, 1), **COURSE)
    return Training.objects.get()


@pytest.fixture
def awarded(to):
    to("seed_capital", "start", business_name=" Arepas ")
    to("seed_capital", "submit")
    to("seed_capital", "approve", **CASH)
    return Award.objects.get()


def test_enrolling_and_finishing(training, to, fudela):
    assert (training.course, training.provider, training.finished) == ("Panadería", fudela, None)
    to("training", "approve", certificate_number=" C-1\x00 ", hours_attended=40, on=DAY)
    training.refresh_from_db()
    assert (training.finished, training.certificate_number, training.hours_attended) == (True, "C-1", 40)
    assert training.ends_on == DAY


def test_an_end_that_was_planned_stays(to, fudela):
    to("training", "start", provider=fudela, ends_on=date(2024, 8, 1), **COURSE)
    to("training", "approve", certificate_number="C-1")
    assert Training.objects.get().ends_on == date(2024, 8, 1)


def test_a_training_that_was_not_finished_and_one_reopened(training, to):
    to("training", "refuse")
    training.refresh_from_db()
    assert training.finished is False
    to("training", "reopen")
    training.refresh_from_db()
    assert training.finished is None
    to("training", "skip")
    training.refresh_from_db()
    assert training.finished is False


def test_a_second_course_is_a_second_training(training, to, fudela):
    to("training", "skip")
    to("training", "start", provider=fudela, course="Electricidad", starts_on=date(2025, 1, 1))
    assert [t.course for t in Training.objects.all()] == ["Electricidad", "Panadería"]
    to("training", "approve", certificate_number="C-2")
    assert dict(Training.objects.values_list("course", "finished")) == {"Electricidad": True, "Panadería": False}


def test_training_that_is_not_needed_writes_none(to):
    to("training", "skip")
    assert not Training.objects.exists()


def test_a_trainer_records_training_and_nothing_else(case, to, fabiola):
    refer(case.person, fabiola.organisation)
    act = {"case": case, "by": fabiola, "verb": "start", "reason": "why"}
    assert move_stage(stage="training", provider=fabiola.organisation, **act, **COURSE).status == "in_progress"
    with pytest.raises(PermissionDenied):
        move_stage(stage="seed_capital", business_name="Arepas", **act)


def test_an_award_is_paid_in_monthly_instalments(awarded):
    assert (awarded.business_name, awarded.amount, awarded.awarded_on) == ("Arepas", 1000, timezone.localdate())
    assert list(Instalment.objects.values_list("number", "due_on", "amount", "paid_on")) == [
        (1, date(2030, 1, 31), Decimal("333.34"), None),
        (2, date(2030, 2, 28), Decimal("333.33"), None),
        (3, date(2030, 3, 31), Decimal("333.33"), None),
    ]


def test_an_award_at_once_is_one_instalment_due_that_day(to):
    to("seed_capital", "start", business_name="Arepas", on=DAY)
    to("seed_capital", "approve", form="cash", amount=Decimal("50"), on=date(2025, 1, 2))
    assert list(Instalment.objects.values_list("number", "due_on", "amount")) == [(1, date(2025, 1, 2), 50)]


def test_a_first_instalment_is_not_before_the_award(to):
    to("seed_capital", "start", business_name="Arepas")
    with pytest.raises(ValidationError) as refused:
        to("seed_capital", "approve", form="cash", amount=Decimal("50"), first_instalment_on=DAY)
    assert set(refused.value.error_dict) == {"first_instalment_on"}


def test_a_course_may_begin_before_the_case_was_opened_once_an_earlier_document_is_recorded(case, to, fudela):
    visa = case.records.get(stage="visa").document
    Case.objects.update(opened_on=timezone.localdate())
    to("training", "start", provider=fudela, course="Panadería", starts_on=visa.issued_on)
    assert Training.objects.get().starts_on == visa.issued_on


def test_a_course_does_not_begin_before_the_case(to, fudela):
    with pytest.raises(ValidationError) as refused:
        to("training", "start", provider=fudela, course="Panadería", starts_on=date(2023, 12, 31))
    assert set(refused.value.error_dict) == {"starts_on"}


def test_equipment_without_an_amount_has_no_instalments(to):
    to("seed_capital", "start", business_name="Costura")
    to("seed_capital", "approve", form="equipment", equipment=" sewing machine ")
    assert Award.objects.get().equipment == "sewing machine"
    assert not Instalment.objects.exists()


def test_an_instalment_is_paid_once(awarded, hilda, ivan):
    first = awarded.instalments.get(number=1)
    assert pay_instalment(instalment=first, by=hilda).paid_on == timezone.localdate()
    before = stored()
    with pytest.raises(Conflict, match="paid already"):
        pay_instalment(instalment=first, by=ivan)
    assert stored() == before
    event = Event.objects.get(kind="instalment_paid")
    assert event.facts == {"number": 1, "amount": "333.34"}


@pytest.mark.parametrize("on", [date(9999, 1, 1), date(1, 1, 1), "before"], ids=str)
def test_an_instalment_is_not_paid_on_a_day_that_cannot_be(on, awarded, hilda):
    on = awarded.awarded_on - timedelta(days=1) if on == "before" else on
    before = stored()
    with pytest.raises(ValidationError) as refused:
        pay_instalment(instalment=awarded.instalments.get(number=1), by=hilda, on=on)
    assert set(refused.value.error_dict) == {"on"}
    assert stored() == before


def test_who_may_pay(awarded, case, ana, bruno, nrc, carmen):
    first = awarded.instalments.get(number=1)
    before = stored()
    for by in (ana, carmen):
        with pytest.raises(PermissionDenied):
            pay_instalment(instalment=first, by=by)
    bruno.role = "manager"
    with pytest.raises(Case.DoesNotExist):
        pay_instalment(instalment=first, by=bruno)
    close_case(case=case, by=ana, close_reason="left")
    hilda = type(ana).objects.get(user__full_name="Hilda")
    with pytest.raises(Conflict, match="closed"):
        pay_instalment(instalment=first, by=hilda)
    assert Instalment.objects.filter(paid_on=None).count() == 3
    assert len(before["Instalment"]) == 3


def test_an_award_is_taken_back_only_while_nothing_was_paid(awarded, to, hilda):
    to("seed_capital", "reopen")
    awarded.refresh_from_db()
    assert (awarded.awarded_on, awarded.instalments.count()) == (None, 0)
    to("seed_capital", "approve", **CASH | {"amount": Decimal("500"), "instalments": 2})
    pay_instalment(instalment=Instalment.objects.get(number=1), by=hilda)
    before = stored()
    with pytest.raises(Conflict, match="paid already"):
        to("seed_capital", "reopen")
    assert stored() == before


def test_an_award_reopened_is_given_in_another_form(awarded, to):
    to("seed_capital", "reopen")
    to("seed_capital", "approve", form="equipment", equipment="oven")
    awarded.refresh_from_db()
    assert (awarded.form, awarded.amount, awarded.equipment) == ("equipment", None, "oven")
    assert not awarded.instalments.exists()


def test_seed_capital_begun_again_renames_its_business(to):
    to("seed_capital", "start", business_name="Arepas")
    to("seed_capital", "skip")
    to("seed_capital", "start", business_name="Bordados")
    assert Award.objects.get().business_name == "Bordados"


@pytest.mark.parametrize("wrong", [{"number": "1"}, {"course": "x"}, {"shoe_size": 42}], ids=str)
def test_what_a_move_does_not_ask_for_is_refused_by_name(wrong, to):
    to("seed_capital", "start", business_name="Arepas")
    before = stored()
    with pytest.raises(ValidationError) as refused:
        to("seed_capital", "submit", **wrong)
    assert {name: [e.code for e in errors] for name, errors in refused.value.error_dict.items()} == {
        name: ["unknown"] for name in wrong
    }
    assert stored() == before


def test_a_provider_that_is_needed(to):
    with pytest.raises(ValidationError) as refused:
        to("training", "start", **COURSE)
    assert set(refused.value.error_dict) == {"provider"}
    assert not Training.objects.exists()
    assert Organisation.objects.exists()
