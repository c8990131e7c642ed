"""In a real browser, on a narrow phone and in Spanish: nothing is cut off, covered or glued together."""

import pytest

from casework.journey.models import Import
from casework.people.models import ContactPoint, Person
from tests.journey.imports.sheets import MARIBEL, YULIMAR, committed, previewed, sheet_of
from tests.web.browser import NEEDS_CHROMIUM

pytestmark = NEEDS_CHROMIUM
NARROW = {"width": 345, "height": 780}
CUT_OFF = """() => [...document.querySelectorAll("a, button, label, input, select, textarea")].filter(one => {
    const box = one.getBoundingClientRect();
    return box.width && !one.closest(".visually-hidden, .skip, details:not([open])") && box.right > innerWidth + 1;
}).map(one => one.textContent.trim() || one.name)"""

CLEAR_OF_BARS = """(field) => {
    const [box, bar, head] = [field, ".actions.sticky", ".masthead"].map(
        (one) => document.querySelector(one).getBoundingClientRect());
    return head.bottom <= box.top && box.bottom <= bar.top;
}"""


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
    page.emulate_media(reduced_motion="reduce")  # else the page is still on its way
    page.goto("/register/")
    page.fill("[name=given_names]", "Yulimar")
    page.fill("[name=document_number]", "V12345678")
    page.click("main .btn-primary")
    page.click(".error-summary a")
    page.wait_for_function("location.hash === '#id_document_kind'")
    assert page.evaluate(CLEAR_OF_BARS, "#id_document_kind")
    page.evaluate("""() => {
        const box = document.querySelector("[name=email]").getBoundingClientRect();
        scrollBy(0, box.bottom - innerHeight);  // behind the bar
    }""")
    assert not page.evaluate(CLEAR_OF_BARS, "[name=email]")
    page.focus("[name=email]")
    assert page.evaluate(CLEAR_OF_BARS, "[name=email]")


def test_nothing_is_lost_on_the_page_of_an_import(in_spanish, ana, hilda):
    committed(sheet_of(YULIMAR), ana)
    slip = MARIBEL.replace(";VE;", ";Benezuela;")
    sheet = previewed(sheet_of(YULIMAR.replace("0991234567", "0987654321"), MARIBEL, slip), ana)
    page = in_spanish(ana)
    page.goto(f"/imports/{sheet.pk}/")
    page.select_option("[name=caseworker]", str(hilda.user_id))
    page.click("#ticked button[value=skip]")
    page.wait_for_selector("[role=alert]")
    assert page.input_value("[name=caseworker]") == str(hilda.user_id)
    page.check("#r3 [name=rows]")
    page.click("#ticked button[value=same]")
    page.wait_for_selector("text=no está claro qué persona es: 3")
    assert page.is_checked("#r3 [name=rows]")
    page.select_option("#d3", "skip")
    page.wait_for_selector("#r3 .standing:has-text('Se deja fuera')")
    assert page.is_checked("#r3 [name=rows]")
    assert page.locator("[role=alert]").count() == 0
    page.check("text=+593987654321")
    page.click("#r2 .differences button")
    page.wait_for_selector("text=Se pasó al expediente 1 dato de la fila.")
    page.fill("#r4 [name=typed]", "Perú")
    page.click("#r4 .mend .btn-outline-primary")
    page.wait_for_selector("text=Se leyó de nuevo 1 fila y ya está bien.")
    page.wait_for_selector("#r4 >> text=Responsable: Hilda")
    assert page.evaluate(CUT_OFF) == []
    page.click("[formaction$='commit/']")
    page.wait_for_load_state()
    assert Import.objects.get(pk=sheet.pk).state != "previewed"
