"""The journey line of a case as one reader may see it."""

from datetime import date

from django.utils import timezone

from casework.access.models import Membership
from casework.access.policy import Section, reads
from casework.journey.models import Case
from casework.journey.rules import Line, journey_line


def line_of(case: Case, membership: Membership, today: date | None = None) -> Line:
    """From a case loaded `with_line()`. To a role that does not read blockers no stop looks blocked."""
    blockers = case.open_blockers if reads(membership, Section.BLOCKERS) else ()
    return journey_line(case.records.all(), blockers, case.pathway.stages.all(), today=today or timezone.localdate())
