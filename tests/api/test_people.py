"""/people/ and what hangs on a person."""

import pytest

from casework.api import examples
from casework.people.actions import register_person
from casework.people.households import create_household
from casework.people.models import ContactPoint, IdentityDocument, Person
from casework.places.models import Division
from tests.api.conftest import BASE, problem, signed_in, wrong_fields
from tests.cast import letters


def register(api, **person):
    response = api.post("/people/", {"given_names": "Yulimar"} | person)
    assert response.status_code == 201, response.content
    return response.json()


def names(response):
    return [person["given_names"] for person in response.json()["results"]]


def test_a_name_is_enough(at_hias):
    person = register(at_hias)
    assert (person["family_names"], person["birth_date"], person["age"], person["canton"]) == ("", None, None, None)
    assert (person["documents"], person["contacts"], person["needs"], person["cases"]) == ([], [], [], [])
    assert at_hias.get(f"/people/{person['id']}/").json() == person


def test_what_is_answered_at_once_is_what_is_read_afterwards(at_hias):
    """The answer is made of what was written, without reading it again."""
    home = register(at_hias, given_names="Rosa")["id"]
    home = at_hias.post("/households/", {"head": home}).json()["id"]
    told = examples.PERSON_VALUE | {
        "household": home,
        "relationship": "child",
        "documents": [
            {"kind": "passport", "number": "ab-123 456", "country": "VE", "evidence": "copy"},
            {"kind": "refugee_card", "number": "R-1"},
        ],
        "contacts": [
            {"kind": "phone", "value": "0987654321"},
            {"kind": "email", "value": " Yuli@Example.org", "owner": "relative", "owner_words": "tía"},
        ],
        "needs": [{"kind": "disability", "percent": 40, "detail": "movilidad"}],
    }
    response = at_hias.post("/people/", told)
    assert response.status_code == 201, response.content
    person = response.json()
    read = at_hias.get(f"/people/{person['id']}/")
    assert read.json() == person
    assert (read["ETag"], len(person["documents"]), len(person["needs"])) == (response["ETag"], 2, 1)


def test_the_example_of_the_description_is_taken(at_hias):
    response = at_hias.post("/people/", examples.PERSON_VALUE)
    assert response.status_code == 201, response.content
    person = response.json()
    assert response["Location"] == f"{BASE}/people/{person['id']}/"
    assert (person["birth_precision"], person["canton"]) == ("day", "1701")
    assert person["documents"][0]["number"] == "V-18456123"
    assert person["contacts"][0]["value"] == "+593987654321"
    assert person["created_at"].endswith("Z")


def test_html_is_no_name_and_what_has_some_is_text(at_hias):
    refused = at_hias.post("/people/", {"given_names": "<script>alert(1)</script>", "family_names": "Söhne & Co"})
    assert wrong_fields(refused) == {("given_names", "name_not_letters"), ("family_names", "name_not_letters")}
    person = register(at_hias, given_names="Ana", address="<b>O'Neil & Söhne</b>")
    assert person["address"] == "<b>O'Neil & Söhne</b>"
    response = at_hias.get(f"/people/{person['id']}/")
    assert response["Content-Type"] == "application/json"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_data_are_changed_field_by_field(at_hias):
    person = register(at_hias, birth_date="1991-03-12")
    response = at_hias.patch(f"/people/{person['id']}/", examples.PERSON_PATCH.value)
    assert response.status_code == 200, response.content
    assert (response.json()["canton"], response.json()["birth_date"]) == ("0901", "1991-03-12")
    cleared = at_hias.patch(f"/people/{person['id']}/", {"canton": None, "birth_date": None}).json()
    assert (cleared["canton"], cleared["birth_precision"]) == (None, "")


def test_wrong_data_change_nothing(at_hias):
    path = f"/people/{register(at_hias)['id']}/"
    assert wrong_fields(at_hias.patch(path, {"address": "x", "birth_date": "2100-01-01"})) == {
        ("birth_date", "birth_in_future")
    }
    assert wrong_fields(at_hias.patch(path, {"given_names": ""})) == {("given_names", "blank")}
    assert wrong_fields(at_hias.patch(path, {"household": None})) == {("household", "unknown")}
    assert Person.objects.get().address == ""


def test_people_are_found(at_hias):
    register(at_hias, given_names="Yulimar", family_names="González", nationality="VE", canton="1701")
    register(at_hias, given_names="José", nationality="CO", contacts=[{"kind": "phone", "value": "0987654321"}])
    register(at_hias, given_names="Rosa", documents=[{"kind": "ve_cedula", "number": "V-18.456.123"}])
    for query, found in [
        ({"q": "gonzalez yuli"}, ["Yulimar"]),
        ({"q": "jose"}, ["José"]),
        ({"q": "98 765 4321"}, ["José"]),
        ({"q": "18456123"}, ["Rosa"]),
        ({"q": "-"}, []),
        ({"nationality": "CO"}, ["José"]),
        ({"canton": "1701"}, ["Yulimar"]),
        ({}, ["José", "Rosa", "Yulimar"]),
        ({"nationality": "VE", "q": "rosa"}, []),
    ]:
        assert names(at_hias.get("/people/", query)) == found, query


