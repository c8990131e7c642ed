"""A form that is sent twice at once, by the back button or after a lost answer does once what it does."""

import re
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.access.scope import Door, acting_as
from casework.journey.models import Case, Note
from casework.people.models import Person
from casework.web import once
from casework.web.models import SentForm
from tests.web.conftest import words

REGISTER = "/register/"


def token_on(response):
    return re.search(r'name="form_token" value="([^"]+)"', response.content.decode())[1]


def test_what_was_sent_again_leads_to_what_the_first_one_made(ana, browser_of):
    browser = browser_of(ana)
    told = {"given_names": "Yulimar", "form_token": token_on(browser.get(REGISTER))}
    first, second = browser.post(REGISTER, told), browser.post(REGISTER, told, follow=True)
    case = Case.objects.get()
    assert first.url == second.redirect_chain[0][0] == reverse("case", args=[case.pk])
    assert "This form was sent already." in words(second)
    # By the back button, with another name: the token makes one person.
    assert browser.post(REGISTER, told | {"given_names": "Yuli"}).url == first.url
    assert Person.objects.count() == 1
    # A new form is another person, and so is one of somebody else with the same token.
    browser.post(REGISTER, {"given_names": "Rosa", "form_token": token_on(browser.get(REGISTER))})
    assert Person.objects.count() == 2


def test_a_refused_form_is_sent_again_with_its_token(ana, browser_of):
    browser = browser_of(ana)
    token = token_on(browser.get(REGISTER))
    refused = browser.post(REGISTER, {"given_names": "", "form_token": token})
    assert refused.status_code == 400
    assert token_on(refused) == token
    assert browser.post(REGISTER, {"given_names": "Yulimar", "form_token": token}).status_code == 302


def test_a_token_counts_for_its_member_its_page_and_its_words(case, ana, hilda, browser_of):
    browser, page = browser_of(ana), reverse("add_note", args=[case.pk])
    token = token_on(browser.get(reverse("case", args=[case.pk])))
    for text in ("She called.", "She called.", "She came."):
        browser.post(page, {"text": text, "form_token": token})
    browser_of(hilda).post(page, {"text": "She called.", "form_token": token})
    assert sorted(Note.objects.values_list("text", flat=True)) == ["She called.", "She called.", "She came."]
    htmx = browser.post(page, {"text": "She came.", "form_token": token}, headers={"HX-Request": "true"})
    assert htmx["HX-Redirect"] == reverse("case", args=[case.pk])


@pytest.mark.parametrize("token", ["", "x", "'; --"])
def test_without_a_token_that_is_one_a_form_is_done_as_ever(token, ana, browser_of):
    for _each in range(2):
        assert browser_of(ana).post(REGISTER, {"given_names": "Yulimar", "form_token": token}).status_code == 302
    assert Person.objects.count() == 2


def test_only_who_sent_it_sees_what_was_sent(ana, hilda, browser_of):
    browser = browser_of(ana)
    browser.post(REGISTER, {"given_names": "Yulimar", "form_token": token_on(browser.get(REGISTER))})
    with acting_as(hilda, Door.WEB):
        assert not SentForm.objects.exists()
    with acting_as(ana, Door.WEB):
        assert SentForm.objects.count() == 1


def test_it_is_forgotten_after_two_days(ana, browser_of):
    browser = browser_of(ana)
    browser.post(REGISTER, {"given_names": "Yulimar", "form_token": token_on(browser.get(REGISTER))})
    assert once.forget_old() == 0
    SentForm.objects.update(sent_at=timezone.now() - timedelta(days=2, minutes=1))
    assert once.forget_old() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_registers_and_both_come_there(ana, browser_of):
    browser = browser_of(ana)
    told = {"given_names": "Yulimar", "form_token": token_on(browser.get(REGISTER))}
    together, led = threading.Barrier(2), []

    def send():
        other = Client()
        other.cookies = browser.cookies
        together.wait()
        led.append(other.post(REGISTER, told).url)
        connection.close()

    threads = [threading.Thread(target=send) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Person.objects.count() == 1
    assert led == [reverse("case", args=[Case.objects.get().pk])] * 2
