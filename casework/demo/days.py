"""Days as whole numbers, which is quick to reckon with, and as the text that PostgreSQL reads."""

from datetime import date
from functools import cache

# The first permanence registry opened on this day (domain page, section 4).
REGISTRY_OPENED = date(2022, 9, 1).toordinal()
# If a demo is made early, some visas have still run out: registrations then begin so many days before.
LEAST_PAST_DAYS = 1500


@cache
def iso(day: int) -> str:
    """2026-03-01 for a day's number."""
    return date.fromordinal(day).isoformat()


@cache
def instant(day: int, minute: int = 0) -> str:
    """So many minutes after eight in the morning, Ecuador's time (which has no summer time)."""
    hours, minutes = divmod(8 * 60 + minute, 60)
    return f"{iso(day)} {hours:02}:{minutes:02}:00-05"


class Calendar:
    """The days that matter, seen from the day on which the demo is made."""

    def __init__(self, today: date) -> None:
        self.today = today.toordinal()
        # All that is told has happened by yesterday: at no hour of today does it lie ahead.
        self.yesterday = self.today - 1
        self.begins = min(REGISTRY_OPENED, self.today - LEAST_PAST_DAYS)
