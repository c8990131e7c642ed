"""What a row tells of somebody who is there: said, and written into the file part by part."""

import pytest
from django.core.exceptions import ValidationError

from casework.base.errors import Conflict
from casework.journey.imports.decisions import decide
from casework.journey.imports.differences import differences_of, shown_of, take_over
from casework.people.models import ContactPoint, Event, IdentityDocument, Person
from tests.journey.imports.sheets import YULIMAR, committed, outcomes, previewed, sheet_of

AGAIN = YULIMAR.replace("0991234567", "0987654321").replace("Cuenca", "Girón").replace(";40;", ";;")
PASSPORT = AGAIN.replace("Cédula;V-12345678", "Pasaporte;P1234567")


@pytest.fixture
def row(ana):
    committed(sheet_of(YULIMAR), ana)
    sheet = previewed(sheet_of(AGAIN), ana)
    assert outcomes(sheet) == ["same"]
    return sheet.rows.get()


def told(row, by):
    return [(one.key, one.what, one.now, one.new) for one in differences_of([row], by).get(row.pk, ())]


def test_what_differs_is_said(row, ana):
    assert told(row, ana) == [
        ("canton", "Canton", "Cuenca, Azuay", "Girón, Azuay"),
        ("contacts:0", "Phone", "", "+593987654321"),
    ]


def test_each_part_is_written_by_its_own_action(row, ana):
    left = take_over(row=row, by=ana, keys=["contacts:0"])
    assert [one.key for one in left] == ["canton"]
    yulimar = Person.objects.get()
    assert set(ContactPoint.objects.filter(kind="phone").values_list("value", flat=True)) == {
        "+593991234567",
        "+593987654321",
    }
    assert yulimar.canton.name == "Cuenca"
    assert take_over(row=row, by=ana, keys=["canton"]) == []
    yulimar.refresh_from_db()
    assert yulimar.canton.name == "Girón"
    assert {"contact_added", "person_changed"} <= set(Event.objects.values_list("kind", flat=True))
    with pytest.raises(Conflict):
        take_over(row=row, by=ana, keys=["canton"])


def test_a_new_document_is_offered(ana):
    committed(sheet_of(YULIMAR), ana)
    sheet = previewed(sheet_of(PASSPORT), ana)
    row = decide(row=sheet.rows.get(), by=ana, decision="same", person=Person.objects.get().pk)
    (offered,) = [one for one in differences_of([row], ana)[row.pk] if one.what == "Document"]
    take_over(row=row, by=ana, keys=[offered.key])
    assert set(IdentityDocument.objects.values_list("kind", flat=True)) == {"ve_cedula", "passport"}


@pytest.mark.parametrize("keys", [[], ["contacts:7"], ["given_names"], ["nonsense"]])
def test_only_what_differs_is_taken(keys, row, ana):
    with pytest.raises(ValidationError):
        take_over(row=row, by=ana, keys=keys)
    assert ContactPoint.objects.filter(kind="phone").count() == 1


def test_only_what_was_shown_is_taken(row, ana):
    shown = shown_of(differences_of([row], ana)[row.pk])
    take_over(row=row, by=ana, keys=["canton"], shown=shown)
    with pytest.raises(Conflict):
        take_over(row=row, by=ana, keys=["contacts:0"], shown=shown)


def test_others_are_offered_nothing(row, bruno, vera):
    assert differences_of([row], bruno) == {}
    assert differences_of([row], vera) == {}  # who reads and does not write


def test_a_row_that_is_registered_or_says_the_same_offers_nothing(ana):
    committed(sheet_of(YULIMAR), ana)
    sheet = previewed(sheet_of(YULIMAR.replace("pidió curso", "volvió").replace("Yulimar", "YULIMAR")), ana)
    assert differences_of(list(sheet.rows.all()), ana) == {}
