"""Registering a person: one page, little needed, nothing lost, nothing half-written."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.journey.models import Case
from casework.people.models import ContactPoint, IdentityDocument, Person
from tests.web.conftest import words

TODAY = timezone.localdate()
REGISTER = "/register/"


def test_a_name_is_enough(ana, browser_of):
    response = browser_of(ana).post(REGISTER, {"given_names": "Yulimar"}, follow=True)
    case = Case.objects.get()
    assert response.redirect_chain == [(reverse("case", args=[case.pk]), 302)]
    assert f"Yulimar is registered. Case {case.code}." in words(response)
    assert (case.caseworker, case.organisation) == (ana.user, ana.organisation)


def test_everything_known_is_kept(ana, browser_of):
    data = {
        "given_names": "  yulimar  del Valle ",
        "family_names": "González",
        "sex": "female",
        "birth_date": "1990-02-28",
        "nationality": "VE",
        "document_kind": "ve_cedula",
        "document_number": "v-12.345.678",
        "phone": "098 765 4321",
        "phone_has_whatsapp": "on",
        "phone_owner": "relative",
        "email": "Yulimar@Correo.Example",
        "canton": "0101",
        "address": "El Vecino",
        "entry_date": "2021-03-04",
        "entry_point": "Rumichaca",
        "entry_regular": "no",
    }
    assert browser_of(ana).post(REGISTER, data).status_code == 302
    person = Person.objects.get()
    assert (person.given_names, person.birth_precision, person.entry_regular) == ("yulimar del Valle", "day", False)
    assert person.canton.name == "Cuenca"
    assert IdentityDocument.objects.get().number == "V-12.345.678"
    assert set(ContactPoint.objects.values_list("kind", "value", "owner")) == {
        ("whatsapp", "+593987654321", "relative"),
        ("email", "yulimar@correo.example", "own"),
    }


def test_an_age_stands_for_a_birth_date(ana, browser_of):
    browser_of(ana).post(REGISTER, {"given_names": "Rosa", "approximate_age": "40"})
    person = Person.objects.get()
    assert (person.birth_date, person.birth_precision) == (date(TODAY.year - 40, 1, 1), "estimated")
    assert "about 40 years old" in words(browser_of(ana).get(reverse("case", args=[person.cases.get().pk])))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"given_names": ""}, "Given names : This field is required."),
        ({"birth_date": TODAY + timedelta(days=1)}, "The birth date is in the future."),
        ({"birth_date": "1850-01-01"}, "older than 120"),
        ({"entry_date": "1980-01-01", "birth_date": "1990-01-01"}, "entered Ecuador before the birth date"),
        ({"document_kind": "ve_cedula", "document_number": "V-1"}, "A Venezuelan cédula is V or E"),
        ({"document_kind": "passport"}, "Write the number, or choose no document."),
        ({"document_number": "A123456"}, "Choose which document this is the number of."),
        ({"phone": "12"}, "This is not a phone number."),
        ({"email": "juan@@correo"}, "Enter a valid email address."),
        ({"household_of": "K7M4-PXC9"}, "There is no case with this code."),
        ({"canton": "01"}, "Select a valid choice."),
        ({"given_names": "x" * 500}, "at most 120 characters"),
        ({"given_names": "a\x00b"}, "Null characters are not allowed."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(ana, browser_of, wrong, sentence):
    data = {"given_names": "Yulimar", "family_names": "González", "address": "El Vecino 12"} | wrong
    response = browser_of(ana).post(REGISTER, data)
    assert response.status_code == 400
    assert sentence in words(response)
    assert 'value="El Vecino 12"' in response.content.decode()
    assert not Person.objects.exists()


def test_she_joins_the_household_of_a_case_whose_code_is_read_over_the_phone(ana, case, browser_of):
    spoken = case.code.lower().replace("-", " ")
    data = {"given_names": "Ángel", "household_of": spoken, "relationship": "child"}
    assert browser_of(ana).post(REGISTER, data).status_code == 302
    child = Person.objects.get(given_names="Ángel")
    case.person.refresh_from_db()
    assert child.household == case.person.household
    assert case.person.relationship == "head"


def test_another_organisations_case_is_no_household(bruno, case, browser_of):
    data = {"given_names": "Ángel", "household_of": case.code, "relationship": "child"}
    response = browser_of(bruno).post(REGISTER, data)
    assert "There is no case with this code." in words(response)
    assert not Person.objects.filter(given_names="Ángel").exists()


def test_only_who_may_register_sees_the_page(vera, carmen, fabiola, browser_of):
    for membership in (vera, carmen, fabiola):
        browser = browser_of(membership)
        assert browser.get(REGISTER).status_code == 403
        assert browser.post(REGISTER, {"given_names": "Rosa"}).status_code == 403
    assert not Person.objects.exists()


def test_htmx_is_told_without_losing_the_form(vera, browser_of, client):
    """No page takes the form's place: a sentence goes above it."""
    for browser, status in ((browser_of(vera), 403), (client, 401)):
        response = browser.post(REGISTER, {"given_names": "Rosa"}, headers={"HX-Request": "true"})
        assert response.status_code == status
        assert response.headers["HX-Retarget"] == "#main"
        assert "<html" not in response.content.decode()
