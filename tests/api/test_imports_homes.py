"""/imports/…/homes/: households that a sheet proposes are listed, and decided."""

from tests.api.conftest import problem, wrong_fields
from tests.journey.imports.sheets import previewed
from tests.journey.imports.test_homes import GROUPS, SPOUSE


def test_households_are_listed_and_decided(at_hias, ana):
    sheet = previewed(GROUPS, ana)
    path = f"/imports/{sheet.pk}/homes/"
    (home,) = at_hias.get(path).json()["results"]
    assert (home["line"], home["reasons"], home["decision"], home["is_done"]) == (2, ["second"], "", False)
    assert [(one["where"], one["name"], one["relation"]) for one in home["members"]] == [
        ("2", "Yulimar Colmenares", "head"),
        ("2 (conyuge)", "Wilmer Parra Soto", "partner"),
        ("2 (hijo 1)", "Luis Parra", "child"),
    ]
    answer = at_hias.post(path, {"homes": [2], "decision": "together"})
    assert answer.status_code == 200
    (home,) = at_hias.get(path).json()["results"]
    assert home["decision"] == "together"
    row = at_hias.get(f"/imports/{sheet.pk}/rows/{sheet.rows.get(line=SPOUSE).pk}/").json()
    assert (row["home"], row["home_decision"], row["relation"], row["decision"]) == (2, "together", "partner", "add")


def test_a_line_without_a_household_and_another_organisations_sheet_are_refused(at_hias, ana, bruno):
    sheet = previewed(GROUPS, ana)
    wrong = at_hias.post(f"/imports/{sheet.pk}/homes/", {"homes": [3], "decision": "together"})
    assert wrong_fields(wrong) == {("homes", "no_household")}
    theirs = previewed(GROUPS, bruno)
    problem(at_hias.get(f"/imports/{theirs.pk}/homes/"), 404, "not_found")
    problem(at_hias.post(f"/imports/{theirs.pk}/homes/", {"homes": [2], "decision": "together"}), 404, "not_found")
