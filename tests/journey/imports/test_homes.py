"""Households that a sheet proposes: they wait for a yes, are registered as one, and are undone with the rest."""

import pytest
from django.core.exceptions import ValidationError

from casework.access.models import Door
from casework.access.scope import acting_as
from casework.base.errors import Conflict
from casework.journey.actions import add_note
from casework.journey.imports.commit import start_commit
from casework.journey.imports.decisions import decide
from casework.journey.imports.homes import decide_homes, homes_of
from casework.journey.imports.undo import start_undo
from casework.journey.models import Case, Import, Note
from casework.people.households import create_household, join_household
from casework.people.models import Household, HouseholdStay, Person
from casework.people.sheets import MEMBERS_BEGIN
from tests.cast import refer
from tests.journey.imports.sheets import everything, outcomes, previewed, worked
from tests.journey.imports.test_questions import CASES

GROUPS = (
    "titular/nombres;titular/apellidos;titular/numero_documento;titular/telefono;provincia;canton;"
    "conyuge/nombres;conyuge/apellidos;conyuge/telefono;hijo_1/nombres;hijo_1/apellidos\n"
    "Yulimar;Colmenares;0926687856;0991234567;Azuay;Cuenca;Wilmer;Parra Soto;0987654321;Luis;Parra\n"
    "Darwin;Guédez;;;Azuay;Cuenca;;;;;\n"
)
TRAVEL = "Nombres;Apellidos;Cédula;Viaja con\nAna María;Pérez Soto;0926687856;\nLuis;Parra;;Ana María Pérez Soto\n"
SPOUSE, CHILD = MEMBERS_BEGIN + 2, 2 * MEMBERS_BEGIN + 2


def together(sheet, by, *lines, decision="together"):
    with acting_as(by, Door.WEB):
        return decide_homes(sheet=sheet, by=by, homes=dict.fromkeys(lines), decision=decision)


def registered(sheet, by):
    with acting_as(by, Door.WEB):
        start_commit(sheet=sheet, by=by)
    return worked(sheet)


def undone(sheet, by):
    with acting_as(by, Door.WEB):
        start_undo(sheet=sheet, by=by)
    return worked(sheet)


def living_together():
    """{given names: relationship} of everybody in a household, by household."""
    homes = {}
    for person in Person.objects.exclude(household=None).order_by("given_names"):
        homes.setdefault(person.household_id, {})[person.given_names] = person.relationship
    return list(homes.values())


def test_second_persons_wait_and_nothing_is_joined_without_a_yes(ana):
    sheet = previewed(GROUPS, ana)
    assert outcomes(sheet) == ["new"] * 4
    assert list(sheet.rows.order_by("line").values_list("line", "decision", "home", "relation")) == [
        (2, "add", 2, "head"),
        (3, "add", None, ""),
        (SPOUSE, "", 2, "partner"),
        (CHILD, "", 2, "child"),
    ]
    registered(sheet, ana)
    assert set(Person.objects.values_list("given_names", flat=True)) == {"Yulimar", "Darwin"}
    assert not Household.objects.exists()
    assert "conyuge nombres: Wilmer" in Note.objects.get().text


def test_a_yes_registers_them_in_one_household_with_the_first_as_its_head(ana):
    sheet = previewed(GROUPS, ana)
    assert together(sheet, ana, 2) == 1
    sheet = registered(sheet, ana)
    assert living_together() == [{"Yulimar": "head", "Wilmer": "partner", "Luis": "child"}]
    assert sheet.state == "done"
    wilmer = Person.objects.get(given_names="Wilmer")
    assert [contact.value for contact in wilmer.contacts.all()] == ["+593987654321"]
    yulimar = Person.objects.get(given_names="Yulimar")
    assert [c.value for c in yulimar.contacts.filter(owner="own")] == ["+593991234567"]
    # What is said of Wilmer stands in his own file alone.
    assert [c.owner_words for c in yulimar.contacts.filter(owner="relative")] == ["conyuge"]
    assert not Note.objects.filter(text__contains="Wilmer").exists()
    assert Household.objects.get().canton.name == "Cuenca"
    assert Case.objects.count() == 4


