"""Cursors: every row once, in order, whatever the size of the page."""

import pytest
from django.utils import timezone

from casework.journey.models import Case
from casework.people.models import Person
from tests.api.conftest import wrong_fields

NAMES = ["Ana", "Ana", "Ana", "Bea", "Cruz", "Cruz", "Dora"]


@pytest.fixture
def seven(at_hias):
    """Seven people, several of the same name."""
    for name in NAMES:
        assert at_hias.post("/cases/", {"person": {"given_names": name}}).status_code == 201
    return at_hias


def walk(api, path, query, link="next"):
    """The ids of all pages, following one link till it ends."""
    answer = api.get(path, query)
    pages = []
    while True:
        body = answer.json()
        pages.append([row["id"] for row in body["results"]])
        if body[link] is None:
            return pages, body
        answer = api.http.get(body[link])
        assert answer.status_code == 200


@pytest.mark.parametrize("size", [1, 2, 3, 6, 7, 200])
@pytest.mark.parametrize("path", ["/people/", "/cases/", "/cases/?ordering=updated_at", "/cases/?ordering=-moved_at"])
def test_every_row_comes_once_and_in_order(seven, path, size):
    joint = "&" if "?" in path else "?"
    (whole,), _last = walk(seven, path, {}) if joint == "?" else walk(seven, path, None)
    pages, last = walk(seven, f"{path}{joint}page_size={size}", None)
    assert [row for page in pages for row in page] == whole
    assert all(len(page) == size for page in pages[:-1])
    if last["previous"]:
        first, *_rest = walk(seven, last["previous"].removeprefix("http://testserver/api/v1"), None, "previous")
        assert [row for page in reversed([pages[-1], *first]) for row in page] == whole


def test_names_are_in_order(seven):
    assert [p["given_names"] for p in seven.get("/people/").json()["results"]] == NAMES


def test_rows_of_one_instant_are_told_apart(seven):
    Case.objects.update(moved_at=timezone.now())
    pages, _last = walk(seven, "/cases/", {"page_size": 2, "ordering": "-moved_at"})
    assert len({row for page in pages for row in page}) == len(NAMES)


def test_a_row_that_comes_in_between_disturbs_nothing(seven):
    first = seven.get("/people/", {"page_size": 4}).json()
    seven.post("/people/", {"given_names": "Aaron"})
    rest = seven.http.get(first["next"]).json()
    assert [p["given_names"] for p in rest["results"]] == NAMES[4:]


def test_the_default_page_has_fifty(at_hias, hias):
    people = Person.objects.bulk_create(Person(given_names=f"N{i}", name_key=f"n{i:03}") for i in range(60))
    for person in people:
        person.accesses.create(organisation=hias, organisation_kind=hias.kind, reason="owner")
    pages, _last = walk(at_hias, "/people/", {})
    assert [len(page) for page in pages] == [50, 10]


@pytest.mark.parametrize("size", ["0", "201", "-1", "ten", "1.5", "", "9" * 30, "٣"])
def test_a_page_of_another_size_is_refused(at_hias, size):
    response = at_hias.get("/people/", {"page_size": size})
    assert wrong_fields(response) == {("page_size", "page_size")}
    assert response.json()["detail"] == "A page has between 1 and 200 results."


@pytest.mark.parametrize("cursor", ["", "x", "ñ", "\0", "gAAAAAB" + "x" * 90])
def test_a_cursor_made_up_is_refused(at_hias, cursor):
    assert wrong_fields(at_hias.get("/people/", {"cursor": cursor})) == {("cursor", "cursor")}


def test_a_cursor_of_another_list_is_refused(seven):
    cursor = seven.get("/people/", {"page_size": 1}).json()["next"].partition("cursor=")[2].partition("&")[0]
    assert wrong_fields(seven.get(f"/cases/?cursor={cursor}")) == {("cursor", "cursor")}


def test_a_cursor_tells_no_names(seven):
    assert "ana" not in seven.get("/people/", {"page_size": 1}).json()["next"]


def test_a_slip_in_a_parameter_is_not_a_filter_left_out(at_hias):
    assert wrong_fields(at_hias.get("/cases/", {"caseworkr": "x"})) == {("caseworkr", "unknown")}
    assert wrong_fields(at_hias.get("/cases/", {"ordering": "name"})) == {("ordering", "ordering")}
    assert wrong_fields(at_hias.get("/people/", {"ordering": "name"})) == {("ordering", "unknown")}
