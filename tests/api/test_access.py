"""Who gets in: every address of the API, from its resolver. A new address without a row here fails."""

import itertools
import uuid

import pytest
from django.urls import resolve

from casework.access.scopes import Scope
from casework.api.resource import METHODS, Resource
from casework.api.urls import urlpatterns
from casework.journey.models import Case
from casework.people.models import Event, Person
from tests.api.conftest import BASE, Api, api_of, problem, signed_in

# What an outsider finds at each address: an empty list, nothing at all, or what everybody may see.
EMPTY, NOTHING, SHARED = "empty", "nothing", "shared"
FOUND_BY_OUTSIDERS = {
    "me": SHARED,
    "divisions": SHARED,
    "division": SHARED,
    "organisations": SHARED,
    "organisation": SHARED,
    "caseworkers": SHARED,
    "pathways": SHARED,
    "pathway": SHARED,
    "schema": SHARED,
    "docs": SHARED,
    "people": EMPTY,
    "people-match": EMPTY,
    "person": NOTHING,
    "documents": NOTHING,
    "document": NOTHING,
    "contacts": NOTHING,
    "contact": NOTHING,
    "contact-recovery": NOTHING,
    "contact-messages": NOTHING,
    "death": NOTHING,
    "death-take-back": NOTHING,
    "needs": NOTHING,
    "need": NOTHING,
    "consents": NOTHING,
    "consent": NOTHING,
    "consent-withdraw": NOTHING,
    "data-requests": NOTHING,
    "data-request": NOTHING,
    "export": NOTHING,
    "person-merge": NOTHING,
    "merge": NOTHING,
    "merge-undo": NOTHING,
    "protection-notes": NOTHING,
    "case-log": NOTHING,
    "access-requests": EMPTY,
    "access-request": NOTHING,
    "access-request-grant": NOTHING,
    "access-request-refuse": NOTHING,
    "duplicates": EMPTY,
    "duplicates-decide-identical": EMPTY,
    "duplicate": NOTHING,
    "duplicate-decide": NOTHING,
    "duplicate-live-together": NOTHING,
    "households": EMPTY,
    "household": NOTHING,
    "household-members": NOTHING,
    "household-member": NOTHING,
    "household-split": NOTHING,
    "household-join": NOTHING,
    "member-leave": NOTHING,
    "member-head": NOTHING,
    "member-applicant": NOTHING,
    "cases": EMPTY,
    "case": NOTHING,
    "case-close": NOTHING,
    "case-reopen": NOTHING,
    "case-assign": NOTHING,
    "blockers": NOTHING,
    "blocker": NOTHING,
    "blocker-resolve": NOTHING,
    "notes": NOTHING,
    "note": NOTHING,
    "attachments": NOTHING,
    "attachment": NOTHING,
    "attachment-content": NOTHING,
    "imports": EMPTY,
    "import": NOTHING,
    "import-columns": NOTHING,
    "import-place": NOTHING,
    "import-row-take": NOTHING,
    "import-row-mend": NOTHING,
    "import-ticked": NOTHING,
    "import-homes": NOTHING,
    "import-caseworker": NOTHING,
    "import-decide": NOTHING,
    "import-commit": NOTHING,
    "import-undo": NOTHING,
    "import-discard": NOTHING,
    "import-rows": NOTHING,
    "import-row": NOTHING,
    "import-errors-csv": NOTHING,
    "import-errors-xlsx": NOTHING,
    "tasks": EMPTY,
    "task": NOTHING,
    "task-complete": NOTHING,
    "task-snooze": NOTHING,
    "case-tasks": NOTHING,
    "contact-attempts": NOTHING,
    "messages": NOTHING,
    "accesses": NOTHING,
    "access": NOTHING,
    "access-end": NOTHING,
    "events": NOTHING,
    "stages": NOTHING,
    "no-such-move": NOTHING,
    "trainings": EMPTY,
    "training": NOTHING,
    "awards": EMPTY,
    "award": NOTHING,
    "instalment-pay": NOTHING,
    "not-there": NOTHING,
}
WITHOUT_BODY = {"get", "head", "options"}
ALL_METHODS = ["get", "head", "options", "post", "put", "patch", "delete"]
URLS = {pattern.name: pattern for pattern in urlpatterns}


def found_by_outsiders(name):
    return NOTHING if name.startswith("move-") else FOUND_BY_OUTSIDERS[name]


def path_of(name, record):
    if name == "not-there":
        return "/nothing/here/"
    names = URLS[name].pattern.converters
    codes = {"division": "1701", "pathway": "virte"}
    values = {key: codes.get(name, "") if key == "code" else record[key] for key in names}
    return "/" + _fill(str(URLS[name].pattern), values)


def _fill(route, values):
    for key, value in values.items():
        for kind in ("uuid", "slug", "int"):
            route = route.replace(f"<{kind}:{key}>", str(value))
    return route


def call(api, method, path):
    if method in WITHOUT_BODY:
        return getattr(api.http, method)(BASE + path)
    return getattr(api.http, method)(BASE + path, "{}", "application/json")


def methods_of(path):
    view = resolve(BASE + path).func.cls
    return [m for m in METHODS if hasattr(view, m)] or ["get"]


def test_every_address_is_known_here():
    assert {name for name in URLS if not name.startswith("move-")} == set(FOUND_BY_OUTSIDERS)


def test_every_view_says_its_operations():
    for name, pattern in URLS.items():
        view = pattern.callback.cls
        if issubclass(view, Resource) and name != "not-there":
            methods = [m for m in METHODS if hasattr(view, m)]
            assert methods, name
            for method in methods:
                given = view(**pattern.callback.initkwargs).operation_of(method.upper())
                assert given is not None, (name, method)
                assert given.id == "me" or (given.scope and (given.rights or given.writes)), given.id
                assert (method == "get") == (given.scope or ":read").endswith(":read"), given.id


