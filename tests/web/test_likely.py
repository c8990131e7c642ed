"""While somebody is being registered: who is registered already."""

import re

import pytest

from casework.journey.actions import register
from casework.journey.models import Case
from casework.people.models import Duplicate
from tests.web.conftest import words

LIKELY = "/register/likely/"
SHE = {
    "given_names": "Yulimar",
    "family_names": "Gonsales",
    "birth_date": "1991-07-23",
    "document_kind": "ve_cedula",
    "document_number": "18.456.729",
}


@pytest.fixture
def yulimar(ana):
    documents = [{"kind": "ve_cedula", "number": "V-18456729"}]
    names = {"given_names": "Yulimar del Valle", "family_names": "González Rondón"}
    return register(by=ana, birth_date="1991-07-23", documents=documents, **names)


def shown_in(response):
    (digest,) = re.findall(r'name="likely_shown" value="(\w+)"', response.content.decode())
    return {"likely_shown": digest}


def test_what_is_filled_in_finds_her(yulimar, ana, browser_of):
    response = browser_of(ana).post(LIKELY, SHE)
    text = words(response)
    assert "very likely Yulimar del Valle González Rondón" in text
    assert "same document number" in text
    assert f"Open case {yulimar.code}" in text


def test_another_organisation_is_told_whom_to_ask_and_no_more(yulimar, bruno, browser_of):
    text = words(browser_of(bruno).post(LIKELY, SHE))
    assert "Somebody whom HIAS keeps" in text
    assert "What agrees:" in text
    assert not any(told in text for told in ("del Valle", "Rondón", yulimar.code, "same document"))


@pytest.mark.parametrize("nothing", [{}, {"given_names": "Yulimar"}, {"birth_date": "31/02/x", "given_names": "Ana"}])
def test_a_form_half_filled_finds_nobody(nothing, yulimar, ana, browser_of):
    response = browser_of(ana).post(LIKELY, nothing)
    assert (response.status_code, words(response)) == (200, "")


def test_who_is_very_likely_there_already_is_looked_at_first(yulimar, ana, browser_of):
    response = browser_of(ana).post("/register/", SHE)
    assert response.status_code == 400
    said = words(response).partition("Not saved yet.")[2]
    assert "Very likely this person is registered already. Look at who was found. She is none of these, because" in said
    assert "Say why this person is another, if so it is." in said
    assert Case.objects.get() == yulimar
    said = SHE | {"not_the_same": "siblings"} | shown_in(response)
    assert browser_of(ana).post("/register/", said).status_code == 302
    assert Case.objects.count() == 2
    pair = Duplicate.objects.get()
    assert (pair.state, pair.reason, pair.decided_by) == ("different", "siblings", ana.user)


def test_another_reason_needs_words_and_what_was_chosen_is_kept(yulimar, ana, browser_of):
    chosen = SHE | {"not_the_same": "other"}
    response = browser_of(ana).post("/register/", chosen)
    assert response.status_code == 400
    assert "Say the other reason in words." in words(response)
    chosen |= shown_in(response)
    for page in (response, browser_of(ana).post(LIKELY, chosen)):
        assert '<option value="other" selected>' in page.content.decode()
    told = chosen | {"not_the_same_words": "Her cousin showed the same card."}
    assert browser_of(ana).post("/register/", told).status_code == 302
    assert Duplicate.objects.get().remark == "Her cousin showed the same card."


def test_a_reason_said_of_one_is_none_of_another(yulimar, ana, browser_of):
    """The reason was given for the person shown; other names or another day find somebody else."""
    response = browser_of(ana).post("/register/", SHE | {"birth_date": "1991-07-24"})
    said = {"not_the_same": "siblings"} | shown_in(response)
    assert browser_of(ana).post("/register/", SHE | said).status_code == 400
    assert Case.objects.get() == yulimar


def test_a_reason_that_is_none_is_refused(yulimar, ana, browser_of):
    assert browser_of(ana).post("/register/", SHE | {"not_the_same": "because"}).status_code == 400
    assert Case.objects.get() == yulimar


def test_who_is_only_possibly_there_is_registered(yulimar, ana, browser_of):
    sister = {"given_names": "Yuleidy", "family_names": "González Rondón", "birth_date": "1993-01-02"}
    assert browser_of(ana).post("/register/", sister).status_code == 302


def test_the_page_asks_while_it_is_filled(ana, browser_of):
    assert f'hx-post="{LIKELY}"' in browser_of(ana).get("/register/").content.decode()


def test_it_is_for_those_who_register(marta, browser_of):
    assert browser_of(marta).post(LIKELY, SHE).status_code == 403
