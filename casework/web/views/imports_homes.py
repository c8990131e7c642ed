"""Households that a sheet proposes: what is shown of them beside its rows."""

from casework.journey.imports.homes import homes_of, undecided_first
from casework.journey.models import Import

MOST = 20  # households shown at once
State = Import.State


def homes_shown(request, sheet: Import) -> dict:
    """Give the page the households that may be decided, which are ticked, and how many there are besides."""
    if sheet.state not in (State.PREVIEWED, State.DONE) or sheet.cleared_at:
        return {"homes": []}
    first_rows = undecided_first(sheet)
    lines = list(first_rows.values_list("line", flat=True)[: MOST + 1])
    homes = homes_of(sheet, lines[:MOST])
    more = first_rows.count() - MOST if len(lines) > MOST else 0
    ticked = {value.partition(".")[0] for value in request.POST.getlist("homes")}
    return {
        "homes": [homes[line] for line in lines[:MOST]],
        "more_homes": more,
        "ticked_homes": [line for line in lines if str(line) in ticked],
    }
