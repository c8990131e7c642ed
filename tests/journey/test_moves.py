"""Every move of every stage through the action itself: it leads where the map says, or writes nothing at all."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from casework.base.errors import Conflict
from casework.journey.models import Case, PathwayStage, StageRecord
from casework.journey.moves import open_or_end_step
from casework.journey.stages import STAGES
from casework.journey.timeline import sentence
from casework.people.models import Event, IdentityDocument, Person, PersonAccess
from casework.programmes.actions import move_stage
from tests.journey import expected
from tests.journey.standing import CEDULAS, ISSUED, OPENED_ON, all_before, details, document, put, stored


def codes(refused):
    return {name: [error.code for error in errors] for name, errors in refused.value.error_dict.items()}


@pytest.fixture
def unchanged():
    """Nothing stored is other than before, down to the instant of its last change."""
    before = stored()
    yield
    assert stored() == before


@pytest.mark.parametrize("stage", STAGES)
def test_each_move_from_each_status(stage, case, hilda, interior, mremh, registro_civil):
    all_before(case, stage)
    for status, verb in product(expected.STATUSES, expected.VERBS):
        with transaction.atomic():
            put(case, stage, status)
            before, to = stored(), expected.MAP[stage][status, verb]
            act = {"case": case, "stage": stage, "verb": verb, "by": hilda, "reason": "so it is"}
            if to is None:
                with pytest.raises(Conflict) as refused:
                    move_stage(**act, **details(stage, verb))
                allowed = expected.allowed(stage, status)
                assert refused.value.code == "move_not_allowed"
                assert refused.value.facts == {"status": status, "allowed": allowed}
                assert all(str(STAGES[stage].labels[v]) in refused.value.message for v in allowed)
                assert stored() == before, (status, verb)
            else:
                record = move_stage(**act, **details(stage, verb))
                record.refresh_from_db()
                assert record.status == to, (status, verb)
                assert case.records.filter(stage=stage).count() == 1
                event = Event.objects.latest("id")
                assert (event.kind, event.by_user, event.by_organisation) == (
                    "stage_moved",
                    hilda.user,
                    hilda.organisation,
                )
                assert event.facts.items() >= {"stage": stage, "verb": verb, "before": status, "after": to}.items()
            transaction.set_rollback(True)


def test_a_move_that_is_not_possible_names_who_was_quicker(case, ana, hilda):
    put(case, "registration", "in_progress")
    move_stage(case=case, stage="registration", verb="approve", by=ana)
    with pytest.raises(
        Conflict, match=r"Registration is “done” now.*recorded by Ana \(HIAS\).*Reopen the registration"
    ):
        move_stage(case=case, stage="registration", verb="approve", by=hilda)
    move_stage(case=case, stage="cpm", verb="start", by=ana)
    with pytest.raises(Conflict, match=r"recorded by Ana \(HIAS\)"):
        move_stage(case=case, stage="cpm", verb="start", by=hilda)


def test_what_one_may_not_see_does_not_exist(case, bruno, unchanged):
    with pytest.raises(Case.DoesNotExist):
        move_stage(case=case, stage="registration", verb="approve", by=bruno)


def test_a_closed_case_does_not_move(case, hilda):
    Case.objects.update(state="closed", closed_on=timezone.localdate(), close_reason="left")
    before = stored()
    for stage, verb in product(STAGES, expected.VERBS):
        with pytest.raises(Conflict) as refused:
            move_stage(case=case, stage=stage, verb=verb, by=hilda, reason="x")
        assert refused.value.code == "case_closed"
    assert stored() == before


@pytest.mark.parametrize(("stage", "verb"), [("cpm", "refuse"), ("cpm", "skip"), ("registration", "reopen")])
def test_refusing_skipping_and_reopening_ask_why(stage, verb, case, ana):
    put(case, stage, "done" if verb == "reopen" else "in_progress")
    before = stored()
    for reason in ("", "  ", "\x00"):
        with pytest.raises(ValidationError) as refused:
            move_stage(case=case, stage=stage, verb=verb, by=ana, reason=reason)
        assert codes(refused) == {"reason": ["required"]}
    assert stored() == before


@pytest.mark.parametrize("stage", ["cpm", "visa", "cedula"])
def test_a_hard_prerequisite_is_not_talked_around(stage, case, hilda, unchanged):
    needs = {"cpm": "registration", "visa": "cpm", "cedula": "visa"}[stage]
    with pytest.raises(Conflict) as refused:
        move_stage(case=case, stage=stage, verb="start", by=hilda, reason="please")
    assert refused.value.code == "prerequisite_missing"
    assert refused.value.facts == {"needs": needs}
    assert "has to be done first" in refused.value.message


@pytest.mark.parametrize("stage", ["training", "seed_capital"])
def test_a_prerequisite_that_warns_asks_for_a_reason(stage, case, hilda):
    Case.objects.update(opened_on=OPENED_ON)
    before = stored()
    act = {"case": case, "stage": stage, "verb": "start", "by": hilda, **details(stage, "start")}
    with pytest.raises(ValidationError, match="write the reason") as refused:
        move_stage(**act)
    assert codes(refused) == {"reason": ["reason_for_going_on"]}
    assert stored() == before
    record = move_stage(**act, reason="The course begins on Monday")
    assert (record.status, record.reason) == ("in_progress", "The course begins on Monday")
    assert Event.objects.latest("id").facts["reason"] == "The course begins on Monday"


@pytest.mark.parametrize(("days", "refused"), [(-1, True), (0, False)])
def test_a_cedula_needs_a_visa_in_force_today(days, refused, case, ana):
    all_before(case, "visa")
    visa = document(case, "visa", timezone.localdate() + timedelta(days=days))
    put(case, "visa", "done", document=visa)
    if not refused:
        assert move_stage(case=case, stage="cedula", verb="start", by=ana).status == "in_progress"
        return
    with pytest.raises(Conflict, match="in force first"):
        move_stage(case=case, stage="cedula", verb="start", by=ana)


def test_a_pathway_without_the_rule_asks_for_nothing(case, ana):
    PathwayStage.objects.filter(stage="visa").delete()
    assert move_stage(case=case, stage="visa", verb="start", by=ana).status == "in_progress"


FUTURE = timezone.localdate() + timedelta(days=1)
RIGHT = {"number": "C-1", "issued_on": date(2024, 6, 1), "expires_on": FUTURE + timedelta(days=700)}


@pytest.mark.parametrize(
    ("wrong", "expected_codes"),
    [
        ({"number": ""}, {"number": ["required"]}),
        ({"number": " - "}, {"number": ["number_empty"]}),
        ({"number": "\x00"}, {"number": ["blank", "number_empty"]}),
        ({"number": "A1B2C" * 9}, {"number": ["max_length", "number_too_long"]}),
        ({"issued_on": None}, {"issued_on": ["required"]}),
        ({"expires_on": None}, {"expires_on": ["required"]}),
        ({"issued_on": None, "expires_on": None}, {"issued_on": ["required"], "expires_on": ["required"]}),
        ({"expires_on": date(2024, 6, 1)}, {"expires_on": ["expires_before_issue"]}),
        ({"expires_on": date(2024, 5, 31)}, {"expires_on": ["expires_before_issue"]}),
        ({"issued_on": FUTURE}, {"issued_on": ["in_future"]}),
        ({"issued_on": date.min}, {"issued_on": ["out_of_reach"]}),
        ({"expires_on": date.max}, {"expires_on": ["out_of_reach"]}),
        ({"on": FUTURE}, {"on": ["in_future"]}),
        ({"on": date.min}, {"on": ["out_of_reach"]}),
        ({"reason": "x" * 301}, {"reason": ["max_length"]}),
    ],
)
def test_a_document_that_cannot_be_is_refused(wrong, expected_codes, case, ana):
    all_before(case, "cpm")
    put(case, "cpm", "submitted")
    before = stored()
    with pytest.raises(ValidationError) as refused:
        move_stage(case=case, stage="cpm", verb="approve", by=ana, **RIGHT | wrong)
    assert codes(refused) == expected_codes
    assert stored() == before


def test_a_cedula_with_a_wrong_check_digit_is_refused(case, ana):
    all_before(case, "cedula")
    put(case, "cedula", "submitted")
    before = stored()
    with pytest.raises(ValidationError) as refused:
        move_stage(case=case, stage="cedula", verb="approve", by=ana, **RIGHT | {"number": "1713175072"})
    assert codes(refused) == {"number": ["cedula_check_digit"]}
    assert stored() == before
    record = move_stage(case=case, stage="cedula", verb="approve", by=ana, **RIGHT | {"number": "171317507-1"})
    assert (record.document.number_key, record.document.evidence) == (CEDULAS[0], "original")


def test_a_visa_is_not_older_than_the_cpm(case, ana):
    all_before(case, "visa")
    put(case, "visa", "submitted")
    before = stored()
    with pytest.raises(ValidationError, match="VIRTE visa cannot be issued before CPM") as refused:
        move_stage(
            case=case, stage="visa", verb="approve", by=ana, **RIGHT | {"issued_on": ISSUED["cpm"] - timedelta(days=1)}
        )
    assert codes(refused) == {"issued_on": ["issue_order"]}
    assert stored() == before


def test_a_document_is_not_older_than_the_person(case, ana):
    case.person.birth_date, case.person.birth_precision = date(2024, 6, 2), "day"
    case.person.save()
    put(case, "cpm", "submitted")
    with pytest.raises(ValidationError) as refused:
        move_stage(case=case, stage="cpm", verb="approve", by=ana, **RIGHT)
    assert codes(refused) == {"issued_on": ["before_birth"]}


@pytest.mark.parametrize(
    ("stage", "verb", "wrong"),
    [
        ("cpm", "start", {"appointment_place": "x" * 121}),
        ("cpm", "start", {"appointment_at": datetime(9999, 12, 31, 23, 59, tzinfo=UTC)}),
        ("visa", "submit", {"fee_amount": Decimal("-0.01")}),
        ("visa", "submit", {"fee_amount": Decimal("NaN")}),
        ("visa", "submit", {"fee_amount": Decimal("1e9")}),
        ("visa", "submit", {"fee_paid_by": "nobody"}),
        ("visa", "submit", {"application_number": "x" * 41}),
        ("visa", "submit", {"number": "V-1"}),
        ("training", "start", {"course": "", "provider": None}),
        ("training", "start", {"starts_on": date.max}),
        ("training", "start", {"ends_on": date(2024, 6, 30)}),
        ("training", "approve", {"certificate_number": ""}),
        ("training", "approve", {"hours_attended": -1}),
        ("training", "approve", {"hours_attended": 40_000}),
        ("seed_capital", "start", {"business_name": " "}),
        ("seed_capital", "approve", {"form": "shares"}),
        ("seed_capital", "approve", {"form": ""}),
        ("seed_capital", "approve", {"amount": None}),
        ("seed_capital", "approve", {"amount": Decimal("0")}),
        ("seed_capital", "approve", {"amount": Decimal("Infinity")}),
        ("seed_capital", "approve", {"amount": Decimal("10.001")}),
        ("seed_capital", "approve", {"form": "equipment", "amount": None, "instalments": None}),
        ("seed_capital", "approve", {"instalments": 25}),
        ("seed_capital", "approve", {"instalments": -1}),
        ("seed_capital", "approve", {"amount": Decimal("0.02")}),
        ("seed_capital", "approve", {"first_instalment_on": date.max}),
    ],
    ids=str,
)
def test_wrong_details_write_nothing(stage, verb, wrong, case, hilda):
    all_before(case, stage)
    put(case, stage, {"start": "not_started", "submit": "in_progress", "approve": "in_progress"}[verb])
    before = stored()
    with pytest.raises(ValidationError):
        move_stage(case=case, stage=stage, verb=verb, by=hilda, **details(stage, verb) | wrong)
    assert stored() == before


def test_the_day_of_a_decision_is_that_of_the_document_unless_said_otherwise(case, ana):
    all_before(case, "cpm")
    put(case, "cpm", "submitted")
    assert move_stage(case=case, stage="cpm", verb="approve", by=ana, **RIGHT).decided_on == RIGHT["issued_on"]
    move_stage(case=case, stage="cpm", verb="reopen", by=ana, reason="typo")
    record = move_stage(case=case, stage="cpm", verb="approve", by=ana, on=date(2024, 6, 5), **RIGHT)
    assert record.decided_on == record.since == date(2024, 6, 5)


def test_a_decision_reopened_is_recorded_again_with_the_same_document(case, ana):
    all_before(case, "cpm")
    put(case, "cpm", "submitted")
    first = move_stage(case=case, stage="cpm", verb="approve", by=ana, **RIGHT)
    move_stage(case=case, stage="cpm", verb="reopen", by=ana, reason="the expiry was misread")
    later = {"expires_on": RIGHT["expires_on"] + timedelta(days=365)}
    second = move_stage(case=case, stage="cpm", verb="approve", by=ana, **RIGHT | later)
    assert second.document_id == first.document_id
    assert IdentityDocument.objects.get(kind="cpm").expires_on == later["expires_on"]


def test_a_document_shown_before_becomes_the_one_the_stage_yields(case, ana, carmen):
    all_before(case, "cpm")
    shown = IdentityDocument.objects.create(person=case.person, kind="cpm", number="c1", number_key="C1")
    put(case, "cpm", "submitted")
    record = move_stage(case=case, stage="cpm", verb="approve", by=carmen, **RIGHT)
    assert record.document_id == shown.id
    assert (record.document.evidence, record.document.expires_on) == ("issued", RIGHT["expires_on"])


def test_who_comes_back_in_a_new_case_brings_the_document_of_the_old_one(case, ana):
    put(case, "cpm", "submitted")
    old = move_stage(case=case, stage="cpm", verb="approve", by=ana, **RIGHT)
    Case.objects.update(state="closed", closed_on=timezone.localdate(), close_reason="left")
    new = Case.objects.create(
        code="XXXX-XXXX", person=case.person, pathway=case.pathway, organisation=case.organisation
    )
    put(new, "cpm", "in_progress")
    assert move_stage(case=new, stage="cpm", verb="approve", by=ana, **RIGHT).document_id == old.document_id


def test_a_renewal_keeps_the_document_held_and_forgets_the_last_application(case, ana):
    all_before(case, "visa")
    held = document(case, "visa")
    facts = {"application_number": "A-1", "fee_amount": Decimal("80"), "fee_paid_by": "iom"}
    put(case, "visa", "done", document=held, decided_on=date(2024, 2, 1), **facts)
    record = move_stage(case=case, stage="visa", verb="renew", by=ana)
    record.refresh_from_db()
    assert record.document == held
    assert (record.application_number, record.fee_amount, record.fee_paid_by) == ("", None, "")
    assert (record.started_on, record.decided_on, record.decided_by) == (timezone.localdate(), None, None)
    renewed = move_stage(case=case, stage="visa", verb="approve", by=ana, **RIGHT)
    assert renewed.document != held
    assert case.person.documents.filter(kind="visa").count() == 2


def test_reopening_keeps_what_was_applied_for(case, ana):
    put(case, "visa", "submitted", application_number="A-1")
    assert move_stage(case=case, stage="visa", verb="reopen", by=ana, reason="typo").application_number == "A-1"


def open_steps(case):
    accesses = PersonAccess.objects.open().filter(person=case.person, reason="step")
    return set(accesses.values_list("organisation__short_name", flat=True))


def test_a_ministry_sees_a_person_from_the_day_she_comes_to_its_step_until_it_is_decided(case, ana, carmen, mremh):
    put(case, "registration", "done")
    assert open_steps(case) == set()
    move_stage(case=case, stage="cpm", verb="start", by=ana)
    assert open_steps(case) == {"Ministerio del Interior"}
    move_stage(case=case, stage="cpm", verb="submit", by=carmen)
    assert open_steps(case) == {"Ministerio del Interior"}
    record = move_stage(case=case, stage="cpm", verb="approve", by=carmen, **RIGHT)
    assert open_steps(case) == set()
    assert record.document.evidence == "issued"
    with pytest.raises(Case.DoesNotExist):
        move_stage(case=case, stage="cpm", verb="reopen", by=carmen, reason="oops")


def test_a_ministry_that_was_switched_off_does_not_keep_its_view(case, interior):
    open_or_end_step(case, STAGES["cpm"], "in_progress")
    interior.is_active = False
    interior.save()
    open_or_end_step(case, STAGES["cpm"], "done")
    assert open_steps(case) == set()


def test_two_ministries_with_one_duty_both_see_her(case, ana, interior):
    interior.pk, interior.short_name = None, "Gobierno"
    interior.id = type(interior)._meta.get_field("id").get_default()
    interior.save(force_insert=True)
    put(case, "registration", "done")
    move_stage(case=case, stage="cpm", verb="start", by=ana)
    assert open_steps(case) == {"Ministerio del Interior", "Gobierno"}


def test_a_move_touches_its_case_and_only_its_stage(case, ana):
    put(case, "registration", "in_progress")
    put(case, "training", "in_progress")
    other, moved_at = StageRecord.objects.filter(stage="training").values().get(), case.moved_at
    move_stage(case=case, stage="registration", verb="approve", by=ana)
    case.refresh_from_db()
    assert case.moved_at > moved_at
    assert StageRecord.objects.filter(stage="training").values().get() == other


@pytest.mark.parametrize(
    ("born", "opened", "since", "on", "expected"),
    [
        (date(2024, 5, 2), 10, 10, date(2024, 5, 1), "before_birth"),
        (None, 10, 10, 11, "before_opening"),
        (None, 10, 5, 6, "before_step"),
        (None, 10, 5, -1, "in_future"),
        (None, 10, 5, 5, None),
    ],
    ids=str,
)
def test_the_day_of_a_move_follows_birth_opening_and_the_step_before(born, opened, since, on, expected, case, ana):
    today = timezone.localdate()
    put(case, "registration", "done")
    put(case, "cpm", "in_progress")
    case.records.filter(stage="cpm").update(since=today - timedelta(days=since))
    Case.objects.update(opened_on=today - timedelta(days=opened))
    if born:
        Person.objects.filter(pk=case.person_id).update(birth_date=born, birth_precision="day")
    act = {"case": case, "stage": "cpm", "verb": "submit", "by": ana}
    on = on if isinstance(on, date) else today - timedelta(days=on)
    if expected is None:
        assert move_stage(**act, on=on).submitted_on == on
        return
    before = stored()
    with pytest.raises(ValidationError) as refused:
        move_stage(**act, on=on)
    assert codes(refused) == {"on": [expected]}
    assert stored() == before


def test_a_document_issued_before_the_case_was_opened_is_recorded_and_says_so(case, ana):
    put(case, "registration", "done")
    put(case, "cpm", "submitted")
    case.records.filter(stage="cpm").update(since=timezone.localdate())
    Case.objects.update(opened_on=timezone.localdate())
    record = move_stage(case=case, stage="cpm", verb="approve", by=ana, **RIGHT)
    assert record.decided_on == RIGHT["issued_on"]
    assert sentence(Event.objects.get(kind="stage_moved", facts__verb="approve")) == (
        "CPM: done, by a document issued before this case was opened"
    )


def test_a_decision_is_not_before_the_document_it_rests_on(case, ana):
    put(case, "registration", "done")
    put(case, "cpm", "submitted")
    case.records.filter(stage="cpm").update(since=timezone.localdate())
    with pytest.raises(ValidationError) as refused:
        move_stage(case=case, stage="cpm", verb="approve", by=ana, on=RIGHT["issued_on"] - timedelta(days=1), **RIGHT)
    assert codes(refused) == {"on": ["before_step"]}


def test_an_appointment_is_not_before_the_case(case, ana):
    put(case, "registration", "done")
    wrong = datetime(2023, 12, 31, 12, tzinfo=UTC)
    with pytest.raises(ValidationError) as refused:
        move_stage(case=case, stage="cpm", verb="start", by=ana, appointment_at=wrong)
    assert codes(refused) == {"appointment_at": ["before_opening"]}


def test_a_stage_is_not_started_before_what_it_builds_on(case, ana):
    put(case, "registration", "done")
    case.records.update(since=date(2024, 3, 1))
    with pytest.raises(ValidationError) as refused:
        move_stage(case=case, stage="cpm", verb="start", by=ana, on=date(2024, 2, 29))
    assert codes(refused) == {"on": ["before_step"]}
