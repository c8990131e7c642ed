"""Is follow-up alive? When planning and sending last finished, what waits, and which alarms ring. Nothing about people.

`/healthz/followups` says it to machines, and a job mails the alarms. The job needs beat and a worker, so only a machine
that asks the address notices when these are down.
"""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.core.mail import send_mail
from django.db import models
from django.db.models import Max, Min, Sum
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.followups.models import Provider, Reminder, Run
from casework.followups.models.rule import QUIET_FROM, QUIET_UNTIL
from casework.followups.rules import next_allowed
from casework.places.zones import MAINLAND

logger = logging.getLogger(__name__)

PLAN_LATE, REFRESH_LATE, DISPATCH_LATE = timedelta(hours=3), timedelta(minutes=10), timedelta(minutes=10)
REMINDER_LATE = timedelta(hours=2)
COUNTED = timedelta(hours=24)
TOLD_AGAIN_SECONDS = 60 * 60


class Alarm(models.TextChoices):
    PLAN = "plan", gettext_lazy("Nothing was planned for three hours.")
    REFRESH = "refresh", gettext_lazy("What changed was not looked at for ten minutes.")
    DISPATCH = "dispatch", gettext_lazy("Nothing was sent for ten minutes, though messages are due.")
    WAITING = "waiting", gettext_lazy("A message has been waiting for two hours though it may go.")
    PROVIDER = "provider", gettext_lazy("A provider failed so often that it is left alone.")


@dataclass(frozen=True)
class State:
    """How follow-up was doing at the instant `at`; the counts are of the last 24 hours."""

    at: datetime
    finished: dict[str, datetime] = field(default_factory=dict)
    oldest_due: datetime | None = None
    planned: int = 0
    tasks: int = 0
    sent: int = 0
    failed: int = 0
    left_alone: tuple[str, ...] = ()

    @property
    def oldest_age(self) -> timedelta | None:
        """For how long the oldest reminder that is due has been."""
        return self.at - self.oldest_due if self.oldest_due else None

    def is_late(self, kind: str, after: timedelta) -> bool:
        return kind not in self.finished or self.at - self.finished[kind] > after


def state(now: datetime) -> State:
    """How follow-up is doing; runs in a scope that sees all reminders."""
    runs = Run.objects.filter(finished_at__isnull=False).order_by()
    day = runs.filter(started_at__gt=now - COUNTED)
    sums = day.aggregate(**{name: Sum(name, default=0) for name in ("planned", "tasks", "sent", "failed")})
    return State(
        at=now,
        finished=dict(runs.values_list("kind").annotate(last=Max("finished_at"))),
        oldest_due=Reminder.objects.to_send(now).aggregate(oldest=Min("send_at"))["oldest"],
        left_alone=tuple(Provider.objects.filter(opened_until__gt=now).values_list("name", flat=True)),
        **sums,
    )


def alarms(now: datetime, found: State | None = None) -> list[Alarm]:
    """What rings now: by the state that was found, or else by what is found now."""
    return ringing(found or state(now))


def ringing(found: State) -> list[Alarm]:
    """Which alarms a state rings."""
    due_long = found.oldest_age is not None and found.oldest_age > DISPATCH_LATE
    rings = {
        Alarm.PLAN: found.is_late(Run.Kind.PLAN, PLAN_LATE),
        Alarm.REFRESH: Run.Kind.PLAN in found.finished and found.is_late(Run.Kind.REFRESH, REFRESH_LATE),
        Alarm.DISPATCH: due_long and found.is_late(Run.Kind.DISPATCH, DISPATCH_LATE),
        Alarm.WAITING: _waits_too_long(found),
        Alarm.PROVIDER: bool(found.left_alone),
    }
    return [alarm for alarm, rung in rings.items() if rung]


def _waits_too_long(found: State) -> bool:
    """Counted only while messages may go: not at night, on Sundays and holidays, and from this morning on."""
    if found.oldest_due is None or next_allowed(found.at, MAINLAND, QUIET_FROM, QUIET_UNTIL) > found.at:
        return False
    morning = datetime.combine(found.at.astimezone(MAINLAND).date(), QUIET_UNTIL, MAINLAND)
    return found.at - max(found.oldest_due, morning) > REMINDER_LATE


def report(found: State) -> dict:
    """What the address says: whether it is well, what rings, and the figures behind it."""
    rings = ringing(found)
    age = found.oldest_age
    return {
        "status": "down" if rings else "ok",
        "alarms": [alarm.value for alarm in rings],
        "finished": {kind: _seconds(found.at - at) for kind, at in sorted(found.finished.items())},
        "oldest_due": _seconds(age) if age is not None else None,
        "last_day": {name: getattr(found, name) for name in ("planned", "tasks", "sent", "failed")},
        "left_alone": list(found.left_alone),
    }


def _seconds(age: timedelta) -> int:
    return max(0, round(age.total_seconds()))


def tell_alarms(now: datetime) -> None:
    """Mails what rings to MESSAGES_ALARMS_TO, each alarm at most once an hour."""
    rings = alarms(now)
    if not rings or not settings.MESSAGES_ALARMS_TO:
        return
    new = [alarm for alarm in rings if cache.add(_told(alarm), timezone.now().isoformat(), TOLD_AGAIN_SECONDS)]
    if not new:
        return
    with translation.override(settings.LANGUAGE_CODE):
        text = "\n".join(str(alarm.label) for alarm in new)
        try:
            send_mail(_("Casework: reminders need a look"), text, None, settings.MESSAGES_ALARMS_TO)
        except OSError:
            # The next time is in five minutes; what the mail server said may hold addresses.
            logger.warning("An alarm could not be mailed: %s", ", ".join(new))
            cache.delete_many([_told(alarm) for alarm in new])


def _told(alarm: Alarm) -> str:
    return f"followups-alarm-{alarm.value}"
