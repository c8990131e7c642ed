"""On a phone, without JavaScript: two records become one, and two again. Nothing is wider than the screen."""

from django.urls import reverse

from casework.journey.actions import register
from casework.people.actions import add_document, update_person
from casework.people.models import Person
from tests.web.browser import NEEDS_CHROMIUM

pytestmark = NEEDS_CHROMIUM


def test_two_records_become_one_and_two_again(sign_in, case, ana, hilda):
    facts = {"address": "Barrio Las Peñas, manzana 14, solar 3, junto a la iglesia"}
    again = register(by=ana, given_names="Yulimar", family_names="González de la Trinidad", **facts)
    add_document(person=again.person, by=ana, kind="passport", number="K1234567")
    page = sign_in(hilda, java_script_enabled=False)
    page.goto(reverse("merge", args=[case.person_id, again.person_id]))
    page.check("[name=names][value=gone]")
    page.fill("[name=reason]", "Mostró el mismo pasaporte")
    page.click("main .btn-primary")
    assert page.inner_text("h1") == "Yulimar González de la Trinidad"
    update_person(person=Person.objects.get(pk=case.person_id), by=ana, address="Calle Larga 1")
    page.click("text=Undo")
    page.check("[name=put_back]")
    page.click("main .btn-primary")
    assert page.inner_text("h1") == case.person.full_name
    assert Person.objects.get(pk=case.person_id).address == ""
