"""Lists taken out as files: what is in them, for whom, and what is written down of it."""

import csv
import io

import pytest
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from casework.access.models import Door, LogEntry
from casework.access.policy import Role, Section
from casework.access.scope import acting_as, current
from casework.followups.actions import write_task
from casework.journey.actions import open_blocker, register
from casework.journey.models import Case
from casework.people.actions import add_contact
from casework.people.models import ContactPoint, Person, PersonAccess
from casework.web import exports
from tests.cast import member, refer
from tests.journey.imports.sheets import previewed
from tests.web.conftest import words

TODAY = timezone.localdate()
ASKED = {"purpose": "planning", "form": "csv"}
CASES, TASKS, FOUND = "/cases/export/", "/tasks/export/", "/search/export/"


@pytest.fixture
def phone(case, ana):
    return add_contact(person=case.person, by=ana, kind="phone", value="0987654321")


@pytest.fixture
def analyst(iom):
    return member("Alicia", iom, Role.ANALYST)


def table(response):
    """The rows of a CSV as a spreadsheet program reads it, as dicts by their headings."""
    assert response.status_code == 200, response.content
    body = b"".join(response.streaming_content)
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))


def codes(response):
    return [row["Case"] for row in table(response)]


def test_a_list_of_cases_goes_out_with_what_the_page_tells(case, phone, hilda, browser_of):
    response = browser_of(hilda).post(CASES, ASKED)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="casework-cases-{TODAY.isoformat()}.csv"'
    assert "no-store" in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"
    (row,) = table(response)
    expected = {
        "Case": case.code,
        "Given names": "Yulimar del Valle",
        "Family names": "González Rondón",
        "Sex": "female",
        "Nationality": "Venezuela",
        "Phone": "+593987654321",
        "Organisation": "HIAS",
        "Caseworker": "Ana",
        "Opened on": TODAY.isoformat(),
        "Registration": "in progress",
        "Since or until": TODAY.isoformat(),
    }
    assert {name: row[name] for name in expected} == expected


def test_in_the_readers_language(case, hilda, browser_of):
    hilda.user.language = "es"
    hilda.user.save()
    (row,) = table(browser_of(hilda).post(CASES, ASKED))
    assert row["Caso"] == case.code
    assert row["Sexo"] == "mujer"


def test_as_xlsx_every_cell_is_text(case, phone, hilda, browser_of):
    response = browser_of(hilda).post(CASES, ASKED | {"form": "xlsx"})
    assert response["Content-Disposition"].endswith('.xlsx"')
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response.streaming_content)))
    heading, row = workbook.get_sheet_by_index(0).to_python()
    told = dict(zip(heading, row, strict=True))
    assert told["Case"] == case.code
    assert told["Phone"] == "+593987654321"


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_what_would_be_a_formula_is_none(sign, case, hilda, browser_of):
    Person.objects.update(given_names=f'{sign}HYPERLINK("http://x.example")')
    (row,) = table(browser_of(hilda).post(CASES, ASKED))
    assert row["Given names"].startswith(f"'{sign}HYPERLINK")


# Outside the request --------------------------------------------------------------------------------------------------
def test_what_is_streamed_after_the_request_is_neither_empty_nor_more(case, bruno, hilda, browser_of, monkeypatch):
    """With nobody's scope around it, and `visible_to` taken away: row-level security is what is left."""
    other = register(by=bruno, given_names="Luis")
    response = browser_of(hilda).post(f"{CASES}?scope=visible", ASKED)
    for model in (Case, ContactPoint, PersonAccess):
        monkeypatch.setattr(type(model.objects.all()), "visible_to", lambda rows, membership, section=None: rows)
    monkeypatch.setattr(exports, "rows_of", lambda cases, by: list(map(Bare, cases)))
    columns = exports.columns_for(hilda, exports.CASES[:2])
    both = exports.Taken("cases", [case.pk, other.pk], columns, exports.case_rows)
    with acting_as(hilda, Door.WEB):
        made = exports.batches(both, hilda)
    with acting_as(None, Door.JOB):
        before = current()
        assert codes(response) == [case.code]
        assert [row for rows in made for row in rows] == [["Case", "Given names"], [case.code, "Yulimar del Valle"]]
        assert current() is before
        assert not Case.objects.exists()


class Bare:
    """A row as `rows_of` would make it, without its line."""

    def __init__(self, case):
        self.case, self.alone, self.what, self.when = case, False, "", None
        self.line = type("Line", (), {"stops": ()})


def test_who_went_out_of_sight_meanwhile_is_left_out_and_the_order_stays(case, ana, hilda, browser_of, monkeypatch):
    monkeypatch.setattr(exports, "AT_ONCE", 1)
    others = [register(by=ana, given_names=name) for name in ("Ana", "Zoila")]
    asked = f"{CASES}?order=name"
    assert codes(browser_of(hilda).post(asked, ASKED)) == [others[0].code, case.code, others[1].code]
    response = browser_of(hilda).post(asked, ASKED)
    PersonAccess.objects.filter(person=case.person).update(until=timezone.now())
    assert codes(response) == [others[0].code, others[1].code]


def test_more_rows_than_go_out_at_once_are_refused_in_a_sentence(case, ana, hilda, browser_of, monkeypatch):
    register(by=ana, given_names="Rosa")
    monkeypatch.setitem(exports.MOST, "xlsx", 1)
    response = browser_of(hilda).post(CASES, ASKED | {"form": "xlsx"})
    assert response.status_code == 400
    assert "This list has more than 1 rows. Choose a shorter one." in words(response)
    assert not LogEntry.objects.filter(kind="export").exists()
    assert len(codes(browser_of(hilda).post(CASES, ASKED))) == 2