def test_somebody_found_by_two_numbers_comes_once(at_hias):
    both = [{"kind": "email", "value": "y@example.org"}, {"kind": "phone", "value": "0987654321"}]
    register(at_hias, contacts=both)
    assert names(at_hias.get("/people/", {"q": "Y@example.org"})) == ["Yulimar"]


def test_documents(at_hias):
    path = f"/people/{register(at_hias)['id']}/documents/"
    response = at_hias.post(path, examples.DOCUMENT_VALUE)
    assert response.status_code == 201, response.content
    made = response.json()
    assert at_hias.get(path).json()["results"] == [made]
    corrected = at_hias.patch(f"{path}{made['id']}/", {"number": "V-1234567"}).json()
    assert (corrected["number"], corrected["kind"]) == ("V-1234567", "ve_cedula")
    assert wrong_fields(at_hias.patch(f"{path}{made['id']}/", {"expires_on": "2016-05-02"})) == {
        ("expires_on", "expires_before_issue")
    }
    assert wrong_fields(at_hias.patch(f"{path}{made['id']}/", {"kind": "passport"})) == {("kind", "unknown")}
    problem(at_hias.post(path, {"kind": "ve_cedula", "number": "v 1.234.567", "issued_on": "2016-05-02"}), 400)
    assert IdentityDocument.objects.count() == 1


def test_documents_keep_the_order_of_the_journey(at_hias):
    cpm = {"kind": "cpm", "number": "C1", "issued_on": "2024-05-01"}
    person = register(at_hias, documents=[cpm])
    path = f"/people/{person['id']}/documents/"
    visa = {"kind": "visa", "number": "V1", "issued_on": "2024-04-30"}
    assert wrong_fields(at_hias.post(path, visa)) == {("issued_on", "issue_order")}
    made = at_hias.post(path, visa | {"issued_on": "2024-05-02"}).json()
    assert wrong_fields(at_hias.patch(f"{path}{made['id']}/", {"issued_on": "2024-04-30"})) == {
        ("issued_on", "issue_order")
    }


def test_a_document_under_another_person_is_not_there(at_hias):
    first, second = register(at_hias), register(at_hias)
    made = at_hias.post(f"/people/{first['id']}/documents/", {"kind": "passport", "number": "A1"}).json()
    problem(at_hias.get(f"/people/{second['id']}/documents/{made['id']}/"), 404)
    problem(at_hias.patch(f"/people/{second['id']}/documents/{made['id']}/", {"number": "A2"}), 404)


def test_contacts(at_hias):
    path = f"/people/{register(at_hias)['id']}/contacts/"
    made = at_hias.post(path, examples.CONTACT_VALUE).json()
    assert (made["value"], made["state"], made["verified_at"]) == ("+593987654321", "unverified", None)
    marked = at_hias.patch(f"{path}{made['id']}/", {"state": "reachable"}).json()
    assert marked["verified_at"].endswith("Z")
    assert at_hias.patch(f"{path}{made['id']}/", {}).json() == marked
    assert wrong_fields(at_hias.patch(f"{path}{made['id']}/", {"state": "gone"})) == {("state", "invalid_choice")}
    assert wrong_fields(at_hias.patch(f"{path}{made['id']}/", {"value": "1"})) == {("value", "unknown")}
    problem(at_hias.post(path, examples.CONTACT_VALUE), 400)
    assert ContactPoint.objects.count() == 1


def test_needs(at_hias):
    path = f"/people/{register(at_hias)['id']}/needs/"
    made = at_hias.post(path, {"kind": "disability", "percent": 40}).json()
    assert at_hias.get(f"{path}{made['id']}/").json() == made
    assert at_hias.get(path).json()["results"] == [made]
    assert wrong_fields(at_hias.post(path, {"kind": "disability", "percent": 101})) == {("percent", "max_value")}


