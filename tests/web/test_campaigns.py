"""The pages of campaigns and answers: written, looked at, started, watched; and what came in."""

from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.access.policy import Role
from casework.followups.campaigns import start_campaign, write_campaign
from casework.followups.models import Campaign, Reminder, Reply
from casework.people.actions import add_contact
from casework.people.consents import give_consent
from casework.places.models import Division
from tests.cast import member, refer
from tests.web.conftest import words

WORDS = {"text_es": "{organisation}: hay una feria.", "text_en": "{organisation}: there is a fair.", "name": "Feria"}
FORM = WORDS | {"channels": "sms", "per_minute": 60, "max_per_week": 3}


@pytest.fixture(autouse=True)
def _channels(settings):
    settings.MESSAGE_CHANNELS = {"sms": {"ADAPTER": "x", "OPTIONS": {}}}


@pytest.fixture
def reachable(case, ana):
    """Ana's case, whose person agreed to messages and has a number."""
    give_consent(person=case.person, by=ana, purpose="contact", how="spoken")
    add_contact(person=case.person, by=ana, kind="phone", value="0987654321")
    return case


@pytest.fixture
def at_hilda(browser_of, hilda):
    return browser_of(hilda)


def page_of(campaign, name="campaign"):
    return reverse(name, args=[campaign.pk])


def read(browser, address):
    return unescape(words(browser.get(address)))


def test_from_an_empty_list_to_a_campaign_that_runs(at_hilda, reachable):
    assert "One message to many" in read(at_hilda, reverse("campaigns"))
    sent = at_hilda.post(reverse("new_campaign"), FORM | {"stage": "visa", "status": "not_started"}, follow=True)
    text = unescape(words(sent))
    assert "1 person would get it now" in text
    assert "HIAS: hay una feria." in text
    assert "HIAS: there is a fair." in text
    assert "VIRTE visa: not started" in text
    campaign = Campaign.objects.get()
    started = at_hilda.post(page_of(campaign, "start_campaign"), follow=True)
    assert "Running · 0 %" in unescape(words(started))
    assert Reminder.objects.get().case == reachable
    assert "Feria" in read(at_hilda, reverse("campaigns"))


def test_what_it_may_not_say_is_said_beside_the_field_and_nothing_is_lost(at_hilda):
    refused = at_hilda.post(
        reverse("new_campaign"), FORM | {"text_es": "Su visa vence", "age_from": 30, "age_until": 20}
    )
    assert refused.status_code == 400
    text = unescape(words(refused))
    assert "The ages exclude each other." in text
    assert "Su visa vence" in text
    refused = at_hilda.post(reverse("new_campaign"), FORM | {"text_es": "Su visa vence"})
    assert "A message never says why somebody is served; leave out: visa." in unescape(words(refused))
    assert not Campaign.objects.exists()


def test_a_draft_is_changed_with_what_stood_in_it(at_hilda, hilda):
    canton = Division.objects.cantons().first()
    criteria = {"place": canton.pk, "heads": True, "age_from": 18}
    campaign = write_campaign(by=hilda, criteria=criteria, channels=["whatsapp", "sms"], **WORDS)
    form = at_hilda.get(page_of(campaign, "edit_campaign")).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    assert (shown["place"], shown["heads"], shown["channels"]) == (canton.pk, True, "whatsapp,sms")
    told = {name: value for name, value in shown.items() if value not in (None, "")} | {"name": "Otra"}
    changed = at_hilda.post(page_of(campaign, "edit_campaign"), told, follow=True)
    assert "Otra" in words(changed)
    campaign.refresh_from_db()
    assert (campaign.name, campaign.criteria) == ("Otra", criteria)


