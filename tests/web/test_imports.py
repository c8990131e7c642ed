"""The pages of imports: a sheet is sent, looked at, decided, registered, undone; what is wrong taken home."""

import csv
import io
import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.urls import reverse
from python_calamine import load_workbook

from casework.access.models import LogEntry
from casework.journey.actions import add_note
from casework.journey.imports.decisions import caseworker_of
from casework.journey.models import Case, Import
from casework.people.models import Person
from tests.journey.imports.sheets import AZUAY, MARIBEL, YULIMAR, committed, previewed, sent, sheet_of, worked
from tests.web.conftest import confirm, words


@pytest.fixture
def at_ana(browser_of, ana):
    return browser_of(ana)


def read(response):
    return unescape(words(response))


def page_of(sheet, name="import"):
    return reverse(name, args=[sheet.pk])


def upload(content, name="brigada.csv"):
    return {"file": SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())}


def decide(browser, row, decision, **options):
    address = reverse("decide_import_row", args=[row.sheet_id, row.pk])
    return browser.post(address, {"decision": decision}, **options)


def test_from_a_sheet_to_people_and_back(at_ana):
    assert "send it as it is" in read(at_ana.get(reverse("imports")))
    page = at_ana.post(reverse("imports"), upload(AZUAY.read_bytes(), "azuay.csv"), follow=True)
    assert "Being read" in read(page)
    sheet = worked(Import.objects.get())
    text = read(at_ana.get(page_of(sheet)))
    assert "All rows 136" in text
    assert "New 125" in text
    assert "Register 125 rows" in text
    assert "Carlos Gregorio Parra Araujo" in text
    started = read(at_ana.post(page_of(sheet, "commit_import"), follow=True))
    assert "you may leave it" in started
    assert "Being imported · 0 %" in started
    worked(sheet)
    done = read(at_ana.get(page_of(sheet)))
    assert "Registered 125" in done
    assert Case.objects.get(person__family_names="Parra Araujo", person__given_names="Carlos Gregorio").code in done
    asked = read(at_ana.get(page_of(sheet, "undo_import")))
    assert "125 people who were registered from this sheet are deleted, with their cases." in asked
    assert Person.objects.count() == 125
    confirm(at_ana, page_of(sheet, "undo_import"), follow=True)
    worked(sheet)
    undone = read(at_ana.get(page_of(sheet)))
    assert "Undone" in undone
    assert "125 people who had been registered were deleted, with their cases." in undone
    assert "Registered 125" not in undone
    assert not Person.objects.exists()
    assert "Nobody is registered by it." in read(at_ana.get(page_of(sheet)))
    assert "thrown away" in read(at_ana.post(page_of(sheet, "discard_import"), follow=True))


def test_rows_are_shown_kind_by_kind_and_page_by_page(at_ana, ana):
    sheet = previewed(AZUAY, ana)
    wrong = read(at_ana.get(page_of(sheet) + "?show=error"))
    assert "Fecha Nac. 31/02/1990 : This day does not exist." in wrong
    assert "Carlos Gregorio" not in wrong
    second = at_ana.get(page_of(sheet) + "?page=2")
    assert second.context["rows"][0].row.line == 54
    assert at_ana.get(page_of(sheet) + "?show=nonsense&page=nonsense").status_code == 200


def test_while_a_job_works_the_page_asks_how_far_it_is(at_ana, ana):
    sheet = sent(sheet_of(YULIMAR), ana)
    assert b"hx-trigger" in at_ana.get(page_of(sheet)).content
    part = at_ana.get(page_of(sheet, "import_progress"), headers={"HX-Request": "true"})
    assert "HX-Redirect" not in part
    worked(sheet)
    part = at_ana.get(page_of(sheet, "import_progress"), headers={"HX-Request": "true"})
    assert part["HX-Redirect"] == page_of(sheet)
    assert b"hx-trigger" not in part.content


