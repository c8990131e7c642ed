"""Which users a browser has been used by: a signed cookie in the browser itself, so that nobody is tracked here."""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from ua_parser import parse

from casework.access.models import User

COOKIE = "devices"
SALT = "casework.access.devices"
# As long as browsers keep a cookie; each sign-in begins anew.
YEAR = 365 * 24 * 60 * 60
# An office computer is used by several; who has not used it for longest is told again.
MOST_USERS = 20


def is_known(request: HttpRequest, user: User) -> bool:
    """Whether she has signed in with this browser before."""
    return _mark(user) in _marks(request)


def is_known_for(request: HttpRequest, email: str) -> bool:
    """Tell whether the user with this e-mail has signed in with this browser before."""
    marks = _marks(request)
    user = User.objects.filter(email=email).only("pk").first() if marks else None
    return user is not None and _mark(user) in marks


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Writes into the browser that she has signed in with it."""
    mark = _mark(user)
    marks = [mark, *(other for other in _marks(request) if other != mark)][:MOST_USERS]
    response.set_cookie(
        COOKIE,
        signing.dumps(marks, salt=SALT),
        max_age=YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _mark(user: User) -> str:
    return salted_hmac(SALT, str(user.pk), algorithm="sha256").hexdigest()[:32]


def _marks(request: HttpRequest) -> list[str]:
    try:
        return signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=YEAR)
    except signing.BadSignature:
        return []


def browser_name(user_agent: str) -> str:
    """The kind of browser and of machine, such as "Chrome, Android"; what is unknown is left out."""
    parsed = parse(user_agent)
    families = (part.family for part in (parsed.user_agent, parsed.os) if part is not None)
    return ", ".join(family for family in families if family != "Other")