def test_what_runs_is_watched_paused_resumed_and_stopped(at_hilda, hilda, reachable):
    campaign = write_campaign(by=hilda, criteria={}, channels=["sms"], **WORDS)
    start_campaign(campaign=campaign, by=hilda)
    part = at_hilda.get(page_of(campaign, "campaign_progress"))
    assert 'hx-trigger="every 10s"' in part.content.decode()
    assert "<html" not in part.content.decode()
    for act, says in (("pause", "Paused"), ("resume", "Running"), ("stop", "Stopped")):
        done = at_hilda.post(page_of(campaign, f"{act}_campaign"), follow=True)
        assert f"{says} ·" in unescape(words(done))
    part = at_hilda.get(page_of(campaign, "campaign_progress")).content.decode()
    assert "hx-trigger" not in part
    assert "The campaign was stopped: 1" in unescape(part)
    assert at_hilda.post(page_of(campaign, "resume_campaign")).status_code == 409
    assert at_hilda.post(page_of(campaign, "edit_campaign"), FORM).status_code == 409


def test_of_a_campaign_that_reaches_nobody_nothing_can_be_started(at_hilda, hilda, case):
    campaign = write_campaign(by=hilda, criteria={}, channels=["whatsapp"], **WORDS)
    text = read(at_hilda, page_of(campaign))
    assert "0 people would get it now" in text
    assert "WhatsApp has no template" in text
    assert "Start now" not in text


def test_only_iom_chooses_among_organisations(browser_of, hilda, iom, hias, reachable):
    ida = browser_of(member("Ida", iom, Role.COORDINATOR))
    assert "organisation" not in browser_of(hilda).get(reverse("new_campaign")).context["form"].fields
    sent = ida.post(reverse("new_campaign"), FORM | {"organisation": str(hias.pk)}, follow=True)
    assert "Of HIAS" in unescape(words(sent))
    assert "1 person would get it now" in unescape(words(sent))


def test_another_organisations_campaign_is_not_there(browser_of, hilda, nrc):
    campaign = write_campaign(by=hilda, criteria={}, channels=["sms"], **WORDS)
    nora = browser_of(member("Nora", nrc, Role.MANAGER))
    assert nora.get(page_of(campaign)).status_code == 404
    assert nora.post(page_of(campaign, "start_campaign")).status_code == 404
    assert "Feria" not in read(nora, reverse("campaigns"))


def test_a_caseworker_sends_no_campaigns(browser_of, ana):
    browser = browser_of(ana)
    assert browser.get(reverse("campaigns")).status_code == 403
    assert reverse("campaigns") not in browser.get("/").content.decode()
    assert reverse("answers") in browser.get("/").content.decode()


# Answers


def answered(case, text, number="1"):
    facts = {"channel": "sms", "provider_id": number, "address": "+593987654321", "kind": "other"}
    organisation = case and case.organisation
    return Reply.objects.create(case=case, organisation=organisation, text=text, at=timezone.now(), **facts)


def test_answers_are_read_where_the_case_is_kept(browser_of, case, ana, bruno, nrc):
    answered(case, "No puedo <ir>")
    refer(case.person, nrc)
    text = read(browser_of(ana), reverse("answers"))
    assert "No puedo <ir>" in text
    assert case.person.full_name in text
    assert "No puedo" not in read(browser_of(bruno), reverse("answers"))


def test_what_is_nobodys_is_for_who_assigns_cases_in_iom(browser_of, case, hilda, ivan, iom):
    answered(None, "¿Quién es?")
    ida = member("Ida", iom, Role.COORDINATOR)
    seen = read(browser_of(ida), reverse("answers"))
    assert "¿Quién es?" in seen
    assert "+593987654321" in seen
    for by in (hilda, ivan):
        assert "¿Quién es?" not in read(browser_of(by), reverse("answers"))
    ida.territory.set(Division.objects.provinces()[:1])
    assert "¿Quién es?" not in read(browser_of(ida), reverse("answers"))


def test_a_ministry_reads_no_answers(browser_of, carmen):
    assert browser_of(carmen).get(reverse("answers")).status_code == 403


def test_the_page_says_how_many_sms_a_message_is(at_hilda, hilda):
    facts = {"name": "Feria", "text_en": "{organisation}: there is a fair.", "criteria": {}, "channels": ["sms"]}
    text = "{organisation}: habrá una feria con todo lo que usted necesita para su negocio, también crédito."
    found = write_campaign(by=hilda, text_es=text, template="", per_minute=60, max_per_week=3, **facts)
    shown = read(at_hilda, page_of(found))
    assert "2 SMS (UCS-2)" in shown
    assert "1 SMS (GSM-7)" in shown
