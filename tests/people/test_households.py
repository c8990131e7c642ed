"""Households: who lives in them, who heads them, and what is kept of where somebody lived."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.access.models import Door
from casework.access.scope import acting_as
from casework.base.errors import Conflict
from casework.journey.actions import close_case, register
from casework.journey.models import Case
from casework.people import households
from casework.people.actions import register_person, update_person
from casework.people.models import Event, Household, HouseholdStay, Person
from casework.places.models import Division
from tests.cast import letters, refer

TODAY = timezone.localdate()
ADULT, CHILD = date(1985, 3, 1), TODAY - timedelta(days=3000)


@pytest.fixture
def family(case, ana):
    """Yulimar heads it; Pedro is her partner, Luis and Sol their children, Rosa her mother."""
    home = households.create_household(head=case.person, by=ana, address="Calle Larga 1")
    for name, relationship, born in (
        ("Pedro", "partner", ADULT),
        ("Luis", "child", CHILD),
        ("Sol", "child", CHILD + timedelta(days=700)),
        ("Rosa", "parent", date(1955, 1, 1)),
    ):
        register_person(by=ana, given_names=name, birth_date=born, household=home, relationship=relationship)
    return home


def named(name):
    return Person.objects.get(given_names__startswith=name)


def who(home):
    return {p.given_names.split()[0]: p.relationship for p in home.members.all()}


def kinds(person):
    return list(Event.objects.filter(person=person, section="household").order_by("id").values_list("kind", flat=True))


def codes(refused):
    return {name: [e.code for e in errors] for name, errors in refused.value.error_dict.items()}


# Leaving --------------------------------------------------------------------------------------------------------------
def test_who_leaves_is_kept_with_her_dates_and_why(family, ana):
    pedro = named("Pedro")
    households.leave_household(person=pedro, by=ana, why="separated", on=TODAY)
    pedro.refresh_from_db()
    assert (pedro.household, pedro.relationship, pedro.household_since) == (None, "", None)
    stay = HouseholdStay.objects.get()
    assert (stay.person, stay.household, stay.relationship, stay.why) == (pedro, family, "partner", "separated")
    assert (stay.joined_on, stay.left_on) == (None, TODAY)
    assert kinds(pedro)[-1] == "household_left"
    with pytest.raises(Conflict, match="in no household"):
        households.leave_household(person=pedro, by=ana, why="moved")


def test_a_day_she_came_is_kept_and_she_does_not_leave_before_it(family, ana):
    cousin = register_person(by=ana, given_names="Wilmer")
    came = TODAY - timedelta(days=10)
    households.join_household(person=cousin, household=family, relationship="other", by=ana, since=came)
    with pytest.raises(ValidationError, match="before she joined"), transaction.atomic():
        households.leave_household(person=cousin, by=ana, why="moved", on=came - timedelta(days=1))
    assert households.leave_household(person=cousin, by=ana, why="moved", on=came).joined_on == came


@pytest.mark.parametrize(
    ("wrong", "field"), [({"why": "twice"}, "why"), ({"why": ""}, "why"), ({"on": TODAY + timedelta(days=1)}, "on")]
)
def test_leaving_says_why_and_is_not_ahead(wrong, field, family, ana):
    with pytest.raises(ValidationError) as refused:
        households.leave_household(**{"person": named("Pedro"), "by": ana, "why": "moved"} | wrong)
    assert field in codes(refused)


# A head ---------------------------------------------------------------------------------------------------------------
def test_when_the_head_leaves_her_partner_follows_and_all_are_what_they_are_to_him(family, case, ana):
    households.leave_household(person=case.person, by=ana, why="moved")
    assert who(family) == {"Pedro": "head", "Luis": "child", "Sol": "child", "Rosa": "other"}
    assert kinds(named("Pedro"))[-1] == "household_headed"
    assert kinds(named("Rosa"))[-1] == "household_relationship"
    assert "household_relationship" not in kinds(named("Luis"))


def test_or_whom_was_chosen(family, case, ana):
    households.leave_household(person=case.person, by=ana, why="moved", new_head=named("Rosa"))
    assert who(family) == {"Rosa": "head", "Pedro": "other", "Luis": "other", "Sol": "other"}


def test_nobody_is_chosen_who_does_not_stay(family, case, ana):
    stranger = register_person(by=ana, given_names="Wilmer")
    for chosen in (stranger, case.person):
        with pytest.raises(ValidationError) as refused, transaction.atomic():
            households.leave_household(person=case.person, by=ana, why="moved", new_head=chosen)
        assert codes(refused) == {"new_head": ["not_a_member"]}
    assert who(family)["Yulimar"] == "head"


def test_who_is_made_the_head_takes_the_place_of_the_former_one(family, case, ana):
    households.make_head(person=named("Rosa"), by=ana)
    assert who(family) == {"Rosa": "head", "Yulimar": "child", "Pedro": "other", "Luis": "other", "Sol": "other"}
    households.make_head(person=case.person, by=ana)
    assert who(family)["Rosa"] == "parent"
    with pytest.raises(Conflict, match="head already"):
        households.make_head(person=case.person, by=ana)
    with pytest.raises(Conflict, match="in no household"):
        households.make_head(person=register_person(by=ana, given_names="Wilmer"), by=ana)


def test_a_relationship_is_corrected_but_the_head_stays_the_head(family, case, ana):
    households.change_relationship(person=named("Rosa"), relationship="other", by=ana)
    assert who(family)["Rosa"] == "other"
    before = kinds(named("Rosa"))
    households.change_relationship(person=named("Rosa"), relationship="other", by=ana)
    assert kinds(named("Rosa")) == before
    with pytest.raises(Conflict, match="make somebody else"):
        households.change_relationship(person=case.person, relationship="other", by=ana)
    for wrong in ("head", "cousin"):
        with pytest.raises(ValidationError):
            households.change_relationship(person=named("Rosa"), relationship=wrong, by=ana)


def test_who_moves_to_another_household_leaves_hers_with_a_head(family, case, ana):
    aunt = register_person(by=ana, given_names="Zoila")
    households.join_household_of(person=case.person, other=aunt, relationship="sibling", by=ana)
    assert who(family)["Pedro"] == "head"
    case.person.refresh_from_db()
    assert (case.person.household, case.person.household_since) == (aunt.household or named("Zoila").household, TODAY)
    stay = HouseholdStay.objects.get()
    assert (stay.person, stay.why, stay.left_on) == (case.person, "together", TODAY)


def test_nobody_joins_the_household_she_is_in_nor_one_where_nobody_lives(family, ana, ivan):
    with pytest.raises(Conflict, match="in this household already"):
        households.join_household(person=named("Pedro"), household=family, relationship="other", by=ana)
    empty = Household.objects.create()
    for act in (
        lambda: households.join_household(person=named("Pedro"), household=empty, relationship="child", by=ivan),
        lambda: households.join_households(household=empty, other=family, relationship="other", by=ivan, why="other"),
    ):
        with pytest.raises(ValidationError) as refused, transaction.atomic():
            act()
        assert codes(refused) == {"relationship": ["no_head"]}
    with pytest.raises(Conflict, match="Nobody lives"):
        households.join_households(household=family, other=empty, relationship="other", by=ivan, why="other")


def test_who_has_died_leaves_and_another_follows(family, case, ana):
    close_case(case=case, by=ana, close_reason="died")
    assert who(family)["Pedro"] == "head"
    assert [(s.why, s.left_on) for s in case.person.stays.all()] == [("died", TODAY)]


def test_she_did_not_die_before_she_came_as_far_as_is_known(case, ana):
    home = households.create_household(head=register_person(by=ana, given_names="Rosa"), by=ana)
    households.join_household(person=case.person, household=home, relationship="child", by=ana, since=TODAY)
    Case.objects.update(opened_on=TODAY - timedelta(days=9))
    close_case(case=case, by=ana, close_reason="died", on=TODAY - timedelta(days=3))
    assert case.person.stays.get().left_on == TODAY


def test_a_case_closed_for_another_reason_changes_no_household(family, case, ana):
    close_case(case=case, by=ana, close_reason="left")
    assert who(family)["Yulimar"] == "head"


def test_of_somebody_out_of_sight_the_rule_takes_care_too(case, ana, bruno):
    """Pedro is NRC's: Ana does not see him, and leaves him no household without a head."""
    home = households.create_household(head=case.person, by=ana)
    pedro = register_person(by=bruno, given_names="Pedro")
    Person.objects.filter(pk=pedro.pk).update(household=home, relationship="partner")
    with acting_as(ana, Door.WEB):
        households.leave_household(person=case.person, by=ana, why="moved")
    pedro.refresh_from_db()
    assert pedro.relationship == "head"


