"""What each request knows of the one who asks: the membership she acts under and the language she reads."""

import time
from uuid import UUID

from django.conf import settings
from django.contrib.auth import logout
from django.utils import translation

from casework.access import log
from casework.access.models import Door
from casework.access.queries import active_memberships, chosen
from casework.access.scope import acting_as

SESSION_KEY = "membership"
DOORS = {"/api/": Door.API, "/hooks/": Door.API, "/admin/": Door.ADMIN}
SIGNED_IN_AT = "signed_in_at"


class SessionAge:
    """Nobody stays signed in longer than SESSION_COOKIE_AGE, however often the session was written since."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        since = request.session.get(SIGNED_IN_AT)
        if since is not None and time.time() - since > settings.SESSION_COOKIE_AGE:
            logout(request)
        return self.get_response(request)


class ActiveMembership:
    """`request.membership`: the one chosen with the organisation switch, else the first active one, else None.

    The rest of the request is done in its scope.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        request.memberships = active_memberships(user) if user.is_authenticated else []
        request.membership = chosen(request.memberships, request.session.get(SESSION_KEY))
        with acting_as(request.membership, door_of(request), request.user):
            return self.get_response(request)


def door_of(request) -> Door:
    """The door this request came through, by its address."""
    return next((door for prefix, door in DOORS.items() if request.path.startswith(prefix)), Door.WEB)


class Refusals:
    """403 and 404 of whoever is signed in go into the log, by the answer, whichever floor of the house refused.

    It runs after the request's transaction was undone. A 404 counts where the address names somebody or something by
    its id: within one's scope there are no such links.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        match = request.resolver_match
        if match and (response.status_code == 403 or (response.status_code == 404 and _has_id(match.kwargs))):
            log.refused(place=match.view_name or match.route, status=response.status_code)
        return response


def _has_id(kwargs: dict) -> bool:
    return any(isinstance(value, UUID) for value in kwargs.values())


class UserLanguage:
    """The language a signed-in person chose, on every device; anonymous visitors and programs keep Django's rules."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated and not request.user.is_service:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)
