"""How a case stands today, from its records: each boundary on its day. No database."""

from datetime import date, timedelta
from itertools import product
from types import SimpleNamespace

import pytest

from casework.journey.rules import (
    MEANINGS,
    Shown,
    issue_order_problem,
    journey_line,
    missing_prerequisite,
    shown_status,
    superseded,
)
from casework.journey.stages import Status

TODAY = date(2025, 3, 12)
DAY = timedelta(days=1)


def stop_of(line, code):
    return next(stop for stop in line.stops if stop.code == code)


def rule(stage, needs="", in_force=False, strength="blocks", warn_days=90, renewal_days=None):
    return SimpleNamespace(
        stage=stage,
        needs=needs,
        needs_in_force=in_force,
        strength=strength,
        warn_days=warn_days,
        renewal_days=renewal_days,
    )


# The VIRTE pathway (casework/journey/migrations/0002_virte_pathway.py).
VIRTE = [
    rule("registration", warn_days=0),
    rule("cpm", "registration", warn_days=30),
    rule("visa", "cpm", renewal_days=30),
    rule("cedula", "visa", in_force=True, renewal_days=30),
    rule("training", "visa", strength="warns", warn_days=0),
    rule("seed_capital", "training", strength="warns", warn_days=0),
]


def record(stage, status="done", expires_on=None):
    document = SimpleNamespace(expires_on=expires_on) if expires_on else None
    return SimpleNamespace(stage=stage, status=status, since=date(2025, 1, 1), document=document)


def blocker(stage):
    return SimpleNamespace(stage=stage)


def line_of(*records, blockers=(), rules=VIRTE, today=TODAY):
    return journey_line(records, blockers, rules, today=today)


def shown(line):
    return {stop.code: str(stop.shown) for stop in line.stops}


def next_of(line):
    return (line.next_stop and line.next_stop.code, line.next_verb and str(line.next_verb))


DONE = {code: record(code) for code in ("registration", "cpm", "visa", "cedula", "training", "seed_capital")}


@pytest.mark.parametrize(
    ("days_left", "warn_days", "seen"),
    [
        (None, 90, "done"),
        (91, 90, "done"),
        (90, 90, "expiring"),
        (1, 90, "expiring"),
        (0, 90, "expiring"),
        (-1, 90, "expired"),
        (-400, 90, "expired"),
        (1, 0, "done"),
        (0, 0, "expiring"),
        (-1, 0, "expired"),
    ],
)
def test_the_last_day_of_validity_counts(days_left, warn_days, seen):
    assert shown_status(Status.DONE, days_left, warn_days, blocked=False) == seen
    assert shown_status(Status.DONE, days_left, warn_days, blocked=True) == seen


NOT_DONE = [case for case in product(Status, (True, False), (None, 10, -10)) if case[0] != Status.DONE]


@pytest.mark.parametrize(("status", "blocked", "days_left"), NOT_DONE)
def test_a_blocker_shows_until_the_stage_is_finished(status, blocked, days_left):
    seen = shown_status(status, days_left, 90, blocked=blocked)
    assert seen == ("blocked" if blocked and status != Status.NOT_NEEDED else status.value)


def test_everything_shown_has_a_meaning_and_a_word():
    assert set(MEANINGS) == set(Shown)
    assert set(Status.values) < set(Shown.values)
    assert all(str(shown.label) for shown in Shown)


def test_an_empty_case_starts_with_its_registration():
    line = line_of()
    assert next_of(line) == ("registration", "start")
    assert set(shown(line).values()) == {"not_started"}


