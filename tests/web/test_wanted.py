"""Whether messages are wanted at a number, as staff are told: with the reason, wherever the number stands."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from casework.base.errors import Conflict
from casework.journey.actions import register
from casework.journey.timeline import sentence
from casework.people.actions import add_contact
from casework.people.models import ContactPoint, Event
from casework.people.reaching import opt_out, set_wanted
from tests.api.conftest import api_of, problem, wrong_fields
from tests.web.conftest import words

NUMBER = "+593987654321"


@pytest.fixture
def contact(case, ana):
    return add_contact(person=case.person, by=ana, kind="phone", value=NUMBER)


def test_it_is_set_and_lifted_with_a_reason_wherever_the_number_stands(contact, ana, bruno, vera):
    other = register(by=bruno, given_names="Ada")
    theirs = add_contact(person=other.person, by=bruno, kind="whatsapp", value=NUMBER)
    for by, reason, refusal in ((vera, "x", PermissionDenied), (ana, " \x00", ValidationError)):
        with pytest.raises(refusal):
            set_wanted(contact=contact, by=by, wanted=False, reason=reason)
    with pytest.raises(Conflict):
        set_wanted(contact=contact, by=ana, wanted=True, reason="She said so")
    assert set_wanted(contact=contact, by=ana, wanted=False, reason=" She said so ").opted_out_at
    theirs.refresh_from_db()
    assert theirs.opted_out_at
    said = Event.objects.get(kind="contact_unwanted_by_staff")
    assert (said.person_id, said.by_user) == (contact.person_id, ana.user)
    assert sentence(said) == "Wants no more messages (phone): She said so"
    # Of whom else has the number it is told without the reason and the name.
    assert Event.objects.get(kind="contact_opted_out").person_id == other.person_id
    assert set_wanted(contact=contact, by=ana, wanted=True, reason="The number is hers now").opted_out_at is None
    assert not ContactPoint.objects.exclude(opted_out_at=None).exists()


def test_the_case_shows_it_and_asks_about_a_number_that_was_somebody_elses(case, ana, bruno, browser_of):
    other = register(by=bruno, given_names="Ada")
    add_contact(person=other.person, by=bruno, kind="phone", value=NUMBER)
    opt_out(value=NUMBER)
    mine = add_contact(person=case.person, by=ana, kind="phone", value=NUMBER)
    browser = browser_of(ana)
    shown = words(browser.get(reverse("case", args=[case.pk])))
    assert "Wants no messages since" in shown
    assert "ask whether it is the person's now" in shown
    page = reverse("want_messages", args=[case.pk, mine.pk])
    assert "in every case in which it stands" in words(browser_of(ana).get(page))
    assert browser.post(page, {"reason": ""}).status_code == 400
    assert browser.post(page, {"reason": "It is hers since May"}).status_code == 302
    assert "Wants no messages since" not in words(browser.get(reverse("case", args=[case.pk])))


def test_over_rest(contact, hias, nrc):
    at_hias, path = api_of(hias), f"/people/{contact.person_id}/contacts/{contact.pk}/"
    assert at_hias.get(path).json()["opted_out_at"] is None
    assert wrong_fields(at_hias.post(f"{path}messages/", {"wanted": False})) == {("reason", "required")}
    assert at_hias.post(f"{path}messages/", {"wanted": False, "reason": "Said so"}).json()["opted_out_at"]
    problem(at_hias.post(f"{path}messages/", {"wanted": False, "reason": "Said so"}), 409, "wanted_already")
    problem(api_of(nrc).post(f"{path}messages/", {"wanted": True, "reason": "x"}), 404)
