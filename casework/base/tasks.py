"""Background work that belongs to no part of the domain."""

from celery import shared_task
from celery.signals import worker_ready
from django.core.management import call_command

from casework.base import health


@shared_task(expires=10)
def heartbeat() -> None:
    """Sent by beat every 10 seconds: that it arrives shows that all three work. A late one would lie, so it expires."""
    health.record_heartbeat()


@shared_task
def forget_ended_sessions() -> None:
    """Sessions that ran out hold what was last searched for, so they are deleted, not only passed over."""
    call_command("clearsessions")


@worker_ready.connect
def first_heartbeat(**kwargs: object) -> None:
    """Without waiting for beat's first."""
    health.record_heartbeat()