def test_a_no_keeps_them_apart_and_a_yes_can_be_taken_back(ana):
    sheet = previewed(GROUPS, ana)
    together(sheet, ana, 2)
    together(sheet, ana, 2, decision="apart")
    registered(sheet, ana)
    assert set(Person.objects.values_list("given_names", flat=True)) == {"Yulimar", "Darwin"}
    assert not Household.objects.exists()


def test_a_yes_after_the_registration_puts_them_together_then(ana):
    sheet = registered(previewed(TRAVEL, ana), ana)
    assert not Household.objects.exists()
    together(sheet, ana, 2)
    sheet = registered(sheet, ana)
    assert living_together() == [{"Ana María": "head", "Luis": "other"}]
    with pytest.raises(Conflict):
        together(sheet, ana, 2, decision="apart")


def test_members_of_a_kobo_sheet_are_registered_with_the_row_they_point_at(ana):
    sheet = previewed(CASES / "x6_kobo_repeat.xlsx", ana, "kobo.xlsx")
    (home,) = homes_of(sheet, [2]).values()
    assert [(one.where, one.name) for one in home.members] == [("2", "Ana Pérez"), ("2 (miembros)", "Luis Parra")]
    together(sheet, ana, 2)
    registered(sheet, ana)
    assert living_together() == [{"Ana": "head", "Luis": "child"}]


def test_an_undo_leaves_neither_people_nor_household(ana):
    before = everything()
    sheet = previewed(GROUPS, ana)
    together(sheet, ana, 2)
    sheet = undone(registered(sheet, ana), ana)
    assert (sheet.state, everything()) == ("undone", before)
    assert not Household.objects.exists()


def test_somebody_who_is_there_is_taken_along_and_left_out_again_by_an_undo(ana):
    first = registered(previewed(TRAVEL.rpartition("Luis")[0], ana), ana)
    anas = first.rows.get().person
    sheet = previewed(TRAVEL.replace("Ana María;Pérez Soto", "Ana;Pérez Soto").replace("Ana María P", "Ana P"), ana)
    row = sheet.rows.get(line=2)
    if row.outcome != "same":
        decide(row=row, by=ana, decision="same", person=anas.pk)
    together(sheet, ana, 2)
    sheet = registered(sheet, ana)
    assert living_together() == [{"Ana María": "head", "Luis": "other"}]
    undone(sheet, ana)
    anas.refresh_from_db()
    assert (anas.household_id, HouseholdStay.objects.get().why) == (None, "mistake")
    assert list(Person.objects.all()) == [anas]


def test_the_others_join_a_household_that_is_there(ana):
    first = registered(previewed(TRAVEL.rpartition("Luis")[0], ana), ana)
    anas = first.rows.get().person
    mother = registered(previewed("Nombres;Apellidos\nRosa;Soto\n", ana), ana).rows.get().person
    home = create_household(head=mother, by=ana)
    with acting_as(ana, Door.WEB):
        join_household(person=anas, household=home, relationship="child", by=ana)
    sheet = previewed(TRAVEL.replace("Ana María;Pérez Soto", "Ana;Pérez Soto").replace("Ana María P", "Ana P"), ana)
    row = sheet.rows.get(line=2)
    if row.outcome != "same":
        decide(row=row, by=ana, decision="same", person=anas.pk)
    together(sheet, ana, 2)
    sheet = registered(sheet, ana)
    assert living_together() == [{"Ana María": "child", "Luis": "other", "Rosa": "head"}]
    undone(sheet, ana)
    assert living_together() == [{"Ana María": "child", "Rosa": "head"}]


