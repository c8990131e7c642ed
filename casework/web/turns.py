"""Answer as many requests at once as the machine can, let some wait a little, and tell the others to come again.

Without this, slow requests fill all threads and everybody waits without an end. A process answers settings.TURNS
requests at once; another waits settings.TURN_WAIT_SECONDS at most. Signing in has turns of its own, and the probes need
none, so that a busy service is neither shut for those who come nor taken for dead.
"""

import logging
import threading

from django.conf import settings
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _

from casework.access.middleware import door_of
from casework.access.models import Door
from casework.base.errors import is_database_away
from casework.base.problems import RETRY_SECONDS, busy
from casework.web.again import again_page

logger = logging.getLogger(__name__)


class TakeTurns:
    """Gives each request its turn, or answers 503 with Retry-After."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.turns = Turns(settings.TURNS, settings.TURNS_WAITING)
        self.sign_in_turns = Turns(settings.SIGN_IN_TURNS, settings.SIGN_IN_WAITING)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/healthz"):
            return self.get_response(request)
        turns = self.sign_in_turns if request.path.startswith("/account/") else self.turns
        if not turns.take(settings.TURN_WAIT_SECONDS):
            return come_again(request)
        try:
            return self.get_response(request)
        finally:
            turns.give_back()


class Turns:
    """Give so many turns at once, and let so many others wait for one: where more waited, all threads would be taken.

    Those that come then would wait, unseen, for a thread that tells them to come again.
    """

    def __init__(self, at_once: int, waiting: int) -> None:
        self.turns, self.waiting = threading.BoundedSemaphore(at_once), threading.BoundedSemaphore(waiting)

    def take(self, seconds: float) -> bool:
        """Take a turn, now or after so many seconds at most; False where none came, or too many wait already."""
        if self.turns.acquire(blocking=False):
            return True
        if not self.waiting.acquire(blocking=False):
            return False
        try:
            return self.turns.acquire(timeout=seconds)
        finally:
            self.waiting.release()

    def give_back(self) -> None:
        self.turns.release()


class DatabaseThere:
    """Connects before anything is asked, and answers 503 with Retry-After while the database is away.

    What it loses in the middle of a request is told by `web.errors` and `api.errors`.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/healthz"):
            try:
                connection.close_if_health_check_failed()
                connection.ensure_connection()
            except OperationalError as error:
                if not is_database_away(error):
                    raise
                logger.warning("the database is away: a request was told to come again")
                return come_again(request)
        return self.get_response(request)


def come_again(request: HttpRequest, *, cut: bool = False) -> HttpResponse:
    """Answer 503 without asking the database, so before anybody is known: the language is the browser's.

    `cut`: work had begun, and the end of a transaction may have been reached before the connection was lost.
    """
    perhaps_saved = cut and request.method not in ("GET", "HEAD", "OPTIONS")
    with override(get_language_from_request(request)):
        if door_of(request) == Door.API or request.path.startswith("/oauth/"):
            response = busy(perhaps_done=perhaps_saved)
        else:
            if perhaps_saved:
                sentence = _("The connection was cut while this was being saved. Send it again: it is not saved twice.")
            elif request.method == "GET" and request.headers.get("HX-Request") != "true":
                sentence = _("Many people are working right now. This page tries again by itself in some seconds.")
            else:
                sentence = _("Many people are working right now. Send it again in some seconds.")
            response = again_page(request, sentence, retry_seconds=RETRY_SECONDS, perhaps_saved=perhaps_saved)
    # It is no error of the service: Django would log each as one.
    response._has_been_logged = True
    return response
