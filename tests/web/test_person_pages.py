"""Keeping a person's data right, and the files of her case."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from casework.journey.actions import register
from casework.journey.models import Attachment
from casework.people.actions import add_contact, add_document
from casework.people.models import ContactPoint, IdentityDocument
from tests.web.conftest import words

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
ELF = b"\x7fELF\x02\x01\x01" + b"\x00" * 64


def test_a_persons_data_is_shown_and_changed(ana, case, browser_of):
    browser, url = browser_of(ana), reverse("edit_person", args=[case.pk])
    assert 'value="Yulimar del Valle"' in browser.get(url).content.decode()
    data = {"given_names": "Yulimar", "family_names": "González", "birth_date": "1991-05-06", "nationality": "CO"}
    assert browser.post(url, data).status_code == 302
    case.person.refresh_from_db()
    assert (case.person.full_name, case.person.nationality.code, case.person.sex) == ("Yulimar González", "CO", "")


def test_a_document_is_added_once_and_corrected(ana, case, browser_of):
    browser, url = browser_of(ana), reverse("add_document", args=[case.pk])
    data = {"kind": "passport", "number": "a1234567", "country": "VE", "evidence": "original"}
    assert browser.post(url, data).status_code == 302
    again = browser.post(url, data)
    assert again.status_code in (400, 409)
    assert "This document of the person is recorded already." in words(again)
    document = IdentityDocument.objects.get()
    correct = reverse("correct_document", args=[case.pk, document.pk])
    assert 'value="A1234567"' in browser.get(correct).content.decode()
    assert browser.post(correct, {"number": "A7654321", "evidence": "copy"}).status_code == 302
    document.refresh_from_db()
    assert (document.number, document.evidence) == ("A7654321", "copy")


def test_a_document_of_someone_else_is_not_found_under_ones_own_case(ana, case, browser_of):
    other = register(by=ana, given_names="Wilmer", documents=[{"kind": "passport", "number": "A1234567"}])
    document = other.person.documents.get()
    assert browser_of(ana).get(reverse("correct_document", args=[case.pk, document.pk])).status_code == 404


def test_a_contact_is_added_tried_and_lost(ana, case, browser_of):
    browser = browser_of(ana)
    added = browser.post(
        reverse("add_contact", args=[case.pk]), {"kind": "phone", "value": "0987654321", "owner": "own"}
    )
    assert added.status_code == 302
    contact = ContactPoint.objects.get()
    mark = reverse("mark_contact", args=[case.pk, contact.pk])
    for state in ("reachable", "lost"):
        assert browser.post(mark, {"state": state}).status_code == 302
        contact.refresh_from_db()
        assert contact.state == state
    refused = browser.post(mark, {"state": "nonsense"})
    assert refused.status_code == 400
    contact.refresh_from_db()
    assert contact.state == "lost"


def test_a_household_is_joined_by_case_code(ana, case, browser_of):
    other = register(by=ana, given_names="Wilmer")
    data = {"household_of": case.code, "relationship": "partner"}
    assert browser_of(ana).post(reverse("join_household", args=[other.pk]), data).status_code == 302
    text = words(browser_of(ana).get(reverse("case", args=[case.pk])))
    assert "Wilmer" in text
    assert other.code in text


def test_a_file_is_kept_and_given_back_to_be_saved(ana, case, browser_of):
    browser = browser_of(ana)
    data = {"file": SimpleUploadedFile("CPM de Yulimar.pdf", PDF), "description": "CPM"}
    assert browser.post(reverse("attach", args=[case.pk]), data).status_code == 302
    response = browser.get(reverse("download", args=[Attachment.objects.get().pk]))
    assert b"".join(response.streaming_content) == PDF
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Type"] == "application/pdf"


@pytest.mark.parametrize(
    ("name", "content", "status", "sentence"),
    [
        ("cedula.pdf", ELF, 400, "Only PDF, JPEG, PNG and WebP files are taken"),
        ("page.pdf", b"<html><script>alert(1)</script>", 400, "Only PDF, JPEG, PNG and WebP files are taken"),
        ("empty.pdf", b"", 400, "The file is empty."),
        ("big.pdf", PDF + b"0" * 30 * 1024 * 1024, 413, "The file is larger than 10 MB."),
    ],
)
def test_a_wrong_file_is_refused_and_its_description_kept(ana, case, browser_of, name, content, status, sentence):
    data = {"file": SimpleUploadedFile(name, content), "description": "My scan"}
    response = browser_of(ana).post(reverse("attach", args=[case.pk]), data)
    assert response.status_code == status
    assert sentence in words(response)
    assert 'value="My scan"' in response.content.decode()
    assert not Attachment.objects.exists()


def test_a_file_is_read_only_by_who_may(bruno, vera, carmen, ana, case, browser_of):
    data = {"file": SimpleUploadedFile("a.pdf", PDF)}
    browser_of(ana).post(reverse("attach", args=[case.pk]), data)
    url = reverse("download", args=[Attachment.objects.get().pk])
    assert browser_of(bruno).get(url).status_code == 404
    assert browser_of(vera).get(url).status_code == 403
    assert browser_of(carmen).get(url).status_code == 403


def test_contacts_and_documents_cannot_be_written_by_who_only_reads(vera, fabiola, ana, case, browser_of):
    contact = add_contact(person=case.person, by=ana, kind="phone", value="0987654321")
    document = add_document(person=case.person, by=ana, kind="passport", number="A1234567")
    for name, pk in (("mark_contact", contact.pk), ("correct_document", document.pk)):
        assert browser_of(vera).post(reverse(name, args=[case.pk, pk]), {"state": "lost"}).status_code == 403
    contact.refresh_from_db()
    assert contact.state == "unverified"
