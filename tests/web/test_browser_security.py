"""In a real browser: nothing on any page is forbidden by its own policy, and a passkey signs in."""

import pytest
from django.contrib.sessions.models import Session
from django.template import engines
from django.urls import reverse

from casework.access.policy import Role
from tests.cast import PASSWORD, member
from tests.web.browser import NEEDS_CHROMIUM, forbidden_by_policy

pytestmark = NEEDS_CHROMIUM


@pytest.fixture
def iris(iom):
    return member("Iris", iom, Role.ADMINISTRATOR, is_staff=True, is_superuser=True)


@pytest.fixture
def as_iris(iris, client, chromium, live_server, monkeypatch):
    """A page with the session of an administrator, and what the policy forbade on it."""
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")  # templates that are not ours count on it
    client.force_login(iris.user)
    page = chromium.new_page(viewport={"width": 1200, "height": 800}, base_url=live_server.url)
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    forbidden = []
    page.on("console", lambda said: forbidden.append(said.text) if forbidden_by_policy(said) else None)
    yield page, forbidden
    page.close()


def test_no_page_breaks_its_own_policy(as_iris, case, iris):
    page, forbidden = as_iris
    addresses = [reverse(name) for name in ("today", "cases", "register", "account_home", "mfa_index", "api:docs")]
    addresses += [reverse(name, args=[case.pk]) for name in ("case", "add_note", "edit_person", "attach")]
    addresses += [reverse("admin:index"), reverse("admin:people_person_changelist")]
    addresses += [reverse("admin:access_user_change", args=[iris.user_id]), reverse("admin:access_user_add")]
    for address in addresses:
        assert page.goto(address).status == 200, address
        page.wait_for_load_state("networkidle")
    assert forbidden == []


def test_a_passkey_is_added_and_signs_in_alone(sign_in, ana):
    page = sign_in(ana)
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options = kind | {"isUserVerified": True, "automaticPresenceSimulation": True}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto(reverse("account_home"))
    page.click("text=Set it up")
    page.click("text=Add")
    page.fill("[name=password]", PASSWORD)
    page.click("main .btn-primary")
    page.fill("[name=name]", "Phone")
    page.click("#passkey")
    page.wait_for_selector(".recovery-codes")
    assert len(page.query_selector_all(".recovery-codes li")) == 10
    page.goto(reverse("mfa_list_webauthn"))
    assert "Phone" in page.inner_text("main")

    Session.objects.all().delete()
    page.goto(reverse("account_login"))
    page.click("#passkey")
    page.wait_for_url("**/")
    assert page.inner_text(".menu-who") == "HIAS"


def test_a_passkey_that_is_refused_is_said(open_page):
    page = open_page()
    page.goto(reverse("account_login"))
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('closed')) }")
    page.click("#passkey")
    page.wait_for_selector("#passkey-refused:not([hidden])")
    assert "did not confirm" in page.inner_text("#passkey-refused")