@pytest.mark.parametrize(
    ("records", "step"),
    [
        ([record("registration", "in_progress")], ("registration", "approve")),
        ([record("registration")], ("cpm", "start")),
        ([record("registration"), record("cpm", "in_progress")], ("cpm", "submit")),
        ([record("registration"), record("cpm", "submitted")], ("cpm", "approve")),
        ([record("registration"), record("cpm", "refused")], ("cpm", "reopen")),
        ([record("registration"), record("cpm", "not_needed")], ("visa", "start")),
        ([record("registration"), record("cpm")], ("visa", "start")),
        ([record("registration"), record("cpm"), record("visa")], ("cedula", "start")),
        ([DONE["registration"], DONE["cpm"], DONE["visa"], DONE["cedula"]], ("training", "start")),
        ([*list(DONE.values())[:4], record("training", "in_progress")], ("training", "approve")),
        ([*list(DONE.values())[:4], record("training", "refused")], ("training", "reopen")),
        (list(DONE.values())[:5], ("seed_capital", "start")),
        ([*list(DONE.values())[:5], record("seed_capital", "in_progress")], ("seed_capital", "submit")),
        (list(DONE.values()), (None, None)),
    ],
)
def test_the_next_step(records, step):
    assert next_of(line_of(*records)) == step


@pytest.mark.parametrize("stage", ["visa", "cedula"])
@pytest.mark.parametrize(("days", "renews"), [(31, False), (30, True), (0, True), (-1, True), (-999, True)])
def test_visa_and_cedula_are_renewed_from_the_first_day_of_their_window(stage, days, renews):
    records = DONE | {stage: record(stage, expires_on=TODAY + days * DAY)}
    assert next_of(line_of(*records.values())) == ((stage, "renew") if renews else (None, None))


def test_without_a_window_renewal_begins_when_expiring():
    rules = [rule("visa", "cpm", warn_days=90)]
    records = DONE | {"visa": record("visa", expires_on=TODAY + 90 * DAY)}
    assert next_of(line_of(*records.values(), rules=rules)) == ("visa", "renew")
    records = DONE | {"visa": record("visa", expires_on=TODAY + 91 * DAY)}
    assert next_of(line_of(*records.values(), rules=rules)) == (None, None)


def test_what_runs_out_comes_before_what_is_still_to_come():
    line = line_of(record("registration"), record("cpm"), record("visa", expires_on=TODAY + 30 * DAY))
    assert next_of(line) == ("visa", "renew")


def test_a_visa_is_renewed_before_the_cedula_that_hangs_on_it():
    records = DONE | {code: record(code, expires_on=TODAY) for code in ("visa", "cedula")}
    assert next_of(line_of(*records.values())) == ("visa", "renew")


@pytest.mark.parametrize("status", ["in_progress", "submitted", "done", "not_needed"])
def test_an_expired_cpm_stops_mattering_once_the_visa_is_asked_for(status):
    cpm = record("cpm", expires_on=TODAY - DAY)
    before, after = line_of(record("registration"), cpm), line_of(record("registration"), cpm, record("visa", status))
    assert (shown(before)["cpm"], shown(after)["cpm"]) == ("expired", "done")
    # The day itself is still told.
    assert stop_of(after, "cpm").days_left == -1


def test_an_expired_cpm_matters_again_when_the_visa_is_refused():
    cpm, visa = record("cpm", expires_on=TODAY - DAY), record("visa", "refused")
    assert shown(line_of(record("registration"), cpm, visa))["cpm"] == "expired"
    assert not superseded("cpm", {"visa": visa})


def test_a_visa_is_never_superseded():
    assert not superseded("visa", DONE)
    assert not superseded("cedula", DONE)
    assert superseded("cpm", DONE)


def test_a_document_that_expires_on_29_february():
    records = [record("registration"), record("cpm"), record("visa", expires_on=date(2028, 2, 29))]
    seen = {
        day: shown(line_of(*records, today=day))["visa"]
        for day in (date(2027, 11, 30), date(2027, 12, 1), date(2028, 2, 29), date(2028, 3, 1))
    }
    assert list(seen.values()) == ["done", "expiring", "expiring", "expired"]


