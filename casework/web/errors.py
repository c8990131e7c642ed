"""Refusals that reach no form become a page with a sentence, never a trace."""

import sys

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import OperationalError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from psycopg.errors import DeadlockDetected, LockNotAvailable, QueryCanceled

from casework.access.policy import Right
from casework.base.errors import Conflict, TooLarge, TooOften, is_database_away
from casework.web.again import above_the_form, again_page
from casework.web.page import page, refusal_of
from casework.web.turns import come_again

TOO_MUCH = {TooLarge: 413, TooOften: 429}


class SignedIn(LoginRequiredMiddleware):
    """Deny by default: who has not signed in is sent to do so. A form that htmx sends must not be lost on that way."""

    def handle_no_permission(self, request, view_func):
        """The sign-in page, or, to htmx, a sentence above the form."""
        if request.headers.get("HX-Request") != "true":
            return super().handle_no_permission(request, view_func)
        sentence = _("Your session has ended. Nothing is lost: sign in again in another tab, then send this once more.")
        return error_page(request, 401, sentence, link={"address": reverse("account_login"), "words": _("Sign in")})


class ErrorPages:
    """Turns what views and actions raise into pages: 400, 404, 409, 413, 429 and 503, also in debug mode."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        """A page for a refusal, or None for what is not one."""
        if isinstance(exception, (ObjectDoesNotExist, Http404)):
            return not_found(request)
        if isinstance(exception, (Conflict, ValidationError)):
            sentence, status = refusal_of(exception)
            return error_page(request, status, sentence)
        for kind, status in TOO_MUCH.items():
            if isinstance(exception, kind):
                return error_page(request, status, exception.message)
        if is_database_away(exception):
            return come_again(request, cut=True)
        if isinstance(exception, OperationalError):
            return _ended_by_database(request, exception)
        return None


def _ended_by_database(request, error: OperationalError) -> HttpResponse | None:
    """A page for work that went over its bounds (`access.bounds`), or None for what is an error of ours."""
    if isinstance(error.__cause__, QueryCanceled):
        sentence = _("This took too long and was stopped. Narrow it: fewer months, one place, or more of the name.")
        return again_page(request, sentence)
    if isinstance(error.__cause__, (LockNotAvailable, DeadlockDetected)):
        return again_page(request, _("Somebody else is saving this record now. Send it again in a moment."))
    return None


def error_page(request, status: int, sentence: str, *, link: dict | None = None) -> HttpResponse:
    """The one error page, in the reader's language.

    A form that htmx sent stays as it is, with what was typed, and gets the sentence above it, with a `link` (address
    and words) to where she can help it.
    """
    if request.headers.get("HX-Request") == "true":
        return above_the_form(sentence, status, link)
    return render(request, "web/error.html", {"status": status, "sentence": sentence}, status=status)


def bad_request(request, exception=None):
    return error_page(request, 400, _("The request could not be read."))


def forbidden(request, exception=None):
    return error_page(request, 403, str(exception) or _("Your role does not allow this."))


def not_found(request, exception=None):
    return error_page(request, 404, _("There is nothing here that you may see."))


@page(Right.READ, methods=("GET", "POST"))
def nothing_here(request):
    """Every address that is none: the page that says so, in debug mode too."""
    raise Http404


def csrf_failed(request, reason=""):
    """The form was open too long or in another session: nothing was saved."""
    return error_page(request, 403, _("This form has expired. Go back, load the page again and send it once more."))


def too_many(request, exception=None):
    """allauth's own limits: too many tries from one address, or for one e-mail or code."""
    return error_page(request, 429, _("Too many tries. Wait a little, then try again."))


def locked_out(request, response=None, credentials=None):
    """django-axes: too many wrong passwords for one e-mail from one address, whether there is such a user or not."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    sentence = _("Too many wrong passwords. Try again in %(minutes)s minutes, or ask for a new password.")
    return error_page(request, 429, sentence % {"minutes": minutes})


def broken(request):
    """Say that it failed; where the database had gone before any view was called, that it is tried again."""
    if is_database_away(sys.exception()):
        return come_again(request, cut=True)
    return error_page(request, 500, _("Something failed on our side. Nothing was saved; try again."))