def test_decisions_with_and_without_javascript(at_ana, ana):
    committed(sheet_of(YULIMAR), ana)
    yulimar = Person.objects.get()
    sheet = previewed(sheet_of(YULIMAR.replace("Yulimar;González", "Andreína;Rojas"), MARIBEL), ana)
    duplicate, new = sheet.rows.order_by("line")
    page = read(at_ana.get(page_of(sheet)))
    assert "Yulimar González" in page
    assert "same document number" in page
    assert "1 row waits for your decision" in page
    answer = decide(at_ana, duplicate, f"same:{yulimar.pk}", headers={"HX-Request": "true"})
    assert (answer.status_code, "is Yulimar González" in read(answer)) == (200, True)
    assert "Register 2 rows" in read(answer)  # what is left to do is told anew
    assert decide(at_ana, new, "skip").status_code == 302
    duplicate.refresh_from_db()
    new.refresh_from_db()
    assert (duplicate.decision, duplicate.person, new.decision) == ("same", yulimar, "skip")
    for wrong in ("", "nonsense", "same:nonsense"):
        assert decide(at_ana, new, wrong).status_code == 400


def test_what_a_row_tells_of_somebody_who_is_there_is_taken_over(at_ana, ana):
    committed(sheet_of(YULIMAR), ana)
    sheet = previewed(sheet_of(YULIMAR.replace("0991234567", "0987654321")), ana)
    page = at_ana.get(page_of(sheet))
    assert "Phone : +593987654321" in read(page)
    (look,) = page.context["rows"]
    url = reverse("take_import_row", args=[sheet.pk, look.row.pk])
    assert at_ana.post(url, {"keys": "contacts:0", "shown": "x"}).status_code == 409
    assert at_ana.post(url, {"shown": look.shown}).status_code == 400
    answer = at_ana.post(url, {"keys": "contacts:0", "shown": look.shown}, headers={"HX-Request": "true"})
    assert "+593987654321" not in read(answer)
    assert "1 part of the row was written into the file." in read(answer)
    assert 'id="ticked" class="actions" hx-swap-oob="true"' in answer.content.decode()
    assert Person.objects.get().contacts.filter(value="+593987654321").exists()


def test_a_slip_is_mended_for_all_rows_that_say_the_same(at_ana, ana):
    sheet = previewed("Nombres;Apellidos;Cantón\nAna;Uno;Cueca\nEva;Dos;Cueca\nLuis;Tres;Quito\n", ana)
    page = at_ana.get(f"{page_of(sheet)}?show=error")
    assert "Yes, Cuenca" in read(page)
    look = page.context["rows"][0]
    url, data = reverse("mend_import_row", args=[sheet.pk, look.row.pk]), {"field": "canton", "shown": look.version}
    assert at_ana.post(url, data | {"value": "Cuenca", "shown": "x"}).status_code == 409
    assert at_ana.post(url, data | {"field": "phone", "value": "x"}).status_code == 400
    answer = at_ana.post(url, data | {"typed": "Cueca", "value": "Cuenca", "alike": "1"}, follow=True)
    assert "2 rows were read again and are right now." in read(answer)
    assert set(sheet.rows.values_list("outcome", flat=True)) == {"new"}


def test_ticked_rows_and_the_caseworker_of_all(at_ana, ana, hilda, bruno):
    sheet = previewed(sheet_of(YULIMAR, MARIBEL), ana)
    looks = at_ana.get(page_of(sheet)).context["rows"]
    rows = [f"{look.row.pk}.{look.version}" for look in looks]
    url = page_of(sheet, "decide_import_rows")
    assert "Decided for 2 rows." in read(at_ana.post(url, {"rows": rows, "decision": "skip"}, follow=True))
    assert at_ana.post(url, {"rows": rows, "decision": "add"}).status_code == 409
    chosen = page_of(sheet, "import_caseworker")
    assert "chosen for 2 rows" in read(at_ana.post(chosen, {"caseworker": hilda.user_id}, follow=True))
    assert at_ana.post(chosen, {"caseworker": bruno.user_id}).status_code == 400


def test_a_refused_decision_keeps_the_page_with_all_that_was_ticked_and_chosen(at_ana, ana, hilda):
    sheet = previewed(sheet_of(YULIMAR, MARIBEL), ana)
    url = page_of(sheet, "decide_import_rows")
    none = at_ana.post(url, {"decision": "skip", "caseworker": hilda.user_id, "caseworker_before": "", "show": "new"})
    assert none.status_code == 400
    assert "Tick the rows that are decided." in read(none)
    assert "New 2" in read(none)
    assert f'value="{hilda.user_id}" selected' in none.content.decode()
    first = none.context["rows"][0]
    unclear = at_ana.post(url, {"decision": "same", "rows": f"{first.row.pk}.{first.version}"})
    assert unclear.status_code == 400
    assert "Of these lines it is not clear which person they are: 2." in read(unclear)
    assert unclear.content.decode().count('form="rows-form" checked') == 1
    assert not sheet.rows.exclude(decided_by=None).exists()