def test_an_open_blocker_shows_at_its_stage_only():
    line = line_of(record("registration"), record("cpm", "in_progress"), blockers=[blocker("cpm"), blocker("visa")])
    assert shown(line) == {
        "registration": "done",
        "cpm": "blocked",
        "visa": "blocked",
        "cedula": "not_started",
        "training": "not_started",
        "seed_capital": "not_started",
    }
    assert len(stop_of(line, "cpm").blockers) == 1
    assert next_of(line) == ("cpm", "submit")


def test_the_line_has_its_six_stops_in_order_on_two_tracks():
    line = line_of()
    assert [stop.code for stop in line.stops] == list(DONE)
    assert [[stop.code for stop in stops] for _, stops in line.tracks] == [list(DONE)[:4], list(DONE)[4:]]


def missing(stage, *records, rules=VIRTE):
    found = missing_prerequisite(stage, records, rules, today=TODAY)
    return found and (found.needs.code.value, found.hard, found.expired)


def test_what_a_stage_needs():
    assert missing("registration") is None
    assert missing("cpm") == ("registration", True, False)
    assert missing("training") == ("visa", False, False)
    assert missing("seed_capital") == ("training", False, False)
    assert missing("cpm", rules=[]) is None
    for status in ("done", "not_needed"):
        assert missing("cpm", record("registration", status)) is None
    for status in ("in_progress", "submitted", "refused"):
        assert missing("visa", record("cpm", status)) == ("cpm", True, False)


@pytest.mark.parametrize(("days", "hard"), [(0, None), (1, None), (-1, ("visa", True, True))])
def test_a_cedula_needs_a_visa_in_force(days, hard):
    assert missing("cedula", record("visa", expires_on=TODAY + days * DAY)) == hard


def test_an_expired_cpm_is_enough_for_the_visa():
    """Decreto 370: a CPM, even expired."""
    assert missing("visa", record("cpm", expires_on=TODAY - DAY)) is None


@pytest.mark.parametrize(("days", "hard"), [(0, None), (-1, ("visa", True, False))])
def test_while_a_visa_is_renewed_the_one_held_counts_as_long_as_it_is_in_force(days, hard):
    for status in ("in_progress", "submitted"):
        assert missing("cedula", record("visa", status, expires_on=TODAY + days * DAY)) == hard


def test_where_the_pathway_asks_for_a_cpm_in_force_it_is_renewed_before_the_visa():
    rules = [rule("visa", "cpm", in_force=True)]
    line = line_of(record("registration"), record("cpm", expires_on=TODAY - DAY), rules=rules)
    assert next_of(line) == ("cpm", "renew")
    line = line_of(record("registration"), record("cpm", expires_on=TODAY), rules=rules)
    assert next_of(line) == ("visa", "start")


def document(kind, issued_on):
    return SimpleNamespace(kind=kind, issued_on=issued_on)


@pytest.mark.parametrize(
    ("documents", "problem"),
    [
        ([], None),
        ([("cpm", 1), ("visa", 1), ("ec_cedula", 1)], None),
        ([("cpm", 1), ("visa", 2), ("ec_cedula", 3)], None),
        ([("cpm", 2), ("visa", 1)], ("visa", "cpm")),
        ([("visa", 2), ("ec_cedula", 1)], ("cedula", "visa")),
        ([("cpm", 2), ("ec_cedula", 1)], ("cedula", "cpm")),
        ([("cpm", 1), ("visa", 2), ("cpm", 3)], None),
        ([("cpm", 3), ("visa", 2), ("cpm", 1)], None),
        ([("cpm", None), ("visa", 1)], None),
        ([("passport", 9), ("visa", 1)], None),
        ([("cpm", 3), ("visa", 2), ("ec_cedula", 1)], ("visa", "cpm")),
    ],
)
def test_the_order_in_which_documents_were_issued(documents, problem):
    dated = [document(kind, day and date(2024, 1, day)) for kind, day in documents]
    assert issue_order_problem(dated) == problem
