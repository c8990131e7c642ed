"""What beat sends about people, thin, in a scope that sees all."""

import logging

from celery import shared_task

from casework.access.scope import system
from casework.base.behind_people import AGAIN_AFTER, in_turn
from casework.people.disclosure import forget_old
from casework.people.finding import PARTS, find, unfinished
from casework.people.likenesses import gather, note_missing

logger = logging.getLogger(__name__)

# Seconds. A search that lasts leaves the worker's processes to other work now and then.
SEARCH_FOR = 20


@shared_task(expires=6 * 60 * 60)
def note_likenesses() -> None:
    """Make likenesses that are missing or of an older version, every night; plans of searches know of them."""
    with in_turn() as mine:
        if not mine:
            note_likenesses.apply_async(countdown=AGAIN_AFTER)
            return
        for _looked_at in note_missing():
            pass
        gather()


@shared_task(expires=6 * 60 * 60)
def forget_questions() -> None:
    """Delete every night the questions that are too old to prove anything."""
    with system("questions of every organisation"):
        forget_old()


@shared_task(expires=50 * 60)
def find_duplicates() -> None:
    """Every hour, one search for each part of the register, of those who changed since the last."""
    for part in range(PARTS):
        find_duplicates_of.delay(part)


@shared_task(expires=6 * 60 * 60)
def find_duplicates_of(part: int) -> None:
    """A slice of a part's search, and then the next until nobody is left; killed, it goes on within the hour."""
    with in_turn() as mine:
        if not mine:
            find_duplicates_of.apply_async([part], countdown=AGAIN_AFTER)
            return
        looked_at = max(find(part=part, seconds=SEARCH_FOR), default=0)
    logger.info("duplicates, part %s: %s people looked at so far", part, looked_at)
    if looked_at and unfinished(part=part):
        find_duplicates_of.delay(part)
