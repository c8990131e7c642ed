"""One walk in a real browser, on a phone, with keyboard and htmx: from registering a person to her cédula."""

from datetime import date, timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from casework.journey.models import Case
from tests.cast import PASSWORD
from tests.web.browser import NEEDS_CHROMIUM

pytestmark = NEEDS_CHROMIUM


def search(page, text):
    page.keyboard.press("/")
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/")


def take_next_step(page, **fields):
    """Opens the form of the next step in place, fills it and sends it."""
    page.click(".btn-next")
    page.wait_for_selector("#next-form form")
    for name, value in fields.items():
        page.fill(f"#next-form [name={name}]", str(value))
    with page.expect_navigation():
        page.click("#next-form .btn-primary")


def days(number: int) -> date:
    return timezone.localdate() + timedelta(days=number)


def test_from_registration_to_the_cedula(sign_in, ana, carmen, marta, rocio):
    page = sign_in(ana)
    page.keyboard.press("n")
    page.wait_for_url("**/register/")
    page.fill("[name=given_names]", "Yulimar del Valle")
    page.fill("[name=family_names]", "González Rondón")
    page.select_option("[name=nationality]", "VE")
    page.select_option("[name=document_kind]", "ve_cedula")
    page.fill("[name=document_number]", "V-12")
    page.click("main .btn-primary")
    # Refused: the sentence is on top, and what was typed is still there.
    page.wait_for_selector("#errors")
    assert page.input_value("[name=given_names]") == "Yulimar del Valle"
    page.fill("[name=document_number]", "V-12.345.678")
    page.click("main .btn-primary")
    page.wait_for_selector(".who")
    code = Case.objects.get().code
    assert code in page.inner_text(".who")

    take_next_step(page)  # the registration is complete
    take_next_step(page, appointment_place="Quito")  # the CPM is started
    officer = sign_in(carmen)
    officer.click(".row-link")
    take_next_step(officer)  # the biometric visit
    take_next_step(officer, number="CPM-1", issued_on=days(-2), expires_on=days(178))
    assert "Nobody is at your step now." in officer.inner_text("main")

    page.reload()
    take_next_step(page)  # the visa is started
    take_next_step(page, application_number="77")
    consul = sign_in(marta)
    search(consul, code)
    consul.click(".row-link")
    take_next_step(consul, number="V-1", issued_on=days(-1), expires_on=days(729))

    page.reload()
    take_next_step(page)  # the cédula is started
    registrar = sign_in(rocio)
    registrar.click(".row-link")
    take_next_step(registrar, application_number="OC-9")  # the order of cedulación
    take_next_step(registrar, number="1710034065", issued_on=days(0), expires_on=days(700))

    page.reload()
    stops = page.inner_text(".track-regularisation")
    assert stops.count("Done") == 4
    assert "Enrol in a training" in page.inner_text(".next")


def test_a_refused_move_keeps_what_was_typed_and_says_why(sign_in, ana, case):
    page = sign_in(ana)
    search(page, case.code)
    page.click(".row-link")
    take_next_step(page)
    take_next_step(page)
    page.click("text=Other steps")
    page.click("text=Record the CPM issued")
    page.fill("[name=number]", "CPM-1")
    page.fill("[name=issued_on]", str(days(-1)))
    page.fill("[name=expires_on]", str(days(-9)))
    page.click("main .btn-primary")
    page.wait_for_selector("#errors")
    assert "The document expires before it was issued." in page.inner_text("#errors")
    assert page.input_value("[name=number]") == "CPM-1"


def test_it_works_without_javascript(sign_in, ana, case):
    page = sign_in(ana, java_script_enabled=False)
    page.fill("#q", "gonzalez")
    page.press("#q", "Enter")
    page.click(".row-link")
    page.click(".btn-next")
    page.click("main .btn-primary")
    page.wait_for_selector(".notice")
    assert case.records.get(stage="registration").status == "done"


def test_a_session_that_ends_loses_nothing_from_the_form(sign_in, ana):
    page = sign_in(ana)
    page.goto("/register/")
    page.fill("[name=given_names]", "Yulimar")
    Session.objects.all().delete()
    page.click("main .btn-primary")
    page.wait_for_selector(".notice")
    assert "Your session has ended. Nothing is lost" in page.inner_text(".notice")
    assert page.input_value("[name=given_names]") == "Yulimar"

    with page.context.expect_page() as opened:
        page.click(".notice a")
    tab = opened.value
    tab.fill("[name=login]", ana.user.email)
    tab.fill("[name=password]", PASSWORD)
    tab.click("main .btn-primary")
    tab.wait_for_selector(".masthead")
    page.click("main .btn-primary")
    page.wait_for_selector(".who")
    assert Case.objects.get().person.given_names == "Yulimar"


def test_a_connection_that_fails_loses_nothing_from_the_form(sign_in, ana, case):
    page = sign_in(ana)
    page.goto(f"/cases/{case.pk}/")
    page.fill("#note-text", "She called")
    page.context.set_offline(True)
    page.click("text=Save the note")
    page.wait_for_selector(".notice.offline")
    assert page.input_value("#note-text") == "She called"
    page.context.set_offline(False)
    with page.expect_navigation():
        page.click("text=Save the note")
    assert case.notes.get().text == "She called"


def test_the_shortcuts_are_listed(sign_in, ana):
    page = sign_in(ana)
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_url("**/cases/")
    page.keyboard.press("?")
    assert page.is_visible("#keys")
    page.keyboard.press("Escape")
    assert not page.is_visible("#keys")


def test_in_spanish_the_way_out_of_an_empty_search_fits_the_phone(sign_in, hilda):
    hilda.user.language = "es"
    hilda.user.save()
    page = sign_in(hilda)
    search(page, "nadie")
    page.wait_for_selector(".empty")
    assert "En una emergencia: leer un expediente" in page.inner_text(".empty")
