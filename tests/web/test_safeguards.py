"""The pages of protection, emergencies, hand-over, and who can see what."""

from html import unescape

import pytest
from django.core.cache import cache
from django.urls import reverse

from casework.access.actions import end_membership
from casework.access.policy import EMERGENCY_TRIES, RIGHTS, SECTIONS, Level, Role, Section
from casework.journey.actions import assign, register
from casework.journey.models import Case
from casework.people.models import PersonAccess, ProtectionNote, SpecificNeed
from casework.people.protection import add_protection_note
from tests.api.conftest import problem, signed_in
from tests.cast import member, read_in_emergency_by, refer
from tests.web.conftest import words

WHY = "She lies unconscious in the hospital of Cuenca."


@pytest.fixture
def as_of(client):
    """The test client in the hands of a member, past her second step if she has one."""

    def signed(membership):
        client.force_login(membership.user)
        return client

    return signed


@pytest.fixture(autouse=True)
def _no_tries_before():
    cache.clear()


def case_url(case):
    return reverse("case", args=[case.pk])


# Who can see what


@pytest.mark.parametrize("role", Role)
def test_the_policy_is_printed_and_ones_own_role_is_marked(role, as_of, iom, hias, interior):
    home = {"iom": iom, "partner": hias, "ministry": interior}
    kind = next(kind for kind, of in home.items() if role in _roles_of(kind))
    text = unescape(words(as_of(member("Zoe", home[kind], role)).get(reverse("who_sees_what"))))
    assert text.lower().count(f"{role.label} (you)".lower()) == 2
    for other in Role:
        unseen = [s.label for s in Section if SECTIONS[other][s] == Level.NONE]
        if unseen:
            assert f"Does not see: {', '.join(map(str, unseen))}" in text.replace(" :", ":")
    assert all(str(right.label) in text.lower() for right in set().union(*RIGHTS.values()) if right != "read_log")
    assert "A ministry never sees: specific needs, asylum, protection." in text


def _roles_of(kind):
    return {
        "iom": ("administrator", "coordinator", "iom_caseworker", "analyst", "protection"),
        "partner": ("manager", "caseworker", "trainer", "viewer"),
        "ministry": ("officer", "ministry_viewer"),
    }[kind]


def test_every_page_leads_to_it(ana, as_of):
    assert reverse("who_sees_what") in as_of(ana).get("/").content.decode()


# Protection


def test_a_report_is_sent_and_seen_by_protection_alone(case, ana, ines, as_of):
    browser = as_of(ana)
    assert "Report to protection" in words(browser.get(case_url(case)))
    sent = browser.post(
        reverse("report_protection", args=[case.pk]), {"kind": "psea", "text": "Asked for favours"}, follow=True
    )
    assert "IOM's protection officers read it, and nobody else." in unescape(words(sent))
    assert "favours" not in words(sent)
    assert "exploitation" not in words(browser.get(case_url(case)))
    browser = as_of(ines)
    for page in (browser.get(case_url(case)), browser.get(reverse("protection"))):
        assert "Asked for favours" in words(page)
    assert "Asked for favours" not in words(browser.get(reverse("protection"), {"kind": "note"}))


@pytest.mark.parametrize("who", ["ana", "hilda", "vera", "fabiola", "ivan"])
def test_who_may_not_read_learns_nothing_from_any_page(who, request, case, ines, as_of):
    by = request.getfixturevalue(who)
    if who == "fabiola":
        refer(case.person, by.organisation)
    browser = as_of(by)
    pages = (case_url(case), case_url(case) + "?about=protection", "/", reverse("cases"))
    before = [words(browser.get(page)) for page in pages]
    for kind in ("note", "psea"):
        add_protection_note(person=case.person, by=ines, kind=kind, text="He follows her")
    assert [words(browser.get(page)) for page in pages] == before
    assert browser.get(reverse("protection")).status_code == 403
    api = signed_in(by)
    for path in ("", "events/"):
        assert "protection" not in api.get(f"/cases/{case.pk}/{path}").content.decode()
    assert b"follows" not in api.get(f"/people/{case.person_id}/protection-notes/").content


def test_needs_and_asylum_facts_are_written_on_the_case(case, ana, as_of):
    browser = as_of(ana)
    need = {"kind": "disability", "percent": "40", "detail": "Wheelchair"}
    assert browser.post(reverse("add_need", args=[case.pk]), need).status_code == 302
    again = browser.post(reverse("add_need", args=[case.pk]), need)
    assert again.status_code == 400
    assert browser.post(reverse("add_asylum_fact", args=[case.pk]), {"text": "Asked in Tulcán"}).status_code == 302
    text = words(browser.get(case_url(case)))
    assert "Disability 40 %" in text
    assert "Asked in Tulcán" in text
    assert SpecificNeed.objects.get().percent == 40


