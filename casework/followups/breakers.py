"""The circuit breaker of each provider: one that fails again and again is left alone for a while, by all processes."""

from datetime import datetime

from django.db.models import F

from casework.followups.models import Provider
from casework.followups.rules import Breaker

BREAKER = Breaker()


def resting(now: datetime) -> dict[str, datetime]:
    """The providers that are left alone, and until when."""
    return dict(Provider.objects.filter(opened_until__gt=now).values_list("name", "opened_until"))


def note(name: str, *, taken: int, failed: int, now: datetime) -> None:
    """What came of a batch: so many messages were taken or plainly refused, so many could not be handed over."""
    if not taken and not failed:
        return
    provider, _new = Provider.objects.get_or_create(name=name)
    if taken:
        Provider.objects.filter(pk=provider.pk).update(failures=0, opened_until=None, sent_at=now)
        return
    Provider.objects.filter(pk=provider.pk).update(failures=F("failures") + failed, failed_at=now)
    provider.refresh_from_db()
    rest = BREAKER.rest_after(provider.failures)
    if rest:
        Provider.objects.filter(pk=provider.pk).update(opened_until=now + rest)
