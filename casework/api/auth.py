"""Who asks: a partner system by its token, or a person by her session. Both end as `request.membership`."""

import hashlib

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from oauth2_provider.models import AccessToken
from rest_framework import authentication, exceptions

from casework.access.models import Door
from casework.access.queries import acting_membership
from casework.access.scope import act_as
from casework.access.second_factor import lacks_second_factor

REALM = 'Bearer realm="casework"'


class TokenInvalid(exceptions.AuthenticationFailed):
    """The token is unknown, revoked or expired, or its client may no longer act."""

    default_code = "token_invalid"
    default_detail = _("The token is unknown, revoked or expired. Ask for a new one.")

    def __init__(self, client_id: str = ""):
        super().__init__()
        self.client_id = client_id


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer …` with a token of /oauth/token/: acts as the service user its client is bound to.

    The middleware that finds the membership ran before, when nobody was known yet, so it is found here.
    """

    def authenticate(self, request):
        kind, _space, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if kind.lower() != "bearer":
            return None
        access = _access_token(token.strip())
        client = access.application if access else None
        if client is None:
            raise TokenInvalid
        if access.is_expired() or not client.works():
            raise TokenInvalid(client.client_id)
        request._request.membership = acting_membership(client.user)
        act_as(request._request.membership, Door.API, client.user)
        return client.user, access

    def authenticate_header(self, request):
        sent = request.META.get("HTTP_AUTHORIZATION", "").lower().startswith("bearer")
        return f'{REALM}, error="invalid_token"' if sent else REALM


def _access_token(token: str) -> AccessToken | None:
    checksum = hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
    return AccessToken.objects.select_related("application__user").filter(token_checksum=checksum).first()


class SecondFactorNeeded(exceptions.PermissionDenied):
    """Her role needs a second step to sign in, and she has set up none."""

    default_code = "second_factor_needed"
    default_detail = _("Your role needs a second step to sign in. Set it up in the web pages, under My account.")


class SessionAuthentication(authentication.SessionAuthentication):
    """The signed-in person of a browser; what writes needs the CSRF token, as everywhere."""

    def authenticate(self, request):
        found = super().authenticate(request)
        if found and lacks_second_factor(found[0], request._request.memberships):
            raise SecondFactorNeeded
        return found

    def enforce_csrf(self, request):
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied:
            raise exceptions.PermissionDenied(
                _("The CSRF token is missing or wrong: send it as X-CSRFToken."), code="csrf_failed"
            ) from None


class TokenScheme(OpenApiAuthenticationExtension):
    """How the OpenAPI description says it, with the scope each operation needs."""

    target_class = TokenAuthentication
    name = "oauth2"
    priority = 1

    def get_security_requirement(self, auto_schema):
        scope = auto_schema.operation.scope
        return {self.name: [scope.value] if scope else []}

    def get_security_definition(self, auto_schema):
        scopes = {name: str(label) for name, label in settings.OAUTH2_PROVIDER["SCOPES"].items()}
        return {
            "type": "oauth2",
            "description": str(
                _(
                    "For partner systems: ask IOM for a client id and secret. A token lives an hour; "
                    "POST /oauth/revoke/ (RFC 7009) ends it before."
                )
            ),
            "flows": {"clientCredentials": {"tokenUrl": "/oauth/token/", "scopes": scopes}},
        }


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = SessionAuthentication
    name = "session"
    priority = 1

    def get_security_definition(self, auto_schema):
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": settings.SESSION_COOKIE_NAME,
            "description": str(_("For browsers of people who are signed in; what writes needs X-CSRFToken as well.")),
        }
