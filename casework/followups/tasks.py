"""Follow-up that nobody has to think of: what beat sends, thin, each in a scope that sees all."""

import logging

from celery import shared_task
from django.utils import timezone

from casework.access.scope import system
from casework.base.behind_people import AGAIN_AFTER, in_turn
from casework.followups import campaigns, health, inbound, planning
from casework.followups import dispatch as sending
from casework.places.zones import MAINLAND

logger = logging.getLogger(__name__)

# Seconds. A run that lasts leaves the worker's processes to other work now and then.
DISPATCH_EVERY, DISPATCH_FOR = 10, 25


@shared_task(expires=50 * 60)
def plan() -> None:
    """Every hour; by ranges, so that an hour or a fortnight that was missed loses nothing."""
    with in_turn() as mine, system("reminders and tasks are planned for the people of every organisation"):
        if not mine:
            plan.apply_async(countdown=AGAIN_AFTER)
            return
        planned = planning.plan(today=timezone.localdate(timezone=MAINLAND))
    logger.info("planned: %s", planned.total if planned else "another planner is at it")


@shared_task(expires=25)
def refresh() -> None:
    """Every half minute: a change cancels what it makes pointless, whatever door it came through."""
    with system("reminders and tasks are planned for the people of every organisation"):
        planning.refresh(now=timezone.now())


@shared_task(expires=DISPATCH_EVERY)
def dispatch() -> None:
    """Every ten seconds, and then for as long as there is something due; others may send at the same time."""
    with system("messages go to the people of every organisation"):
        sent = sending.dispatch(seconds=DISPATCH_FOR)
    if sent:
        logger.info("sent: %s", sent)


@shared_task(expires=4 * 60)
def tell_alarms() -> None:
    """Every five minutes: mails what is wrong with planning and sending, each at most once an hour."""
    with system("how old the oldest reminder is, whosever it is"):
        health.tell_alarms(timezone.now())


@shared_task(expires=9 * 60)
def fall_back_undelivered() -> None:
    """Every ten minutes: what nobody got within a day goes by the next channel, at last as a call."""
    with system("messages of every organisation that did not arrive"):
        inbound.fall_back_undelivered(timezone.now())


@shared_task(expires=50)
def finish_campaigns() -> None:
    """Every minute: campaigns that have nobody left to send to are done."""
    with system("whom campaigns of every organisation still wait to be sent to"):
        campaigns.finish_campaigns(timezone.now())
