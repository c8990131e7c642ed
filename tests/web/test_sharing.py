"""Consents and sharing on the pages: recorded, withdrawn, shared, ended, and what the other organisation sees."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from casework.journey.files import attach_file
from casework.people.consents import give_consent, share
from casework.people.models import Consent, PersonAccess
from tests.cast import member
from tests.web.conftest import words

TODAY = timezone.localdate()
PDF = b"%PDF-1.4\n%%EOF\n"


def at(name, case, *more):
    return reverse(name, args=[case.pk, *more])


@pytest.fixture
def consent(case, ana):
    return give_consent(person=case.person, by=ana, purpose="share", recipient_kind="partner", how="paper")


@pytest.fixture
def shared(case, ana, bruno, consent):
    """With NRC, the files too."""
    return share(person=case.person, organisation=bruno.organisation, by=ana, sections=["attachments"])


# The case page -------------------------------------------------------------------------------------------------------
def test_the_case_page_says_what_she_agreed_to_and_who_sees_her_and_why(ana, case, shared, carmen, browser_of):
    give_consent(person=case.person, by=ana, purpose="keep", how="spoken")
    text = words(browser_of(ana).get(at("case", case)))
    for expected in (
        "Share her case · implementing partner",
        "Keep her data and follow her case",
        "HIAS the whole file It keeps the case",
        "NRC identity, contact, journey, attachments With the person's consent of",
        "shared by Ana",
        "IOM sees the cases of its territory",
    ):
        assert expected in text


def test_a_legal_reason_is_told_with_its_explanation(ana, case, nrc, browser_of):
    ground = {"legal_reason": "vital", "explanation": "She is in hospital."}
    share(person=case.person, organisation=nrc, by=ana, **ground)
    text = words(browser_of(ana).get(at("case", case)))
    assert "Without consent, to protect a life or health: She is in hospital." in text


def test_who_got_the_case_is_told_by_whom_and_may_hand_it_back(bruno, case, shared, browser_of):
    page = browser_of(bruno).get(at("case", case))
    text = words(page)
    assert "Shared with you NRC identity, contact, journey, attachments" in text
    assert "shared by Ana" in text
    assert "hand back" in text
    html = page.content.decode()
    for name in ("share_with", "give_consent"):
        assert at(name, case) not in html


def test_a_viewer_reads_it_and_changes_nothing(vera, case, shared, consent, browser_of):
    html = browser_of(vera).get(at("case", case)).content.decode()
    assert "NRC" in html
    for url in (
        at("share_with", case),
        at("give_consent", case),
        at("withdraw_consent", case, consent.pk),
        at("end_sharing", case, shared.pk),
    ):
        assert url not in html
        assert browser_of(vera).get(url).status_code == 403


# Giving and withdrawing ----------------------------------------------------------------------------------------------
def test_the_text_to_be_read_follows_the_purpose(ana, case, browser_of):
    browser = browser_of(ana)
    keep = words(browser.get(at("give_consent", case)))
    assert "I agree that my data and my case are kept" in keep
    assert "With which kind of organisation?" not in keep
    sharing = words(browser.get(at("give_consent", case), {"purpose": "share"}))
    assert "I agree that my case is shared with organisations of this kind" in sharing
    assert "With which kind of organisation?" in sharing
    assert "kept in the shared register" in words(browser.get(at("give_consent", case), {"purpose": "nonsense"}))


def test_a_consent_is_recorded(ana, case, browser_of):
    data = {"purpose": "share", "recipient_kind": "ministry", "how": "spoken", "given_by": "herself", "given_on": TODAY}
    response = browser_of(ana).post(at("give_consent", case), data, follow=True)
    assert "The consent is recorded." in words(response)
    consent = Consent.objects.get()
    assert (consent.purpose, consent.recipient_kind, consent.how) == ("share", "ministry", "spoken")


@pytest.mark.parametrize(
    ("wrong", "status", "said"),
    [
        ({"how": ""}, 400, "How : This field is required."),
        ({"recipient_kind": "ministry", "given_on": TODAY + timedelta(days=1)}, 400, "This date is in the future."),
        ({"recipient_kind": "iom"}, 400, "Select a valid choice."),
        ({}, 409, "This consent is recorded already, and holds."),
    ],
    ids=str,
)
def test_what_is_wrong_stands_on_the_form_and_nothing_is_lost(wrong, status, said, ana, case, consent, browser_of):
    data = {"purpose": "share", "recipient_kind": "partner", "how": "paper", "given_by": "herself", "given_on": TODAY}
    response = browser_of(ana).post(at("give_consent", case), data | wrong)
    assert response.status_code == status
    assert said in words(response)
    assert "I agree that my case is shared" in words(response)
    assert Consent.objects.count() == 1


def test_before_withdrawing_one_reads_who_will_lose_sight(ana, case, consent, shared, fudela, browser_of):
    page = words(browser_of(ana).get(at("withdraw_consent", case, consent.pk)))
    assert "These organisations lose sight of the case at once: NRC" in page
    done = browser_of(ana).post(at("withdraw_consent", case, consent.pk), {"how": "spoken", "on": TODAY}, follow=True)
    assert "The consent is withdrawn. These organisations see the case no more: NRC." in words(done)
    again = browser_of(ana).post(at("withdraw_consent", case, consent.pk), {"how": "spoken", "on": TODAY})
    assert again.status_code == 409


def test_who_stays_for_a_legal_reason_is_named_before(ana, case, nrc, browser_of):
    share(person=case.person, organisation=nrc, by=ana, legal_reason="vital", explanation="She is in hospital.")
    consent = give_consent(person=case.person, by=ana, purpose="share", recipient_kind="partner", how="paper")
    page = words(browser_of(ana).get(at("withdraw_consent", case, consent.pk)))
    assert "No organisation sees the case because of this consent." in page
    assert "NRC goes on seeing it without consent: to protect a life or health." in page
    done = browser_of(ana).post(at("withdraw_consent", case, consent.pk), {"how": "paper", "on": TODAY}, follow=True)
    assert "Nobody saw the case because of it." in words(done)


def test_a_withdrawal_shuts_every_page_at_once(ana, bruno, case, consent, shared, browser_of):
    attachment = attach_file(case=case, by=ana, upload=SimpleUploadedFile("a.pdf", PDF))
    theirs = browser_of(bruno)
    pages = [at("case", case), reverse("download", args=[attachment.pk]), at("case_timeline", case)]
    assert [theirs.get(page).status_code for page in pages] == [200, 200, 302]
    lists = ["/", "/cases/?scope=visible", "/cases/?scope=visible&show=shared"]
    assert all("González" in words(theirs.get(page)) for page in lists)
    assert "González" in words(theirs.post("/search/", {"q": "Yulimar"}, follow=True))
    withdrawn = browser_of(ana).post(at("withdraw_consent", case, consent.pk), {"how": "spoken", "on": TODAY})
    assert withdrawn.status_code == 302
    assert [theirs.get(page).status_code for page in pages] == [404, 404, 404]
    assert not any("González" in words(theirs.get(page)) for page in [*lists, "/search/"])


def test_another_persons_consent_and_a_forged_one_are_not_found(ana, bruno, case, consent, browser_of):
    other = member("Nora", ana.organisation, "caseworker")
    assert browser_of(other).get(at("withdraw_consent", case, consent.pk)).status_code == 200
    for who, consent_id in ((bruno, consent.pk), (ana, case.pk)):
        answer = browser_of(who).post(at("withdraw_consent", case, consent_id), {"how": "paper", "on": TODAY})
        assert answer.status_code == 404
    assert Consent.objects.given().count() == 1


# Sharing and ending --------------------------------------------------------------------------------------------------
def test_the_organisations_are_offered_by_kind_with_whether_she_consents(
    ana, case, consent, nrc, iom, interior, browser_of
):
    text = words(browser_of(ana).get(at("share_with", case)))
    assert "Implementing partner The person consents since" in text
    assert "Ministry No consent: only with a legal reason." in text
    for offered, there in (("NRC", True), ("Ministerio del Interior", True), ("OIM", False)):
        assert (offered in text) == there


def test_a_case_is_shared_on_a_consent(ana, case, consent, nrc, browser_of):
    browser, page = browser_of(ana), at("share", case, nrc.pk)
    text = words(browser.get(page))
    assert "The person consents to sharing with: implementing partner" in text
    assert "It always sees: identity, contact, journey" in text
    assert "Legal reason" not in text
    response = browser.post(page, {"sections": ["documents", "needs"]}, follow=True)
    assert "NRC sees this case now." in words(response)
    access = PersonAccess.objects.get(reason="referral")
    assert access.sections == ["contact", "documents", "identity", "journey", "needs"]
    assert "It has seen parts of this case since" in words(browser.get(page))
    assert browser.post(page, {"sections": ["documents", "needs"]}).status_code == 409


def test_without_ticks_what_always_goes_is_shared(ana, case, consent, nrc, browser_of):
    assert browser_of(ana).post(at("share", case, nrc.pk), {}).status_code == 302
    assert PersonAccess.objects.get(reason="referral").sections == ["contact", "identity", "journey"]


def test_without_a_consent_the_page_says_so_and_asks_for_the_legal_reason(ana, case, nrc, browser_of):
    browser, page = browser_of(ana), at("share", case, nrc.pk)
    text = words(browser.get(page))
    assert "The person has not consented to sharing with: implementing partner." in text
    assert "Ask her and record her consent" in text
    assert browser.post(page, {"sections": ["documents"]}).status_code == 400
    assert not PersonAccess.objects.filter(reason="referral").exists()
    data = {"legal_reason": "legal_duty", "explanation": "A judge ordered it."}
    assert browser.post(page, data).status_code == 302
    assert PersonAccess.objects.get(reason="referral").explanation == "A judge ordered it."


def test_a_ministry_is_not_offered_what_it_may_not_have(ana, case, interior, browser_of):
    page = at("share", case, interior.pk)
    html = browser_of(ana).get(page).content.decode()
    assert 'value="documents"' in html
    for part in ("needs", "asylum", "protection", "notes"):
        assert f'value="{part}"' not in html
    forged = {"sections": ["needs"], "legal_reason": "vital", "explanation": "x"}
    assert browser_of(ana).post(page, forged).status_code == 400


def test_who_only_got_it_is_offered_no_sharing(bruno, case, shared, fudela, browser_of):
    for url in (at("share_with", case), at("share", case, fudela.pk)):
        assert browser_of(bruno).get(url).status_code == 403
    assert browser_of(bruno).post(at("share", case, fudela.pk), {}).status_code == 403


@pytest.mark.parametrize("who", ["ana", "ivan"])
def test_who_shares_ends_it(who, request, case, shared, bruno, browser_of):
    browser = browser_of(request.getfixturevalue(who))
    page = at("end_sharing", case, shared.pk)
    assert "From now on nobody there opens, finds or lists it any more." in words(browser.get(page))
    response = browser.post(page, {}, follow=True)
    assert "NRC sees this case no more." in words(response)
    assert browser_of(bruno).get(at("case", case)).status_code == 404
    assert browser.post(page, {}).status_code == 409


def test_who_got_it_hands_it_back_and_is_on_today(bruno, case, shared, browser_of):
    browser, page = browser_of(bruno), at("end_sharing", case, shared.pk)
    assert "Hand the case back" in words(browser.get(page))
    assert browser.post(page, {}).headers["Location"] == "/"
    assert browser.get(page).status_code == 404


def test_that_it_keeps_the_case_cannot_be_ended(ana, case, browser_of):
    owner = PersonAccess.objects.get(reason="owner")
    assert browser_of(ana).post(at("end_sharing", case, owner.pk), {}).status_code == 404


# In the other organisation -------------------------------------------------------------------------------------------
def test_today_shows_what_was_shared_lately_the_newest_first(bruno, carmen, case, shared, browser_of):
    text = words(browser_of(bruno).get("/"))
    assert "Shared with us" in text
    assert "Yulimar del Valle González Rondón" in text
    assert "Shared by Ana" in text
    assert "Shared with us" not in words(browser_of(carmen).get("/"))
    PersonAccess.objects.filter(pk=shared.pk).update(since=timezone.now() - timedelta(days=15))
    assert "Shared by Ana" not in words(browser_of(bruno).get("/"))
    assert "Yulimar" in words(browser_of(bruno).get("/cases/?show=shared"))


def test_a_ministry_sees_what_was_shared_with_it_above_its_step(ana, carmen, case, browser_of):
    ground = {"legal_reason": "legal_duty", "explanation": "A judge ordered it."}
    share(person=case.person, organisation=carmen.organisation, by=ana, **ground)
    text = words(browser_of(carmen).get("/"))
    assert "Shared with us" in text
    assert "Shared by Ana" in text


# Registration --------------------------------------------------------------------------------------------------------
def test_consents_are_recorded_with_the_registration(ana, browser_of):
    ticks = ("consent_keep", "consent_contact", "consent_share_partner", "consent_share_ministry")
    data = {"given_names": "Luz", "birth_date": TODAY.replace(year=TODAY.year - 9).isoformat(), "consents_how": "paper"}
    assert browser_of(ana).post("/register/", data | dict.fromkeys(ticks, "on")).status_code == 302
    given = set(Consent.objects.values_list("purpose", "recipient_kind", "how", "given_by"))
    assert given == {
        ("keep", "", "paper", "guardian"),
        ("contact", "", "paper", "guardian"),
        ("share", "partner", "paper", "guardian"),
        ("share", "ministry", "paper", "guardian"),
    }


def test_a_tick_without_how_is_asked_for_and_nobody_is_registered(ana, browser_of):
    response = browser_of(ana).post("/register/", {"given_names": "Luz", "consent_keep": "on"})
    assert response.status_code == 400
    assert "Say how the person consented." in words(response)
    assert not Consent.objects.exists()