def test_who_the_rows_are_is_offered_where_one_of_them_may_be_somebody(at_ana, ana):
    committed(sheet_of(YULIMAR), ana)
    assert "Are the people shown" not in read(at_ana.get(page_of(previewed(sheet_of(MARIBEL), ana))))
    sheet = previewed(sheet_of(YULIMAR.replace("0991234567", "0987654321")), ana)
    assert "Are the people shown" in read(at_ana.get(page_of(sheet)))


def test_a_row_left_out_is_marked_so_and_can_be_ticked_again(at_ana, ana):
    sheet = previewed(sheet_of(YULIMAR), ana)
    answer = decide(at_ana, sheet.rows.get(), "skip", headers={"HX-Request": "true"})
    for page in (answer, at_ana.get(page_of(sheet))):
        assert "Left out" in read(page)
        assert 'name="rows"' in page.content.decode()
    assert "New register" not in read(answer)


def test_a_caseworker_who_is_chosen_is_shown_and_one_not_confirmed_is_taken_along(at_ana, ana, hilda):
    sheet = previewed(sheet_of(YULIMAR), ana)
    chosen, before = {"caseworker": hilda.user_id}, {"caseworker_before": ""}
    shown = at_ana.post(page_of(sheet, "import_caseworker"), chosen, follow=True)
    assert "Caseworker: Hilda" in read(shown)
    assert shown.context["caseworker_before"] == str(hilda.user_id)
    kept = {"caseworker_before": str(hilda.user_id), "caseworker": str(hilda.user_id)}
    assert "is chosen" not in read(at_ana.post(page_of(sheet, "decide_import_rows"), kept))
    at_ana.post(page_of(sheet, "import_caseworker"), {"caseworker": ""})
    assert caseworker_of(sheet) is None
    assert "chosen for 1 row." in read(at_ana.post(page_of(sheet, "commit_import"), chosen | before, follow=True))
    worked(sheet)
    assert Case.objects.get().caseworker_id == hilda.user_id


def test_a_row_that_stays_wrong_is_said_to_be_so(at_ana, ana):
    sheet = previewed("Nombres;Apellidos;Cantón\nAna;Uno;Cueca\n", ana)
    look = at_ana.get(f"{page_of(sheet)}?show=error").context["rows"][0]
    url, data = reverse("mend_import_row", args=[sheet.pk, look.row.pk]), {"field": "canton", "shown": look.version}
    answer = at_ana.post(url, data | {"typed": "Cuencaa"}, follow=True)
    assert "1 row was read again and still has errors." in read(answer)
    long = data | {"typed": "x" * 501, "show": "error", "shown": answer.context["rows"][0].version}
    refused = at_ana.post(url, long)
    assert (refused.status_code, "This text is too long." in read(refused)) == (400, True)
    assert f'value="{"x" * 501}"' in refused.content.decode()


def test_whom_others_keep_is_asked_for_from_her_row(browser_of, ana, bruno):
    committed(sheet_of(YULIMAR), ana)
    sheet, at_bruno = previewed(sheet_of(YULIMAR), bruno), browser_of(bruno)
    page = at_bruno.get(page_of(sheet))
    assert "Very likely: Somebody whom HIAS keeps · What agrees:" in read(page)
    assert "Ask HIAS before you register her again." in read(page)
    assert str(Person.objects.get().pk) not in page.content.decode()
    token = re.search(r'href="/[^"]+token=([^"]+)"', page.content.decode())[1]
    asked = at_bruno.post(reverse("ask_access"), {"token": token, "why": "We serve her as well."})
    assert asked.status_code == 302
    assert "Your organisation asked for access on" in read(at_bruno.get(page_of(sheet)))
    row = sheet.rows.get()
    answer = decide(at_bruno, row, "add", headers={"HX-Request": "true"})
    assert "Register 1 row" in read(answer)


