"""Which files are taken onto a case: judged by what is in them, kept under a name that tells nothing."""

import struct
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from casework.base.errors import Conflict, TooLarge
from casework.journey.actions import close_case
from casework.journey.files import TAKEN, attach_file, content_type_of, safe_name
from casework.journey.models import Attachment, Case
from casework.people.models import Event
from tests.pictures import picture


def _png():
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def _zip():
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    return out.getvalue()


HEIC_STUB = Path(__file__).parents[1] / "data" / "f02_photo.heic"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF"
JPEG, WEBP, HEIC = picture("JPEG"), picture("WEBP"), picture("HEIF")

GOOD = {
    "a.pdf": (PDF, "application/pdf"),
    "b.jpg": (JPEG, "image/jpeg"),
    "c.JPEG": (picture("JPEG", orientation=6), "image/jpeg"),
    "d.png": (_png(), "image/png"),
    "e.webp": (WEBP, "image/webp"),
    "f.heic": (HEIC, "image/jpeg"),
    "no ending": (PDF, "application/pdf"),
    "wrong.exe": (_png(), "image/png"),
}
BAD = {
    "elf": b"\x7fELF\x02\x01\x01" + bytes(60),
    "exe": b"MZ\x90\x00" + bytes(60),
    "html": b"<!DOCTYPE html><script>alert(1)</script>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "zip": _zip(),
    "pdf behind html": b"<html><script>alert(1)</script>" + PDF,
    "pdf behind zip": _zip() + PDF,
    "pdf behind a line": b"\n" + PDF,
    "text that speaks of PDF": b"%PDF is a format",
    "avi": b"RIFF\x24\x00\x00\x00AVI LIST" + bytes(30),
    "wav": b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(30),
    "gif": b"GIF89a\x01\x00\x01\x00" + bytes(10),
    "heic": b"\x00\x00\x00\x18ftypheic" + bytes(16),
    "half a photograph": picture("JPEG")[:300],
    "a jpeg without a picture": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9",
    "a heic without a picture": HEIC_STUB.read_bytes(),
    "half a png": b"\x89PNG",
    "half a jpeg": b"\xff\xd8",
    "one byte": b"x",
    "zeros": bytes(100),
}


def upload(content, name="scan.pdf", declared="application/pdf"):
    return SimpleUploadedFile(name, content, declared)


@pytest.mark.parametrize("name", GOOD)
def test_what_is_photographed_or_scanned_is_taken(name, case, ana):
    content, kind = GOOD[name]
    kept = attach_file(case=case, by=ana, upload=upload(content, name, "text/html"), description=" Pasaporte\x00 ")
    kept.refresh_from_db()
    assert (kept.content_type, kept.description) == (kind, "Pasaporte")
    assert kept.name.endswith(TAKEN[kind])
    written = kept.file.read()
    assert kept.size == len(written)
    assert content_type_of(written[:16]) == kind
    assert kind != "application/pdf" or written == content
    assert (kept.added_by, kept.organisation) == (ana.user, ana.organisation)
    assert Event.objects.latest("id").facts == {"attachment_id": str(kept.id)}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("ending", ["pdf", "png"])
def test_what_is_none_by_its_content_is_refused_whatever_it_is_called(name, ending, case, ana):
    with pytest.raises(ValidationError) as refused:
        attach_file(case=case, by=ana, upload=upload(BAD[name], f"scan.{ending}"))
    assert [e.code for e in refused.value.error_dict["file"]] == ["file_type"]
    assert not Attachment.objects.exists()


def test_an_empty_file_is_refused(case, ana):
    with pytest.raises(ValidationError) as refused:
        attach_file(case=case, by=ana, upload=upload(b""))
    assert [e.code for e in refused.value.error_dict["file"]] == ["empty"]


def test_the_limit_is_taken_and_one_byte_more_is_not(case, ana, settings):
    settings.ATTACHMENT_MAX_BYTES = len(PDF)
    assert attach_file(case=case, by=ana, upload=upload(PDF)).size == len(PDF)
    with pytest.raises(TooLarge):
        attach_file(case=case, by=ana, upload=upload(PDF + b"\n"))
    assert Attachment.objects.count() == 1


def test_where_a_file_lies_says_nothing_of_whose_it_is(case, ana):
    kept = attach_file(case=case, by=ana, upload=upload(PDF, "Yulimar González pasaporte.pdf"))
    assert kept.name == "Yulimar González pasaporte.pdf"
    assert kept.file.name == f"{kept.id.hex[:2]}/{kept.id.hex[2:4]}/{kept.id.hex}"
    assert default_storage.exists(kept.file.name)
    again = attach_file(case=case, by=ana, upload=upload(PDF, "Yulimar González pasaporte.pdf"))
    assert again.file.name != kept.file.name


def test_files_lie_outside_of_what_the_web_server_serves():
    static, kept = Path(settings.STATIC_ROOT).resolve(), Path(settings.MEDIA_ROOT).resolve()
    assert static not in (kept, *kept.parents)
    assert kept not in static.parents
    assert not settings.MEDIA_URL.strip("/")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("..\\..\\windows\\system32.exe", "system32.pdf"),
        ("/abs/olute.pdf", "olute.pdf"),
        ("C:\\scan.pdf", "scan.pdf"),
        ("x" * 300 + ".pdf", "x" * 140 + ".pdf"),
        ("scan.pdf.exe", "scan.pdf.pdf"),
        ("a\x00b\r\nX: y.pdf", "a b X: y.pdf"),
        ("\u202efdp.exe", "fdp.pdf"),
        ("", "file.pdf"),
        ("/", "file.pdf"),
        ("\x00", "file.pdf"),
        (".pdf", ".pdf.pdf"),
    ],
)
def test_a_name_is_only_a_name(name, kept):
    assert safe_name(name, "application/pdf") == kept


@pytest.mark.parametrize("name", ["../../etc/passwd", "x" * 300 + ".pdf", "ñ" * 200, "a\x00b.pdf", "..."])
def test_a_hostile_name_is_stored_as_harmless_text(name, case, ana):
    file = upload(PDF)
    file._name = name  # as a client might send it: Django's own cleaning is not relied on
    kept = attach_file(case=case, by=ana, upload=file)
    kept.refresh_from_db()
    assert len(kept.name) <= 150
    assert "/" not in kept.name
    assert kept.name.endswith(".pdf")
    assert kept.file.name.count("/") == 2


def test_who_may_attach(case, bruno, vera, carmen, ana):
    with pytest.raises(Case.DoesNotExist):
        attach_file(case=case, by=bruno, upload=upload(PDF))
    for by in (vera, carmen):
        with pytest.raises(PermissionDenied):
            attach_file(case=case, by=by, upload=upload(PDF))
    close_case(case=case, by=ana, close_reason="left")
    with pytest.raises(Conflict, match="closed"):
        attach_file(case=case, by=ana, upload=upload(PDF))
    assert not Attachment.objects.exists()


def test_a_description_too_long_leaves_no_file_behind(case, ana):
    with pytest.raises(ValidationError):
        attach_file(case=case, by=ana, upload=upload(PDF), description="x" * 121)
    assert not Attachment.objects.exists()
