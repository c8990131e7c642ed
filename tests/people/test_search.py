"""Finding a person by whatever she has at hand: a number however written, an address, parts of her name."""

from uuid import UUID

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.people import search
from casework.people.actions import add_contact, add_document, register_person, update_person
from casework.people.households import create_household
from casework.people.models import Household, Person
from casework.places.models import Division


@pytest.fixture
def yulimar(ana):
    return register_person(
        by=ana,
        given_names="Yulimar del Valle",
        family_names="González Rondón",
        documents=[
            {"kind": "ve_cedula", "number": "V-12.345.678"},
            {"kind": "passport", "number": "ab 123-456"},
            {"kind": "ec_cedula", "number": "1713175071"},
            {"kind": "other", "number": "A-12"},
        ],
        contacts=[
            {"kind": "phone", "value": "0987654321"},
            {"kind": "whatsapp", "value": "+58 412 1234567"},
            {"kind": "email", "value": "Yuli@Example.org"},
        ],
    )


@pytest.fixture
def others(ana):
    """People who are nearly she."""
    almost = register_person(by=ana, given_names="Yulimar", family_names="Rivas")
    add_document(person=almost, by=ana, kind="ve_cedula", number="12345679")
    add_contact(person=almost, by=ana, kind="phone", value="0987654322")
    add_contact(person=almost, by=ana, kind="email", value="uli@example.org")
    return almost


@pytest.mark.parametrize(
    "typed",
    [
        "V-12.345.678",
        "v12345678",
        "12345678",
        "12.345.678",
        "  V 12345678 ",
        "AB123456",
        "ab-123 456",
        "1713175071",
        "171317507-1",
        "a12",
        "0987654321",
        "987654321",
        "098 765 4321",
        "+593 98 765 4321",
        "\u202a+593987654321\u202c",
        "7654321",
        "+58-412-1234567",
        "04121234567",
        "yuli@example.org",
        " YULI@EXAMPLE.ORG\x00",
        "Yulimar González",
        "gonzalez yulimar",
        "RONDON",
        "rondó valle",
        "González, Yulimar",
        "zale yuli",
        "Yulimar del Valle González Rondón",
        "yulimar gonsales",
        "yulimar gonzalez",
        "llulimar gonsales rondon",
        "Gonzales Rondon Yulimar",
        "yulimra gonzalez",
        "yulimar gonzlez",
        "gonzalez rondn",
    ],
)
def test_she_is_found_and_nobody_else(typed, yulimar, others, ivan):
    assert list(Person.objects.search(typed, ivan)) == [yulimar]


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "-",
        "\x00",
        "%",
        "_",
        "gonzalez pedro",
        "12345670",
        "V1234567",
        "E12345678",
        "654321",
        "x@example.org",
        "@",
    ],
)
def test_nobody_is_found(typed, yulimar, others, ivan):
    assert not Person.objects.search(typed, ivan).exists()


@pytest.mark.parametrize(
    "typed", ["yuli gonz", "GONZ yuli", "yul", "zale", "yulim ondon", "gonz y", "yuli gonz rond", "yuli gonz rond vall"]
)
@pytest.mark.parametrize("most", [search.WHOLES_MOST, 0])
def test_parts_of_her_names_are_enough(typed, most, yulimar, others, ivan, monkeypatch):
    """Also where too many names contain them for each to be looked up."""
    monkeypatch.setattr(search, "WHOLES_MOST", most)
    assert yulimar in Person.objects.search(typed, ivan)
    assert (others in Person.objects.search(typed, ivan)) == (typed == "yul")


@pytest.mark.parametrize("typed", ["yu", "y", "yuli qwertz", "gonz qwertz yuli"])
def test_parts_that_are_too_short_or_of_no_name_find_nobody(typed, yulimar, others, ivan):
    assert not Person.objects.search(typed, ivan).exists()


def test_whose_name_begins_so_comes_before_who_has_it_within(ana, ivan):
    within = register_person(by=ana, given_names="Mariana", family_names="Paz")
    begins = register_person(by=ana, given_names="Ananda", family_names="Paz")
    assert list(Person.objects.search("anan", ivan)) == [begins]
    assert list(Person.objects.search("ana", ivan)) == [begins, within]


