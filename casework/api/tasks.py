"""What REST leaves behind and nobody needs any more."""

from celery import shared_task
from oauth2_provider.models import clear_expired

from casework.api import idempotency


@shared_task
def clean_up() -> None:
    """Forgets answers kept for repeated POSTs and tokens that ran out. Doing it twice does no harm."""
    idempotency.forget_old()
    clear_expired()
