"""Every refusal is a problem in the reader's language, and whatever is sent it is never an error of ours."""

import json
import logging

import psycopg
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, InterfaceError, OperationalError
from rest_framework.exceptions import Throttled

from casework.api.errors import handle
from casework.api.journey import views as journey
from casework.journey.models import Case
from casework.people.models import ContactPoint, Event, IdentityDocument, Person
from tests.api.conftest import BASE, Api, problem, token_for, wrong_fields

NAME = {"given_names": "Yulimar"}


def nothing_was_written():
    return not any(model.objects.exists() for model in (Person, Case, IdentityDocument, ContactPoint, Event))


def document(**fields):
    return NAME | {"documents": [{"kind": "passport", "number": "A1"} | fields]}


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, {("given_names", "required")}),
        ({"given_names": " "}, {("given_names", "blank")}),
        ({"given_names": "x" * 121}, {("given_names", "max_length")}),
        (NAME | {"birth_date": "2999-01-01"}, {("birth_date", "far")}),
        (NAME | {"birth_date": "2100-01-01"}, {("birth_date", "birth_in_future")}),
        (NAME | {"birth_date": "1900-01-01"}, {("birth_date", "birth_too_long_ago")}),
        (NAME | {"birth_date": "12/03/1991"}, {("birth_date", "invalid")}),
        (NAME | {"sex": "f"}, {("sex", "invalid_choice")}),
        (NAME | {"nationality": "XX"}, {("nationality", "country")}),
        (NAME | {"nationality": "Venezuela"}, {("nationality", "country")}),
        (NAME | {"canton": "9999"}, {("canton", "not_found")}),
        (NAME | {"canton": "17"}, {("canton", "not_a_canton")}),
        (NAME | {"household": "8f1f3c1e-5f6e-4b53-9a51-0e6d1d2a7c11"}, {("household", "not_found")}),
        (NAME | {"nickname": "Yuli"}, {("nickname", "unknown")}),
        (NAME | {"id": "8f1f3c1e-5f6e-4b53-9a51-0e6d1d2a7c11"}, {("id", "unknown")}),
        (
            document(issued_on="2020-01-02", expires_on="2020-01-01"),
            {("documents.0.expires_on", "expires_before_issue")},
        ),
        (document(issued_on="2100-01-01"), {("documents.0.issued_on", "in_future")}),
        (document(kind="ec_cedula", number="1710034060"), {("documents.0.number", "cedula_check_digit")}),
        (document(kind="ve_cedula", number="X"), {("documents.0.number", "ve_cedula_form")}),
        (document(evidence="issued"), {("documents.0.evidence", "not_the_issuer")}),
        (document(place="Quito"), {("documents.0.place", "unknown")}),
        (NAME | {"documents": {}}, {("documents", "not_a_list")}),
        (NAME | {"contacts": [{"kind": "phone", "value": "12"}]}, {("contacts.0.value", "phone_form")}),
        (
            NAME | {"contacts": [{"kind": "email", "value": "a@b.co"}, {"kind": "email", "value": "nope"}]},
            {("contacts.1.value", "invalid")},
        ),
        (NAME | {"needs": [{"kind": "pregnancy", "percent": 30}]}, {("needs.0.percent", "invalid")}),
        (
            NAME
            | {
                "documents": [
                    {"kind": "cpm", "number": "C1", "issued_on": "2024-05-01"},
                    {"kind": "visa", "number": "V1", "issued_on": "2024-04-30"},
                ]
            },
            {("documents.issued_on", "issue_order")},
        ),
        (NAME | {"sex": "x", "canton": "0", "documents": [{}]}, {
            ("sex", "invalid_choice"),
            ("canton", "not_found"),
            ("documents.0.kind", "required"),
            ("documents.0.number", "required"),
        }),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_and_nothing_is_written(at_hias, body, wrong):
    assert wrong_fields(at_hias.post("/people/", body)) == wrong
    nested = {(f"person.{field}", code) for field, code in wrong}
    assert wrong_fields(at_hias.post("/cases/", {"person": body})) == nested
    assert nothing_was_written()


HOSTILE = [
    "\0",
    "a\0b",
    "\ud800",
    "x" * 100_000,
    10**400,
    -(10**400),
    1e308,
    True,
    None,
    [],
    {},
    [[]],
    {"a": {"b": "\0"}},
    "' OR 1=1 --",
    "../../etc/passwd",
]


