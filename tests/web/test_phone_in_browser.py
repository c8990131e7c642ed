"""In a real browser, on a narrow phone and in Spanish: nothing is cut off, covered or glued together."""

import pytest

from casework.people.models import ContactPoint, Person
from tests.web.browser import NEEDS_CHROMIUM

pytestmark = NEEDS_CHROMIUM
NARROW = {"width": 345, "height": 780}
CUT_OFF = """() => [...document.querySelectorAll("a, button, label, input, select, textarea")].filter(one => {
    const box = one.getBoundingClientRect();
    return box.width && !one.closest(".visually-hidden, .skip, details:not([open])") && box.right > innerWidth + 1;
}).map(one => one.textContent.trim() || one.name)"""


@pytest.fixture
def in_spanish(sign_in):
    """A narrow phone in the hands of a member who reads Spanish."""

    def signed_in(membership):
        membership.user.language = "es"
        membership.user.save()
        page = sign_in(membership)
        page.set_viewport_size(NARROW)
        return page

    return signed_in


def test_long_links_and_buttons_are_not_cut_off(in_spanish, ana, case):
    phone = ContactPoint.objects.create(person=case.person, kind="phone", value="+593991111111", state="lost")
    page = in_spanish(ana)
    for path in ("", "person/death/", "share/", "tasks/new/", "asylum/new/", f"contacts/{phone.pk}/messages/"):
        page.goto(f"/cases/{case.pk}/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], path
        assert page.evaluate(CUT_OFF) == [], path
    page.goto(f"/cases/{case.pk}/")
    page.evaluate("document.querySelector('a[href$=\"asylum/new/\"]').textContent = 'una palabra y otra '.repeat(9)")
    assert page.evaluate(CUT_OFF) == []


def test_what_is_required_is_marked(in_spanish, ana, case):
    phone = ContactPoint.objects.create(person=case.person, kind="phone", value="+593991111111")
    Person.objects.update(died_on=case.opened_on, death_known_by="not_said")
    page = in_spanish(ana)
    for path, field in ((f"contacts/{phone.pk}/messages/", "reason"), ("person/lives/", "reason"), ("note/", "text")):
        page.goto(f"/cases/{case.pk}/{path}")
        assert page.locator(f"#div_id_{field} label .asteriskField").is_visible(), path


def test_a_field_with_an_error_stands_clear_of_the_bars(in_spanish, ana):
    page = in_spanish(ana)
    page.goto("/register/")
    page.fill("[name=given_names]", "Yulimar")
    page.fill("[name=document_number]", "V12345678")
    page.click("main .btn-primary")
    page.click(".error-summary a")
    name = page.evaluate("document.activeElement.name || location.hash")
    assert "document_kind" in name
    box, bar = (page.locator(one).bounding_box() for one in ("#id_document_kind", ".actions.sticky"))
    head = page.locator(".masthead").bounding_box()
    assert head["y"] + head["height"] <= box["y"]
    assert box["y"] + box["height"] <= bar["y"]