def test_where_the_head_is_left_out_the_next_heads_the_household(ana):
    sheet = previewed(GROUPS, ana)
    together(sheet, ana, 2)
    with acting_as(ana, Door.WEB):
        decide(row=sheet.rows.get(line=2), by=ana, decision="skip")
    registered(sheet, ana)
    assert living_together() == [{"Wilmer": "head", "Luis": "child"}]


def test_who_lives_elsewhere_stays_there_and_it_is_said(ana):
    first = registered(previewed(TRAVEL, ana), ana)
    people = [row.person for row in first.rows.order_by("line")]
    with acting_as(ana, Door.WEB):
        homes = [create_household(head=person, by=ana).pk for person in people]
    sheet = previewed(TRAVEL.replace("02/03", "03/03") + "Eva;Vía;;Ana María Pérez Soto\n", ana)
    for row, person in zip(sheet.rows.order_by("line"), people, strict=False):
        sheet.rows.filter(pk=row.pk).update(
            outcome="same", decision="same", person=person, fingerprint=f"{row.line}" * 64, warnings=[]
        )
    together(sheet, ana, 2)
    registered(sheet, ana)
    assert [Person.objects.get(pk=person.pk).household_id for person in people] == homes
    assert Person.objects.get(given_names="Eva").household_id == homes[0]
    assert [one["code"] for one in sheet.rows.get(line=3).warnings] == ["import_home_elsewhere"]


def test_whose_household_is_not_open_is_left_where_they_are(ana, bruno, hias):
    theirs = registered(previewed(TRAVEL.rpartition("Luis")[0], bruno), bruno).rows.get().person
    refer(theirs, hias, sections=["identity", "journey"])
    sheet = previewed(TRAVEL, ana)
    sheet.rows.filter(line=2).update(outcome="same", decision="same", person=theirs)
    together(sheet, ana, 2)
    sheet = registered(sheet, ana)
    assert sheet.state == "done"
    assert not Household.objects.exists()


def test_what_was_built_on_it_still_prevents_the_undo(ana):
    sheet = registered(previewed(TRAVEL, ana), ana)
    together(sheet, ana, 2)
    person = sheet.rows.get(line=3).person
    with acting_as(ana, Door.WEB):
        add_note(case=person.cases.get(), by=ana, text="Llamó")
    sheet = registered(sheet, ana)
    with acting_as(ana, Door.WEB), pytest.raises(Conflict, match="lines: 3"):
        start_undo(sheet=sheet, by=ana)


def test_what_was_shown_is_decided(ana):
    sheet = previewed(TRAVEL, ana)
    shown = homes_of(sheet, [2])[2].shown
    together(sheet, ana, 2, decision="apart")
    with acting_as(ana, Door.WEB):
        with pytest.raises(Conflict):
            decide_homes(sheet=sheet, by=ana, homes={2: shown}, decision="together")
        with pytest.raises(ValidationError):
            decide_homes(sheet=sheet, by=ana, homes={3: None}, decision="together")
        with pytest.raises(ValidationError):
            decide_homes(sheet=sheet, by=ana, homes={}, decision="together")


def test_another_organisation_decides_nothing(ana, bruno):
    sheet = previewed(TRAVEL, ana)
    with acting_as(bruno, Door.WEB), pytest.raises(Import.DoesNotExist):
        decide_homes(sheet=sheet, by=bruno, homes={2: None}, decision="together")


def test_a_mother_named_beside_three_children_is_one_row(ana):
    rows = "".join(f"{child};Parra;Ana María Pérez Soto\n" for child in ("Luis", "Eva", "Sol"))
    sheet = previewed(f"Nombres;Apellidos;Nombre de la madre\n{rows}", ana)
    assert outcomes(sheet) == ["new"] * 4 + ["repeated"] * 2
    assert set(sheet.rows.exclude(outcome="repeated").values_list("home", flat=True)) == {2}
