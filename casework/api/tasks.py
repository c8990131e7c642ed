"""What REST leaves behind and nobody needs any more."""

from celery import shared_task
from oauth2_provider.models import clear_expired

from casework.access.api_clients import record_use
from casework.access.models import ApiClient
from casework.access.scope import system
from casework.api import idempotency, throttling


@shared_task
def clean_up() -> None:
    """Forgets answers kept for repeated POSTs and tokens that ran out. Doing it twice does no harm."""
    with system("answers are forgotten whoever got them"):
        idempotency.forget_old()
    clear_expired()


@shared_task(expires=60)
def record_uses() -> None:
    """Writes when partner systems were last here, as the cache remembers it. Doing it twice does no harm."""
    for client_pk, at in throttling.remembered_uses(ApiClient.objects.values_list("pk", flat=True)).items():
        record_use(client_id=client_pk, at=at)
