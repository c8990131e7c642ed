"""For machines that watch over the service."""

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from casework.base import health


@require_safe
@never_cache
@login_not_required
@transaction.non_atomic_requests  # a database that is down is told, not stumbled over
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when the service can do its work, else 503 naming what is down. Open to everybody, so it says no more."""
    report = health.report()
    return unlogged(JsonResponse(report, status=503 if health.is_down(report["status"]) else 200))


def unlogged(response: JsonResponse) -> JsonResponse:
    """Keep Django from logging a 503 as an error: the answer is right, and during a start it is the usual one."""
    response._has_been_logged = True
    return response
