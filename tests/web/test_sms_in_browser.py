"""The editor of a message counts its SMS while one writes."""

from django.urls import reverse

from tests.web.browser import NEEDS_CHROMIUM

pytestmark = NEEDS_CHROMIUM


def test_the_editor_counts_while_one_writes(sign_in, hilda):
    page = sign_in(hilda)
    page.goto(reverse("new_campaign"))
    told = page.locator("textarea[name=text_es] + .sms-count")
    page.fill("textarea[name=text_es]", "Hay una feria.")
    assert told.inner_text() == "1 SMS, 146 characters left"
    page.fill("textarea[name=text_es]", "á" * 71)
    assert told.inner_text().startswith("2 SMS")
    page.fill("textarea[name=text_es]", "{day}")
    assert told.inner_text() == "1 SMS, 144 characters left"
