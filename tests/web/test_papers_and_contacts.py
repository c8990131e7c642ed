"""What the case page tells of documents and contacts: who verified them, whose they are, and what was before."""

import pytest
from django.urls import reverse

from casework.access.policy import Section
from casework.people.actions import add_contact, add_document, mark_contact
from casework.people.models import ContactPoint
from tests.cast import refer
from tests.web.conftest import words


@pytest.fixture
def phone(case, ana):
    who = {"owner": "relative", "owner_words": "her sister Rosa"}
    return add_contact(person=case.person, by=ana, kind="phone", value="0987654321", **who)


@pytest.fixture
def passport(case, ana):
    return add_document(person=case.person, by=ana, kind="passport", number="A1234567", evidence="copy")


def page(browser, case):
    return words(browser.get(reverse("case", args=[case.pk])))


def test_the_case_page_says_who_verified_and_whose_it_is(case, phone, passport, ana, browser_of):
    mark_contact(contact=phone, by=ana, state="reachable")
    text = page(browser_of(ana), case)
    assert ": her sister Rosa · reachable" in text
    assert "verified " in text
    assert "by Ana, HIAS" in text
    assert "copy seen · seen " in text


def test_a_lost_contact_asks_for_a_step_until_there_is_one(case, phone, ana, browser_of):
    browser = browser_of(ana)
    mark_contact(contact=phone, by=ana, state="lost")
    assert "Nothing was done yet to get it back" in page(browser, case)
    url = reverse("recover_contact", args=[case.pk, phone.pk])
    refused = browser.post(url, {"recovery": "new_made", "on": "2026-01-01"})
    assert refused.status_code == 400
    assert "Write the new one" in words(refused)
    done = browser.post(url, {"recovery": "new_made", "on": "2026-01-01", "value": "0991234567"})
    assert done.status_code == 302
    text = page(browser, case)
    assert "A new one was made, 1 Jan 2026" in text
    assert "+593991234567" in text


def test_whose_it_really_is_is_corrected(case, phone, ana, browser_of):
    browser, url = browser_of(ana), reverse("correct_owner", args=[case.pk, phone.pk])
    assert 'value="her sister Rosa"' in browser.get(url).content.decode()
    assert browser.post(url, {"owner": "own", "owner_words": "left over"}).status_code == 302
    phone.refresh_from_db()
    assert (phone.owner, phone.owner_words) == ("own", "")


def test_what_it_was_before_is_told_with_who_and_when(case, phone, passport, ana, browser_of):
    browser = browser_of(ana)
    for state in ("reachable", "lost"):
        browser.post(reverse("mark_contact", args=[case.pk, phone.pk]), {"state": state})
    url = reverse("contact_history", args=[case.pk, phone.pk])
    text = words(browser.get(url))
    assert "State not tried yet → reachable" in text
    assert "State reachable → lost" in text
    assert "Ana" in text
    part = browser.get(url, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    data = {"number": "A1234567", "evidence": "copy", "seen": "on"}
    assert browser.post(reverse("correct_document", args=[case.pk, passport.pk]), data).status_code == 302
    assert "Seen on" in words(browser.get(reverse("document_history", args=[case.pk, passport.pk])))


def test_of_what_one_does_not_read_there_is_no_history(case, phone, passport, ana, bruno, vera, browser_of):
    refer(case.person, bruno.organisation, [Section.IDENTITY, Section.CONTACT, Section.JOURNEY])
    browser = browser_of(bruno)
    assert browser.get(reverse("contact_history", args=[case.pk, phone.pk])).status_code == 200
    assert browser.get(reverse("document_history", args=[case.pk, passport.pk])).status_code == 403
    asylum = add_document(person=case.person, by=ana, kind="refugee_card", number="R1")
    assert browser_of(vera).get(reverse("document_history", args=[case.pk, asylum.pk])).status_code == 404
    assert browser_of(vera).get(reverse("correct_owner", args=[case.pk, phone.pk])).status_code == 403


def test_a_contact_is_added_with_who_that_is(case, ana, browser_of):
    data = {"kind": "phone", "value": "0987654321", "owner": "other", "owner_words": "a neighbour"}
    assert browser_of(ana).post(reverse("add_contact", args=[case.pk]), data).status_code == 302
    assert ContactPoint.objects.get().owner_words == "a neighbour"