def test_who_writes_no_such_part_gets_no_form(case, vera, fabiola, carmen, as_of):
    refer(case.person, fabiola.organisation)
    for by in (vera, fabiola, carmen):
        for name in ("add_need", "add_asylum_fact", "add_protection_note"):
            assert as_of(by).get(reverse(name, args=[case.pk])).status_code == 403
    assert as_of(fabiola).get(reverse("report_protection", args=[case.pk])).status_code == 200


# REST


def test_rest_takes_a_report_and_gives_nothing_back(case, ana, ines, hias):
    path = f"/people/{case.person_id}/protection-notes/"
    answer = signed_in(ana).post(path, {"kind": "psea", "text": "Asked for favours"})
    assert answer.status_code == 201
    assert answer.json() == {"kind": "psea", "read_by": "IOM's protection officers, and nobody else."}
    assert signed_in(ana).post(path, {"kind": "asylum", "text": "Tulcán"}).status_code == 201
    assert [row["kind"] for row in signed_in(ana).get(path).json()["results"]] == ["asylum"]
    assert {row["text"] for row in signed_in(ines).get(path).json()["results"]} == {"Asked for favours", "Tulcán"}


def test_rest_refuses_who_may_not(case, vera, bruno, fabiola):
    path = f"/people/{case.person_id}/protection-notes/"
    problem(signed_in(vera).get(path), 403, "permission_denied")
    problem(signed_in(vera).post(path, {"kind": "note", "text": "x"}), 403, "permission_denied")
    problem(signed_in(bruno).post(path, {"kind": "note", "text": "x"}), 404)
    refer(case.person, fabiola.organisation)
    problem(signed_in(fabiola).post(path, {"kind": "asylum", "text": "x"}), 403, "permission_denied")
    assert not ProtectionNote.objects.exists()


# Emergency reads


def ask(browser, code, why=WHY):
    return browser.post(reverse("emergency"), {"code": code, "explanation": why}, follow=True)


def test_the_page_before_the_button_is_the_same_whoever_is_meant(case, bruno, as_of):
    browser = as_of(bruno)
    pages = [words(ask(browser, code)).replace(code, "CODE") for code in (case.code, "2222-222K")]
    assert pages[0] == pages[1]
    assert "Open the file" in pages[0]
    assert not PersonAccess.objects.filter(reason="emergency").exists()


def test_an_emergency_read_from_question_to_banner_and_notice(case, bruno, ana, hilda, ines, as_of):
    browser = as_of(bruno)
    ask(browser, case.code)
    opened = browser.post(reverse("confirm_emergency"), follow=True)
    assert opened.redirect_chain == [(case_url(case), 302)]
    text = words(opened)
    assert "Emergency read until" in text
    assert "Yulimar del Valle" in text
    for link in ("add_contact", "edit_person", "close_case", "add_need"):
        assert reverse(link, args=[case.pk]) not in opened.content.decode()
    assert "Yulimar" in words(browser.get(reverse("emergency")))
    assert "Emergency read by Bruno of NRC on" in words(as_of(ana).get(case_url(case)))
    today = as_of(hilda).get("/")
    assert "Emergency reads to take note of" in words(today)
    assert WHY in words(today)
    access = PersonAccess.objects.get(reason="emergency")
    assert "Taken note" not in words(as_of(ines).get(reverse("emergency_reads")))
    assert "not noted yet" in words(as_of(ines).get(reverse("emergency_reads")))
    browser = as_of(hilda)
    assert browser.post(reverse("emergency_seen", args=[access.pk])).status_code == 302
    assert browser.post(reverse("emergency_seen", args=[access.pk])).status_code == 409
    assert "Emergency reads to take note of" not in words(browser.get("/"))
    assert "noted by Hilda" in words(browser.get(reverse("emergency_reads")))


def test_nobody_found_and_too_many_tries_are_sentences(case, bruno, as_of):
    browser = as_of(bruno)
    for _ in range(EMERGENCY_TRIES):
        ask(browser, "2222-222K")
        assert "Nothing was opened." in words(browser.post(reverse("confirm_emergency"), follow=True))
    ask(browser, case.code)
    answer = browser.post(reverse("confirm_emergency"))
    assert answer.status_code == 429
    assert "Call a protection officer of IOM." in words(answer)
    assert browser.get(case_url(case)).status_code == 404


