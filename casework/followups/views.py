"""For machines that watch over follow-up."""

import logging

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, transaction
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from casework.access.scope import system
from casework.base.views import unlogged
from casework.followups import health

logger = logging.getLogger(__name__)


@require_safe
@never_cache
@login_not_required
@transaction.non_atomic_requests  # a database that is down is told, not stumbled over
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while people are reminded, else 503 naming the alarms. Ages in seconds; open to everybody, so no more."""
    try:
        with system("how old the oldest reminder is, whosever it is"):
            report = health.report(health.state(timezone.now()))
    except DatabaseError:
        logger.warning("The state of follow-up could not be read", exc_info=True)
        report = {"status": "down", "alarms": ["database"]}
    return unlogged(JsonResponse(report, status=503 if report["alarms"] else 200))
