"""Delete what pages leave behind and nobody needs any more."""

from celery import shared_task

from casework.access.scope import system
from casework.web import once


@shared_task
def forget_sent_forms() -> None:
    """Forgets the tokens of forms that were sent long ago. Doing it twice does no harm."""
    with system("forms are forgotten whoever sent them"):
        once.forget_old()
