"""When a message may go, what it may say, and what an answer means."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from casework.followups.models import Rule
from casework.followups.rules import (
    Breaker,
    check_text,
    fill,
    is_due,
    is_working_day,
    next_allowed,
    offset_due,
    placeholders,
    sort_day,
    wait_before,
)
from casework.places.zones import GALAPAGOS, MAINLAND, zone_of

QUIET = time(19), time(8)
instants = st.integers(1_704_067_200, 1_893_456_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


def here(*when):
    """An hour in Guayaquil."""
    return datetime(*when, tzinfo=MAINLAND)


@given(at=instants, zone=st.sampled_from([MAINLAND, GALAPAGOS]))
def test_a_message_goes_by_day_on_a_working_day_and_no_later_than_it_may(at, zone):
    goes = next_allowed(at, zone, *QUIET)
    assert goes >= at
    assert QUIET[1] <= goes.timetz().replace(tzinfo=None) < QUIET[0]
    assert is_working_day(goes.astimezone(zone).date())
    assert goes == at or goes.astimezone(zone).time() == QUIET[1]
    assert next_allowed(goes, zone, *QUIET) == goes
    # Nothing between would have done: whoever waits, waits for the next opening.
    earlier = goes - timedelta(minutes=1)
    assert goes == at or earlier < at or next_allowed(earlier, zone, *QUIET) == goes


@pytest.mark.parametrize(
    ("at", "goes"),
    [
        (here(2026, 3, 11, 10), here(2026, 3, 11, 10)),
        (here(2026, 3, 11, 19), here(2026, 3, 12, 8)),
        (here(2026, 3, 14, 20), here(2026, 3, 16, 8)),  # Saturday night to Monday
        (here(2026, 3, 15, 12), here(2026, 3, 16, 8)),  # Sunday
        (here(2026, 12, 24, 20), here(2026, 12, 26, 8)),  # over Christmas
        (here(2026, 8, 10, 9), here(2026, 8, 11, 8)),  # the Primer Grito
        (here(2028, 2, 28, 20), here(2028, 3, 1, 8)),  # 28 and 29 February 2028 are Carnival
    ],
)
def test_nights_sundays_and_holidays_of_ecuador_are_quiet(at, goes):
    assert next_allowed(at, MAINLAND, *QUIET) == goes


def test_galapagos_has_a_clock_of_its_own():
    assert zone_of("2001") == GALAPAGOS
    assert zone_of("0101") == zone_of(None) == MAINLAND
    at = here(2026, 3, 11, 8, 30)
    assert next_allowed(at, MAINLAND, *QUIET) == at
    assert next_allowed(at, GALAPAGOS, *QUIET) == here(2026, 3, 11, 9)


@pytest.mark.parametrize(
    ("today", "due"),
    [
        (date(2026, 1, 1), None),
        (date(2026, 3, 2), date(2026, 3, 2)),
        (date(2026, 5, 1), date(2026, 5, 1)),
        (date(2026, 5, 24), date(2026, 5, 1)),
        (date(2027, 1, 1), date(2026, 5, 25)),
    ],
)
def test_of_the_days_that_have_come_the_last_counts(today, due):
    anchor = date(2026, 5, 31)
    assert offset_due(anchor, [-90, -30, -6], "days", today) == due
    assert due is None or is_due(due, anchor, [-90, -30, -6], "days")
    assert not is_due(date(2026, 5, 2), anchor, [-90, -30, -6], "days")


def test_months_end_where_they_end():
    assert offset_due(date(2027, 1, 31), [1], "months", date(2027, 3, 1)) == date(2027, 2, 28)
    assert offset_due(date(2028, 1, 31), [1], "months", date(2028, 3, 1)) == date(2028, 2, 29)
    assert offset_due(date(2028, 2, 29), [12], "months", date(2029, 12, 1)) == date(2029, 2, 28)


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.integers(0, 3), st.booleans())
def test_what_is_at_stake_only_brings_forward(due_on, stake, vulnerable):
    day = sort_day(due_on, stake=stake, vulnerable=vulnerable)
    assert day <= due_on
    assert (day == due_on) == (stake == 0 and not vulnerable)
    assert sort_day(due_on, stake=0, vulnerable=True) < sort_day(due_on, stake=2, vulnerable=False)


@pytest.mark.parametrize(
    "text",
    [
        "Su VISA vence el {day}.",
        "Venga por la cédula",
        "Solicitud de asilo",
        "casos de Violencia",
        "Refugiados: llamen",
        "your asylum claim",
        "víctimas de trata",
        "capital semilla",
    ],
)
def test_a_message_never_says_why_she_is_served(text):
    with pytest.raises(ValidationError) as refused:
        check_text(text)
    assert refused.value.code == "tells_too_much"


@pytest.mark.parametrize("text", ["Cita el {dia}", "Cita {day", "Cita day}", "{{day}}", "{}"])
def test_only_what_can_be_filled_in_is_asked_for(text):
    with pytest.raises(ValidationError) as refused:
        check_text(text)
    assert refused.value.code == "unknown_placeholder"


def test_the_shipped_texts_say_as_little_as_possible(db):
    told = Rule.objects.filter(audience__contains=["person"])
    assert told.count() >= 5
    for rule in told:
        for text in (rule.text_es, rule.text_en):
            check_text(text)
            assert len(text) <= 160
        assert placeholders(rule.text_es) == placeholders(rule.text_en)
        assert rule.template


def test_every_trigger_ships_a_rule(db):
    assert set(Rule.objects.values_list("trigger", flat=True)) == set(Rule.Trigger.values)
    for rule in Rule.objects.all():
        rule.full_clean()


def test_it_is_filled_in():
    facts = {"day": "12 de marzo", "time": "10:00", "organisation": "HIAS"}
    assert fill("{organisation}: el {day}  a las {time}.", facts) == "HIAS: el 12 de marzo a las 10:00."
    assert fill("Cita {time} hoy", {"time": ""}) == "Cita hoy"
    assert placeholders("el {day} a las {time}") == ["day", "time"]


def test_a_provider_rests_longer_each_time_but_not_for_ever():
    breaker = Breaker(failures=3, rest=timedelta(seconds=10), longest=timedelta(minutes=1))
    assert [breaker.rest_after(n) for n in (0, 2)] == [None, None]
    assert [breaker.rest_after(n).total_seconds() for n in (3, 4, 5, 6, 1000)] == [10, 20, 40, 60, 60]


@given(st.integers(1, 1000), st.floats(0, 1))
def test_waits_grow_and_spread(tries, chance):
    wait = wait_before(tries, lambda: chance, first=30).total_seconds()
    full = min(3600, 30 * 2 ** (tries - 1)) if tries < 20 else 3600
    assert full / 2 <= wait <= full
