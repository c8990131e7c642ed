"""What a browser is told about every page, and that no page needs more than that."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import engines
from django.urls import reverse

from casework.access.policy import Role
from casework.journey.files import attach_file
from casework.journey.stages import STAGES
from tests.cast import PASSWORD, member

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4\n<script>alert(1)</script>\n%%EOF\n"
POLICY = {
    "default-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
    "form-action": ["'self'"],
}
# A script or style in the page, or in an attribute. What is of another type is data, which no browser runs.
INLINE = re.compile(
    r"""<script(?![^>]*\b(?:src=|type="application/json"))|<style\b|<[^>]*\s(?:style|on[a-z]+)=["']|javascript:""", re.I
)


def policy_of(answer) -> dict:
    parts = answer["Content-Security-Policy"].split("; ")
    return {name: values for name, *values in (part.split() for part in parts)}


def every_page(browser, case):
    """The pages of one who may do all, by GET, and what they say to one who errs."""
    for name in ("today", "cases", "register", "search", "account_home", "mfa_index", "account_change_password"):
        yield browser.get(reverse(name))
    for name in ("case", "add_note", "open_blocker", "assign", "close_case", "edit_person", "attach"):
        yield browser.get(reverse(name, args=[case.pk]))
    for name in ("add_document", "add_contact", "join_household"):
        yield browser.post(reverse(name, args=[case.pk]), {})
    for code, stage in STAGES.items():
        for verb in stage.labels:
            yield browser.get(reverse("move", args=[case.pk, code, verb]))
    yield browser.get("/nothing/")


@pytest.fixture
def pages(client, browser_of, hias, case):
    browser = browser_of(member("Hilda", hias, Role.MANAGER))
    before = [client.get(reverse(name)) for name in ("account_login", "account_reset_password", "account_signup")]
    confirming = [browser.get(reverse("account_reauthenticate"))]
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    names = ("mfa_activate_totp", "mfa_add_webauthn", "mfa_list_webauthn", "mfa_generate_recovery_codes")
    setting_up = [browser.get(reverse(name)) for name in names]
    return [*before, *confirming, *setting_up, *every_page(browser, case)]


def test_no_page_has_a_script_or_a_style_in_it(pages):
    html = [page for page in pages if page.status_code != 302]
    assert len(html) > 40
    found = {page.request["PATH_INFO"]: INLINE.findall(page.content.decode()) for page in html}
    assert {path: parts for path, parts in found.items() if parts} == {}


def test_each_answer_carries_the_headers(pages):
    for page in pages:
        assert policy_of(page) == POLICY, page.request["PATH_INFO"]
        assert page["X-Content-Type-Options"] == "nosniff"
        assert page["X-Frame-Options"] == "DENY"
        assert page["Referrer-Policy"] == "same-origin"
        assert page["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "camera=()" in page["Permissions-Policy"]


def test_what_is_found_would_be_seen():
    for wrong in ("<script>x</script>", '<p style="a">', "<a onclick='x'>", "<style>", '<script type="module">x'):
        assert INLINE.search(wrong)
    for right in (
        '<script src="a" defer>',
        '<script id="d" type="application/json">{',
        '<p class="on">',
        "<p>a style=b",
    ):
        assert not INLINE.search(right)


def test_rest_has_them_too_and_its_description_no_exception(client, ana):
    client.force_login(ana.user)
    for address in ("/api/v1/cases/", reverse("api:docs")):
        assert policy_of(client.get(address)) == POLICY
    assert not INLINE.search(client.get(reverse("api:docs")).content.decode())


def test_only_the_administration_is_excepted_and_only_as_far_as_it_has_to_be(client, iom, monkeypatch):
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")  # templates that are not ours count on it
    iris = member("Iris", iom, Role.ADMINISTRATOR, is_staff=True)
    client.force_login(iris.user)
    answer = client.get(reverse("admin:access_user_changelist") + "?e=1")
    excepted = {"script-src": ["'self'", "'unsafe-eval'"], "style-src": ["'self'", "'unsafe-inline'"]}
    assert policy_of(answer) == POLICY | excepted


def test_what_htmx_may_do_is_switched_off(client):
    config = client.get(reverse("account_login")).content.decode()
    assert '"includeIndicatorStyles":false,"allowEval":false' in config


def test_a_file_is_saved_and_never_shown(browser_of, ana, case):
    attachment = attach_file(case=case, by=ana, upload=SimpleUploadedFile("a.html", PDF, content_type="text/html"))
    answer = browser_of(ana).get(reverse("download", args=[attachment.pk]))
    assert answer["Content-Disposition"] == 'attachment; filename="a.pdf"'
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert b"".join(answer.streaming_content) == PDF