def test_households(at_hias):
    head, child = register(at_hias), register(at_hias, given_names="Luis")
    response = at_hias.post("/households/", {"head": head["id"], "canton": "1701"})
    assert response.status_code == 201, response.content
    household = response.json()
    path = f"/households/{household['id']}/"
    joined = at_hias.post(f"{path}members/", {"person": child["id"], "relationship": "child"}).json()
    assert [(m["id"], m["relationship"]) for m in joined["members"]] == [(head["id"], "head"), (child["id"], "child")]
    assert at_hias.patch(path, {"address": "Solanda"}).json()["address"] == "Solanda"
    assert names(at_hias.get("/people/", {"household": household["id"]})) == ["Luis", "Yulimar"]
    assert at_hias.get("/households/", {"canton": "1701"}).json()["results"][0]["id"] == household["id"]
    problem(at_hias.post("/households/", {"head": head["id"]}), 409, "in_household_already")
    problem(at_hias.post(f"{path}members/", {"person": child["id"], "relationship": "head"}), 409)
    aunt = register(at_hias, given_names="Rosa")
    problem(at_hias.post(f"{path}members/", {"person": aunt["id"], "relationship": "head"}), 400)
    baby = register(at_hias, given_names="Sol", household=household["id"], relationship="child")
    assert baby["household"] == household["id"]
    kinds = [e.kind for e in Person.objects.get(pk=head["id"]).events.order_by("id")]
    assert kinds[-1] == "household_changed"


def test_of_a_household_only_those_one_may_see_are_shown(at_hias, ana, bruno, at_nrc):
    head = register_person(by=ana, given_names="Yulimar")
    household = create_household(head=head, by=ana)
    hidden = register_person(by=bruno, given_names="Luis")
    Person.objects.filter(pk=hidden.pk).update(household=household, relationship="child")
    assert [m["given_names"] for m in at_hias.get(f"/households/{household.id}/").json()["members"]] == ["Yulimar"]
    assert [m["given_names"] for m in at_nrc.get(f"/households/{household.id}/").json()["members"]] == ["Luis"]


def test_what_one_may_not_see_cannot_be_named(at_nrc, at_hias, ana):
    head = register_person(by=ana, given_names="Yulimar")
    household = create_household(head=head, by=ana)
    unknown = "8f1f3c1e-5f6e-4b53-9a51-0e6d1d2a7c11"
    for path, body in [
        ("/people/", lambda id: {"given_names": "X", "household": id, "relationship": "child"}),
        ("/households/", lambda id: {"head": id}),
        ("/cases/", lambda id: {"person": id}),
    ]:
        seen = household.id if path == "/people/" else head.id
        hidden, absent = (at_nrc.post(path, body(str(id))) for id in (seen, unknown))
        assert hidden.status_code == 400
        assert hidden.content == absent.content
    mine = register(at_nrc)
    own = at_nrc.post("/households/", {"head": mine["id"]}).json()
    problem(at_nrc.post(f"/households/{own['id']}/members/", {"person": str(head.id), "relationship": "child"}), 400)


@pytest.mark.parametrize("count", [1, 50])
def test_a_list_takes_the_same_queries_however_long(ana, count, django_assert_num_queries):
    canton = Division.objects.get(code="1701")
    for number in range(count):
        contacts = [{"kind": "email", "value": f"n{number}@b.co"}]
        person = register_person(by=ana, given_names=f"Noe {letters(number)}", contacts=contacts, canton=canton)
        create_household(head=person, by=ana)
    api = signed_in(ana)
    # With the savepoint of the request, what is open to the reader, and who keeps what she is shown.
    with django_assert_num_queries(14):
        assert len(api.get("/people/").json()["results"]) == count
    with django_assert_num_queries(12):
        assert len(api.get("/households/").json()["results"]) == count


def test_registering_takes_few_queries(at_hias, django_assert_max_num_queries):
    with django_assert_max_num_queries(22):
        register(at_hias)


def test_a_document_says_who_saw_it(at_hias, hias):
    path = f"/people/{register(at_hias)['id']}/documents/"
    made = at_hias.post(path, {"kind": "passport", "number": "A1", "evidence": "copy"}).json()
    assert made["verified_organisation"] == str(hias.pk)
    again = at_hias.patch(f"{path}{made['id']}/", {"seen": True}).json()
    assert again["verified_at"] > made["verified_at"]


def test_whose_a_contact_really_is_and_how_a_lost_one_comes_back(at_hias, hias):
    person = register(at_hias)
    path = f"/people/{person['id']}/contacts/"
    told = {"kind": "email", "value": "a@b.example", "owner": "other", "owner_words": "a neighbour"}
    contact = at_hias.post(path, told).json()
    one = f"{path}{contact['id']}/"
    own = at_hias.patch(one, {"owner": "own", "owner_words": "", "state": "reachable"}).json()
    assert (own["owner"], own["owner_words"], own["verified_organisation"]) == ("own", "", str(hias.pk))
    problem(at_hias.post(f"{one}recovery/", {"recovery": "code_sent"}), 409, "not_lost")
    assert at_hias.patch(one, {"state": "lost"}).json()["lost_at"]
    back = at_hias.post(f"{one}recovery/", {"recovery": "new_made", "on": "2026-01-01", "value": "c@d.example"}).json()
    assert (back["recovery"], back["recovery_on"]) == ("new_made", "2026-01-01")
    values = {c["value"] for c in at_hias.get(path).json()["results"]}
    assert values == {"a@b.example", "c@d.example"}
