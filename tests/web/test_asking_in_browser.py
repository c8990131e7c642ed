"""In a real browser, on a phone: the hint at registration, asking from it, answering, and taking a list out."""

from casework.journey.models import Case
from casework.people.models import AccessRequest, Duplicate
from tests.journey.test_asking import ask, yulimar  # noqa: F401  (a fixture)
from tests.web.browser import NEEDS_CHROMIUM
from tests.web.test_likely import SHE

pytestmark = NEEDS_CHROMIUM


def fill(page):
    page.goto("/register/")
    for name in ("given_names", "family_names", "birth_date", "document_number"):
        page.fill(f"[name={name}]", SHE[name])
    page.select_option("[name=document_kind]", SHE["document_kind"])
    page.wait_for_selector(".likely-one")


def test_the_hint_leads_to_the_question(sign_in, yulimar, bruno):  # noqa: F811
    page = sign_in(bruno)
    fill(page)
    page.goto(page.get_attribute("text=Ask for access", "href"))
    page.fill("[name=why]", "She is with us.")
    page.click("main .btn-primary")
    page.wait_for_selector("text=Asked of HIAS")
    assert AccessRequest.objects.get().why == "She is with us."
    page.goto("/access-requests/")


def test_the_reason_stays_while_the_form_is_filled_further(sign_in, yulimar, bruno):  # noqa: F811
    page = sign_in(bruno)
    fill(page)
    page.select_option("[name=not_the_same]", "namesakes")
    page.fill("[name=not_the_same_words]", "An aunt")
    with page.expect_response("**/register/likely/"):
        page.fill("[name=address]", "Calle Larga 1")
    page.wait_for_function("document.querySelector('[name=not_the_same]').value === 'namesakes'")
    assert page.input_value("[name=not_the_same_words]") == "An aunt"
    page.click("main .btn-primary")
    page.wait_for_selector(".who h1")
    assert Case.objects.count() == 2
    assert Duplicate.objects.get().remark == "An aunt"


def test_the_answer_fits_a_phone(sign_in, yulimar, bruno, ana):  # noqa: F811
    request = ask(bruno)
    page = sign_in(ana)
    page.goto(f"/access-requests/{request.pk}/")
    page.click("summary:has-text('Refuse it')")
    page.fill("[name=answer]", "She said no.")
    page.click("button:has-text('Refuse it')")
    page.wait_for_selector("text=It was refused")
    assert AccessRequest.objects.get().state == "refused"


def test_a_list_is_taken_out(sign_in, yulimar, hilda):  # noqa: F811
    page = sign_in(hilda)
    page.goto("/cases/?scope=organisation")
    page.click("text=Take the list out")
    page.select_option("[name=purpose]", "planning")
    with page.expect_download() as download:
        page.click("main .btn-primary")
    assert download.value.suggested_filename.startswith("casework-cases-")
    assert yulimar.code in download.value.path().read_text(encoding="utf-8")
