"""How an award is split into instalments. Pure."""

from calendar import monthrange
from datetime import date
from decimal import Decimal

CENT = Decimal("0.01")
MOST_INSTALMENTS = 24


def split_amount(amount: Decimal, parts: int) -> list[Decimal]:
    """Equal instalments in US dollars; the cents that do not divide go to the first ones, so the sum is the amount."""
    cents = int(amount / CENT)
    share, left = divmod(cents, parts)
    return [CENT * (share + (1 if i < left else 0)) for i in range(parts)]


def month_later(day: date, months: int) -> date:
    """The same day so many months later, or that month's last day where it has fewer."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