def test_a_head_out_of_sight_is_a_head(case, ana, bruno):
    home = households.create_household(head=case.person, by=ana)
    pedro = register_person(by=bruno, given_names="Pedro")
    Person.objects.filter(pk=pedro.pk).update(household=home, relationship="partner")
    mine = register_person(by=bruno, given_names="Wilmer")
    with acting_as(bruno, Door.WEB):
        with pytest.raises(ValidationError, match="head already"), transaction.atomic():
            households.join_household(person=mine, household=home, relationship="head", by=bruno)
        with pytest.raises(ValidationError, match="head already"), transaction.atomic():
            register_person(by=bruno, given_names="Ana", household=home, relationship="head")


# Who applies ----------------------------------------------------------------------------------------------------------
def test_one_adult_applies_for_the_household(family, case, ana):
    households.set_applicant(household=family, by=ana, person=case.person)
    households.set_applicant(household=family, by=ana, person=named("Pedro"))
    assert [p.given_names for p in family.members.filter(principal_applicant=True)] == ["Pedro"]
    assert kinds(case.person)[-2:] == ["household_applicant", "household_applicant_ended"]
    households.set_applicant(household=family, by=ana, person=named("Pedro"))
    assert kinds(named("Pedro")).count("household_applicant") == 1
    households.set_applicant(household=family, by=ana, person=None)
    assert not family.members.filter(principal_applicant=True).exists()


