"""The journey line of a case as one reader may see it."""

from django.utils import timezone

from casework.access.models import Membership
from casework.access.policy import Section, reads
from casework.journey.models import Case
from casework.journey.rules import Line, journey_line


def line_of(case: Case, membership: Membership) -> Line:
    """From a case loaded `with_line()`. To a role that does not read blockers no stop looks blocked."""
    blockers = case.open_blockers if reads(membership, Section.BLOCKERS) else ()
    return journey_line(case.records.all(), blockers, case.pathway.stages.all(), today=timezone.localdate())


def whole_line_of(case: Case, membership: Membership) -> Line:
    """The same with who decided each stage, for one case."""
    records = case.records.select_related("document", "decided_by", "decided_by_organisation")
    blockers = case.blockers.open() if reads(membership, Section.BLOCKERS) else ()
    return journey_line(records, blockers, case.pathway.stages.all(), today=timezone.localdate())
