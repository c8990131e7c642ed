"""/imports/"""

import csv
import io

from django.core.files.uploadedfile import SimpleUploadedFile

from casework.journey.actions import add_note
from casework.journey.models import Case, Import
from casework.people.models import Person
from tests.api.conftest import api_of, problem, wrong_fields
from tests.journey.imports.sheets import AZUAY, MARIBEL, YULIMAR, committed, previewed, sheet_of, worked
from tests.journey.imports.test_questions import BIRTH, CASES, UNCLEAR, births


def a_sheet(content, name="brigada.csv"):
    return SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())


def test_a_sheet_is_sent_looked_at_and_registered(at_hias):
    response = at_hias.upload("/imports/", file=a_sheet(AZUAY.read_bytes()))
    assert response.status_code == 201, response.content
    path = response["Location"].removeprefix("/api/v1")
    assert response.json()["state"] == "reading"
    sheet = worked(Import.objects.get())
    told = at_hias.get(path).json()
    assert (told["state"], told["done"], told["total"]) == ("previewed", 136, 136)
    assert told["counts"] == {"new": 125, "error": 8, "repeated": 3}
    assert told["columns"][2] == {"heading": "Nombres y Apellidos", "holds": "full_name"}
    assert at_hias.get("/imports/", {"state": "previewed"}).json()["results"] == [told]

    assert at_hias.post(f"{path}commit/").json()["state"] == "committing"
    worked(sheet)
    assert at_hias.get(path).json()["state"] == "done"
    assert Person.objects.count() == 125
    assert at_hias.post(f"{path}undo/").json()["state"] == "undoing"
    worked(sheet)
    assert Person.objects.count() == 0
    assert at_hias.post(f"{path}discard/").status_code == 204
    problem(at_hias.get(path), 404, "not_found")


def test_rows_by_what_they_are(at_hias, ana):
    sheet = previewed(AZUAY, ana)
    page = at_hias.get(f"/imports/{sheet.pk}/rows/", {"outcome": "error", "page_size": 2}).json()
    first, second = page["results"]
    assert page["next"]
    assert (first["line"], first["decision"], second["line"]) == (11, "", 23)
    assert first["problems"] == [
        {"column": "Fecha Nac.", "message": "This day does not exist.", "field": "birth_date", "suggestion": ""}
    ]
    assert first["values"][4] == "31/02/1990"


def test_a_decision_for_a_row_and_for_all(at_hias, ana):
    committed(sheet_of(YULIMAR), ana)
    yulimar = Person.objects.get()
    sheet = previewed(sheet_of(YULIMAR.replace("Yulimar;González", "Andreína;Rojas"), MARIBEL), ana)
    duplicate, new = at_hias.get(f"/imports/{sheet.pk}/rows/").json()["results"]
    (may_be,) = duplicate["may_be"]
    assert (may_be["person"], "document:same" in may_be["why"]) == (str(yulimar.pk), True)
    path = f"/imports/{sheet.pk}/rows/{duplicate['id']}/"
    assert wrong_fields(at_hias.post(path, {"decision": "same", "person": new["id"]})) == {("person", "required")}
    decided = at_hias.post(path, {"decision": "same", "person": str(yulimar.pk)}).json()
    assert (decided["decision"], decided["person"]) == ("same", str(yulimar.pk))
    assert at_hias.get(path).json() == decided
    at_hias.post(f"/imports/{sheet.pk}/decide/", {"outcome": "new", "decision": "skip"})
    assert at_hias.get(f"/imports/{sheet.pk}/rows/", {"decision": "skip"}).json()["results"][0]["id"] == new["id"]


def test_of_whom_others_keep_it_is_told_who_keeps_her_and_what_agrees(at_nrc, ana, bruno, hias):
    committed(sheet_of(YULIMAR), ana)
    sheet = previewed(sheet_of(YULIMAR), bruno)
    (row,) = at_nrc.get(f"/imports/{sheet.pk}/rows/").json()["results"]
    assert (row["outcome"], row["decision"], row["may_be"]) == ("duplicate", "", [])
    (one,) = row["elsewhere"]
    assert (one["organisation"]["short_name"], one["very_likely"], one["person"]) == ("HIAS", True, None)
    assert {"birth", "document"} <= {reason["part"] for reason in one["why"]}
    asked = at_nrc.post("/access-requests/", {"token": one["token"], "why": "We serve her as well."})
    assert asked.status_code == 201
    (again,) = at_nrc.get(f"/imports/{sheet.pk}/rows/{row['id']}/").json()["elsewhere"]
    assert (again["token"], again["access_request"]) == ("", asked.json()["id"])


def test_columns_are_said(at_hias, ana):
    sheet = previewed("Quién;De dónde\nAna Soto;Perú\n", ana)
    told = at_hias.get(f"/imports/{sheet.pk}/").json()
    assert told["state"] == "columns"
    assert told["problem"].startswith("No column with the person's name was found")
    path = f"/imports/{sheet.pk}/columns/"
    problem(at_hias.post(path, {"columns": ["", "nationality"]}), 400, "invalid")
    assert at_hias.post(path, {"columns": ["full_name", "nationality"]}).json()["state"] == "reading"
    assert worked(sheet).counts == {"new": 1}


def test_the_wrong_rows_as_a_sheet(at_hias, ana):
    sheet = previewed(AZUAY, ana)
    answer = at_hias.get(f"/imports/{sheet.pk}/errors/csv/", Accept="text/csv")
    rows = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 9
    assert rows[0][-1] == "Reason"
    answer = at_hias.get(f"/imports/{sheet.pk}/errors/xlsx/")
    assert b"".join(answer).startswith(b"PK")
    assert "no-store" in answer["Cache-Control"]


