"""The whole journey over REST alone: each organisation does its part with a token of its own."""

from datetime import timedelta

from django.utils import timezone

PERSON = {
    "given_names": "Yulimar del Valle",
    "family_names": "González Rondón",
    "sex": "female",
    "birth_date": "1991-03-12",
    "nationality": "VE",
    "canton": "1701",
    "documents": [{"kind": "ve_cedula", "number": "V-18456123", "country": "VE"}],
    "contacts": [{"kind": "whatsapp", "value": "0987654321"}],
}


def day(offset):
    return (timezone.localdate() + timedelta(days=offset)).isoformat()


def ok(response, status=200):
    assert response.status_code == status, response.content
    return response.json()


def statuses(api, case):
    return {stop["stage"]: stop["status"] for stop in ok(api.get(f"/cases/{case}/stages/"))}


def test_from_registration_to_award(at_hias, at_interior, at_mremh, at_registro_civil, at_iom, fudela):
    case = ok(at_hias.post("/cases/", {"person": PERSON}), 201)
    assert case["next"] == {"stage": "registration", "verb": "approve"}
    stages = f"/cases/{case['id']}/stages"
    ok(at_hias.post(f"{stages}/registration/approve/"))

    # The ministry sees her from the day she comes to its step, until it decides.
    assert at_interior.get(f"/cases/{case['id']}/").status_code == 404
    ok(at_hias.post(f"{stages}/cpm/start/", {"appointment_place": "Quito"}))
    waiting = ok(at_interior.get("/cases/", {"stage": "cpm"}))["results"]
    assert [found["id"] for found in waiting] == [case["id"]]
    ok(at_interior.post(f"{stages}/cpm/submit/"))
    cpm = {"number": "CPM-1", "issued_on": day(-60), "expires_on": day(120)}
    decided = ok(at_interior.post(f"{stages}/cpm/approve/", cpm))
    assert decided["status"] == "done"
    assert decided["document"]["number"] == "CPM-1"
    assert at_interior.get(f"/cases/{case['id']}/").status_code == 404

    ok(at_hias.post(f"{stages}/visa/start/"))
    fee = {"application_number": "V-77", "fee_amount": "80.00", "fee_paid_by": "partner"}
    submitted = ok(at_hias.post(f"{stages}/visa/submit/", fee))
    assert (submitted["fee_amount"], submitted["currency"]) == ("80.00", "USD")
    ok(at_mremh.post(f"{stages}/visa/approve/", {"number": "E-1", "issued_on": day(-30), "expires_on": day(700)}))

    ok(at_hias.post(f"{stages}/cedula/start/"))
    cedula = {"number": "1710034065", "issued_on": day(-10), "expires_on": day(700)}
    ok(at_registro_civil.post(f"{stages}/cedula/approve/", cedula))

    course = {"course": "Baking", "provider": str(fudela.id), "starts_on": day(-9)}
    ok(at_hias.post(f"{stages}/training/start/", course))
    ok(at_hias.post(f"{stages}/training/approve/", {"hours_attended": 40, "certificate_number": "UDA-115"}))
    (training,) = ok(at_hias.get("/trainings/", {"case": case["id"]}))["results"]
    assert (training["certificate_number"], training["finished"]) == ("UDA-115", True)

    ok(at_hias.post(f"{stages}/seed_capital/start/", {"business_name": "Panadería Yuli"}))
    ok(at_hias.post(f"{stages}/seed_capital/submit/"))
    ok(at_iom.post(f"{stages}/seed_capital/approve/", {"form": "cash", "amount": "1000.00", "instalments": 3}))
    (award,) = ok(at_iom.get("/awards/", {"case": case["id"]}))["results"]
    assert [part["amount"] for part in award["instalments"]] == ["333.34", "333.33", "333.33"]
    paid = ok(at_iom.post(f"/awards/{award['id']}/instalments/1/pay/"))
    assert paid["instalments"][0]["paid_on"] == day(0)

    assert statuses(at_hias, case["id"]) == dict.fromkeys(
        ["registration", "cpm", "visa", "cedula", "training", "seed_capital"], "done"
    )
    assert ok(at_hias.get(f"/cases/{case['id']}/"))["next"] is None
    kinds = [event["kind"] for event in ok(at_hias.get(f"/cases/{case['id']}/events/"))["results"]]
    assert kinds[0] == "instalment_paid"
    assert kinds[-1] == "person_registered"
    ok(at_hias.post(f"/cases/{case['id']}/close/", {"close_reason": "completed"}))
