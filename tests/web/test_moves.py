"""Moves through pages: done, refused with a sentence, and nothing lost from the form."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.journey.actions import add_note
from casework.journey.models import StageRecord
from casework.journey.stages import STAGES, Status
from casework.people.models import IdentityDocument
from casework.programmes.actions import move_stage
from casework.programmes.models import Award, Instalment
from tests.web.conftest import words

TODAY = timezone.localdate()


def url(case, stage, verb):
    return reverse("move", args=[case.pk, stage, verb])


@pytest.fixture
def at_cpm(ana, case):
    move_stage(case=case, stage="registration", verb="approve", by=ana)
    move_stage(case=case, stage="cpm", verb="start", by=ana)
    return case


def test_the_four_walk_from_registration_to_the_cedula_and_iom_awards(
    ana, carmen, marta, rocio, ivan, hias, case, browser_of
):
    def post(membership, stage, verb, **data):
        response = browser_of(membership).post(url(case, stage, verb), data)
        assert response.status_code == 302, words(response)

    day = {"on": TODAY}
    post(ana, "registration", "approve", **day)
    post(ana, "cpm", "start", **day, appointment_at=f"{TODAY + timedelta(days=3)}T09:30", appointment_place="Quito")
    issued = {"issued_on": TODAY - timedelta(days=2), "expires_on": TODAY + timedelta(days=178)}
    post(carmen, "cpm", "approve", number="CPM-1", **issued)
    post(ana, "visa", "start", **day)
    post(ana, "visa", "submit", **day, application_number="77", fee_amount="80", fee_paid_by="iom")
    issued = {"issued_on": TODAY - timedelta(days=1), "expires_on": TODAY + timedelta(days=729)}
    post(marta, "visa", "approve", number="V-1", **issued)
    post(ana, "cedula", "start", **day)
    post(rocio, "cedula", "approve", number="1710034065", issued_on=TODAY, expires_on=TODAY + timedelta(days=700))
    post(ana, "training", "start", course="Bakery", provider=hias.pk, starts_on=TODAY)
    post(ana, "training", "approve", **day, hours_attended=40, certificate_number="C-1")
    post(ana, "seed_capital", "start", **day, business_name="Arepas")
    post(ana, "seed_capital", "submit", **day)
    post(ivan, "seed_capital", "approve", **day, form="cash", amount="1000.00", instalments=3)

    assert set(case.records.values_list("stage", "status")) == {(stage, Status.DONE) for stage in STAGES}
    assert [str(i.amount) for i in Award.objects.get(case=case).instalments.all()] == ["333.34", "333.33", "333.33"]
    assert "The journey is complete." in words(browser_of(ana).get(reverse("case", args=[case.pk])))


def test_an_officer_who_decided_is_led_to_her_list_since_the_case_left_her_sight(carmen, at_cpm, browser_of):
    browser = browser_of(carmen)
    data = {"number": "CPM-1", "issued_on": TODAY, "expires_on": TODAY + timedelta(days=180)}
    response = browser.post(url(at_cpm, "cpm", "approve"), data, follow=True)
    assert response.redirect_chain == [("/", 302)]
    assert "Recorded: Record the CPM issued." in words(response)
    assert browser.get(reverse("case", args=[at_cpm.pk])).status_code == 404


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"expires_on": TODAY - timedelta(days=40)}, "The document expires before it was issued."),
        ({"issued_on": TODAY + timedelta(days=1)}, "This date is in the future."),
        ({"number": ""}, "This field is required."),
        ({"issued_on": "31/02/2025"}, "Enter a valid date."),
    ],
)
def test_wrong_details_are_refused_beside_the_field_and_kept(ana, at_cpm, browser_of, changed, sentence):
    data = {"number": "CPM-1", "issued_on": TODAY, "expires_on": TODAY + timedelta(days=180)} | changed
    response = browser_of(ana).post(url(at_cpm, "cpm", "approve"), data)
    assert response.status_code == 400
    assert sentence in words(response)
    if data["number"]:
        assert 'value="CPM-1"' in response.content.decode()
    assert at_cpm.records.get(stage="cpm").status == Status.IN_PROGRESS
    assert not IdentityDocument.objects.filter(kind="cpm").exists()


def test_a_visa_issued_before_the_cpm_is_refused(ana, at_cpm, browser_of):
    issued = {"issued_on": TODAY, "expires_on": TODAY + timedelta(days=180)}
    move_stage(case=at_cpm, stage="cpm", verb="approve", by=ana, number="CPM-1", **issued)
    move_stage(case=at_cpm, stage="visa", verb="start", by=ana)
    data = {"number": "V-1", "issued_on": TODAY - timedelta(days=1), "expires_on": TODAY + timedelta(days=700)}
    response = browser_of(ana).post(url(at_cpm, "visa", "approve"), data)
    assert response.status_code == 400
    assert "VIRTE visa cannot be issued before CPM." in words(response)


def test_a_cedula_with_a_wrong_check_digit_is_refused(ana, at_cpm, browser_of):
    issued = {"issued_on": TODAY, "expires_on": TODAY + timedelta(days=180)}
    move_stage(case=at_cpm, stage="cpm", verb="approve", by=ana, number="CPM-1", **issued)
    move_stage(case=at_cpm, stage="visa", verb="start", by=ana)
    move_stage(case=at_cpm, stage="visa", verb="approve", by=ana, number="V-1", **issued)
    move_stage(case=at_cpm, stage="cedula", verb="start", by=ana)
    response = browser_of(ana).post(url(at_cpm, "cedula", "approve"), {"number": "1710034066", **issued})
    assert response.status_code == 400
    assert "This is not a valid Ecuadorian cédula" in words(response)
    assert 'value="1710034066"' in response.content.decode()


def test_a_move_that_is_not_allowed_says_which_are(ana, case, browser_of):
    response = browser_of(ana).post(url(case, "registration", "reopen"), {"on": TODAY, "reason": "By mistake"})
    assert response.status_code == 409
    assert "Possible from here: Complete the registration." in words(response)
    assert "By mistake" in response.content.decode()


def test_who_comes_second_is_told_who_was_first(ana, carmen, at_cpm, browser_of):
    """Both had the form open."""
    first, second = browser_of(ana), browser_of(carmen)
    data = {"number": "CPM-1", "issued_on": TODAY, "expires_on": TODAY + timedelta(days=180)}
    assert first.get(url(at_cpm, "cpm", "approve")).status_code == 200
    assert first.post(url(at_cpm, "cpm", "approve"), data).status_code == 302
    assert second.post(url(at_cpm, "cpm", "approve"), data).status_code == 404  # no longer at her step
    again = first.post(url(at_cpm, "cpm", "approve"), data)
    assert again.status_code == 409
    assert "It was recorded by Ana (HIAS)." in words(again)


def test_without_the_right_it_is_refused(vera, ana, at_cpm, browser_of):
    for response in (
        browser_of(vera).get(url(at_cpm, "cpm", "approve")),
        browser_of(ana).get(url(at_cpm, "seed_capital", "approve")),
    ):
        assert response.status_code == 403
        assert "Your role does not allow this" in words(response)


@pytest.mark.parametrize(("stage", "verb"), [("registration", "renew"), ("moon", "start"), ("cpm", "fly")])
def test_a_move_that_does_not_exist_is_not_found(ana, case, browser_of, stage, verb):
    assert browser_of(ana).get(url(case, stage, verb)).status_code == 404


def test_training_without_a_visa_is_allowed_with_a_reason(ana, hias, case, browser_of):
    browser, data = browser_of(ana), {"course": "Bakery", "provider": hias.pk, "starts_on": TODAY}
    assert "You may go on without it" in words(browser.get(url(case, "training", "start")))
    assert browser.post(url(case, "training", "start"), data).status_code == 400
    assert browser.post(url(case, "training", "start"), data | {"reason": "She has a stall already"}).status_code == 302
    assert StageRecord.objects.get(case=case, stage="training").status == Status.IN_PROGRESS


def test_an_instalment_is_paid_once(ivan, ana, case, browser_of):
    move_stage(case=case, stage="seed_capital", verb="start", by=ana, business_name="Arepas", reason="She cooks")
    move_stage(case=case, stage="seed_capital", verb="approve", by=ivan, form="cash", amount=100, instalments=2)
    first = Instalment.objects.get(award__case=case, number=1)
    pay = reverse("pay", args=[case.pk, first.pk])
    assert browser_of(ana).get(pay).status_code == 403
    assert browser_of(ivan).post(pay, {"on": TODAY}).status_code == 302
    again = browser_of(ivan).post(pay, {"on": TODAY})
    assert again.status_code == 409
    assert "This instalment was paid already." in words(again)


def test_htmx_gets_the_form_alone_and_is_sent_on_when_it_is_done(ana, case, browser_of):
    browser, htmx = browser_of(ana), {"HX-Request": "true"}
    form = browser.get(url(case, "registration", "approve"), headers=htmx)
    assert "<html" not in form.content.decode()
    assert 'name="on"' in form.content.decode()
    refused = browser.post(url(case, "registration", "approve"), {"on": "x"}, headers=htmx)
    assert refused.status_code == 400
    assert "<html" not in refused.content.decode()
    moved = browser.post(url(case, "registration", "approve"), {"on": TODAY}, headers=htmx)
    assert moved.headers["HX-Redirect"] == reverse("case", args=[case.pk])


def test_the_form_suggests_how_long_the_document_is_valid(ana, at_cpm, browser_of):
    html = browser_of(ana).get(url(at_cpm, "cpm", "approve")).content.decode()
    assert f'value="{TODAY.isoformat()}"' in html
    assert f'value="{(TODAY + timedelta(days=180)).isoformat()}"' in html


def test_the_form_suggests_what_the_stage_costs(ana, at_cpm, browser_of):
    issued = {"issued_on": TODAY, "expires_on": TODAY + timedelta(days=180)}
    move_stage(case=at_cpm, stage="cpm", verb="approve", by=ana, number="CPM-1", **issued)
    move_stage(case=at_cpm, stage="visa", verb="start", by=ana)
    assert 'value="80.00"' in browser_of(ana).get(url(at_cpm, "visa", "submit")).content.decode()


def test_a_note_too_long_is_refused_and_kept(ana, case, browser_of):
    response = browser_of(ana).post(reverse("add_note", args=[case.pk]), {"text": "x" * 5001})
    assert response.status_code == 400
    assert "x" * 5001 in response.content.decode()
    add_note(case=case, by=ana, text="x" * 5000)
