"""/trainings/ and /awards/"""

from datetime import timedelta

import pytest
from django.utils import timezone

from casework.programmes.actions import move_stage
from tests.api.conftest import problem, signed_in, wrong_fields


def day(offset):
    return (timezone.localdate() + timedelta(days=offset)).isoformat()


@pytest.fixture
def award(case, hilda):
    """1,000 USD in three instalments for Yulimar's bakery."""
    facts = {"case": case, "stage": "seed_capital", "by": hilda}
    move_stage(verb="start", business_name="Pan", reason="Cannot wait", **facts)
    move_stage(verb="approve", form="cash", amount=1000, instalments=3, **facts)
    return case.awards.get()


def test_trainings(at_hias, case, fudela, ana):
    move_stage(
        case=case, stage="training", verb="start", by=ana, reason="Cannot wait", course="Baking", provider=fudela,
        starts_on=timezone.localdate(),
    )  # fmt: skip
    (training,) = at_hias.get("/trainings/").json()["results"]
    assert (training["course"], training["provider"]["short_name"], training["finished"]) == ("Baking", "FUDELA", None)
    assert training["case"] == str(case.id)
    assert at_hias.get(f"/trainings/{training['id']}/").json() == training
    assert at_hias.get("/trainings/", {"going_on": "true", "provider": fudela.id}).json()["results"] == [training]
    assert at_hias.get("/trainings/", {"going_on": "false"}).json()["results"] == []


def test_awards(at_hias, award):
    shown = at_hias.get(f"/awards/{award.id}/").json()
    assert (shown["amount"], shown["currency"], shown["form"]) == ("1000.00", "USD", "cash")
    assert [(i["number"], i["amount"], i["currency"], i["paid_on"]) for i in shown["instalments"]] == [
        (1, "333.34", "USD", None),
        (2, "333.33", "USD", None),
        (3, "333.33", "USD", None),
    ]
    assert at_hias.get("/awards/", {"awarded": "true"}).json()["results"] == [shown]
    assert at_hias.get("/awards/", {"awarded": "false"}).json()["results"] == []


def test_an_instalment_is_paid_once(at_hias, award, case):
    path = f"/awards/{award.id}/instalments/2/pay/"
    assert wrong_fields(at_hias.post(path, {"on": day(1)})) == {("on", "in_future")}
    assert at_hias.post(path, {"on": day(0)}).json()["instalments"][1]["paid_on"] == day(0)
    problem(at_hias.post(path), 409, "instalment_paid_already")
    problem(at_hias.post(f"/awards/{award.id}/instalments/4/pay/"), 404)
    problem(at_hias.post(f"/cases/{case.id}/stages/seed_capital/reopen/", {"reason": "x"}), 409, "award_paid")


def test_who_may_not_award_may_not_pay(award, ana):
    api = signed_in(ana)
    assert api.get(f"/awards/{award.id}/").status_code == 200
    problem(api.post(f"/awards/{award.id}/instalments/1/pay/"), 403, "permission_denied")
    assert not award.instalments.exclude(paid_on=None).exists()
