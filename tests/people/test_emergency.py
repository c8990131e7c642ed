"""Breaking the glass: whom one finds, what opens, for how long, who is told, and that nothing is changed by it."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.utils import timezone

from casework.access.models import Door
from casework.access.policy import EMERGENCY_TRIES, OPENED_IN_EMERGENCY, RIGHTS, Right, Role
from casework.access.scope import acting_as
from casework.base.errors import Conflict, TooOften
from casework.journey.actions import add_note, assign, open_case, register
from casework.journey.emergency import Wanted, read_in_emergency
from casework.journey.models import Case
from casework.people.actions import add_contact, add_document, update_person
from casework.people.emergency import acknowledge
from casework.people.models import IdentityDocument, Person, PersonAccess, ProtectionNote, SpecificNeed
from casework.people.queries import open_sections
from casework.places.models import Division
from casework.programmes.actions import move_stage
from tests.cast import letters, member, read_in_emergency_by, refer
from tests.marked import marked_case

WHY = "She lies unconscious in the hospital of Cuenca."


@pytest.fixture(autouse=True)
def _no_tries_before():
    cache.clear()


def read(by, explanation=WHY, **wanted):
    with acting_as(by, Door.WEB):
        return read_in_emergency(by=by, wanted=Wanted(**wanted), explanation=explanation)


def test_a_code_opens_some_parts_to_one_person_for_three_hours(ana, hilda, bruno):
    case = marked_case(ana, hilda).case
    colleague = member("Boris", bruno.organisation, Role.CASEWORKER)
    assert read(bruno, code=case.code.lower()) == [case]
    access = PersonAccess.objects.get(reason="emergency", membership=bruno)
    assert access.until - access.since == timedelta(hours=3)
    assert (access.explanation, access.opened_by) == (WHY, bruno.user)
    assert set(access.sections) == OPENED_IN_EMERGENCY
    assert open_sections(case.person, bruno) == OPENED_IN_EMERGENCY
    with acting_as(bruno, Door.WEB):
        assert list(Case.objects.visible_to(bruno)) == [case]
        assert SpecificNeed.objects.exists()
        assert set(IdentityDocument.objects.values_list("kind", flat=True)) == {"passport"}
        assert not ProtectionNote.objects.exists()
    assert not Case.objects.visible_to(colleague).exists()


def test_it_ends_by_itself(case, bruno):
    read(bruno, code=case.code)
    PersonAccess.objects.filter(membership=bruno).update(
        since=timezone.now() - timedelta(hours=4), until=timezone.now() - timedelta(seconds=1)
    )
    assert open_sections(case.person, bruno) == frozenset()
    with acting_as(bruno, Door.WEB):
        assert not Person.objects.visible_to(bruno).exists()
        assert not Person.objects.exists()
    assert read(bruno, code=case.code) == [case]


@pytest.mark.parametrize(
    ("number", "year", "found"),
    [("V-12.345.678", 1991, True), ("12345678", 1991, True), ("12345678", 1990, False), ("1234567", 1991, False)],
)
def test_a_number_needs_the_year_of_birth(number, year, found, case, ana, bruno):
    update_person(person=case.person, by=ana, birth_date=timezone.datetime(1991, 3, 12).date())
    add_document(person=case.person, by=ana, kind="ve_cedula", number="V12345678")
    assert bool(read(bruno, number=number, birth_year=year)) == found
    assert PersonAccess.objects.filter(reason="emergency").exists() == found


def test_a_number_alone_a_refugees_card_and_a_number_of_many_find_nobody(case, ana, bruno):
    born = {"birth_date": timezone.datetime(1991, 3, 12).date()}
    update_person(person=case.person, by=ana, **born)
    add_document(person=case.person, by=ana, kind="refugee_card", number="R777")
    for number in range(4):
        card = {"kind": "other", "number": "R000"}
        register(by=ana, given_names=f"Persona {letters(number)}", documents=[card], **born)
    for wanted in ({"number": "R777"}, {"number": "R777", "birth_year": 1991}, {"number": "R000", "birth_year": 1991}):
        assert read(bruno, **wanted) == []
    assert not PersonAccess.objects.filter(reason="emergency").exists()


def test_each_try_counts_and_there_are_few(case, bruno, nrc):
    for _ in range(EMERGENCY_TRIES):
        assert read(bruno, code="2222-222K") == []
    with pytest.raises(TooOften):
        read(bruno, code=case.code)
    assert not PersonAccess.objects.filter(reason="emergency").exists()
    assert read(member("Boris", nrc, Role.CASEWORKER), code=case.code) == [case]


@pytest.mark.parametrize("explanation", ["", "urgent", " " * 30, "short " + " " * 30])
def test_a_reason_is_more_than_a_word(explanation, case, bruno):
    with pytest.raises(ValidationError, match="Say why"):
        read(bruno, explanation=explanation, code=case.code)


def test_who_has_not_the_right_reads_nothing(case, carmen, vera, nrc):
    for role in Role:
        assert (Right.EMERGENCY_READ in RIGHTS[role]) == (
            role in {*"administrator coordinator iom_caseworker protection manager caseworker".split()}
        )
    for other in (carmen, member("Victor", nrc, Role.VIEWER)):
        with pytest.raises(PermissionDenied):
            read(other, code=case.code)


def test_who_sees_her_anyway_opens_nothing(case, ana, ivan):
    for by in (ana, ivan):
        assert read(by, code=case.code) == [case]
    assert not PersonAccess.objects.filter(reason="emergency").exists()


def test_it_shows_and_changes_nothing(case, ana, bruno):
    read(bruno, code=case.code)
    acts = (
        lambda: update_person(person=case.person, by=bruno, address="x"),
        lambda: add_contact(person=case.person, by=bruno, kind="phone", value="0991234567"),
        lambda: move_stage(case=case, stage="registration", verb="approve", by=bruno),
        lambda: add_note(case=case, by=bruno, text="x"),
        lambda: assign(case=case, by=bruno, caseworker=bruno.user),
        lambda: open_case(person=case.person, by=bruno),
    )
    for act in acts:
        with acting_as(bruno, Door.WEB), pytest.raises(PermissionDenied):
            act()
    refer(case.person, bruno.organisation)
    with acting_as(bruno, Door.WEB):
        assert update_person(person=case.person, by=bruno, address="Cuenca").address == "Cuenca"


def test_a_sub_office_reads_beyond_its_territory_only_so(case, ana, iom):
    update_person(person=case.person, by=ana, canton=Division.objects.get(code="1701"))
    amelia = member("Amelia", iom, Role.IOM_CASEWORKER)
    amelia.territory.set([Division.objects.get(code="01")])
    assert not Case.objects.visible_to(amelia).exists()
    assert read(amelia, code=case.code) == [case]
    case.person.refresh_from_db()
    assert open_sections(case.person, amelia) == OPENED_IN_EMERGENCY
    with acting_as(amelia, Door.WEB), pytest.raises(PermissionDenied):
        add_note(case=case, by=amelia, text="x")


def test_who_keeps_the_case_is_told_and_takes_note_once(case, hilda, ana, ines, bruno, nrc):
    access = read_in_emergency_by(bruno, case.person)
    manager_there = member("Nelly", nrc, Role.MANAGER)
    assert list(PersonAccess.objects.told_to(hilda)) == list(PersonAccess.objects.told_to(ines)) == [access]
    for untold in (ana, manager_there, bruno):
        assert not PersonAccess.objects.told_to(untold).exists()
    assert list(PersonAccess.objects.to_acknowledge(hilda)) == [access]
    assert not PersonAccess.objects.to_acknowledge(ines).exists()
    with pytest.raises(Conflict):
        acknowledge(access=access, by=ines)
    with pytest.raises(PermissionDenied):
        acknowledge(access=access, by=ana)
    with pytest.raises(ObjectDoesNotExist):
        acknowledge(access=access, by=manager_there)
    with acting_as(hilda, Door.WEB):
        assert acknowledge(access=access, by=hilda).acknowledged_by == hilda.user
        with pytest.raises(Conflict):
            acknowledge(access=access, by=hilda)
    assert not PersonAccess.objects.to_acknowledge(hilda).exists()


def test_iom_takes_note_where_no_partner_keeps_the_case(ivan, ines, bruno):
    case = register(by=ivan, given_names="Rosa")
    access = read_in_emergency_by(bruno, case.person)
    assert list(PersonAccess.objects.to_acknowledge(ines)) == [access]
    own = read_in_emergency_by(ines, case.person)
    with pytest.raises(Conflict):
        acknowledge(access=own, by=ines)
    assert acknowledge(access=access, by=ines).acknowledged_by == ines.user