def test_a_child_or_a_stranger_does_not_apply(family, ana):
    with pytest.raises(ValidationError, match="Only an adult"):
        households.set_applicant(household=family, by=ana, person=named("Luis"))
    stranger = register_person(by=ana, given_names="Wilmer")
    with pytest.raises(ValidationError, match="does not live"):
        households.set_applicant(household=family, by=ana, person=stranger)


def test_who_applies_does_not_become_a_child_by_a_correction_and_gives_it_up_by_leaving(family, ana):
    households.set_applicant(household=family, by=ana, person=named("Pedro"))
    with pytest.raises(ValidationError, match="Only an adult"), transaction.atomic():
        update_person(person=named("Pedro"), by=ana, birth_date=CHILD)
    households.leave_household(person=named("Pedro"), by=ana, why="moved")
    assert not named("Pedro").principal_applicant


# Split and join -------------------------------------------------------------------------------------------------------
def test_some_found_a_household_of_their_own(family, case, ana):
    quito = Division.objects.get(code="1701")
    leaving = [(named("Luis"), "child"), (named("Pedro"), "head")]
    own = households.split_household(
        household=family, members=leaving, by=ana, why="separated", canton=quito, address=" Solanda "
    )
    assert (own.canton, own.address) == (quito, "Solanda")
    assert who(own) == {"Pedro": "head", "Luis": "child"}
    assert who(family) == {"Yulimar": "head", "Sol": "child", "Rosa": "parent"}
    assert {(s.person.given_names, s.relationship, s.why) for s in family.stays.all()} == {
        ("Pedro", "partner", "separated"),
        ("Luis", "child", "separated"),
    }
    assert all("household_split" in kinds(person) for person in Person.objects.all())
    assert named("Pedro").household_since == TODAY


def test_where_the_head_goes_another_stays(family, case, ana):
    households.split_household(
        household=family, members=[(case.person, "head")], by=ana, why="moved", new_head=named("Rosa")
    )
    assert who(family)["Rosa"] == "head"


@pytest.mark.parametrize(
    "members",
    [
        [],
        [("Pedro", "partner")],
        [("Pedro", "head"), ("Rosa", "head")],
        [("Pedro", "head"), ("Pedro", "child")],
    ],
    ids=str,
)
def test_who_leaves_is_said_once_and_one_is_the_head(members, family, ana):
    leaving = [(named(name), relationship) for name, relationship in members]
    with pytest.raises(ValidationError) as refused:
        households.split_household(household=family, members=leaving, by=ana, why="moved")
    assert codes(refused) == {"members": ["one_head"]}


def test_a_split_leaves_somebody_and_takes_no_stranger(family, ana):
    everybody = [(p, "head" if p.given_names == "Pedro" else "other") for p in family.members.all()]
    with pytest.raises(Conflict, match="Nobody would stay"):
        households.split_household(household=family, members=everybody, by=ana, why="moved")
    stranger = register_person(by=ana, given_names="Wilmer")
    with pytest.raises(ValidationError, match="does not live"):
        households.split_household(household=family, members=[(stranger, "head")], by=ana, why="moved")
    assert Household.objects.count() == 1


@pytest.fixture
def sisters(ana):
    """Carla heads it, with her son."""
    home = households.create_household(head=register_person(by=ana, given_names="Carla"), by=ana)
    register_person(by=ana, given_names="Nico", household=home, relationship="child")
    return home


def test_of_two_households_one(family, sisters, ana):
    households.set_applicant(household=sisters, by=ana, person=named("Carla"))
    households.join_households(household=family, other=sisters, relationship="sibling", by=ana, why="reunited")
    joined = who(family)
    assert (joined["Yulimar"], joined["Carla"], joined["Nico"]) == ("head", "sibling", "other")
    assert named("Carla").principal_applicant
    assert not sisters.members.exists()
    assert {s.why for s in sisters.stays.all()} == {"reunited"}
    assert all("households_joined" in kinds(person) for person in Person.objects.all())


