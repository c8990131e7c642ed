"""How an award is split, and when its parts are due."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.programmes.rules import CENT, MOST_INSTALMENTS, month_later, split_amount

amounts = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("99999999.99"), places=2)


@given(amounts, st.integers(1, MOST_INSTALMENTS))
def test_the_parts_are_the_whole_and_differ_by_a_cent_at_most(amount, parts):
    split = split_amount(amount, parts)
    assert len(split) == parts
    assert sum(split) == amount
    assert max(split) - min(split) <= CENT
    assert split == sorted(split, reverse=True)
    assert all(part == part.quantize(CENT) for part in split)


def test_the_odd_cents_come_first():
    assert split_amount(Decimal("100.00"), 3) == [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]
    assert split_amount(Decimal("0.02"), 2) == [CENT, CENT]


@pytest.mark.parametrize(
    ("day", "months", "due"),
    [
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 1, 31), 2, date(2025, 3, 31)),
        (date(2025, 11, 30), 1, date(2025, 12, 30)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
        (date(2025, 3, 12), 0, date(2025, 3, 12)),
        (date(2025, 3, 12), 24, date(2027, 3, 12)),
    ],
)
def test_the_same_day_some_months_later(day, months, due):
    assert month_later(day, months) == due


@given(st.dates(date(1900, 1, 1), date(2150, 1, 1)), st.integers(0, MOST_INSTALMENTS))
def test_months_pass_one_by_one(day, months):
    due = month_later(day, months)
    assert (due.year * 12 + due.month) - (day.year * 12 + day.month) == months
    assert due.day <= day.day
