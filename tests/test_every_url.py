"""Every URL there is: an anonymous visitor and an outsider get nothing.

The list is the resolver's own, so a new URL is in this test the day it is written. One that takes an id of a kind not
known here fails until it is told how to fill it.
"""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from bench.addresses import GUARDED, address, body_of
from casework.access.models import User
from casework.access.policy import Kind, Role
from casework.followups.actions import write_task
from casework.followups.models import Campaign
from casework.journey.actions import add_note, open_blocker, register
from casework.journey.files import attach_file
from casework.merging.actions import merge
from casework.people.actions import add_contact, add_document, add_need
from casework.people.consents import give_consent
from casework.people.households import create_household
from casework.programmes.actions import move_stage
from casework.rights.actions import open_request
from tests.cast import PASSWORD, member, organisation, refer
from tests.journey.imports.sheets import previewed
from tests.journey.standing import asked_by_jrs, paired

# What the API is like, for whoever has signed in; it holds nobody's data.
DESCRIPTIONS = {"schema", "docs"}
SECRETS = ("Yulimar del Valle González Rondón", "K1234567", "+593991234567", "Told in private", "Only for us")
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture
def filled(ana, ivan, case):
    """A case with something of everything, and how to fill each kind of id in a URL with hers."""
    note = add_note(case=case, by=ana, text="Told in private")
    task = write_task(case=case, by=ana, what="Told in private", due_on=timezone.localdate())
    need = add_need(person=case.person, by=ana, kind="other", detail="Only for us")
    document = add_document(person=case.person, by=ana, kind="passport", number="K1234567")
    contact = add_contact(person=case.person, by=ana, kind="phone", value="0991234567")
    household = create_household(head=case.person, by=ana)
    blocker = open_blocker(case=case, by=ana, stage="cpm", cause="fee")
    attachment = attach_file(case=case, by=ana, upload=SimpleUploadedFile("a.pdf", PDF))
    move_stage(case=case, stage="seed_capital", verb="start", by=ana, business_name="Arepas", reason="x")
    move_stage(case=case, stage="seed_capital", verb="approve", by=ivan, form="cash", amount=10)
    move_stage(
        case=case,
        stage="training",
        verb="start",
        by=ana,
        course="Bakery",
        provider=ana.organisation,
        starts_on=timezone.localdate(),
        reason="x",
    )
    award = case.awards.get()
    consent = give_consent(person=case.person, by=ana, purpose="keep", how="paper")
    access = refer(case.person, organisation("JRS", Kind.PARTNER))
    words = {"text_es": "Only for us", "text_en": "Hello", "made_by": ana.user, "organisation": ana.organisation}
    campaign = Campaign.objects.create(name="Told in private", **words)
    sheet = previewed("Nombre;Documento\nTold in private;K1234567\n", ana, "Only for us.csv")
    gone = register(by=ana, given_names="Yulimar", family_names="González").person
    twin = register(by=ana, given_names="Yulimar", family_names="Gonsales").person
    manager = member("Hugo", ana.organisation, Role.MANAGER)
    return {
        "pair_id": paired(case.person, twin).pk,
        "merge_id": merge(kept=case.person, gone=gone, by=manager, reason="Only for us").pk,
        "other_id": twin.pk,
        "import_id": sheet.pk,
        "row_id": sheet.rows.get().pk,
        "case_id": case.pk,
        "person_id": case.person_id,
        "request_id": open_request(person=case.person, by=ana, kind="erase", details="Only for us").pk,
        "document_id": document.pk,
        "contact_id": contact.pk,
        "need_id": need.pk,
        "household_id": household.pk,
        "blocker_id": blocker.pk,
        "note_id": note.pk,
        "task_id": task.pk,
        "attachment_id": attachment.pk,
        "instalment_id": award.instalments.get().pk,
        "award_id": award.pk,
        "training_id": case.trainings.get().pk,
        "consent_id": consent.pk,
        "access_id": access.pk,
        "access_request_id": asked_by_jrs(case.person, ana, why="Told in private").pk,
        "campaign_id": campaign.pk,
        "organisation_id": ana.organisation_id,
        "user_id": ana.user_id,
        "membership_id": ana.pk,
        "number": 1,
        "stage": "cpm",
        "verb": "start",
        "code": "01",
        "pk": 1,
    }


def answers(browser, url):
    """What reading and writing there give."""
    for method in (browser.get, browser.post, browser.patch, browser.delete):
        yield method(url, content_type="application/json") if method != browser.get else method(url)


def test_an_anonymous_visitor_gets_nothing(client, filled):
    wrong = []
    for route, _entry in GUARDED:
        for response in answers(client, address(route, filled)):
            to_sign_in = response.status_code == 302 and response.headers["Location"].startswith("/account/login/")
            refused = to_sign_in or response.status_code in (401, 403, 405)
            if not refused or any(secret in body_of(response) for secret in SECRETS):
                wrong.append((response.request["REQUEST_METHOD"], route, response.status_code))
    assert wrong == []


def test_an_outsider_gets_nothing(bruno, filled):
    outsider, wrong = Client(), []
    hers = {
        str(value)
        for name, value in filled.items()
        if name.endswith("_id") and name not in ("organisation_id", "membership_id")
    }
    for route, _entry in GUARDED:
        url = address(route, filled)
        about_her = any(value in url for value in hers)
        if "_auth_user_id" not in outsider.session:  # at the beginning, and after the one that signs out
            outsider.force_login(bruno.user)
        for response in answers(outsider, url):
            refused = not about_her or response.status_code in (403, 404, 405)
            if not refused or any(secret in body_of(response) for secret in SECRETS):
                wrong.append((response.request["REQUEST_METHOD"], route, response.status_code))
    assert wrong == []


def test_someone_without_a_membership_gets_nothing(filled, db):
    User.objects.create_user("nobody@nowhere.example", "Nobody", PASSWORD)
    browser = Client()
    assert browser.login(email="nobody@nowhere.example", password=PASSWORD)
    for route, entry in GUARDED:
        if (entry.name or "").startswith(("account_", "mfa_")) or entry.name in DESCRIPTIONS:
            continue
        response = browser.get(address(route, filled))
        assert response.status_code in (403, 404, 405), route
        assert not any(secret in body_of(response) for secret in SECRETS)


def test_every_page_names_the_right_it_needs():
    pages = [entry for route, entry in GUARDED if entry.callback.__module__.startswith("casework.web")]
    assert len(pages) > 20
    assert [entry.name for entry in pages if not hasattr(entry.callback, "right")] == []
