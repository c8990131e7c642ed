"""In a real browser, on a phone: a slip is mended, rows are ticked, and what differs is taken over."""

from casework.people.models import Person
from tests.journey.imports.sheets import MARIBEL, YULIMAR, committed, previewed, sheet_of
from tests.journey.imports.test_homes import GROUPS
from tests.web.browser import NEEDS_CHROMIUM, too_wide

pytestmark = NEEDS_CHROMIUM


def test_rows_are_mended_ticked_and_taken_over(sign_in, ana):
    committed(sheet_of(YULIMAR), ana)
    slip = MARIBEL.replace(";VE;", ";Benezuela;")
    sheet = previewed(sheet_of(YULIMAR.replace("0991234567", "0987654321"), MARIBEL, slip), ana)
    page = sign_in(ana)
    page.goto(f"/imports/{sheet.pk}/")
    assert not too_wide(page)
    page.check("text=+593987654321")
    page.click("text=Write into the file")
    page.wait_for_selector("text=Write into the file", state="detached")
    assert Person.objects.get().contacts.filter(value="+593987654321").exists()
    page.check("#r3 input[name=rows]")
    page.click("#ticked button[value=skip]")
    page.wait_for_selector("text=Decided for")
    page.fill("#r4 [name=typed]", "Perú")
    page.click("#r4 .mend .btn-outline-primary")
    page.wait_for_selector("text=1 row was read again and is right now.")
    assert sheet.rows.get(line=4).told["nationality"] == "PE"


def test_a_proposed_household_is_decided_on_a_phone(sign_in, ana):
    sheet = previewed(GROUPS + "Eva;Vía;;;Azuay;Girón;José;Mora;;;\n", ana)
    page = sign_in(ana)
    page.goto(f"/imports/{sheet.pk}/")
    assert not too_wide(page)
    page.check(".homes [name=homes] >> nth=1")
    page.click(".homes button[name=together] >> nth=0")
    page.wait_for_selector("text=Decided for 1 household.")
    assert set(sheet.rows.filter(home=2).values_list("home_decision", flat=True)) == {"together"}
    assert set(sheet.rows.filter(home=4).values_list("home_decision", flat=True)) == {""}