@pytest.mark.parametrize("value", HOSTILE, ids=lambda v: repr(v)[:12])
def test_hostile_values_are_never_an_error_of_ours(at_hias, case, value):
    before = Person.objects.count()
    known = f"/people/{case.person_id}/"
    for method, path, field in [
        ("post", "/people/", "birth_date"),
        ("post", "/people/", "canton"),
        ("post", "/people/", "household"),
        ("post", "/people/", "documents"),
        ("post", f"{known}documents/", "number"),
        ("post", f"{known}contacts/", "value"),
        ("post", f"{known}needs/", "percent"),
        ("post", "/cases/", "person"),
        ("post", f"/cases/{case.id}/stages/cpm/start/", "appointment_at"),
        ("post", f"/cases/{case.id}/blockers/", "since"),
        ("post", f"/cases/{case.id}/assign/", "caseworker"),
        ("patch", known, "birth_date"),
    ]:
        body = json.dumps({"kind": "x", field: value})
        response = getattr(at_hias.http, method)(BASE + path, body, "application/json")
        assert 400 <= response.status_code < 500, (path, field, response.content)
    body = json.dumps(value)
    for path in ("/people/", "/cases/"):
        response = at_hias.http.post(BASE + path, body, "application/json")
        assert response.status_code == 400, response.content
    assert Person.objects.count() == before


@pytest.mark.parametrize("field", ["given_names", "address", "entry_point"])
@pytest.mark.parametrize("value", ["\0", "a\0b", "\ud800"])
def test_text_that_cannot_be_kept_is_refused(at_hias, field, value):
    response = at_hias.http.post(f"{BASE}/people/", json.dumps(NAME | {field: value}), "application/json")
    assert {f for f, _code in wrong_fields(response)} == {field}


BAD_QUERIES = [
    ("/people/", {"q": "\0"}),
    ("/people/", {"q": "x" * 201}),
    ("/people/", {"nationality": "VEN"}),
    ("/people/", {"canton": "\0"}),
    ("/people/", {"household": "1"}),
    ("/cases/", {"organisation": "HIAS"}),
    ("/cases/", {"caseworker": "\0"}),
    ("/cases/", {"stage": "visas"}),
    ("/cases/", {"status": "done"}),
    ("/cases/", {"stage": "visa", "status": "expired"}),
    ("/cases/", {"expiring_within": "-1"}),
    ("/cases/", {"expiring_within": "9" * 400}),
    ("/cases/", {"expiring_within": "NaN"}),
    ("/cases/", {"expiring_within": "1.5"}),
    ("/cases/", {"updated_since": "yesterday"}),
    ("/cases/", {"updated_since": "\0"}),
    ("/divisions/", {"level": "3"}),
]


@pytest.mark.parametrize(("path", "query"), BAD_QUERIES)
def test_a_wrong_filter_is_refused(at_hias, path, query):
    (field,) = {f for f, _code in wrong_fields(at_hias.get(path, query))}
    assert field in query or field == "stage"


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"nope", "application/json", 400),
        (b'{"given_names": "\xff\xfe"}', "application/json", 400),
        (b'{"given_names": NaN}', "application/json", 400),
        (b"[" * 200_000, "application/json", 400),
        (b'{"a":' * 100_000, "application/json", 400),
        (b'{"given_names": ' + b"9" * 5000 + b"}", "application/json", 400),
        (b'{"given_names": "Ana"}', "application/json; charset=utf-16", 400),
        (b'{"given_names": "Ana"}', "application/json; charset=nonsense", 201),
        (b"", "application/json", 400),
        (b"given_names=Ana", "application/x-www-form-urlencoded", 415),
        (b"<person/>", "application/xml", 415),
        (b"x", "x" * 5000, 415),
        (b"x", "", 415),
        (b'{"a":"' + b"x" * 3 * 1024**2 + b'"}', "application/json", 413),
    ],
    ids=lambda v: repr(v)[:24],
)
def test_a_body_that_is_none(at_hias, content, kind, status):
    response = at_hias.http.generic("POST", f"{BASE}/people/", content, kind)
    assert response.status_code == status, response.content
    if status >= 400:
        problem(response, status)
        assert nothing_was_written()


@pytest.mark.parametrize(
    "path",
    [
        "/people/1/",
        "/people/00000000-0000-0000-0000-00000000000g/",
        "/people/%00/",
        "/people/8f1f3c1e-5f6e-4b53-9a51-0e6d1d2a7c11/",
        "/divisions/9999/",
        "/divisions/%00/",
        "/divisions/'/",
        "/divisions/" + "9" * 5000 + "/",
        "/awards/8f1f3c1e-5f6e-4b53-9a51-0e6d1d2a7c11/instalments/" + "9" * 400 + "/pay/",
        "/cases/8f1f3c1e-5f6e-4b53-9a51-0e6d1d2a7c11/stages/cpm/fly/",
        "/nothing/",
        "/",
    ],
)
def test_an_address_that_is_none(at_hias, path):
    problem(at_hias.get(path), 404 if "pay" not in path and "fly" not in path else 405)
    if "pay" in path or "fly" in path:
        problem(at_hias.post(path), 404, "not_found")


def test_an_address_without_its_slash_is_no_redirect_that_loses_the_body(at_hias):
    assert "slash" in problem(at_hias.post("/people", NAME), 404)["detail"]


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options"])
def test_methods_that_are_none(at_hias, method):
    problem(getattr(at_hias.http, method)(f"{BASE}/people/"), 405, "method_not_allowed")


