"""Asking another organisation for access, from the hint at registration to the answer."""

import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.followups import planning
from casework.followups.models import Task
from casework.journey.models import Case
from casework.people.consents import give_consent
from casework.people.models import AccessRequest, PersonAccess
from tests.journey.test_asking import ask, refuse, yulimar  # noqa: F401  (a fixture)
from tests.web.conftest import words
from tests.web.test_likely import LIKELY, SHE

LIST, NEW = "/access-requests/", "/access-requests/new/"
HERS = ("del Valle", "González Rondón")


@pytest.fixture
def request_of_nrc(yulimar, bruno):  # noqa: F811
    return ask(bruno)


def at(name, request):
    return reverse(name, args=[request.pk])


def link_in(response):
    """Where the hint leads to, to ask."""
    return unescape(re.search(r'href="(/access-requests/new/\?token=[^"]+)"', response.content.decode())[1])


def test_from_the_hint_to_the_case(yulimar, bruno, ana, browser_of):  # noqa: F811
    at_nrc, at_hias = browser_of(bruno), browser_of(ana)
    link = link_in(at_nrc.post(LIKELY, SHE))
    page = at_nrc.get(link)
    assert "Somebody whom HIAS keeps, registered in" in words(page)
    token = link.partition("=")[2]
    asked = at_nrc.post(NEW, {"token": token, "why": "She is with us."}, follow=True)
    assert "Asked of HIAS" in words(asked)
    assert "Waiting for an answer" in words(asked)

    request = AccessRequest.objects.get()
    assert "NRC asks for access" in words(at_hias.get(LIST))
    page = words(at_hias.get(at("access_request", request)))
    assert "Yulimar del Valle González Rondón" in page
    assert "She is with us." in page
    assert "The person has not consented to sharing with: implementing partner." in page
    assert at_hias.post(at("grant_access", request)).status_code == 400

    give_consent(person=yulimar.person, by=ana, purpose="share", recipient_kind="partner", how="paper")
    assert at_hias.post(at("grant_access", request), {"sections": ["documents"]}).status_code == 302
    assert PersonAccess.objects.get(reason="referral").organisation == bruno.organisation
    page = words(at_nrc.get(at("access_request", request)))
    assert "Granted" in page
    assert yulimar.code in page
    assert at_nrc.get(reverse("case", args=[yulimar.pk])).status_code == 200


def test_the_asker_is_shown_nothing_of_her(request_of_nrc, yulimar, bruno, browser_of):  # noqa: F811
    browser = browser_of(bruno)
    pages = [browser.get(LIST), browser.get(at("access_request", request_of_nrc)), browser.post(LIKELY, SHE)]
    for page in pages:
        body = page.content.decode()
        assert page.status_code == 200
        assert not any(told in body for told in (*HERS, yulimar.code, str(yulimar.person_id), str(yulimar.pk)))
    assert "Your organisation asked for access on" in words(pages[-1])


def test_a_refusal_says_why_and_one_without_a_reason_is_none(request_of_nrc, ana, bruno, browser_of):
    browser = browser_of(ana)
    response = browser.post(at("refuse_access", request_of_nrc), {"answer": ""})
    assert response.status_code == 400
    assert "This field is required." in words(response)
    # The other form on the page is not blamed for it.
    assert response.content.decode().count("error-summary") == 1
    assert browser.post(at("refuse_access", request_of_nrc), {"answer": "She said no."}).status_code == 302
    page = words(browser_of(bruno).get(at("access_request", request_of_nrc)))
    assert "Refused" in page
    assert "She said no." in page
    assert browser.post(at("refuse_access", request_of_nrc), {"answer": "Again."}).status_code == 409


@pytest.mark.parametrize("token", ["", "forged"])
def test_a_link_that_is_none_is_told_in_a_sentence(token, bruno, browser_of):
    for response in (
        browser_of(bruno).get(NEW, {"token": token}),
        browser_of(bruno).post(NEW, {"token": token, "why": "x"}),
    ):
        assert response.status_code == 400
        assert "Too much time has passed since you were told of this person." in words(response)


def test_why_is_asked_for_and_nothing_is_lost(yulimar, bruno, browser_of):  # noqa: F811
    browser = browser_of(bruno)
    token = link_in(browser.post(LIKELY, SHE)).partition("=")[2]
    response = browser.post(NEW, {"token": token, "why": ""})
    assert response.status_code == 400
    assert token in response.content.decode()


def test_iom_is_offered_no_asking(yulimar, iom, ivan, browser_of):  # noqa: F811
    assert browser_of(ivan).get(NEW, {"token": "x"}).status_code == 403
    assert "token=" not in browser_of(ivan).post(LIKELY, SHE).content.decode()


@pytest.mark.parametrize("who", ["fabiola", "carmen"])
def test_others_find_nothing(who, request_of_nrc, request, browser_of):
    browser = browser_of(request.getfixturevalue(who))
    assert browser.get(at("access_request", request_of_nrc)).status_code in (403, 404)
    for name in ("grant_access", "refuse_access"):
        assert browser.post(at(name, request_of_nrc), {"answer": "x"}).status_code in (403, 404)
    assert "NRC" not in words(browser.get(LIST))


def test_nobody_answers_herself(request_of_nrc, bruno, browser_of):
    for name in ("grant_access", "refuse_access"):
        assert browser_of(bruno).post(at(name, request_of_nrc), {"answer": "x"}).status_code == 404


def test_who_may_not_share_reads_and_answers_nothing(request_of_nrc, vera, browser_of):
    page = browser_of(vera).get(at("access_request", request_of_nrc))
    assert "answers it" in words(page)
    assert "<form" not in page.content.decode().partition("<main")[2].partition("</main>")[0]
    assert browser_of(vera).post(at("refuse_access", request_of_nrc), {"answer": "x"}).status_code == 403


def test_it_is_a_task_that_leads_to_the_answer_and_ends_with_it(request_of_nrc, ana, browser_of):
    today = timezone.localdate()
    case = Case.objects.get()
    case.caseworker = ana.user
    case.save()
    planning.plan(today=today)
    task = Task.objects.get(rule__code="access_asked")
    assert (task.organisation, task.worker, task.state) == (ana.organisation, ana.user, "open")
    browser = browser_of(ana)
    assert "Answer another organisation: it asks to see a file" in words(browser.get("/"))
    page = browser.get(reverse("task", args=[task.pk])).content.decode()
    assert at("access_request", request_of_nrc) in page
    refuse(request_of_nrc, ana)
    planning.plan(today=today)
    task.refresh_from_db()
    assert task.state == "cancelled"
    assert at("access_request", request_of_nrc) not in browser.get(reverse("task", args=[task.pk])).content.decode()
