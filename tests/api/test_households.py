"""/households/: who joins, leaves and heads them, splitting and joining."""

from datetime import timedelta

import pytest
from django.utils import timezone

from casework.people import households
from casework.people.actions import register_person
from casework.people.models import Person
from tests.api.conftest import problem, signed_in, wrong_fields

TODAY = timezone.localdate()
BORN = {"Luis": TODAY - timedelta(days=3000), "Nico": TODAY - timedelta(days=2000)}


@pytest.fixture
def people(ana):
    return {
        name: register_person(by=ana, given_names=name, birth_date=BORN.get(name))
        for name in ("Yulimar", "Pedro", "Luis", "Carla", "Nico")
    }


@pytest.fixture
def home(people, ana):
    """Yulimar heads it, with Pedro and Luis."""
    home = households.create_household(head=people["Yulimar"], by=ana)
    for name, relationship in (("Pedro", "partner"), ("Luis", "child")):
        households.join_household(person=people[name], household=home, relationship=relationship, by=ana)
    return home


def url(home, end=""):
    return f"/households/{home.pk}/{end}"


def member(home, person, end=""):
    return url(home, f"members/{person.pk}/{end}")


def who(answer):
    return {m["given_names"]: m["relationship"] for m in answer["members"]}


def test_it_says_who_lives_there_since_when_and_who_applies(home, people, at_hias):
    assert at_hias.post(member(home, people["Pedro"], "applicant/")).status_code == 200
    told = {"person": str(people["Carla"].pk), "relationship": "sibling", "since": "2024-03-01"}
    answer = at_hias.post(url(home, "members/"), told).json()
    assert who(answer) == {"Yulimar": "head", "Pedro": "partner", "Luis": "child", "Carla": "sibling"}
    assert [m["given_names"] for m in answer["members"] if m["principal_applicant"]] == ["Pedro"]
    assert {m["given_names"]: m["household_since"] for m in answer["members"]}["Carla"] == "2024-03-01"
    assert (answer["hidden_members"], answer["unaccompanied"], answer["former_members"]) == (0, [], [])
    person = at_hias.get(f"/people/{people['Pedro'].pk}/").json()
    assert (person["principal_applicant"], person["household_since"], person["unaccompanied"]) == (True, None, False)
    ended = at_hias.post(member(home, people["Pedro"], "applicant/"), {"applies": False}).json()
    assert not any(m["principal_applicant"] for m in ended["members"])


def test_who_did_not_apply_ends_nobodys_application(home, people, at_hias):
    at_hias.post(member(home, people["Pedro"], "applicant/"))
    at_hias.post(member(home, people["Yulimar"], "applicant/"), {"applies": False})
    assert Person.objects.get(pk=people["Pedro"].pk).principal_applicant
    problem(at_hias.post(member(home, people["Luis"], "applicant/")), 400)


def test_a_head_is_made_and_a_relationship_corrected(home, people, at_hias):
    assert who(at_hias.post(member(home, people["Pedro"], "head/")).json()) == {
        "Pedro": "head",
        "Yulimar": "partner",
        "Luis": "child",
    }
    problem(at_hias.post(member(home, people["Pedro"], "head/")), 409, "head_already")
    read = at_hias.get(url(home))
    changed = at_hias.patch(member(home, people["Luis"]), {"relationship": "other"}, **{"If-Match": read["ETag"]})
    assert who(changed.json())["Luis"] == "other"
    stale = at_hias.patch(member(home, people["Luis"]), {"relationship": "child"}, **{"If-Match": read["ETag"]})
    problem(stale, 412)
    problem(at_hias.patch(member(home, people["Pedro"]), {"relationship": "child"}), 409, "is_head")
    assert at_hias.patch(member(home, people["Luis"]), {}).status_code == 200


def test_who_leaves_is_told_of_afterwards(home, people, at_hias):
    answer = at_hias.post(member(home, people["Yulimar"], "leave/"), {"why": "separated"}).json()
    assert who(answer) == {"Pedro": "head", "Luis": "child"}
    assert answer["former_members"] == [
        {
            "person": str(people["Yulimar"].pk),
            "relationship": "head",
            "joined_on": None,
            "left_on": TODAY.isoformat(),
            "why": "separated",
        }
    ]
    assert wrong_fields(at_hias.post(member(home, people["Luis"], "leave/"), {"why": "twice"})) == {
        ("why", "invalid_choice")
    }
    problem(at_hias.post(member(home, people["Yulimar"], "leave/"), {"why": "moved"}), 404)


def test_a_child_who_stays_alone_is_named_and_the_last_leaves_nothing_to_see(home, people, at_hias):
    for name in ("Yulimar", "Pedro"):
        answer = at_hias.post(member(home, people[name], "leave/"), {"why": "left_country"}).json()
    assert answer["unaccompanied"] == [str(people["Luis"].pk)]
    assert at_hias.get(f"/people/{people['Luis'].pk}/").json()["unaccompanied"]
    assert at_hias.get(f"/people/{people['Nico'].pk}/").json()["unaccompanied"]
    assert at_hias.post(member(home, people["Luis"], "leave/"), {"why": "moved"}).status_code == 204
    problem(at_hias.get(url(home)), 404)


def test_it_is_split(home, people, at_hias):
    told = {"members": [{"person": str(people["Luis"].pk), "relationship": "child"}], "why": "separated"}
    assert wrong_fields(at_hias.post(url(home, "split/"), told)) == {("members", "one_head")}
    told["members"].append({"person": str(people["Yulimar"].pk), "relationship": "head"})
    response = at_hias.post(url(home, "split/"), told | {"address": "Solanda 2", "canton": "1701"})
    assert response.status_code == 201
    own = response.json()
    assert (who(own), own["address"], own["canton"]) == ({"Yulimar": "head", "Luis": "child"}, "Solanda 2", "1701")
    assert at_hias.get(response["Location"].removeprefix("/api/v1")).json() == own
    assert who(at_hias.get(url(home)).json()) == {"Pedro": "head"}


def test_two_become_one(home, people, ana, at_hias):
    other = households.create_household(head=people["Carla"], by=ana)
    households.join_household(person=people["Nico"], household=other, relationship="child", by=ana)
    told = {"household": str(other.pk), "relationship": "sibling", "why": "reunited"}
    answer = at_hias.post(url(home, "join/"), told).json()
    assert (who(answer)["Carla"], who(answer)["Nico"]) == ("sibling", "other")
    problem(at_hias.post(url(home, "join/"), told), 400)


def test_of_those_one_does_not_see_there_is_only_a_number(home, people, bruno, at_hias, at_nrc):
    hidden = register_person(by=bruno, given_names="Rosa")
    Person.objects.filter(pk=hidden.pk).update(household=home, relationship="parent")
    assert at_hias.get(url(home)).json()["hidden_members"] == 1
    mine = at_nrc.get(url(home)).json()
    assert (who(mine), mine["hidden_members"]) == ({"Rosa": "parent"}, 3)
    problem(at_nrc.post(member(home, people["Luis"], "leave/"), {"why": "moved"}), 404)


@pytest.mark.parametrize("end", ["head/", "applicant/", "leave/"])
def test_who_only_reads_changes_nothing(end, home, people, vera):
    problem(signed_in(vera).post(member(home, people["Pedro"], end), {}), 403)