def test_why_it_is_not_undone(at_hias, ana):
    sheet = committed(sheet_of(YULIMAR), ana)
    add_note(case=Case.objects.get(), by=ana, text="Llamó")
    refused = problem(at_hias.post(f"/imports/{sheet.pk}/undo/"), 409, "import_built_on")
    assert refused["lines"] == [2]


def test_what_is_no_sheet_is_refused(at_hias):
    assert wrong_fields(at_hias.upload("/imports/", file=a_sheet(b""))) == {("file", "empty")}
    assert wrong_fields(at_hias.upload("/imports/")) == {("file", "required")}
    large = at_hias.http.generic(
        "POST", "/api/v1/imports/", b"x", "multipart/form-data; boundary=x", CONTENT_LENGTH="99999999"
    )
    assert problem(large, 413, "too_large")["detail"] == "The file is larger than 50 MB."


def test_registering_needs_the_scope_of_cases_too(hias, ana):
    sheet = previewed(sheet_of(YULIMAR), ana)
    api = api_of(hias, "people:read", "people:write")
    problem(api.post(f"/imports/{sheet.pk}/commit/"), 403, "insufficient_scope")


def test_what_is_asked_about_the_columns_is_answered(at_hias, ana):
    sheet = previewed(UNCLEAR, ana)
    path = f"/imports/{sheet.pk}/"
    told = at_hias.get(path).json()
    (question,) = told["questions"]
    assert (told["state"], question["key"], question["answer"]) == ("columns", BIRTH, "")
    assert [choice["value"] for choice in question["choices"]] == ["day_first", "month_first"]
    columns = [column["holds"] for column in told["columns"]]
    wrong = at_hias.post(f"{path}columns/", {"columns": columns, "answers": {BIRTH: "sideways"}})
    assert wrong_fields(wrong) == {("answers", "answers")}
    at_hias.post(f"{path}columns/", {"columns": columns, "answers": {BIRTH: "month_first"}})
    assert births(worked(sheet))[0] == "1990-05-12"
    assert at_hias.get(path).json()["questions"][0]["answer"] == "month_first"


def test_sheets_of_a_workbook_are_told_and_chosen(at_hias, ana):
    sheet = previewed(CASES / "x6_kobo_repeat.xlsx", ana, "kobo.xlsx")
    path = f"/imports/{sheet.pk}/"
    told = at_hias.get(path).json()
    assert [(one["name"], one["rows"], one["is_read"]) for one in told["sheets"]] == [
        ("Registro de familias", 2, True),
        ("miembros", 2, True),
    ]
    assert told["notices"] == [
        "The sheet “miembros” holds household members (1): each is proposed with the person it points to."
    ]
    assert wrong_fields(at_hias.post(f"{path}place/", {"part": "Loja"})) == {("part", "no_such_part")}
    assert at_hias.post(f"{path}place/", {"part": "miembros", "heading_line": 1}).json()["state"] == "reading"
    assert worked(sheet).rows.get().told["given_names"] == "Luis"


def test_rows_of_several_sheets_say_where_they_stand(at_hias, ana):
    sheet = previewed(CASES / "x5_two_data_sheets.xlsx", ana, "dos.xlsx")
    rows = at_hias.get(f"/imports/{sheet.pk}/rows/").json()["results"]
    assert [(row["sheet"], row["line_in_sheet"]) for row in rows] == [("Cuenca", 2), ("Cuenca", 3), ("Azogues", 2)]


def test_what_a_row_tells_of_somebody_who_is_there_is_taken_over(at_hias, ana):
    committed(sheet_of(YULIMAR), ana)
    sheet = previewed(sheet_of(YULIMAR.replace("0991234567", "0987654321")), ana)
    (row,) = at_hias.get(f"/imports/{sheet.pk}/rows/").json()["results"]
    assert row["differences"] == [{"key": "contacts:0", "what": "Phone", "now": "", "new": "+593987654321"}]
    path = f"/imports/{sheet.pk}/rows/{row['id']}/take/"
    assert wrong_fields(at_hias.post(path, {"keys": ["address"]})) == {("keys", "required")}
    assert at_hias.post(path, {"keys": ["contacts:0"]}).json()["differences"] == []
    assert Person.objects.get().contacts.filter(value="+593987654321").exists()


def test_wrong_cells_are_mended_and_rows_decided_together(at_hias, ana, hilda):
    sheet = previewed("Nombres;Apellidos;Cantón\nAna;Uno;Cueca\nEva;Dos;Cueca\nLuis;Tres;Quito\n", ana)
    first, _second, third = at_hias.get(f"/imports/{sheet.pk}/rows/").json()["results"]
    (wrong,) = first["problems"]
    assert (wrong["field"], wrong["suggestion"]) == ("canton", "Cuenca")
    path = f"/imports/{sheet.pk}/rows/{first['id']}/mend/"
    mended = at_hias.post(path, {"field": "canton", "value": wrong["suggestion"], "alike": True}).json()
    assert (mended["outcome"], mended["problems"]) == ("new", [])
    problem(at_hias.post(path, {"field": "canton", "value": "Quito"}), 409, "import_row_settled")
    ticked = {"rows": [first["id"], third["id"]], "decision": "skip"}
    assert at_hias.post(f"/imports/{sheet.pk}/decide-ticked/", ticked).json()["counts"] == {"new": 3}
    assert list(sheet.rows.order_by("line").values_list("decision", flat=True)) == ["skip", "add", "skip"]
    chosen = at_hias.post(f"/imports/{sheet.pk}/caseworker/", {"caseworker": str(hilda.user_id)})
    assert chosen.status_code == 200, chosen.content
