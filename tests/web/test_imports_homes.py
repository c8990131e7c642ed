"""The page of an import: households that the sheet proposes stand beside its rows, and are decided there."""

from tests.journey.imports.sheets import previewed
from tests.journey.imports.test_homes import GROUPS, TRAVEL, registered
from tests.web.test_imports import at_ana, page_of, read

__all__ = ["at_ana"]

TWO = TRAVEL + "José;Mora;;\nEva;Vía;;José Mora\n"


def value(sheet, line):
    """What the box of a household sends."""
    form = sheet.page.split('<form class="sheet homes"')[1]
    return form.split(f'name="homes" value="{line}.')[1].split('"')[0]


def shown(at_ana, sheet):
    sheet.page = at_ana.get(page_of(sheet)).content.decode()
    return read(at_ana.get(page_of(sheet)))


def test_a_household_is_proposed_with_its_rows_and_decided_by_one_click(at_ana, ana):
    sheet = previewed(GROUPS, ana)
    page = shown(at_ana, sheet)
    assert "They seem to be one household: rows 2, 2 (conyuge), 2 (hijo 1) — register them together?" in page
    assert "Wilmer Parra Soto" in page
    assert "spouse or partner" in page
    response = at_ana.post(page_of(sheet, "decide_import_homes"), {"together": f"2.{value(sheet, 2)}"})
    assert response.status_code == 302
    assert set(sheet.rows.filter(home=2).values_list("home_decision", "decision")) == {("together", "add")}
    assert "registered together" in shown(at_ana, sheet)


def test_ticked_households_are_decided_at_once(at_ana, ana):
    sheet = previewed(TWO, ana)
    shown(at_ana, sheet)
    ticked = [f"{line}.{value(sheet, line)}" for line in (2, 4)]
    at_ana.post(page_of(sheet, "decide_import_homes"), {"homes": ticked, "decision": "apart"})
    assert set(sheet.rows.values_list("home_decision", flat=True)) == {"apart"}
    assert at_ana.post(page_of(sheet, "decide_import_homes"), {"decision": "apart"}).status_code == 400
    # What was shown then is not what is there now.
    again = at_ana.post(page_of(sheet, "decide_import_homes"), {"homes": ticked, "decision": "together"})
    assert again.status_code == 409
    assert set(sheet.rows.values_list("home_decision", flat=True)) == {"apart"}


def test_what_is_registered_is_told_and_asked_no_more(at_ana, ana):
    sheet = previewed(TWO, ana)
    shown(at_ana, sheet)
    at_ana.post(page_of(sheet, "decide_import_homes"), {"together": f"2.{value(sheet, 2)}"})
    sheet = registered(sheet, ana)
    page = shown(at_ana, sheet)
    assert "One household: rows 2, 3" in page
    assert "rows 2, 3 — register them together?" not in page
    assert "rows 4, 5 — register them together?" in page
