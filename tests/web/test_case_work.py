"""Notes, blockers, who keeps a case, and closing it, through pages."""

from django.urls import reverse
from django.utils import timezone

from casework.journey.actions import open_blocker, register
from casework.journey.models import Blocker, Note
from tests.web.conftest import words

TODAY = timezone.localdate()


def test_a_note_is_written_from_the_case_page(ana, case, browser_of):
    response = browser_of(ana).post(reverse("add_note", args=[case.pk]), {"text": "Called.\nNo answer."}, follow=True)
    assert Note.objects.get().text == "Called.\nNo answer."
    assert "Called. No answer." in words(response)


def test_a_blocker_is_opened_and_resolved(ana, case, browser_of):
    browser, new = browser_of(ana), reverse("open_blocker", args=[case.pk])
    data = {"stage": "cpm", "cause": "fee", "since": TODAY, "detail": ""}
    assert browser.post(new, data).status_code == 302
    again = browser.post(new, data)
    assert again.status_code == 409
    assert "This blocker is open already." in words(again)
    blocker = Blocker.objects.get()
    resolve = reverse("resolve_blocker", args=[case.pk, blocker.pk])
    assert browser.post(resolve, {"resolution": "  "}).status_code == 400
    assert browser.post(resolve, {"resolution": "HIAS paid"}).status_code == 302
    assert browser.post(resolve, {"resolution": "HIAS paid"}).status_code == 409
    assert "HIAS paid" in words(browser.get(reverse("case", args=[case.pk])))


def test_other_needs_words(ana, case, browser_of):
    data = {"stage": "cpm", "cause": "other", "since": TODAY}
    response = browser_of(ana).post(reverse("open_blocker", args=[case.pk]), data)
    assert response.status_code == 400
    assert "Say what blocks, when it is none of the list." in words(response)


def test_a_blocker_of_another_case_is_not_found_here(ana, case, browser_of):
    other = register(by=ana, given_names="Wilmer")
    blocker = open_blocker(case=other, by=ana, stage="cpm", cause="fee")
    response = browser_of(ana).post(reverse("resolve_blocker", args=[case.pk, blocker.pk]), {"resolution": "x"})
    assert response.status_code == 404


def test_a_case_nobody_keeps_is_taken_and_given_on(ana, hilda, bruno, browser_of):
    case = register(by=ana, given_names="Wilmer")
    assert browser_of(ana).post(reverse("take", args=[case.pk])).status_code == 302
    case.refresh_from_db()
    assert case.caseworker == ana.user
    assign = reverse("assign", args=[case.pk])
    assert browser_of(ana).post(assign, {"caseworker": hilda.user.pk}).status_code == 403
    assert browser_of(hilda).post(assign, {"caseworker": bruno.user.pk}).status_code == 400
    assert browser_of(hilda).post(assign, {"caseworker": hilda.user.pk}).status_code == 302
    case.refresh_from_db()
    assert case.caseworker == hilda.user


def test_a_case_is_closed_and_reopened(ana, case, browser_of):
    browser = browser_of(ana)
    assert browser.post(reverse("close_case", args=[case.pk]), {"close_reason": ""}).status_code == 400
    assert browser.post(reverse("close_case", args=[case.pk]), {"close_reason": "left"}).status_code == 302
    closed = browser.post(reverse("add_note", args=[case.pk]), {"text": "Late"})
    assert closed.status_code == 409
    assert "This case is closed. Reopen it first." in words(closed)
    assert browser.post(reverse("reopen_case", args=[case.pk])).status_code == 302
    again = browser.post(reverse("reopen_case", args=[case.pk]))
    assert again.status_code == 409
    assert "This case is open already." in words(again)


def test_what_only_changes_things_is_never_done_by_reading(ana, case, browser_of):
    for name in ("take", "reopen_case"):
        assert browser_of(ana).get(reverse(name, args=[case.pk])).status_code == 405


def test_a_page_that_is_not_there_says_so_in_the_readers_language(ana, browser_of):
    ana.user.language = "es"
    ana.user.save()
    response = browser_of(ana).get("/cases/00000000-0000-0000-0000-000000000000/")
    assert response.status_code == 404
    assert '<html lang="es">' in response.content.decode()
