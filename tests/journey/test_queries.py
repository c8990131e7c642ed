"""Lists of cases, on the days on which they change."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework.journey.actions import register
from casework.journey.models import Blocker, Case, Pathway
from casework.journey.rules import journey_line
from casework.journey.worklists import Scope, Worklist, cases_in
from tests.cast import letters
from tests.journey.standing import all_before, document, put

TODAY = date(2025, 3, 12)
DAY = timedelta(days=1)


def listed(cases):
    return list(cases) != []


@pytest.mark.parametrize(("stage", "warned"), [("cpm", 30), ("visa", 90), ("cedula", 90)])
@pytest.mark.parametrize(
    ("beyond", "days", "expired", "expiring"),
    [(False, -1, True, False), (False, 0, False, True), (True, 0, False, True), (True, 1, False, False)],
)
def test_expired_and_expiring(stage, warned, beyond, days, expired, expiring, case):
    """`days` from today, or `beyond` the days the pathway warns before."""
    days += warned if beyond else 0
    all_before(case, stage)
    put(case, stage, "done", document=document(case, stage, TODAY + days * DAY))
    assert listed(Case.objects.expired(TODAY)) == expired
    assert listed(Case.objects.expiring(TODAY)) == expiring


def test_each_pathway_warns_so_many_days_before_the_end(case, ana):
    other = Pathway.objects.create(code="other", name="Other", legal_basis="–")
    other.stages.create(stage="visa", warn_days=10)
    late = register(by=ana, given_names="Maribel", pathway="other")
    for one in (case, late):
        put(one, "visa", "done", document=document(one, "visa", TODAY + 30 * DAY))
    assert list(Case.objects.expiring(TODAY)) == [case]
    assert set(Case.objects.expiring(TODAY + 20 * DAY)) == {case, late}


@pytest.mark.parametrize("status", ["in_progress", "submitted", "refused"])
def test_what_is_being_renewed_is_on_another_list(status, case):
    put(case, "visa", status, document=document(case, "visa", TODAY - DAY))
    assert not Case.objects.expired(TODAY).exists()


@pytest.mark.parametrize("status", ["done", "not_needed"])
def test_a_cpm_is_not_expired_once_the_visa_is_there(status, case):
    put(case, "cpm", "done", document=document(case, "cpm", TODAY - DAY))
    assert Case.objects.expired(TODAY).exists()
    put(case, "visa", status)
    assert not Case.objects.expired(TODAY).exists()


def test_stages(case):
    put(case, "cpm", "submitted")
    assert listed(Case.objects.at("cpm"))
    assert listed(Case.objects.at("cpm", "submitted"))
    assert not listed(Case.objects.at("cpm", "done"))
    assert not listed(Case.objects.at("visa"))
    assert listed(Case.objects.awaiting_decision())


def test_whose(case, ana, hilda, hias, nrc):
    assert listed(Case.objects.of_caseworker(ana.user))
    assert not listed(Case.objects.of_caseworker(hilda.user))
    assert listed(Case.objects.of_organisation(hias))
    assert not listed(Case.objects.of_organisation(nrc))
    assert not listed(Case.objects.unassigned())
    Case.objects.update(caseworker=None)
    assert listed(Case.objects.unassigned())


def test_blocked_until_the_last_blocker_is_resolved(case):
    for cause in ("fee", "childcare"):
        Blocker.objects.create(case=case, stage="cpm", cause=cause, since=TODAY)
    Blocker.objects.filter(cause="fee").update(resolved_on=TODAY, resolution="paid")
    assert Case.objects.blocked().count() == 1
    Blocker.objects.update(resolved_on=TODAY, resolution="paid")
    assert not Case.objects.blocked().exists()


def test_a_case_is_found_by_its_code_however_spoken_and_by_who_she_is(case, bruno, ana):
    bare = case.code.replace("-", "").lower()
    for typed in (case.code, bare, " ".join(bare), "Yulimar González"):
        assert list(Case.objects.visible_to(ana).search(typed, ana)) == [case]
        assert not Case.objects.visible_to(bruno).search(typed, bruno).exists()
    wrong = bare[:-1] + ("2" if bare[-1] != "2" else "3")
    assert not Case.objects.search(wrong, ana).exists()


def test_lines_are_loaded_in_as_many_queries_for_many_cases_as_for_one(case, ana):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            for each in Case.objects.with_line(ana):
                journey_line(each.records.all(), each.open_blockers, each.pathway.stages.all(), today=TODAY)
                assert each.person.full_name
        return len(captured)

    one = queries()
    for number in range(5):
        put(register(by=ana, given_names=f"Luis {letters(number)}"), "cpm", "done")
    assert queries() == one <= 5


def test_a_list_that_contradicts_itself_asks_for_nobody(ana, case, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert list(cases_in(Worklist.UNASSIGNED, ana, Scope.MINE, today=TODAY)) == []
