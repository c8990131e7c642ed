"""The Spanish of the pages and of REST: complete, of the same shape as the English, up to date, and used."""

import html
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.access.models import User
from casework.journey.actions import add_note, close_case, open_blocker, register, resolve_blocker
from casework.journey.files import attach_file
from casework.journey.stages import STAGES
from casework.people.actions import add_contact, add_document, add_need, mark_contact
from casework.people.households import join_household_of
from casework.programmes.actions import move_stage
from tests.cast import PASSWORD

SPANISH = settings.BASE_DIR / "casework/locale/es/LC_MESSAGES/django.po"
HOW = "django-admin makemessages -l es --add-location file --no-wrap --no-obsolete -i tests -i bench"
PLACE = re.compile(r"%\(\w+\)\d*\w|%%")


def catalog_of(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="es")


def messages_of(path: Path) -> list[Message]:
    return [message for message in catalog_of(path) if message.id]


def forms(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def key_of(message: Message) -> tuple:
    return message.context, message.id


SAID = messages_of(SPANISH)


def test_every_sentence_has_its_spanish_and_none_is_left_over():
    # A header that is fuzzy makes Babel skip the whole file.
    assert not catalog_of(SPANISH).fuzzy
    assert [m.id for m in SAID if m.fuzzy or not all(forms(m.string))] == []
    # A word may be the same in both, a sentence is not.
    assert [m.id for m in SAID if m.id == m.string and re.search(r"\w \w", PLACE.sub("", m.id))] == []
    assert [line for line in SPANISH.read_text().splitlines() if line.startswith("#~")] == []


def test_places_for_values_are_the_same_in_both_languages():
    wrong = []
    for message in SAID:
        wanted = {place for form in forms(message.id) for place in PLACE.findall(form)}
        wrong += [(message.id, said) for said in forms(message.string) if set(PLACE.findall(said)) != wanted]
    assert wrong == []


def test_every_number_has_its_form():
    count = catalog_of(SPANISH).num_plurals
    assert [m.id for m in SAID if len(forms(m.string)) != (count if m.pluralizable else 1)] == []


def test_quotation_marks_and_dots_are_spanish():
    assert [m.string for m in SAID for said in forms(m.string) if re.search(r'["“”]|\.\.\.', said)] == []
    assert [m.string for m in SAID for said in forms(m.string) if said.count("¿") != said.count("?")] == []


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="no gettext here: apt-get install gettext")
def test_it_has_what_the_source_says_and_nothing_more(tmp_path):
    # In a copy, since extraction writes beside the templates it reads.
    for room in ("casework", "config"):
        ignored = shutil.ignore_patterns("locale", "__pycache__", "static", "*.csv")
        shutil.copytree(settings.BASE_DIR / room, tmp_path / room, ignore=ignored)
    (tmp_path / "locale").mkdir()
    command = [sys.executable, "-m", "django", "makemessages", "--locale", "es", "--verbosity", "0"]
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    subprocess.run(command, cwd=tmp_path, env=environment, check=True)
    wanted = {key_of(m) for m in messages_of(tmp_path / "locale/es/LC_MESSAGES/django.po")}
    ours = {key_of(m) for m in SAID}
    assert (wanted - ours, ours - wanted) == (set(), set()), f"Run this, then translate what is new: {HOW}"


def test_the_compiled_file_is_what_it_would_be_now():
    compiled = SPANISH.with_suffix(".mo")
    assert compiled.exists(), "Run bin/setup: it compiles the translations."
    fresh = BytesIO()
    write_mo(fresh, catalog_of(SPANISH))
    fresh.seek(0)
    with compiled.open("rb") as file:
        assert GNUTranslations(file)._catalog == GNUTranslations(fresh)._catalog, "Run bin/setup: it compiles again."


# What a page would show of a sentence that is not translated: the longest part of it without values.
ENGLISH = {
    part
    for message in SAID
    if message.id != message.string
    for form in forms(message.id)
    if len(part := max(PLACE.split(form), key=len).strip()) > 12
}
# And of a sentence that nobody thought of translating.
SMALL_WORDS = re.compile(r"\b(the|of|and|with|this|that|your|you|was|were|are|not|from|for|by|at|to|is|it)\b", re.I)
KEPT = re.compile(r"<(script|style)\b.*?</\1>|<!--.*?-->", re.DOTALL)
READ_OUT = re.compile(r'\b(?:placeholder|title|alt|aria-label|data-offline|label)="([^"]*)"')


def read_by_her(response) -> str:
    """All that a person reads or hears of a page: its text, and the attributes that are shown or read out."""
    page = KEPT.sub(" ", response.content.decode())
    return html.unescape(" ".join([re.sub(r"<[^>]+>", " · ", page), *READ_OUT.findall(page)]))


def english_in(response) -> list[str]:
    text = read_by_her(response)
    return sorted(part for part in ENGLISH if part in text) + [match[0] for match in SMALL_WORDS.finditer(text)]


def reader(membership, language: str = "es") -> Client:
    User.objects.filter(pk=membership.user_id).update(language=language)
    client = Client()
    assert client.login(email=membership.user.email, password=PASSWORD)
    return client


