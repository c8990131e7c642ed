"""Wrong cells are mended where they are told, all that say the same at once, and the rows are read anew."""

import pytest
from django.core.exceptions import ValidationError

from casework.access.models import Membership
from casework.base.errors import Conflict
from casework.journey.imports.commit import start_commit
from casework.journey.imports.decisions import choose_caseworker, decide_ticked, shown_of_row
from casework.journey.imports.mending import mend
from casework.journey.imports.telling import columns_of, told
from casework.journey.models import Case, Import, ImportRow
from casework.people.models import Person
from tests.journey.imports.sheets import MARIBEL, YULIMAR, committed, outcomes, previewed, sheet_of, worked

SLIPS = (
    "Nombres;Apellidos;Cantón;Sexo\nAna;Uno;Cueca;F\nEva;Dos;Cueca;M\nLuis;Tres;Cueca;Z\nRosa;Cuatro;Quitto;F\n"
    "Ema;Cinco;Cuenca;F\n"
)


@pytest.fixture
def slips(ana):
    sheet = previewed(SLIPS, ana)
    assert outcomes(sheet) == ["error", "error", "error", "error", "new"]
    return sheet


def rows(sheet):
    return list(sheet.rows.select_related("sheet").order_by("line"))


def test_what_it_seems_to_mean_is_told(slips):
    first = rows(slips)[0]
    (one,) = told(first, columns_of(slips), first.problems)
    assert (one.field, one.value, one.suggestion) == ("canton", "Cueca", "Cuenca")


def test_all_that_say_the_same_are_mended_at_once(slips, ana):
    assert mend(row=rows(slips)[0], by=ana, field="canton", value="Cuenca", alike=True) == (2, 1)
    assert outcomes(slips) == ["new", "new", "error", "error", "new"]
    first, _second, third, *_others = rows(slips)
    assert (first.told["canton"], first.decision) == ("0101", "add")
    assert [problem["field"] for problem in third.problems] == ["sex"]
    assert Import.objects.get(pk=slips.pk).counts == {"new": 3, "error": 2}


def test_another_value_is_typed_for_one_row(slips, ana):
    first = rows(slips)[0]
    assert mend(row=first, by=ana, field="canton", value="Cuencaa") == (0, 1)
    assert outcomes(slips)[:2] == ["error", "error"]
    assert mend(row=first, by=ana, field="canton", value=" Girón ") == (1, 0)
    assert outcomes(slips)[:2] == ["new", "error"]
    start_commit(sheet=Import.objects.get(pk=slips.pk), by=ana)
    worked(slips)
    assert Person.objects.get(family_names="Uno").canton.name == "Girón"


def test_a_mended_row_is_held_against_sheet_and_register(ana):
    committed(sheet_of(YULIMAR), ana)
    wrong = YULIMAR.replace("Cuenca", "Cueca")
    sheet = previewed(
        sheet_of(wrong, wrong.replace("pidió curso", "volvió"), MARIBEL, MARIBEL.replace("Mujer", "Z")), ana
    )
    first, second, _maribel, last = rows(sheet)
    mend(row=first, by=ana, field="canton", value="Cuenca", alike=True)
    mend(row=last, by=ana, field="sex", value="Mujer")
    assert outcomes(sheet) == ["known", "same", "new", "repeated"]
    second.refresh_from_db()
    assert second.person == Person.objects.get()


@pytest.mark.parametrize(("field", "value"), [("nonsense", "x"), ("phone", "x"), ("canton", "x" * 501)])
def test_what_has_no_cell_or_is_too_long_is_refused(field, value, slips, ana):
    with pytest.raises(ValidationError):
        mend(row=rows(slips)[0], by=ana, field=field, value=value)
    assert outcomes(slips)[0] == "error"


def test_a_row_that_is_right_or_has_changed_is_left(slips, ana, bruno):
    first, *_others, last = rows(slips)
    with pytest.raises(Conflict):
        mend(row=last, by=ana, field="canton", value="Quito")
    with pytest.raises(Conflict):
        mend(row=first, by=ana, field="canton", value="Quito", shown="x")
    with pytest.raises(Import.DoesNotExist):
        mend(row=first, by=bruno, field="canton", value="Quito")


# Many at once ---------------------------------------------------------------------------------------------------------
def test_ticked_rows_get_one_decision(ana):
    committed(sheet_of(YULIMAR), ana)
    andreina = YULIMAR.replace("Yulimar;González", "Andreína;Rojas")
    sheet = previewed(sheet_of(andreina, MARIBEL, MARIBEL.replace("Maribel", "Luisa")), ana)
    duplicate, maribel, luisa = rows(sheet)
    ticked = {row.pk: shown_of_row(row) for row in (maribel, luisa)}
    assert decide_ticked(sheet=sheet, by=ana, rows=ticked, decision="skip") == 2
    assert decide_ticked(sheet=sheet, by=ana, rows={duplicate.pk: None}, decision="same") == 1
    assert [(row.decision, row.person) for row in rows(sheet)] == [
        ("same", Person.objects.get()),
        ("skip", None),
        ("skip", None),
    ]
    with pytest.raises(Conflict):
        decide_ticked(sheet=sheet, by=ana, rows=ticked, decision="add")


def test_all_or_none_of_the_ticked_rows(slips, ana):
    *_wrong, right = rows(slips)
    with pytest.raises(Conflict):
        decide_ticked(sheet=slips, by=ana, rows={row.pk: None for row in rows(slips)}, decision="skip")
    with pytest.raises(ValidationError):
        decide_ticked(sheet=slips, by=ana, rows={}, decision="skip")
    other = previewed(sheet_of(MARIBEL), ana).rows.get()
    with pytest.raises(ImportRow.DoesNotExist):
        decide_ticked(sheet=slips, by=ana, rows={right.pk: None, other.pk: None}, decision="skip")
    right.refresh_from_db()
    assert right.decision == "add"


def test_one_caseworker_for_all_rows(slips, ana, hilda, bruno):
    assert choose_caseworker(sheet=slips, by=ana, caseworker=hilda.user) == 1
    mend(row=rows(slips)[0], by=ana, field="canton", value="Cuenca")
    start_commit(sheet=Import.objects.get(pk=slips.pk), by=ana)
    worked(slips)
    assert [case.caseworker for case in Case.objects.all()] == [hilda.user] * 2
    with pytest.raises(ValidationError):
        choose_caseworker(sheet=slips, by=ana, caseworker=bruno.user)
    assert Membership.objects.filter(user=hilda.user).exists()