@pytest.mark.parametrize(
    "typed",
    [
        {"explanation": WHY},
        {"code": "2222-2222", "number": "V1", "explanation": WHY},
        {"code": "nonsense", "explanation": WHY},
        {"number": "V12345678", "explanation": WHY},
        {"code": "2222-222K", "explanation": "urgent"},
    ],
    ids=str,
)
def test_what_is_asked_is_exact_and_has_a_reason(typed, bruno, as_of):
    browser = as_of(bruno)
    assert browser.post(reverse("emergency"), typed).status_code == 400
    assert browser.get(reverse("confirm_emergency")).status_code == 302


def test_a_ministry_and_a_viewer_get_no_emergency(carmen, vera, as_of):
    for by in (carmen, vera):
        assert as_of(by).get(reverse("emergency")).status_code == 403
        assert reverse("emergency") not in as_of(by).get("/").content.decode()


def test_another_organisations_manager_is_told_nothing(case, ana, nrc, as_of):
    access = read_in_emergency_by(ana, case.person)
    nelly = member("Nelly", nrc, Role.MANAGER)
    browser = as_of(nelly)
    assert "Nobody has read a file in an emergency." in words(browser.get(reverse("emergency_reads")))
    assert browser.post(reverse("emergency_seen", args=[access.pk])).status_code == 404


# Our people


def test_our_people_shows_who_works_here_and_who_left(case, ana, hilda, bruno, as_of):
    text = words(as_of(hilda).get(reverse("our_people")))
    assert "Ana Caseworker" in text
    assert "1 open case" in text
    assert "Bruno" not in text
    assert as_of(ana).get(reverse("our_people")).status_code == 403


def test_a_membership_is_ended_and_its_cases_are_handed_over(case, ana, hilda, as_of):
    belen = member("Belen", hilda.organisation, Role.CASEWORKER)
    browser, end = as_of(hilda), reverse("end_membership", args=[ana.pk])
    assert "1 open case will wait to be handed over." in words(browser.get(end))
    assert browser.post(end, {"last_day": "2020-01-01"}).status_code == 400
    assert browser.post(end, {"last_day": ""}).status_code == 302
    today = words(browser.get("/"))
    assert "To be handed over" in today
    assert case.code in today
    chosen = {"from_user": str(ana.user_id), "to": [str(belen.user_id)]}
    preview = browser.get(reverse("hand_over"), chosen | {"preview": "1"})
    assert "1 case will be handed over" in words(preview)
    case.refresh_from_db()
    assert case.caseworker == ana.user
    shown = preview.context["plan"].digest
    other = register(by=hilda, given_names="Wilmer")
    Case.objects.filter(pk=other.pk).update(caseworker=ana.user)
    refused = browser.post(reverse("hand_over"), chosen | {"shown": shown})
    assert refused.status_code == 409
    assert "2 cases will be handed over" in words(refused)
    assign(case=other, by=hilda, caseworker=belen.user)
    done = browser.post(reverse("hand_over"), chosen | {"shown": shown}, follow=True)
    assert "1 case was handed over." in words(done)
    case.refresh_from_db()
    assert case.caseworker == belen.user
    assert "To be handed over" not in words(browser.get("/"))


def test_a_preview_without_anybody_says_so_and_others_are_nobody(case, ana, hilda, bruno, as_of):
    browser = as_of(hilda)
    assert "Ana" in words(browser.get(reverse("hand_over")))
    none = browser.get(reverse("hand_over"), {"from_user": str(ana.user_id), "preview": "1"})
    assert none.status_code == 400
    stranger = {"from_user": str(ana.user_id), "to": [str(bruno.user_id)]}
    assert browser.post(reverse("hand_over"), stranger).status_code == 400
    assert "Whose cases are handed over?" in words(browser.get(reverse("hand_over"), {"from_user": str(bruno.user_id)}))


def test_the_territory_of_a_colleague_of_iom(ivan, iom, hilda, ana, as_of):
    cecilia = member("Cecilia", iom, Role.COORDINATOR)
    browser, territory = as_of(cecilia), reverse("territory", args=[ivan.pk])
    assert browser.post(territory, {"provinces": ["01"]}).status_code == 302
    assert "Azuay" in words(browser.get(reverse("our_people")))
    refused = as_of(hilda).post(reverse("territory", args=[ana.pk]), {"provinces": ["01"]})
    assert refused.status_code == 400


def test_the_worklist_is_offered_to_those_who_hand_over(case, ana, hilda, as_of):
    register(by=ana, given_names="Wilmer")
    end_membership(membership=ana)
    listed = words(as_of(hilda).get(reverse("cases"), {"show": "hand_over", "scope": "organisation"}))
    assert case.code in listed
    assert "Wilmer" not in listed
