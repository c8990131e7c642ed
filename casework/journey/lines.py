"""The journey line of a case as one reader may see it.

To a role that does not read blockers no stop looks blocked; for a ministry the line has the stops of its step.
"""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from casework.access.models import Membership
from casework.access.policy import Section
from casework.journey.models import Blocker, Case, StageRecord
from casework.journey.rules import Line, journey_line
from casework.journey.stages import stages_seen_by
from casework.people.queries import open_sections


def line_of(case: Case, membership: Membership, today: date | None = None) -> Line:
    """From a case loaded `with_line()`, without a query."""
    return _line(case, membership, case.records.all(), lambda: case.open_blockers, today)


def whole_line_of(case: Case, membership: Membership) -> Line:
    """Of one case, as it is in the database now, with who decided each stage."""
    records = case.records.select_related("document", "decided_by", "decided_by_organisation")
    return _line(case, membership, records, case.blockers.open, None)


def _line(case: Case, membership: Membership, records: Iterable[StageRecord], blockers, today: date | None) -> Line:
    seen: Iterable[Blocker] = blockers() if Section.BLOCKERS in open_sections(case.person, membership) else ()
    stages = stages_seen_by(membership)
    mine = [record for record in records if record.stage in stages]
    return journey_line(mine, seen, case.pathway.stages.all(), today=today or timezone.localdate(), seen=stages)
