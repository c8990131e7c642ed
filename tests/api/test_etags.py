"""ETag, If-None-Match, If-Match."""

import threading

import pytest
from django.db import connection

from casework.people.models import Person
from tests.api.conftest import api_of, problem


@pytest.fixture
def person(at_hias):
    response = at_hias.post("/people/", {"given_names": "Yulimar", "nationality": "VE"})
    return response.json() | {"etag": response["ETag"], "path": f"/people/{response.json()['id']}/"}


def test_a_detail_has_a_tag_that_changes_with_it(at_hias, person):
    read = at_hias.get(person["path"])
    assert read["ETag"] == person["etag"]
    changed = at_hias.patch(person["path"], {"address": "Solanda"})
    assert changed["ETag"] != read["ETag"]
    assert at_hias.get(person["path"])["ETag"] == changed["ETag"]
    at_hias.post(f"{person['path']}contacts/", {"kind": "email", "value": "y@example.org"})
    assert at_hias.get(person["path"])["ETag"] != changed["ETag"]


def test_what_the_reader_has_is_not_sent_again(at_hias, person):
    same = at_hias.get(person["path"], **{"If-None-Match": person["etag"]})
    assert (same.status_code, same.content) == (304, b"")
    assert at_hias.get(person["path"], **{"If-None-Match": '"other"'}).status_code == 200


def test_a_change_upon_what_was_read_is_made(at_hias, person):
    changed = at_hias.patch(person["path"], {"address": "Solanda"}, **{"If-Match": person["etag"]})
    assert changed.json()["address"] == "Solanda"


@pytest.mark.parametrize("tag", ['"stale"', "nonsense", "", 'W/"weak"'])
def test_a_change_upon_something_else_is_refused(at_hias, person, tag):
    response = at_hias.patch(person["path"], {"address": "Solanda"}, **{"If-Match": tag})
    problem(response, 412, "changed_meanwhile")
    assert Person.objects.get().address == ""


def test_the_second_of_two_who_read_the_same_is_told(at_hias, person):
    first = at_hias.patch(person["path"], {"address": "Solanda"}, **{"If-Match": person["etag"]})
    assert first.status_code == 200
    problem(at_hias.patch(person["path"], {"address": "Quitumbe"}, **{"If-Match": person["etag"]}), 412)
    assert Person.objects.get().address == "Solanda"


def test_a_star_matches_whatever_is_there(at_hias, person):
    assert at_hias.patch(person["path"], {"address": "Solanda"}, **{"If-Match": "*"}).status_code == 200


def test_without_if_match_only_the_named_fields_change(at_hias, person):
    at_hias.patch(person["path"], {"address": "Solanda"})
    at_hias.patch(person["path"], {"family_names": "González"})
    kept = Person.objects.get()
    assert (kept.address, kept.family_names, kept.given_names) == ("Solanda", "González", "Yulimar")


def test_documents_contacts_and_households_have_tags_too(at_hias, person):
    document = at_hias.post(f"{person['path']}documents/", {"kind": "passport", "number": "A1"})
    contact = at_hias.post(f"{person['path']}contacts/", {"kind": "phone", "value": "0987654321"})
    household = at_hias.post("/households/", {"head": person["id"]})
    changes = (document, {"number": "A2"}), (contact, {"state": "lost"}), (household, {"address": "Solanda"})
    for made, change in changes:
        path = made["Location"].removeprefix("/api/v1")
        assert at_hias.get(path)["ETag"] == made["ETag"]
        problem(at_hias.patch(path, change, **{"If-Match": '"stale"'}), 412)
        assert at_hias.patch(path, change, **{"If-Match": made["ETag"]}).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_told(hias):
    api = api_of(hias)
    made = api.post("/people/", {"given_names": "Yulimar"})
    together, answers = threading.Barrier(2), []

    def change(address):
        together.wait()
        path = f"/people/{made.json()['id']}/"
        answers.append(api.patch(path, {"address": address}, **{"If-Match": made["ETag"]}).status_code)
        connection.close()

    threads = [threading.Thread(target=change, args=[address]) for address in ("Solanda", "Quitumbe")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 412]
