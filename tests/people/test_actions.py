"""The writers of people: what they take, what they refuse and what they leave on the timeline."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.utils import timezone

from casework.access.policy import KIND_OF_ROLE, Kind, Right, Role, Section, may, writes
from casework.base.errors import Conflict
from casework.people import actions, households
from casework.people.accesses import open_access
from casework.people.models import (
    ContactPoint,
    Event,
    Household,
    IdentityDocument,
    Person,
    PersonAccess,
    SpecificNeed,
)
from casework.places.models import Division
from tests.cast import member

TABLES = (Person, Household, IdentityDocument, ContactPoint, SpecificNeed, PersonAccess, Event)
CEDULA = "1713175071"
LONG_AGO = date(1999, 1, 1)


def counts():
    return {table.__name__: table.objects.count() for table in TABLES}


@pytest.fixture
def nothing_written():
    before = counts()
    yield
    assert counts() == before


def errors_of(refused):
    return {name: [e.code for e in errors] for name, errors in refused.value.error_dict.items()}


def kinds_of_events(person):
    return list(Event.objects.filter(person=person).order_by("id").values_list("kind", flat=True))


def test_a_name_is_enough(ana):
    person = actions.register_person(by=ana, given_names="  Yulimar \x00 del  Valle ")
    person.refresh_from_db()
    assert (person.given_names, person.family_names, person.name_key) == ("Yulimar del Valle", "", "yulimar del valle")
    assert kinds_of_events(person) == ["person_registered"]
    access = PersonAccess.objects.get(person=person)
    assert (access.organisation, access.reason, access.until) == (ana.organisation, "owner", None)


def test_all_of_her_data_at_once(ana):
    person = actions.register_person(
        by=ana,
        given_names="Yulimar",
        family_names="González",
        birth_date=date(1990, 5, 1),
        documents=[{"kind": "ve_cedula", "number": "20.345.678"}, {"kind": "ec_cedula", "number": CEDULA}],
        contacts=[{"kind": "phone", "value": "0987654321"}, {"kind": "email", "value": "Y@Example.org"}],
        needs=[{"kind": "disability", "percent": 40}],
    )
    assert person.birth_precision == "day"
    assert set(person.documents.values_list("number_key", flat=True)) == {"V20345678", CEDULA}
    assert set(person.contacts.values_list("value", flat=True)) == {"+593987654321", "y@example.org"}
    assert person.needs.get().percent == 40
    assert "disability" not in str(list(Event.objects.values_list("facts", flat=True)))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"given_names": ""}, "given_names"),
        ({"given_names": "..."}, "given_names"),
        ({"given_names": "x" * 121}, "given_names"),
        ({"given_names": "ﷺ" * 120}, "given_names"),
        ({"sex": "f"}, "sex"),
        ({"nationality": "XX"}, "nationality"),
        ({"address": "x" * 201}, "address"),
        ({"birth_date": date(1800, 1, 1)}, "birth_date"),
        ({"birth_date": date(9999, 12, 31)}, "birth_date"),
        ({"entry_date": date.min}, "entry_date"),
        ({"entry_date": date.max}, "entry_date"),
        ({"relationship": "child"}, "relationship"),
        ({"birth_date": date(2000, 1, 1), "entry_date": date(1999, 1, 1)}, "entry_date"),
        ({"documents": [{"kind": "ec_cedula", "number": "1713175072"}]}, "number"),
        ({"documents": [{"kind": "passport", "number": "A" * 41}]}, "number"),
        ({"documents": [{"kind": "passport", "number": "ﷺ" * 40}]}, "number"),
        ({"documents": [{"kind": "stamp", "number": "A1"}]}, "kind"),
        ({"documents": [{"kind": "passport", "number": "A1", "country": "XX"}]}, "country"),
        ({"documents": [{"kind": "passport", "number": "A1", "issued_on": date.max}]}, "issued_on"),
        ({"documents": [{"kind": "passport", "number": "A1", "expires_on": date.max}]}, "expires_on"),
        (
            {
                "birth_date": date(2000, 1, 1),
                "documents": [{"kind": "cpm", "number": "1", "issued_on": date(1999, 1, 1)}],
            },
            "issued_on",
        ),
        ({"documents": [{"kind": "passport", "number": "A1"}] * 2}, "number"),
        ({"contacts": [{"kind": "phone", "value": "12"}]}, "value"),
        ({"contacts": [{"kind": "pigeon", "value": "\x00"}]}, "kind"),
        ({"contacts": [{"kind": "email", "value": "x" * 260 + "@example.org"}]}, "value"),
        (
            {"contacts": [{"kind": "phone", "value": "0987654321"}, {"kind": "phone", "value": "+593987654321"}]},
            "value",
        ),
        ({"needs": [{"kind": "pregnancy", "percent": 30}]}, "percent"),
        ({"needs": [{"kind": "disability", "percent": 101}]}, "percent"),
        ({"needs": [{"kind": "disability", "detail": "x" * 201}]}, "detail"),
    ],
    ids=str,
)
def test_nothing_is_written_when_any_part_is_wrong(ana, nothing_written, wrong, field):
    with pytest.raises(ValidationError) as refused:
        actions.register_person(by=ana, **{"given_names": "Yulimar"} | wrong)
    assert field in errors_of(refused)


def test_a_field_that_a_person_does_not_have_is_a_mistake_of_the_program(ana):
    with pytest.raises(TypeError, match="name_key"):
        actions.register_person(by=ana, given_names="Yulimar", name_key="x")


def test_a_province_is_no_canton(ana, nothing_written):
    with pytest.raises(ValidationError, match="canton") as refused:
        actions.register_person(by=ana, given_names="Yulimar", canton=Division.objects.get(code="01"))
    assert errors_of(refused) == {"canton": ["not_a_canton"]}


def test_a_change_names_its_fields_and_not_their_values(case, ana):
    actions.update_person(person=case.person, by=ana, given_names="Yulimar", family_names="Ñáñez", sex="female")
    case.person.refresh_from_db()
    assert case.person.name_key == "yulimar nanez"
    event = Event.objects.filter(person=case.person).latest("id")
    assert (event.kind, event.facts) == ("person_changed", {"fields": ["family_names", "given_names"]})
    assert (event.by_user, event.by_organisation) == (ana.user, ana.organisation)


def test_a_change_of_nothing_is_not_recorded(case, ana):
    before = kinds_of_events(case.person)
    actions.update_person(person=case.person, by=ana, sex="female")
    assert kinds_of_events(case.person) == before


def test_a_document_is_corrected_with_its_key(case, ana):
    document = actions.add_document(person=case.person, by=ana, kind="ve_cedula", number="20123456")
    actions.update_document(document=document, by=ana, number="v-87.654.321", expires_on=date(2030, 1, 1))
    document.refresh_from_db()
    assert (document.number, document.number_key) == ("V-87.654.321", "V87654321")
    with pytest.raises(TypeError, match="kind"):
        actions.update_document(document=document, by=ana, kind="passport")


def test_only_a_ministry_records_what_it_issued(case, ana, nothing_written):
    with pytest.raises(ValidationError) as refused:
        actions.add_document(person=case.person, by=ana, kind="visa", number="1", evidence="issued")
    assert errors_of(refused) == {"evidence": ["not_the_issuer"]}


def test_a_document_does_not_become_issued_by_a_correction(case, ana):
    document = actions.add_document(person=case.person, by=ana, kind="visa", number="1")
    with pytest.raises(ValidationError):
        actions.update_document(document=document, by=ana, evidence="issued")
    IdentityDocument.objects.update(evidence="issued")
    assert actions.update_document(document=document, by=ana, evidence="issued", number="2").number == "2"


def test_a_contact_is_verified_and_lost(case, ana):
    contact = actions.add_contact(person=case.person, by=ana, kind="whatsapp", value="0987654321", owner="relative")
    assert (contact.state, contact.value_key) == ("unverified", "7654321")
    reachable = actions.mark_contact(contact=contact, by=ana, state="reachable")
    assert timezone.now() - reachable.verified_at < timedelta(minutes=1)
    lost = actions.mark_contact(contact=contact, by=ana, state="lost")
    assert lost.verified_at == reachable.verified_at
    assert kinds_of_events(case.person)[-3:] == ["contact_added", "contact_marked", "contact_marked"]
    with pytest.raises(ValidationError):
        actions.mark_contact(contact=contact, by=ana, state="eaten")


def test_a_household_has_one_head(case, ana):
    household = households.create_household(head=case.person, by=ana, address=" Cuenca ")
    child = actions.register_person(by=ana, given_names="Luis", household=household, relationship="child")
    assert list(household.members.order_by("created_at")) == [case.person, child]
    aunt = actions.register_person(by=ana, given_names="Rosa")
    with pytest.raises(ValidationError, match="head already"):
        households.join_household(person=aunt, household=household, relationship="head", by=ana)
    with pytest.raises(Conflict, match="in a household already"):
        households.create_household(head=child, by=ana)
    assert Household.objects.count() == 1


def test_a_household_lies_in_a_canton(case, ana, nothing_written):
    with pytest.raises(ValidationError, match="canton"):
        households.create_household(head=case.person, by=ana, canton=Division.objects.get(code="01"))


def test_who_leaves_for_another_household_is_in_that_one_only(case, ana):
    first = households.create_household(head=case.person, by=ana)
    aunt = actions.register_person(by=ana, given_names="Rosa")
    second = households.create_household(head=aunt, by=ana)
    households.join_household(person=case.person, household=second, relationship="sibling", by=ana)
    assert not first.members.exists()
    assert second.members.count() == 2


# The section each action writes in.
WRITES = {
    "update_person": Section.IDENTITY,
    "add_document": Section.DOCUMENTS,
    "update_document": Section.DOCUMENTS,
    "add_contact": Section.CONTACT,
    "mark_contact": Section.CONTACT,
    "add_need": Section.NEEDS,
    "create_household": Section.HOUSEHOLD,
    "join_household": Section.HOUSEHOLD,
    "leave_household": Section.HOUSEHOLD,
    "make_head": Section.HOUSEHOLD,
    "change_relationship": Section.HOUSEHOLD,
    "set_applicant": Section.HOUSEHOLD,
    "update_household": Section.HOUSEHOLD,
    "split_household": Section.HOUSEHOLD,
    "join_households": Section.HOUSEHOLD,
}


def acts_on(person):
    """Every action on an existing person, as name → call."""
    document = IdentityDocument.objects.create(person=person, kind="passport", number="P1", number_key="P1")
    contact = ContactPoint.objects.create(person=person, kind="email", value="a@b.example", value_key="a@b.example")
    household, another = Household.objects.create(), Household.objects.create()
    Person.objects.filter(pk=person.pk).update(household=household, relationship="child")
    both = {"household": household, "other": another}
    return {
        "update_person": lambda by: actions.update_person(person=person, by=by, given_names="X"),
        "add_document": lambda by: actions.add_document(person=person, by=by, kind="passport", number="A1"),
        "update_document": lambda by: actions.update_document(document=document, by=by, number="B2"),
        "add_contact": lambda by: actions.add_contact(person=person, by=by, kind="phone", value="0987654321"),
        "mark_contact": lambda by: actions.mark_contact(contact=contact, by=by, state="lost"),
        "add_need": lambda by: actions.add_need(person=person, by=by, kind="pregnancy"),
        "create_household": lambda by: households.create_household(head=person, by=by),
        "join_household": lambda by: households.join_household(
            person=person, household=household, relationship="child", by=by
        ),
        "leave_household": lambda by: households.leave_household(person=person, by=by, why="moved"),
        "make_head": lambda by: households.make_head(person=person, by=by),
        "change_relationship": lambda by: households.change_relationship(person=person, relationship="other", by=by),
        "set_applicant": lambda by: households.set_applicant(household=household, person=person, by=by),
        "update_household": lambda by: households.update_household(household=household, by=by, address="X"),
        "split_household": lambda by: households.split_household(
            household=household, members=[(person, "head")], by=by, why="moved"
        ),
        "join_households": lambda by: households.join_households(**both, relationship="child", by=by, why="other"),
        "register_person": lambda by: actions.register_person(
            by=by, given_names="X", household=household, relationship="child"
        ),
    }


def test_whom_one_may_not_see_does_not_exist_for_any_action(case, bruno):
    for name, act in acts_on(case.person).items():
        before, row = counts(), Person.objects.filter(pk=case.person.pk).values().get()
        with pytest.raises(ObjectDoesNotExist):
            act(bruno)
        assert counts() == before, name
        assert Person.objects.filter(pk=case.person.pk).values().get() == row, name
    assert set(IdentityDocument.objects.values_list("number", flat=True)) == {"P1"}
    assert ContactPoint.objects.get().state == "unverified"


def test_a_person_of_ones_own_does_not_open_the_household_of_another(case, ana, bruno):
    household = households.create_household(head=case.person, by=ana)
    mine = actions.register_person(by=bruno, given_names="Luis")
    with pytest.raises(Household.DoesNotExist):
        households.join_household(person=mine, household=household, relationship="child", by=bruno)


@pytest.mark.parametrize("role", Role)
def test_every_action_asks_for_its_right(role, case, iom, hias, interior):
    of_kind = {Kind.IOM: iom, Kind.PARTNER: hias, Kind.MINISTRY: interior}
    acting = member("Zoe", of_kind[KIND_OF_ROLE[role]], role)
    open_access(person=case.person, organisation=interior, reason="step")
    for name, act in acts_on(case.person).items():
        if may(acting, Right.REGISTER) if name == "register_person" else writes(acting, WRITES[name]):
            continue
        before = counts()
        with pytest.raises(PermissionDenied):
            act(acting)
        assert counts() == before, name
