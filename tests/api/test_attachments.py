"""/cases/{id}/attachments/"""

from casework.journey.models import Attachment
from tests.api.conftest import BASE, PDF, a_file, problem, signed_in, wrong_fields

EXECUTABLE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + b"\x00" * 200
MEGABYTE = 1024**2


def test_a_file_is_kept_and_given_back_as_a_download(at_hias, case):
    response = at_hias.upload(f"/cases/{case.id}/attachments/", file=a_file(), description="Criminal record")
    assert response.status_code == 201, response.content
    kept = response.json()
    assert (kept["name"], kept["content_type"], kept["size"]) == ("carta de la señora.pdf", "application/pdf", len(PDF))
    assert response["Location"] == f"{BASE}/cases/{case.id}/attachments/{kept['id']}/"
    assert at_hias.get(f"/cases/{case.id}/attachments/{kept['id']}/").json() == kept
    assert at_hias.get(f"/cases/{case.id}/attachments/").json()["results"] == [kept]

    download = at_hias.get(f"/cases/{case.id}/attachments/{kept['id']}/content/", Accept="application/pdf")
    assert b"".join(download.streaming_content) == PDF
    assert download["Content-Type"] == "application/pdf"
    assert download["Content-Disposition"].startswith("attachment; filename*=utf-8''carta")
    assert download["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in download["Cache-Control"]


def test_an_executable_called_pdf_is_refused(at_hias, case):
    response = at_hias.upload(f"/cases/{case.id}/attachments/", file=a_file(EXECUTABLE))
    assert wrong_fields(response) == {("file", "file_type")}
    assert not Attachment.objects.exists()


def test_a_file_of_30_mb_is_refused(at_hias, case):
    response = at_hias.upload(f"/cases/{case.id}/attachments/", file=a_file(PDF + b"x" * 30 * MEGABYTE))
    assert problem(response, 413, "too_large")["detail"] == "The file is larger than 10 MB."
    assert not Attachment.objects.exists()


def test_a_file_a_little_over_the_limit_is_refused(at_hias, case):
    response = at_hias.upload(f"/cases/{case.id}/attachments/", file=a_file(PDF + b"x" * 10 * MEGABYTE))
    problem(response, 413, "too_large")


def test_an_empty_file_or_none_is_refused(at_hias, case):
    path = f"/cases/{case.id}/attachments/"
    assert wrong_fields(at_hias.upload(path, file=a_file(b""))) == {("file", "empty")}
    assert wrong_fields(at_hias.upload(path, description="x")) == {("file", "required")}
    assert wrong_fields(at_hias.upload(path, file="text")) == {("file", "invalid")}


def test_json_is_no_file(at_hias, case):
    problem(at_hias.post(f"/cases/{case.id}/attachments/", {"file": "x"}), 415, "unsupported_media_type")


def test_a_session_needs_the_csrf_token(ana, case):
    api = signed_in(ana)
    api.http.handler.enforce_csrf_checks = True
    problem(api.upload(f"/cases/{case.id}/attachments/", file=a_file()), 403, "csrf_failed")
    problem(api.post(f"/cases/{case.id}/notes/", {"text": "x"}), 403, "csrf_failed")