# Whose, and what ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["ana", "vera", "ivan", "carmen", "fabiola"])
def test_only_who_coordinates_or_reports_takes_lists_out(who, case, request, browser_of):
    browser = browser_of(request.getfixturevalue(who))
    for path in (CASES, FOUND, TASKS):
        assert browser.post(path, ASKED).status_code == 403
    assert "Take the list out" not in words(browser.get("/cases/?scope=visible"))


def test_who_does_not_read_contacts_gets_none(case, phone, analyst, browser_of):
    (row,) = table(browser_of(analyst).post(f"{CASES}?scope=visible", ASKED))
    assert row["Case"] == case.code
    assert "Phone" not in row
    assert browser_of(analyst).post(TASKS, ASKED).status_code == 403


def test_of_a_case_that_was_shared_in_parts_only_those_go_out(case, phone, nrc, browser_of):
    nadia = member("Nadia", nrc, Role.MANAGER)
    asked = f"{CASES}?show=shared"
    access = refer(case.person, nrc, [Section.IDENTITY, Section.JOURNEY])
    (row,) = table(browser_of(nadia).post(asked, ASKED))
    assert (row["Case"], row["Phone"]) == (case.code, "")
    access.sections = [*access.sections, Section.CONTACT]
    access.save()
    (row,) = table(browser_of(nadia).post(asked, ASKED))
    assert row["Phone"] == "+593987654321"


def test_the_list_is_the_one_that_was_asked_for(case, ana, hilda, browser_of):
    blocked = register(by=ana, given_names="Rosa")
    open_blocker(case=blocked, by=ana, stage="cpm", cause="fee")
    browser = browser_of(hilda)
    assert codes(browser.post(f"{CASES}?show=blocked", ASKED)) == [blocked.code]
    assert codes(browser.post(f"{CASES}?show=blocked&scope=mine", ASKED)) == []
    page = browser.get("/cases/?show=blocked")
    assert f"{CASES}?show=blocked" in page.content.decode()
    assert "/cases/?show=blocked" in browser.get(f"{CASES}?show=blocked").content.decode()


def test_what_a_search_found_goes_out_and_its_words_stand_nowhere(case, ana, hilda, browser_of):
    register(by=ana, given_names="Rosa", family_names="Quispe")
    browser = browser_of(hilda)
    assert codes(browser.post(FOUND, ASKED)) == []
    browser.post("/search/", {"q": "Yulimar"})
    assert FOUND in browser.get("/search/").content.decode()
    assert codes(browser.post(FOUND, ASKED)) == [case.code]
    assert "Yulimar" not in str([entry.facts for entry in LogEntry.objects.all()])


def test_a_list_of_tasks_goes_out(case, ana, hilda, browser_of):
    write_task(case=case, by=ana, what="Call her", due_on=TODAY)
    (row,) = table(browser_of(hilda).post(f"{TASKS}?scope=organisation", ASKED))
    assert row == {
        "What is to be done": "Call her",
        "Due on": TODAY.isoformat(),
        "Case": case.code,
        "Person": "Yulimar del Valle González Rondón",
        "Who does it": "Ana",
        "Organisation": "HIAS",
        "Put off until": "",
        "State": "open",
        "Outcome": "",
    }
    assert (
        f"{TASKS}?show=due&amp;scope=organisation"
        in browser_of(hilda).get("/tasks/?scope=organisation").content.decode()
    )


# What is written down -------------------------------------------------------------------------------------------------
def test_what_for_has_to_be_said(case, hilda, browser_of):
    response = browser_of(hilda).post(CASES, {"form": "csv"})
    assert response.status_code == 400
    assert "What the list is for : This field is required." in words(response)
    assert not LogEntry.objects.filter(kind="export").exists()


def test_it_stands_in_the_log_without_a_name(case, hilda, hias, browser_of):
    browser_of(hilda).post(f"{CASES}?show=all&scope=organisation&order=name&Yulimar=1", ASKED)
    entry = LogEntry.objects.get(kind="export")
    assert (entry.place, entry.user_id, entry.persons, entry.owners) == ("export_cases", hilda.user_id, [], [hias.pk])
    assert entry.facts == {
        "list": "all",
        "scope": "organisation",
        "rows": 1,
        "form": "csv",
        "purpose": "planning",
        "filters": ["order", "scope", "show"],
    }


def test_the_page_says_what_will_be_in_it(case, hilda, browser_of):
    text = words(browser_of(hilda).get(CASES))
    assert "case, given names, family names" in text
    assert "At most 100000 rows as CSV, 20000 as XLSX." in text
    assert reverse("cases") in browser_of(hilda).get(CASES).content.decode()


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_list_that_is_sent_again_is_understood(form, language, case, phone, hilda, browser_of):
    hilda.user.language = language
    hilda.user.save()
    answer = browser_of(hilda).post(CASES, ASKED | {"form": form})
    sheet = previewed(b"".join(answer.streaming_content), hilda, f"list.{form}")
    fields = dict(zip(sheet.headings, sheet.columns, strict=True))
    held = {field for field in fields.values() if field} - {"cedula_number"}
    assert held == {"given_names", "family_names", "sex", "birth_date", "nationality", "canton", "phone"}
    (row,) = sheet.rows.all()
    assert [one["person"] for one in row.likely] == [str(case.person_id)]
    assert [contact["value"] for contact in row.told["contacts"]] == [phone.value]
    assert row.told["documents"] == []  # how far the cédula is, is no number