def test_who_applied_here_goes_on_applying(family, sisters, case, ana):
    households.set_applicant(household=family, by=ana, person=case.person)
    households.set_applicant(household=sisters, by=ana, person=named("Carla"))
    households.join_households(household=family, other=sisters, relationship="sibling", by=ana, why="together")
    assert [p.given_names for p in family.members.filter(principal_applicant=True)] == [case.person.given_names]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"why": "died"}, "why"), ({"relationship": "head"}, "relationship"), ({"other": 1}, "household")],
)
def test_what_is_wrong_with_joining(wrong, field, family, sisters, ana):
    told = {"household": family, "other": sisters, "relationship": "sibling", "why": "together"} | wrong
    told["other"] = family if told["other"] == 1 else told["other"]
    with pytest.raises(ValidationError) as refused:
        households.join_households(by=ana, **told)
    assert field in codes(refused)


def test_nobody_moves_people_she_does_not_see(family, ana, bruno):
    carla = register_person(by=bruno, given_names="Carla")
    home = households.create_household(head=carla, by=bruno)
    refer(carla, ana.organisation)
    hidden = register_person(by=bruno, given_names="Nico", household=home, relationship="child")
    with acting_as(ana, Door.WEB), pytest.raises(PermissionDenied, match="ask IOM"), transaction.atomic():
        households.join_households(household=family, other=home, relationship="sibling", by=ana, why="together")
    hidden.refresh_from_db()
    assert hidden.household == home


def test_an_address_stands_on_the_timeline_of_all_also_those_out_of_sight(case, ana, bruno):
    home = households.create_household(head=case.person, by=ana)
    hidden = register_person(by=bruno, given_names="Luis")
    Person.objects.filter(pk=hidden.pk).update(household=home, relationship="child")
    with acting_as(ana, Door.WEB):
        households.update_household(household=home, by=ana, address="Solanda 2")
    assert kinds(hidden) == ["household_changed"]
    with pytest.raises(TypeError, match="head"):
        households.update_household(household=home, by=ana, head=hidden)


# Always ---------------------------------------------------------------------------------------------------------------
REFUSALS = (Conflict, ValidationError, PermissionDenied)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=25)
@given(data=st.data())
def test_whatever_is_done_where_somebody_lives_there_is_one_head(data, ana, hias):
    relationship = st.sampled_from(Person.Relationship.values)
    with transaction.atomic():
        people = [
            register(
                by=ana, given_names=f"P {letters(n)}", birth_date=data.draw(st.sampled_from([None, ADULT, CHILD]))
            ).person
            for n in range(5)
        ]
        person = st.sampled_from(people)
        home = person.map(lambda chosen: Person.objects.get(pk=chosen.pk).household)
        for _ in range(data.draw(st.integers(5, 15))):
            acts = {
                "found": lambda: households.create_household(head=data.draw(person), by=ana),
                "join": lambda: households.join_household_of(
                    person=data.draw(person),
                    other=Person.objects.get(pk=data.draw(person).pk),
                    relationship=data.draw(relationship),
                    by=ana,
                ),
                "leave": lambda: households.leave_household(person=data.draw(person), by=ana, why="moved"),
                "head": lambda: households.make_head(person=data.draw(person), by=ana),
                "relate": lambda: households.change_relationship(
                    person=data.draw(person), relationship=data.draw(relationship), by=ana
                ),
                "apply": lambda: households.set_applicant(
                    household=data.draw(home.filter(bool)), by=ana, person=data.draw(person)
                ),
                "split": lambda: households.split_household(
                    household=data.draw(home.filter(bool)),
                    members=data.draw(st.lists(st.tuples(person, relationship), max_size=3)),
                    by=ana,
                    why="moved",
                ),
                "unite": lambda: households.join_households(
                    household=data.draw(home.filter(bool)),
                    other=data.draw(home.filter(bool)),
                    relationship=data.draw(relationship),
                    by=ana,
                    why="together",
                ),
            }
            lived = Person.objects.exclude(household=None).exists()
            chosen = data.draw(st.sampled_from(list(acts) if lived else ["found", "join", "leave"]))
            try:
                with transaction.atomic():
                    acts[chosen]()
            except REFUSALS:
                continue
            for household in Household.objects.exclude(members=None).distinct():
                assert household.members.filter(relationship="head").count() == 1, chosen
        transaction.set_rollback(True)