def test_all_of_one_kind_at_once(at_ana, ana):
    sheet = previewed(sheet_of(YULIMAR, MARIBEL), ana)
    chosen, at = {"outcome": "new", "decision": "skip"}, f"{page_of(sheet)}?show=new"
    answer = confirm(at_ana, page_of(sheet, "decide_import"), chosen, at=at, follow=True)
    assert "Decided for 2 rows." in read(answer)
    # By now there are none about which nobody has decided: what that page showed is another matter.
    assert at_ana.post(page_of(sheet, "decide_import"), chosen | {"shown": "x"}).status_code == 409
    assert at_ana.post(page_of(sheet, "commit_import")).status_code == 409
    assert at_ana.post(page_of(sheet, "decide_import"), {"outcome": "error", "decision": "add"}).status_code == 400


def test_columns_are_corrected_beside_their_first_values(at_ana, ana):
    sheet = previewed("Quién;De dónde\nAna Soto;Perú\n", ana)
    assert "No column with the person's name was found" in read(at_ana.get(page_of(sheet)))
    form = read(at_ana.get(page_of(sheet, "import_columns")))
    assert "Quién" in form
    assert "Ana Soto" in form
    refused = at_ana.post(page_of(sheet, "import_columns"), {"c0": "", "c1": "nationality"})
    assert refused.status_code == 400
    assert "No column with the person's name was found" in read(refused)
    at_ana.post(page_of(sheet, "import_columns"), {"c0": "full_name", "c1": "nationality"})
    worked(sheet)
    assert "New 1" in read(at_ana.get(page_of(sheet)))


def test_what_is_wrong_is_taken_home_as_the_same_sheet(at_ana, ana):
    sheet = previewed("Nro;Nombre;Fecha Nac\n007;=Ana Soto;31/02/1990\n8;Luis Soto;\n", ana)
    answer = at_ana.get(page_of(sheet, "import_errors_csv"))
    rows = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Nro", "Nombre", "Fecha Nac", "Reason"]
    assert rows[1][:3] == ["007", "'=Ana Soto", "31/02/1990"]
    assert "Fecha Nac: This day does not exist." in rows[1][3]
    assert len(rows) == 2
    answer = at_ana.get(page_of(sheet, "import_errors_xlsx"))
    assert "attachment" in answer["Content-Disposition"]
    cells = load_workbook(io.BytesIO(b"".join(answer))).get_sheet_by_index(0).to_python()
    assert cells[1][:3] == ["007", "=Ana Soto", "31/02/1990"]  # texts, which nobody runs
    assert LogEntry.objects.filter(place="import_errors").count() == 2


def test_what_was_put_right_in_it_can_be_sent_as_it_is(at_ana, ana):
    sheet = previewed(AZUAY, ana)
    content = b"".join(at_ana.get(page_of(sheet, "import_errors_csv")))
    again = previewed(content.replace(b"31/02/1990", b"28/02/1990"), ana)
    assert (again.state, again.total, again.counts["new"]) == ("previewed", 8, 1)


def test_why_it_is_not_undone(at_ana, ana):
    sheet = committed(sheet_of(YULIMAR), ana)
    add_note(case=Case.objects.get(), by=ana, text="Llamó")
    assert at_ana.post(page_of(sheet, "undo_import"), {"shown": "x"}).status_code == 409
    refused = confirm(at_ana, page_of(sheet, "undo_import"))
    assert refused.status_code == 409
    assert "lines: 2." in read(refused)
    assert Person.objects.exists()


@pytest.mark.parametrize(
    ("content", "status", "said"), [(b"", 400, "The file is empty."), (None, 400, "Choose a file.")]
)
def test_a_file_that_is_not_taken_is_said_beside_the_field(at_ana, content, status, said):
    answer = at_ana.post(reverse("imports"), {} if content is None else upload(content))
    assert answer.status_code == status
    assert said in read(answer)


@override_settings(UPLOAD_MAX_BYTES=1000)
def test_a_file_that_is_too_large_is_kept_nowhere(at_ana):
    answer = at_ana.post(reverse("imports"), upload(b"Nombre\n" + b"Ana Soto\n" * 1000))
    assert answer.status_code == 413
    assert "larger than 50 MB" in read(answer)
    assert not answer.wsgi_request.FILES
    assert not Import.objects.exists()


def test_others_find_nothing(browser_of, bruno, vera, ana):
    sheet = previewed(sheet_of(YULIMAR), ana)
    assert browser_of(bruno).get(page_of(sheet)).status_code == 404
    assert "brigada.csv" not in read(browser_of(bruno).get(reverse("imports")))
    assert browser_of(vera).get(page_of(sheet)).status_code == 403
    assert "Imports" not in read(browser_of(vera).get(reverse("today")))
