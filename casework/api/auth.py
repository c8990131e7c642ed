"""Who asks: a partner system by its token, or a person by her session. Both end as `request.membership`."""

import hashlib

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DataError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from oauth2_provider.models import AccessToken
from oauth2_provider.views import TokenView
from rest_framework import authentication, exceptions

from casework.access.models import Door
from casework.access.queries import acting_membership
from casework.access.scope import act_as

REALM = 'Bearer realm="casework"'


class TokenInvalid(exceptions.AuthenticationFailed):
    """The token is unknown, revoked or expired, or its client may no longer act."""

    default_code = "token_invalid"
    default_detail = _("The token is unknown, revoked or expired. Ask for a new one.")


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer …` with a token of /oauth/token/: acts as the service user its client is bound to.

    The middleware that finds the membership ran before, when nobody was known yet, so it is found here.
    """

    def authenticate(self, request):
        kind, _space, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if kind.lower() != "bearer":
            return None
        access = _access_token(token.strip())
        user = access.application.user if access and access.application else None
        if user is None or not user.is_active or not user.is_service or access.is_expired():
            raise TokenInvalid
        request._request.membership = acting_membership(user)
        act_as(request._request.membership, Door.API)
        return user, access

    def authenticate_header(self, request):
        sent = request.META.get("HTTP_AUTHORIZATION", "").lower().startswith("bearer")
        return f'{REALM}, error="invalid_token"' if sent else REALM


def _access_token(token: str) -> AccessToken | None:
    checksum = hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
    return AccessToken.objects.select_related("application__user").filter(token_checksum=checksum).first()


class SessionAuthentication(authentication.SessionAuthentication):
    """The signed-in person of a browser; what writes needs the CSRF token, as everywhere."""

    def enforce_csrf(self, request):
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied:
            raise exceptions.PermissionDenied(
                _("The CSRF token is missing or wrong: send it as X-CSRFToken."), code="csrf_failed"
            ) from None


@method_decorator([never_cache, login_not_required], name="dispatch")
class ClientToken(TokenView):
    """POST /oauth/token/ with grant_type=client_credentials: an access token for a partner system (RFC 6749, 4.4).

    Errors are those of OAuth 2 (RFC 6749, 5.2), not problem+json.
    """

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return self.authorization_flow_token_response(request)
        except DataError:  # text that no client has, such as one with a NUL byte
            return JsonResponse({"error": "invalid_client"}, status=401)


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
            "description": str(_("For partner systems. Ask IOM for a client id and secret.")),
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
