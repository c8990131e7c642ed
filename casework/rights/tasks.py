"""What is due about people's data by itself."""

from celery import shared_task
from django.utils import timezone

from casework.access.scope import system
from casework.rights import erasure, retention


@shared_task
def propose_retention() -> None:
    """Every night; by ranges, so that a night that was missed loses nothing."""
    with system("the time to keep a file ends in every organisation"):
        retention.propose(timezone.localdate())


@shared_task
def finish_erasures() -> None:
    """Every hour: files that an erasure left because its process died before it deleted them."""
    with system("files of people who were erased, whoever attached them"):
        erasure.finish()
