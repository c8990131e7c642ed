"""What the tests of the pages share."""

import re

import pytest
from django.test import Client

from tests.cast import PASSWORD
from tests.web.browser import CHROMIUM, FLAGS, PHONE, forbidden_by_policy, too_wide


@pytest.fixture
def browser_of():
    """A signed-in test client acting for a membership."""

    def signed_in(membership) -> Client:
        client = Client()
        assert client.login(email=membership.user.email, password=PASSWORD)
        return client

    return signed_in


def words(response) -> str:
    """The text of a page as one reads it."""
    body = re.sub(r"<(script|style).*?</\1>", "", response.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def confirm(browser: Client, path: str, data=None, *, at: str = "", **options):
    """Look at a page (`at` another address than the one confirmed) and confirm what it showed."""
    shown = re.search(r'name="shown" value="(\w+)"', browser.get(at or path).content.decode())
    assert shown, f"{at or path} gives no digest of what it shows"
    return browser.post(path, {"shown": shown[1]} | (data or {}), **options)


@pytest.fixture(scope="module")
def chromium(django_db_setup):
    # Playwright keeps an event loop in this thread: Django then refuses plain database calls in it.
    playwright = pytest.importorskip("playwright.sync_api").sync_playwright().start()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
        playwright.stop()


@pytest.fixture
def open_page(chromium, live_server):
    """A phone with nobody signed in. A script error, what the policy forbids, or a page wider than it fail the test."""
    opened, faults = [], []

    def page_of(**options):
        page = chromium.new_page(viewport=PHONE, base_url=live_server.url, **options)
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if forbidden_by_policy(said) else None)
        page.on("load", lambda page: faults.extend(too_wide(page)))
        opened.append(page)
        return page

    yield page_of
    for page in opened:
        page.close()
    assert faults == []


@pytest.fixture
def sign_in(open_page):
    """A phone in the hands of a member, signed in."""

    def signed_in(membership, **options):
        page = open_page(**options)
        page.goto("/account/login/")
        page.fill("[name=login]", membership.user.email)
        page.fill("[name=password]", PASSWORD)
        page.click("main .btn-primary")
        page.wait_for_selector(".masthead")
        return page

    return signed_in
