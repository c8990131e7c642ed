"""Rows of a sheet as a queue: each process takes a batch that nobody has; of a killed one it is nobody's again."""

import time
from collections.abc import Callable

from django.db import transaction

from casework.base.behind_people import MOST_AWAITED, Pace
from casework.base.collecting import uncollected
from casework.journey.models import ImportRow
from casework.journey.queries import ImportRowQuerySet

BATCH = 500


def batch_by_batch(rows: ImportRowQuerySet, act: Callable[[list[ImportRow]], None], until: float) -> bool:
    """Does it to these rows, wholly or not at all to a batch, until nobody's is left, or it is that late
    (`time.monotonic`): then there may be more."""
    pace = Pace(MOST_AWAITED)
    while time.monotonic() < until:
        with uncollected(), transaction.atomic():
            free = rows.select_for_update(skip_locked=True).order_by("line")
            batch = list(free.defer("cells")[:BATCH])
            if batch:
                act(batch)
        if not batch:
            return False
        pace.give_way()
    return True
