"""Households that a sheet proposes: what is shown of them beside its rows."""

from casework.journey.imports.homes import homes_of, undecided_first
from casework.journey.models import Import

MOST = 20  # households shown at once
State = Import.State


def homes_shown(sheet: Import) -> dict:
    """Give the page the households that may be decided, and how many there are besides."""
    if sheet.state not in (State.PREVIEWED, State.DONE) or sheet.cleared_at:
        return {"homes": [], "more_homes": 0}
    first_rows = undecided_first(sheet)
    lines = list(first_rows.values_list("line", flat=True)[: MOST + 1])
    homes = homes_of(sheet, lines[:MOST])
    more = first_rows.count() - MOST if len(lines) > MOST else 0
    return {"homes": [homes[line] for line in lines[:MOST]], "more_homes": more}
