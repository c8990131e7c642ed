"""A sub-office of IOM sees its provinces, and those of whom nobody knows where they live: by every door."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from casework.access.actions import end_membership, end_membership_of_colleague, set_territory
from casework.access.models import Door, Membership
from casework.access.policy import Role
from casework.access.queries import acting_membership
from casework.access.scope import acting_as
from casework.journey.actions import register
from casework.journey.models import Case
from casework.people.actions import update_person
from casework.people.models import Person
from casework.places.models import Division
from tests.api.conftest import api_of, problem, signed_in
from tests.cast import member
from tests.web.conftest import words


@pytest.fixture
def amelia(iom):
    """A caseworker of IOM's sub-office in Azuay."""
    amelia = member("Amelia", iom, Role.IOM_CASEWORKER)
    amelia.territory.set([Division.objects.get(code="01")])
    return acting_membership(amelia.user)


@pytest.fixture
def cuenca(db):
    return Division.objects.get(code="0101")


@pytest.fixture
def quito(db):
    return Division.objects.get(code="1701")


@pytest.fixture
def three(ivan, cuenca, quito):
    """Somebody in Cuenca, somebody in Quito, and somebody who lives nobody knows where."""
    places = {"Cuenca": cuenca, "Quito": quito, "Nowhere": None}
    return {name: register(by=ivan, given_names=f"Rosa {name}", canton=place) for name, place in places.items()}


def test_lists_and_search_show_the_territory_and_no_more(three, amelia, client):
    client.force_login(amelia.user)
    pages = [
        client.get(reverse("cases"), {"scope": "visible"}),
        client.get(reverse("cases")),
        client.post(reverse("search"), {"q": "Rosa"}, follow=True),
    ]
    for page in pages:
        assert "Rosa Cuenca" in words(page)
        assert "Rosa Nowhere" in words(page)
        assert "Rosa Quito" not in words(page)
    for name, status in {"Cuenca": 200, "Nowhere": 200, "Quito": 404}.items():
        assert client.get(reverse("case", args=[three[name].pk])).status_code == status


def test_rest_shows_the_same(three, amelia):
    api = signed_in(amelia)
    assert {row["given_names"] for row in api.get("/people/").json()["results"]} == {"Rosa Cuenca", "Rosa Nowhere"}
    assert len(api.get("/cases/").json()["results"]) == 2
    problem(api.get(f"/cases/{three['Quito'].pk}/"), 404)


def test_nobody_is_registered_where_one_would_not_see_her(amelia, cuenca, quito, ivan, client):
    with pytest.raises(ValidationError, match="outside your territory") as refused:
        register(by=amelia, given_names="Rosa", canton=quito)
    assert set(refused.value.error_dict) == {"canton"}
    client.force_login(amelia.user)
    answer = client.post(reverse("register"), {"given_names": "Rosa", "canton": quito.pk})
    assert answer.status_code == 400
    assert "Canton : This canton is outside your territory" in words(answer)
    assert not Person.objects.exists()
    for canton in (cuenca.pk, ""):
        assert client.post(reverse("register"), {"given_names": "Rosa", "canton": canton}).status_code == 302
    assert Person.objects.visible_to(amelia).count() == 2
    assert register(by=ivan, given_names="Rosa", canton=quito)


def test_who_moves_away_goes_out_of_sight(three, amelia, quito, ivan, client):
    case = three["Cuenca"]
    client.force_login(amelia.user)
    edit = reverse("edit_person", args=[case.pk])
    answer = client.post(edit, {"given_names": "Rosa Cuenca", "canton": quito.pk})
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("today"))
    assert client.get(edit).status_code == 404
    case.person.refresh_from_db()
    assert case.person.canton == quito
    assert Case.objects.visible_to(ivan).filter(pk=case.pk).exists()


def test_rest_moves_her_away_too(three, amelia, quito):
    api, person = signed_in(amelia), three["Cuenca"].person
    assert api.patch(f"/people/{person.pk}/", {"canton": quito.pk}).status_code == 204
    problem(api.get(f"/people/{person.pk}/"), 404)
    person.refresh_from_db()
    assert person.canton == quito


def test_only_iom_has_territories_and_of_provinces(ivan, ana, hilda, iom, cuenca, amelia):
    cecilia, azuay = member("Cecilia", iom, Role.COORDINATOR), Division.objects.get(code="01")
    set_territory(membership=ivan, by=cecilia, provinces=[azuay])
    assert list(ivan.territory.all()) == [azuay]
    set_territory(membership=ivan, by=cecilia, provinces=[])
    assert not ivan.territory.exists()
    with pytest.raises(ValidationError, match="made of provinces"):
        set_territory(membership=ivan, by=cecilia, provinces=[cuenca])
    with pytest.raises(ValidationError, match="Only IOM's"):
        set_territory(membership=ana, by=hilda, provinces=[azuay])
    with pytest.raises(PermissionDenied):
        set_territory(membership=ivan, by=amelia, provinces=[azuay])


def test_a_partners_territory_changes_nothing_of_what_it_sees(case, ana, quito):
    ana.territory.set([Division.objects.get(code="01")])
    with acting_as(ana, Door.WEB):
        update_person(person=case.person, by=ana, canton=quito)
        assert list(Case.objects.visible_to(ana)) == [case]


def test_a_colleague_loses_access_with_her_membership_at_once(case, ana, hilda, client):
    client.force_login(ana.user)
    assert client.get(reverse("case", args=[case.pk])).status_code == 200
    end_membership_of_colleague(membership=ana, by=hilda)
    answer = client.get(reverse("case", args=[case.pk]))
    assert answer.status_code == 403
    assert "Yulimar" not in words(answer)


def test_a_partner_systems_token_opens_nothing_once_its_membership_ended(case, hias):
    api = api_of(hias)
    assert api.get(f"/cases/{case.pk}/").status_code == 200
    end_membership(membership=Membership.objects.get(user__is_service=True))
    problem(api.get(f"/cases/{case.pk}/"), 403, "no_membership")


def test_a_last_day_may_be_ahead(ana, hilda):
    today = ana.since
    end_membership_of_colleague(membership=ana, by=hilda, last_day=today)
    assert Membership.objects.active().filter(pk=ana.pk).exists()
    with pytest.raises(ValidationError, match="before the first"):
        end_membership_of_colleague(membership=ana, by=hilda, last_day=today.replace(year=2020))


def test_whose_membership_one_may_not_end(ana, hilda, bruno, iom, ivan):
    cecilia, iris = member("Cecilia", iom, Role.COORDINATOR), member("Iris", iom, Role.ADMINISTRATOR)
    for by, of in ((ana, hilda), (hilda, hilda), (cecilia, iris)):
        with pytest.raises(PermissionDenied):
            end_membership_of_colleague(membership=of, by=by)
    with pytest.raises(Membership.DoesNotExist):
        end_membership_of_colleague(membership=bruno, by=hilda)
    end_membership_of_colleague(membership=cecilia, by=iris)
    assert Membership.objects.active().filter(organisation=iom).count() == 2