def test_who_has_a_territory_finds_who_lives_there_or_nobody_knows_where(ana, ivan):
    her = {"given_names": "Yulimar", "family_names": "González"}
    cantons = Division.objects.in_bulk(["1701", "0101"])
    living = {code: register_person(by=ana, canton=canton, **her) for code, canton in cantons.items()}
    somewhere = register_person(by=ana, **her)
    ivan.territory.add("17")
    assert {*Person.objects.visible_to(ivan).search("yulimar gonzalez", ivan)} == {living["1701"], somewhere}
    assert {*search.find("yulimar gonzalez", ivan)} == {living["1701"].pk, somewhere.pk}


def test_whose_name_is_nearest_comes_first(yulimar, others, ana, ivan):
    first = register_person(by=ana, given_names="Álvaro Yulimar")
    assert list(Person.objects.search("yulimar", ivan)) == [first, others, yulimar]
    sound = register_person(by=ana, given_names="Llulimar")
    assert list(Person.objects.search("yulimar", ivan)) == [first, others, yulimar, sound]


def test_a_nickname_finds_the_name_and_the_name_the_nickname(ana, ivan):
    francisco = register_person(by=ana, given_names="Francisco Javier", family_names="Mora")
    paco = register_person(by=ana, given_names="Paco", family_names="Mora")
    assert list(Person.objects.search("pancho mora", ivan)) == [paco, francisco]
    assert list(Person.objects.search("francisco mora", ivan)) == [francisco, paco]


def test_what_is_changed_is_found_and_what_was_is_not(yulimar, ana, ivan):
    update_person(person=yulimar, by=ana, given_names="Carolina")
    assert list(Person.objects.search("carolina gonzalez", ivan)) == [yulimar]
    assert not Person.objects.search("yulimar gonzalez", ivan).exists()


def test_a_person_with_one_number_in_two_documents_is_found_once(yulimar, ana, ivan):
    add_document(person=yulimar, by=ana, kind="national_id", number="V12345678")
    add_contact(person=yulimar, by=ana, kind="whatsapp", value="0987654321")
    assert list(Person.objects.search("12345678", ivan)) == [yulimar]
    assert list(Person.objects.search("0987654321", ivan)) == [yulimar]
    assert list(Person.objects.search("yuli@example.org", ivan)) == [yulimar]


def test_a_search_stays_within_what_one_may_see(yulimar, bruno, ana, ivan):
    for typed in ("yulimar", "12345678", "0987654321", "yuli@example.org"):
        assert not Person.objects.visible_to(bruno).search(typed, bruno).exists()
        assert Person.objects.visible_to(ana).search(typed, ana).exists()
        assert Person.objects.visible_to(ivan).search(typed, ivan).exists()


@pytest.mark.django_db
def test_accesses_are_looked_up_person_by_person_however_common_a_name_is_taken_for(yulimar, bruno):
    condition, values = search._visible_to(bruno)
    asked = search.BY_KEYS.format(visible=condition, each=search.MOST, most=search.MOST)
    with connection.cursor() as cursor:
        # As where nothing is known of how often a key comes: whatever may become a join of whole tables does.
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(f"EXPLAIN {asked}", [[1], *values])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "SubPlan" in plan
    assert "hashed SubPlan" not in plan
    assert "(person_id = people_likeness.person_id)" in plan
    assert "Semi Join" not in plan


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(st.characters(), max_size=60))
def test_whatever_is_typed_is_only_searched_for(typed, ivan):
    assert list(Person.objects.search(typed, ivan)) == []


def test_a_households_number_finds_who_lives_there(ana, bruno):
    head = register_person(by=ana, given_names="Yulimar", family_names="González")
    home = create_household(head=head, by=ana)
    child = register_person(by=ana, given_names="Luis", household=home, relationship="child")
    register_person(by=ana, given_names="Rosa")
    for typed in (home.number, home.number.upper(), f"Hogar {home.number}", f" household  {home.number}"):
        assert list(Person.objects.visible_to(ana).search(typed, ana)) == [head, child]
        assert not Person.objects.visible_to(bruno).search(typed, bruno)


def test_eight_digits_may_be_a_document_or_a_household(ana):
    theirs = register_person(by=ana, given_names="Luis", documents=[{"kind": "ve_cedula", "number": "V-18456729"}])
    home = Household.objects.create(id=UUID("18456729-0000-4000-8000-000000000001"))
    head = register_person(by=ana, given_names="Rosa")
    Person.objects.filter(pk=head.pk).update(household=home, relationship="head")
    assert list(Person.objects.visible_to(ana).search("18456729", ana)) == [theirs, head]
