"""/cases/{id}/stages/ and the moves: one operation for each move of the map."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from casework.api import examples
from casework.api.journey.moves import ASKED, MOVES
from casework.journey.actions import close_case, register
from casework.journey.models import StageRecord
from casework.journey.stages import NEEDS_REASON, OPTIONAL, STAGES, Verb
from casework.people.models import Event, IdentityDocument
from casework.programmes.actions import move_stage
from tests.api.conftest import api_of, problem, signed_in, wrong_fields
from tests.cast import member, organisation


def day(offset):
    return (timezone.localdate() + timedelta(days=offset)).isoformat()


def stop(api, case, stage):
    return next(s for s in api.get(f"/cases/{case.id}/stages/").json() if s["stage"] == stage)


def move(api, case, stage, verb, **body):
    return api.post(f"/cases/{case.id}/stages/{stage}/{verb}/", body)


def test_every_move_of_the_map_is_an_operation_that_asks_for_what_the_map_says():
    moves = {(code, verb.value) for code, stage in STAGES.items() for _status, verb in stage.moves}
    assert set(MOVES) == moves
    for stage, verb in moves:
        fields = MOVES[stage, verb].takes().fields
        asks = STAGES[stage].asks.get(verb, ())
        assert list(fields) == [*asks, "on", "reason"]
        required = {name for name, field in fields.items() if field.required}
        assert required == set(asks) - OPTIONAL | ({"reason"} if verb in NEEDS_REASON else set())
        assert reverse(f"api:move-{stage}-{verb}", args=["8f1f3c1e-5f6e-4b53-9a51-0e6d1d2a7c11"])
    with pytest.raises(NoReverseMatch):
        reverse("api:move-registration-renew", args=["8f1f3c1e-5f6e-4b53-9a51-0e6d1d2a7c11"])
    assert set(ASKED) == {name for stage in STAGES.values() for asks in stage.asks.values() for name in asks}


def test_the_examples_of_the_description_are_bodies_of_their_moves():
    for (stage, verb), value in examples.MOVES.items():
        body = MOVES[stage, verb].takes(data=value)
        assert body.is_valid(), body.errors


def test_the_line_says_where_she_stands_and_what_may_be_done(at_hias, cpm_begun):
    stops = at_hias.get(f"/cases/{cpm_begun.id}/stages/").json()
    assert [(s["stage"], s["status"]) for s in stops][:3] == [
        ("registration", "done"),
        ("cpm", "in_progress"),
        ("visa", "not_started"),
    ]
    cpm = stops[1]
    assert (cpm["track"], cpm["since"], cpm["expires_on"], cpm["document"]) == ("regularisation", day(0), None, None)
    assert [m["verb"] for m in cpm["moves"]] == ["submit", "approve", "refuse", "skip"]
    approve = cpm["moves"][1]
    assert approve["label"] == "Record the CPM issued"
    assert approve["asks"] == ["number", "issued_on", "expires_on", "on", "reason"]
    assert approve["needs"] == ["number", "issued_on", "expires_on"]
    body = {"number": "C-1", "issued_on": day(-1), "expires_on": day(20)}
    moved = at_hias.post(approve["url"].removeprefix("/api/v1"), body).json()
    assert (moved["status"], moved["shown"], moved["days_left"]) == ("done", "expiring", 20)
    assert moved["document"]["kind"] == "cpm"
    assert moved["decided_by"]["full_name"] == "Intake"
    assert moved == stop(at_hias, cpm_begun, "cpm")


def test_a_move_that_is_not_allowed_says_which_are(at_hias, cpm_begun):
    events = Event.objects.count()
    body = problem(move(at_hias, cpm_begun, "cpm", "renew"), 409, "move_not_allowed")
    assert body["allowed"] == ["submit", "approve", "refuse", "skip"]
    assert body["current_status"] == "in_progress"
    assert "Possible from here: Record the biometric visit" in body["detail"]
    # Even where it would lack details, or where the map has no such move at all.
    problem(move(at_hias, cpm_begun, "registration", "approve", nonsense=1), 409, "move_not_allowed")
    assert problem(move(at_hias, cpm_begun, "registration", "renew"), 409)["allowed"] == ["reopen"]
    problem(move(at_hias, cpm_begun, "registration", "fly"), 404)
    problem(move(at_hias, cpm_begun, "moon", "start"), 404)
    assert Event.objects.count() == events


def test_a_prerequisite_blocks_or_asks_for_a_reason(at_hias, case, fudela):
    assert problem(move(at_hias, case, "cpm", "start"), 409, "prerequisite_missing")["needs"] == "registration"
    course = {"course": "Baking", "provider": str(fudela.id), "starts_on": day(0)}
    assert wrong_fields(move(at_hias, case, "training", "start", **course)) == {("reason", "reason_for_going_on")}
    assert move(at_hias, case, "training", "start", reason="She cannot wait", **course).status_code == 200


DOCUMENT = {"number": "C-1", "issued_on": day(-10), "expires_on": day(100)}


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, {("number", "required"), ("issued_on", "required"), ("expires_on", "required")}),
        (DOCUMENT | {"expires_on": day(-11)}, {("expires_on", "expires_before_issue")}),
        (DOCUMENT | {"issued_on": day(1)}, {("issued_on", "in_future")}),
        (DOCUMENT | {"issued_on": None}, {("issued_on", "null")}),
        (DOCUMENT | {"number": ""}, {("number", "blank")}),
        (DOCUMENT | {"number": "---"}, {("number", "number_empty")}),
        (DOCUMENT | {"on": day(1)}, {("on", "in_future")}),
        (DOCUMENT | {"issued_on": "yesterday"}, {("issued_on", "invalid")}),
        (DOCUMENT | {"fee_amount": "5"}, {("fee_amount", "unknown")}),
        (DOCUMENT | {"issued_on": "1890-01-01"}, {("issued_on", "far")}),
    ],
)
def test_wrong_details_change_nothing(at_hias, cpm_begun, body, wrong):
    events = Event.objects.count()
    assert wrong_fields(move(at_hias, cpm_begun, "cpm", "approve", **body)) == wrong
    assert not IdentityDocument.objects.exists()
    assert (stop(at_hias, cpm_begun, "cpm")["status"], Event.objects.count()) == ("in_progress", events)


def test_a_visa_is_not_older_than_the_cpm(at_hias, cpm_begun):
    move(at_hias, cpm_begun, "cpm", "approve", **DOCUMENT)
    move(at_hias, cpm_begun, "visa", "start")
    older = {"number": "V-1", "issued_on": day(-11), "expires_on": day(700)}
    assert wrong_fields(move(at_hias, cpm_begun, "visa", "approve", **older)) == {("issued_on", "issue_order")}
    assert IdentityDocument.objects.count() == 1
    assert stop(at_hias, cpm_begun, "visa")["status"] == "in_progress"


def test_a_cedula_with_a_wrong_check_digit_is_refused(at_hias, cpm_begun):
    move(at_hias, cpm_begun, "cpm", "approve", **DOCUMENT)
    move(at_hias, cpm_begun, "visa", "start")
    move(at_hias, cpm_begun, "visa", "approve", **DOCUMENT | {"number": "V-1"})
    move(at_hias, cpm_begun, "cedula", "start")
    wrong = DOCUMENT | {"number": "1710034060"}
    assert wrong_fields(move(at_hias, cpm_begun, "cedula", "approve", **wrong)) == {("number", "cedula_check_digit")}
    assert IdentityDocument.objects.count() == 2


def test_a_reason_is_needed_where_the_map_says(at_hias, cpm_begun):
    assert wrong_fields(move(at_hias, cpm_begun, "cpm", "refuse")) == {("reason", "required")}
    assert wrong_fields(move(at_hias, cpm_begun, "cpm", "refuse", reason="  ")) == {("reason", "blank")}
    early = {"reason": "Incomplete", "on": day(-1)}
    assert wrong_fields(move(at_hias, cpm_begun, "cpm", "refuse", **early)) == {("on", "before_opening")}
    refused = move(at_hias, cpm_begun, "cpm", "refuse", reason="Incomplete", on=day(0)).json()
    assert (refused["status"], refused["reason"], refused["decided_on"]) == ("refused", "Incomplete", day(0))


def test_fees_appointments_and_money(at_hias, cpm_begun):
    move(at_hias, cpm_begun, "cpm", "approve", **DOCUMENT)
    move(at_hias, cpm_begun, "visa", "start")
    for amount in ("-1", "1.005", "99999999999", "NaN", "eighty"):
        ((field, _code),) = wrong_fields(move(at_hias, cpm_begun, "visa", "submit", fee_amount=amount))
        assert field == "fee_amount"
    paid = move(at_hias, cpm_begun, "visa", "submit", fee_amount="80", fee_paid_by="iom").json()
    assert (paid["fee_amount"], paid["currency"], paid["fee_paid_by"]) == ("80.00", "USD", "iom")
    move(at_hias, cpm_begun, "cpm", "renew", appointment_at="2026-12-01T09:30:00-05:00", appointment_place="Quito")
    assert stop(at_hias, cpm_begun, "cpm")["appointment_at"] == "2026-12-01T14:30:00Z"
    for when in ("2026-12-01", "2026-12-01T09:30:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-05:00", "noon"):
        other = move(at_hias, cpm_begun, "cedula", "start", appointment_at=when)
        assert {field for field, _code in wrong_fields(other)} == {"appointment_at"}


def test_a_closed_case_does_not_move(at_hias, cpm_begun, ana):
    close_case(case=cpm_begun, by=ana, close_reason="left")
    problem(move(at_hias, cpm_begun, "cpm", "submit"), 409, "case_closed")
    problem(move(at_hias, cpm_begun, "registration", "renew"), 409)
    assert all(s["moves"] == [] for s in at_hias.get(f"/cases/{cpm_begun.id}/stages/").json())


def test_a_role_is_offered_only_its_moves(cpm_begun, vera, hias):
    assert all(s["moves"] == [] for s in signed_in(vera).get(f"/cases/{cpm_begun.id}/stages/").json())
    trainer = signed_in(member("Tomas", hias, "trainer"))
    offered = {s["stage"] for s in trainer.get(f"/cases/{cpm_begun.id}/stages/").json() if s["moves"]}
    assert offered == {"training"}
    problem(move(trainer, cpm_begun, "cpm", "approve"), 403, "permission_denied")


def test_a_provider_that_is_none_is_refused(at_hias, case):
    body = {"course": "x", "starts_on": day(0), "provider": str(case.id), "reason": "x"}
    assert wrong_fields(move(at_hias, case, "training", "start", **body)) == {("provider", "not_found")}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_move_the_same_stage_at_once_one_is_told():
    """HIAS and the ministry decide the same CPM in the same moment."""
    hias = organisation("HIAS", "partner")
    interior = organisation("Ministerio del Interior", "ministry", "cpm")
    ana = member("Ana", hias, "caseworker")
    case = register(by=ana, given_names="Yulimar")
    move_stage(case=case, stage="registration", verb=Verb.APPROVE, by=ana)
    move_stage(case=case, stage="cpm", verb=Verb.START, by=ana)
    clients, together, answers = [api_of(hias), api_of(interior)], threading.Barrier(2), []

    def approve(api, number):
        together.wait()
        answers.append(move(api, case, "cpm", "approve", **DOCUMENT | {"number": number}))
        connection.close()

    threads = [threading.Thread(target=approve, args=[api, f"C-{i}"]) for i, api in enumerate(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # The ministry that comes second may find that the case has left its step already.
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses in ([200, 409], [200, 404]), [answer.content for answer in answers]
    assert StageRecord.objects.filter(stage="cpm", status="done").count() == 1
    assert IdentityDocument.objects.count() == 1
    assert Event.objects.filter(facts__verb="approve", facts__stage="cpm").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_colleagues_at_once_one_gets_a_conflict():
    hias = organisation("HIAS", "partner")
    case = register(by=member("Ana", hias, "caseworker"), given_names="Yulimar")
    clients, together, answers = [api_of(hias), api_of(hias)], threading.Barrier(2), []

    def approve(api):
        together.wait()
        answers.append(move(api, case, "registration", "approve"))
        connection.close()

    threads = [threading.Thread(target=approve, args=[api]) for api in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    loser = next(answer for answer in answers if answer.status_code == 409)
    assert problem(loser, 409, "move_not_allowed")["allowed"] == ["reopen"]
    assert Event.objects.filter(facts__verb="approve").count() == 1
