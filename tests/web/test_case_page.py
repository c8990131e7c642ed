"""The case page: who she is, the line, the one next step, and only the sections one reads."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from casework.journey.actions import add_note, close_case, open_blocker
from casework.journey.files import attach_file
from casework.journey.rules import Shown
from casework.journey.stages import STAGES
from casework.people.actions import add_contact, add_document
from casework.programmes.actions import move_stage
from casework.web.changes import WORDS
from tests.web.conftest import words

TODAY = timezone.localdate()
PDF = b"%PDF-1.4\n%%EOF\n"


def page_of(browser, case):
    return browser.get(reverse("case", args=[case.pk]))


def test_it_says_who_and_where_and_what_comes_next(ana, case, browser_of):
    text = words(page_of(browser_of(ana), case))
    for expected in ("Yulimar del Valle González Rondón", case.code, "female", "Venezuela", "HIAS"):
        assert expected in text
    assert "Registration In progress" in text
    assert "CPM Not started" in text
    assert "Next step Complete the registration" in text


def test_the_one_filled_button_is_the_next_step(ana, case, browser_of):
    html = page_of(browser_of(ana), case).content.decode()
    assert html.count('class="btn btn-primary') == 1
    assert reverse("move", args=[case.pk, "registration", "approve"]) in html


def test_what_blocks_and_what_expires_stand_on_the_line(ana, case, browser_of):
    move_stage(case=case, stage="registration", verb="approve", by=ana)
    move_stage(case=case, stage="cpm", verb="start", by=ana)
    dates = {"issued_on": TODAY - timedelta(days=170), "expires_on": TODAY + timedelta(days=10)}
    move_stage(case=case, stage="cpm", verb="approve", by=ana, number="CPM-7", **dates)
    open_blocker(case=case, by=ana, stage="visa", cause="fee")
    text = words(page_of(browser_of(ana), case))
    assert "CPM Expiring until" in text
    assert "(in 10 days)" in text
    assert "VIRTE visa Blocked cannot pay the fee" in text


def test_moves_that_would_be_refused_are_not_offered(ana, case, browser_of):
    html = page_of(browser_of(ana), case).content.decode()
    assert reverse("move", args=[case.pk, "visa", "start"]) not in html
    assert reverse("move", args=[case.pk, "training", "start"]) in html


def test_a_viewer_reads_and_is_offered_nothing(vera, ana, case, browser_of):
    add_note(case=case, by=ana, text="Only for those who work on it")
    html = page_of(browser_of(vera), case).content.decode()
    assert "Only for those who work on it" not in html
    for name in ("add_note", "open_blocker", "edit_person", "attach", "close_case", "add_document", "add_contact"):
        assert reverse(name, args=[case.pk]) not in html
    assert 'class="btn btn-primary' not in html


def test_a_ministry_sees_its_step_and_no_notes_blockers_or_files(carmen, ana, case, browser_of):
    assert page_of(browser_of(carmen), case).status_code == 404
    move_stage(case=case, stage="registration", verb="approve", by=ana)
    move_stage(case=case, stage="cpm", verb="start", by=ana)
    add_note(case=case, by=ana, text="Told us about her asylum claim")
    open_blocker(case=case, by=ana, stage="cpm", cause="wrong_advice")
    response = page_of(browser_of(carmen), case)
    assert response.status_code == 200
    text = words(response)
    assert "asylum" not in text
    assert "What blocks" not in text
    assert "Record the biometric visit" in text


def test_what_a_section_holds_does_not_show_on_the_line_of_who_may_not_read_it(carmen, ana, case, browser_of):
    move_stage(case=case, stage="registration", verb="approve", by=ana)
    move_stage(case=case, stage="cpm", verb="start", by=ana)
    open_blocker(case=case, by=ana, stage="cpm", cause="wrong_advice")
    browser = browser_of(carmen)
    for response in (page_of(browser, case), browser.get(reverse("today"))):
        assert "wrongly advised" not in words(response)
        assert "locked" not in words(response)


def test_it_opens_with_few_queries_however_much_happened(ana, case, browser_of, django_assert_max_num_queries):
    for number in range(8):
        add_document(person=case.person, by=ana, kind="passport", number=f"A{number}23456")
        add_contact(person=case.person, by=ana, kind="phone", value=f"09876543{number}1")
        add_note(case=case, by=ana, text=f"Note {number}")
        open_blocker(case=case, by=ana, stage="cpm", cause="other", detail=f"Reason {number}")
    browser = browser_of(ana)
    # Twenty-four, and within a test's transaction the request's own savepoint: set and let go.
    with django_assert_max_num_queries(24 + 2):
        assert page_of(browser, case).status_code == 200


def test_html_in_a_name_is_text(ana, case, browser_of):
    case.person.given_names = "<script>alert(1)</script>"
    case.person.save()
    html = page_of(browser_of(ana), case).content.decode()
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_the_timeline_is_filtered_by_section(ana, case, browser_of):
    add_note(case=case, by=ana, text="She called")
    browser = browser_of(ana)
    with_htmx = browser.get(
        reverse("case_timeline", args=[case.pk]), {"about": "notes"}, headers={"HX-Request": "true"}
    )
    assert "She called" in words(with_htmx)
    assert "Registration: in progress" not in words(with_htmx)
    assert "<html" not in with_htmx.content.decode()
    without_script = browser.get(reverse("case", args=[case.pk]), {"about": "journey"})
    assert "Registration: in progress" in words(without_script)
    assert "She called" not in words(without_script)


def test_a_long_timeline_is_shown_bit_by_bit(ana, case, browser_of):
    for number in range(35):
        add_note(case=case, by=ana, text=f"Note {number:02}")
    browser, url = browser_of(ana), reverse("case", args=[case.pk])
    first = words(browser.get(url))
    assert "Note 34" in first
    assert "Note 03" not in first
    assert "Show older" in first
    older = words(browser.get(url, {"events": "60"}))
    assert "Note 03" in older
    assert "Show older" not in older
    for strange in ("x", "-1", "9" * 30):
        assert browser.get(url, {"events": strange}).status_code == 200


def test_a_section_one_may_not_read_is_no_filter(vera, ana, case, browser_of):
    add_note(case=case, by=ana, text="She called")
    response = browser_of(vera).get(reverse("case", args=[case.pk]), {"about": "notes"})
    assert response.status_code == 200
    assert "She called" not in words(response)


def test_a_closed_case_offers_only_to_reopen(ana, case, browser_of):
    close_case(case=case, by=ana, close_reason="left")
    text = words(page_of(browser_of(ana), case))
    assert "the person left the country" in text
    assert "Reopen the case" in text
    assert "Next step" not in text


@pytest.mark.parametrize("language", ["es", "en"])
def test_it_is_drawn_in_both_languages(ana, case, browser_of, language):
    ana.user.language = language
    ana.user.save()
    response = page_of(browser_of(ana), case)
    assert f'<html lang="{language}">' in response.content.decode()
    assert response.headers["Content-Language"] == language


def test_the_timeline_names_the_file_to_those_who_read_files(ana, vera, carmen, case, browser_of):
    kept = attach_file(
        case=case, by=ana, upload=SimpleUploadedFile("partida.pdf", PDF), description="Birth certificate"
    )
    page = browser_of(ana).get(f"/cases/{case.pk}/timeline/", headers={"HX-Request": "true"})
    assert "File attached partida.pdf · Birth certificate" in words(page)
    assert reverse("download", args=[kept.pk]) in page.content.decode()
    move_stage(case=case, stage="registration", verb="approve", by=ana)
    move_stage(case=case, stage="cpm", verb="start", by=ana)
    assert "partida" not in words(browser_of(carmen).get(f"/cases/{case.pk}/"))


def test_what_changed_agrees_in_spanish_with_whatever_it_is_said_of():
    with translation.override("es"):
        assert [str(word) for word in WORDS.values()] == ["se agregó", "se cambió", "se eliminó"]
        assert {str(STAGES["visa"].word(Shown.REFUSED)), str(STAGES["visa"].word(Shown.EXPIRED))} == {
            "con negativa",
            "ya venció",
        }