def test_nobody_gets_in_without_a_token_or_session(record, anybody):
    for name, method in itertools.product(URLS, ALL_METHODS):
        response = call(anybody, method, path_of(name, record))
        assert response.status_code == 401, (name, method)
        assert response["WWW-Authenticate"] == 'Bearer realm="casework"'
        if method != "head":
            problem(response, 401, "not_authenticated")


def test_an_outsider_finds_nothing(record, at_nrc, bruno):
    before = _all_of_hers()
    of_bruno = signed_in(bruno)
    for name in URLS:
        path, expected = path_of(name, record), found_by_outsiders(name)
        for method in methods_of(path):
            if method != "get" and expected == EMPTY:
                continue  # he may well register people of his own
            response = call(at_nrc, method, path)
            assert response.status_code == (404 if expected == NOTHING else 200), (name, method, response.content)
            if expected == EMPTY:
                assert response.json()["results"] == []
            if method == "get":
                # A caseworker has fewer rights than a partner system, and is refused before anything is looked for.
                assert call(of_bruno, "get", path).status_code in (response.status_code, 403), name
    assert _all_of_hers() == before


def _all_of_hers():
    return list(Person.objects.values()), list(Case.objects.values()), list(Event.objects.values())


def test_what_does_not_exist_is_answered_as_what_may_not_be_seen(record, at_nrc, at_hias):
    absent_ids = record | {key: uuid.uuid4() for key in record if key.endswith("_id")}
    for name in URLS:
        if found_by_outsiders(name) == NOTHING:
            hidden, absent = path_of(name, record), path_of(name, absent_ids)
            for method in methods_of(hidden):
                assert call(at_nrc, method, hidden).content == call(at_hias, method, absent).content, (name, method)


def test_a_session_without_membership_is_refused(ana, case):
    ana.delete()
    user = Api()
    user.http.force_login(ana.user)
    problem(user.get("/cases/"), 403, "no_membership")
    problem(user.get("/me/"), 403, "no_membership")


def test_inside_without_the_right_is_403(vera, case):
    api = signed_in(vera)
    assert api.get(f"/cases/{case.id}/").status_code == 200
    for path in ("close", "reopen", "assign", "stages/cpm/start"):
        problem(api.post(f"/cases/{case.id}/{path}/"), 403, "permission_denied")
    detail = problem(api.post("/people/", {"given_names": "Ana"}), 403)["detail"]
    assert detail == "Your role does not allow this: register people."
    assert Person.objects.count() == 1


def test_what_a_role_does_not_read_is_absent(vera, record):
    api = signed_in(vera)
    person = api.get(f"/people/{record['person_id']}/").json()
    assert "needs" not in person
    assert "documents" in person
    for section in ("notes", "attachments", f"notes/{record['note_id']}", f"attachments/{record['attachment_id']}"):
        problem(api.get(f"/cases/{record['case_id']}/{section}/"), 403, "permission_denied")
    problem(api.get(f"/people/{record['person_id']}/needs/"), 403, "permission_denied")
    sections = {e["section"] for e in api.get(f"/cases/{record['case_id']}/events/").json()["results"]}
    assert not sections & {"notes", "attachments", "needs"}


def test_a_ministry_sees_its_step_and_no_more(record, cpm_begun, at_interior):
    open_stop = at_interior.get(f"/cases/{cpm_begun.id}/stages/").json()[1]
    assert "blockers" not in open_stop
    assert [move["verb"] for move in open_stop["moves"]] == ["submit", "approve", "refuse"]
    assert len(at_interior.get(f"/cases/{cpm_begun.id}/stages/").json()) == 2
    assert "blocked" not in at_interior.get(f"/cases/{cpm_begun.id}/").json()
    person = at_interior.get(f"/people/{cpm_begun.person_id}/").json()
    assert not {"household", "relationship", "needs"} & set(person)
    for path in ("blockers", "notes", "attachments"):
        problem(at_interior.get(f"/cases/{cpm_begun.id}/{path}/"), 403)
    for path in ("/trainings/", "/awards/", "/households/"):
        problem(at_interior.get(path), 403)
    # A filter tells what the answer would not.
    problem(at_interior.get("/cases/", {"blocked": "true"}), 403)
    problem(at_interior.get("/people/", {"household": record["household_id"]}), 403)
    problem(at_interior.post(f"/cases/{cpm_begun.id}/stages/visa/approve/", {}), 403, "permission_denied")


@pytest.mark.parametrize(
    ("scope", "method", "path"),
    [
        (Scope.PEOPLE_READ, "get", "/people/"),
        (Scope.PEOPLE_WRITE, "post", "/people/"),
        (Scope.CASES_READ, "get", "/cases/"),
        (Scope.CASES_WRITE, "post", "/cases/"),
        (Scope.PROGRAMMES_READ, "get", "/awards/"),
        (Scope.REFERENCE_READ, "get", "/divisions/"),
    ],
)
def test_a_token_is_held_to_its_scopes(hias, scope, method, path):
    without = api_of(hias, *(s for s in Scope if s != scope))
    assert scope in problem(call(without, method, path), 403, "insufficient_scope")["detail"]
    assert call(api_of(hias, scope), method, path).status_code in (200, 400)


def test_registering_with_a_case_needs_the_scope_for_people_too(hias):
    api = api_of(hias, Scope.CASES_WRITE)
    problem(api.post("/cases/", {"person": {"given_names": "Luis"}}), 403, "insufficient_scope")
    assert not Person.objects.exists()