def test_an_answer_has_its_language_and_says_what_it_depends_on(hias):
    token = f"Bearer {token_for(hias)}"
    path = "/people/8f1f3c1e-5f6e-4b53-9a51-0e6d1d2a7c11/"
    for accepted, language in (("en", "en"), ("es", "es"), ("de", "es"), ("es-EC,en;q=0.1", "es")):
        response = Api(**{"Accept-Language": accepted}, Authorization=token).get(path)
        problem(response, 404, "not_found")
        assert response["Content-Language"] == language
        assert {"Accept-Language", "Authorization"} <= set(response["Vary"].replace(" ", "").split(","))
        assert "no-store" in response["Cache-Control"]


def test_what_nobody_foresaw_tells_nothing_and_is_logged(at_hias, monkeypatch, caplog):
    def crash(**kwargs):
        raise RuntimeError("secret of the house")

    monkeypatch.setattr(journey.actions, "register", crash)
    with caplog.at_level(logging.ERROR, "casework.api.errors"):
        response = at_hias.post("/cases/", {"person": NAME})
    body = problem(response, 500, "internal")
    assert "secret" not in response.content.decode()
    assert body["reference"] in body["detail"]
    assert body["reference"] in caplog.text
    assert "secret of the house" in caplog.text


def test_a_race_that_only_a_constraint_finds_is_a_conflict(at_hias, case, monkeypatch):
    """As if somebody else had opened the case between the check and the write."""

    def race(**kwargs):
        other = Case(code="XXXX-XXXX", person=case.person, pathway=case.pathway, organisation=case.organisation)
        other.save()

    monkeypatch.setattr(journey.actions, "open_case", race)
    body = problem(at_hias.post("/cases/", {"person": str(case.person_id)}), 409, "conflict")
    assert body["detail"] == "This person has an open case already."
    assert body["constraint"] == "person_has_one_open_case"


def test_an_integrity_error_that_no_race_explains_is_ours(at_hias, monkeypatch):
    def crash(**kwargs):
        raise IntegrityError("null value in column")

    monkeypatch.setattr(journey.actions, "register", crash)
    problem(at_hias.post("/cases/", {"person": NAME}), 500, "internal")


def test_of_two_who_wait_for_each_other_one_may_try_again():
    error = OperationalError("deadlock detected")
    error.__cause__ = psycopg.errors.DeadlockDetected()
    response = handle(error, {})
    problem(response, 409, "busy")
    assert response["Retry-After"] == "1"
    problem(handle(OperationalError("the server went away"), {}), 500, "internal")


@pytest.mark.parametrize("kind", [OperationalError, InterfaceError])
def test_a_lost_database_asks_to_come_again(kind):
    error = kind("the connection is lost")
    error.__cause__ = psycopg.OperationalError("the connection is lost")
    response = handle(error, {})
    problem(response, 503, "busy")
    assert response["Retry-After"] == "3"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"documents": [{"kind": "passport", "number": "A1"}] * 2}, "documents.1.number"),
        ({"contacts": [{"kind": "phone", "value": "0987654321"}] * 2}, "contacts.1.value"),
        ({"birth_date": "2000-01-01", "entry_date": "1999-01-01"}, "entry_date"),
        (
            {
                "birth_date": "2000-01-01",
                "documents": [{"kind": "passport", "number": "A1", "issued_on": "1999-01-01"}],
            },
            "documents.0.issued_on",
        ),
    ],
    ids=str,
)
def test_what_a_constraint_refuses_names_its_field(body, field, at_hias):
    errors = problem(at_hias.post("/people/", NAME | body), 400)["errors"]
    assert [error["field"] for error in errors] == [field]


def test_too_many_requests_say_when_to_come_back():
    response = handle(Throttled(wait=7.4), {})
    problem(response, 429, "throttled")
    assert response["Retry-After"] == "8"


def test_several_errors_are_summed_up_in_one_sentence(at_hias):
    body = problem(at_hias.post("/people/", {"sex": "x", "canton": "0"}), 400)
    assert body["detail"] == "Some values are not right: canton, given_names, sex."
    assert body["title"] == "What was sent is not right"
    assert body["type"] == "urn:casework:problem:invalid"


def test_errors_of_the_whole_have_no_field(at_hias, monkeypatch):
    def refuse(**kwargs):
        raise ValidationError(["This.", "And that."])

    monkeypatch.setattr(journey.actions, "register", refuse)
    body = problem(at_hias.post("/cases/", {"person": NAME}), 400)
    assert [e["field"] for e in body["errors"]] == [None, None]
    assert body["detail"] == "This. And that."


def test_of_very_many_errors_the_first_are_told_and_how_many_there_are(at_hias):
    answer = at_hias.post("/people/", {"given_names": "Yulimar"} | {f"x{n}" + "y" * 120: 1 for n in range(10_000)})
    told = problem(answer, 400, "invalid")
    assert (len(told["errors"]), told["errors_in_all"]) == (50, 10_000)
    assert len(answer.content) < 30_000