@pytest.fixture
def full(ana, ivan, case):
    """Yulimar with something in every section, and her mother, whose case is closed."""
    person = case.person
    add_document(person=person, by=ana, kind="ve_cedula", number="V-12345678")
    mark_contact(contact=add_contact(person=person, by=ana, kind="phone", value="0991234567"), by=ana, state="lost")
    add_need(person=person, by=ana, kind="disability", percent=40)
    mother = register(by=ana, given_names="Carmen", birth_date="1960-01-01", birth_precision="year")
    join_household_of(person=person, other=mother.person, relationship="child", by=ana)
    close_case(case=mother, by=ana, close_reason="left")
    move_stage(case=case, stage="registration", verb="approve", by=ana)
    move_stage(case=case, stage="cpm", verb="start", by=ana, appointment_place="Quito")
    resolve_blocker(blocker=open_blocker(case=case, by=ana, stage="cpm", cause="fee"), by=ana, resolution="Pagado")
    open_blocker(case=case, by=ana, stage="cpm", cause="wrong_advice", review_on=timezone.localdate())
    add_note(case=case, by=ana, text="Nota")
    attach_file(case=case, by=ana, upload=SimpleUploadedFile("a.pdf", b"%PDF-1.4\n%%EOF\n"))
    move_stage(case=case, stage="seed_capital", verb="start", by=ana, business_name="Arepas", reason="Ya vende")
    move_stage(case=case, stage="seed_capital", verb="approve", by=ivan, form="cash", amount=10, instalments=2)
    start = {"course": "Pan", "provider": ana.organisation, "starts_on": timezone.localdate(), "reason": "Ya vende"}
    move_stage(case=case, stage="training", verb="start", by=ana, **start)
    return {"case": case, "closed": mother}


def pages_of(browser: Client, case, closed) -> Iterator:
    """Every kind of page a caseworker reads, and what she is told when she errs."""
    for name in ("today", "cases", "register", "search"):
        yield browser.get(reverse(name))
    for query in ("?scope=organisation", "?scope=mine"):
        yield browser.get(reverse("today") + query)
    for searched in ("yulimar", "zzzz"):
        yield browser.post(reverse("search"), {"q": searched}, follow=True)
    wrong = {"given_names": "", "document_kind": "ve_cedula", "document_number": "1", "phone": "1", "household_of": "x"}
    yield browser.post(reverse("register"), wrong)
    for one in (case, closed):
        yield browser.get(reverse("case", args=[one.pk]))
    for name in ("add_note", "open_blocker", "edit_person", "add_document", "add_contact", "join_household", "attach"):
        address = reverse(name, args=[case.pk])
        yield browser.get(address)
        yield browser.post(address, {})
    for name in ("assign", "close_case"):
        yield browser.get(reverse(name, args=[case.pk]))
    blocker = case.blockers.get(resolved_on=None)
    yield browser.get(reverse("resolve_blocker", args=[case.pk, blocker.pk]))
    yield browser.post(reverse("reopen_case", args=[case.pk]))


def test_no_english_shines_through_on_a_caseworkers_pages(hilda, full):
    wrong = {}
    for response in pages_of(reader(hilda), **full):
        if found := english_in(response):
            wrong[response.request["REQUEST_METHOD"], response.request["PATH_INFO"]] = found
    assert wrong == {}


def test_no_english_shines_through_on_the_moves(ivan, full):
    browser, wrong = reader(ivan), {}
    for code, stage in STAGES.items():
        for verb in stage.labels:
            address = reverse("move", args=[full["case"].pk, code, verb])
            for response in (browser.get(address), browser.post(address, {"on": timezone.localdate(), "reason": "Sí"})):
                if found := english_in(response):
                    wrong[response.request["REQUEST_METHOD"], code, verb] = found
    assert wrong == {}


def test_no_english_shines_through_at_a_ministry(carmen, full):
    browser = reader(carmen)
    case = reverse("case", args=[full["case"].pk])
    for address in (reverse("today"), reverse("cases"), case):
        response = browser.get(address)
        assert response.status_code == 200
        assert english_in(response) == []


@pytest.mark.django_db
def test_no_english_shines_through_before_one_signs_in(client):
    address = reverse("account_login")
    for response in (client.get(address), client.post(address, {"login": "nadie@hias.example", "password": "mala"})):
        assert response.status_code == 200
        assert english_in(response) == []


def test_no_english_shines_through_on_refusals(vera, case):
    browser = reader(vera)
    nobody = "00000000-0000-0000-0000-000000000000"
    for address, status in (("/nada/", 404), (reverse("case", args=[nobody]), 404), (reverse("register"), 403)):
        response = browser.get(address)
        assert response.status_code == status
        assert english_in(response) == []


def test_one_who_reads_english_sees_no_spanish(ana, full):
    browser, case = reader(ana, "en"), reverse("case", args=[full["case"].pk])
    spanish = {said for m in SAID for said in forms(m.string) if said not in forms(m.id) and len(said) > 12}
    for address in (reverse("today"), reverse("cases"), reverse("register"), reverse("search"), case):
        text = read_by_her(browser.get(address))
        assert [said for said in spanish if said in text] == []
